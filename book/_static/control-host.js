// Brings the controls of a page to life where there is no kernel. book/_ext/live_controls.py has
// left a still picture in each control's place, and the control itself in a script of its own,
// which is fetched when the reader comes near. A script, not fetch(): a book opened from a disk
// may load scripts, but may not read files.
(() => {
  "use strict";

  const folder = new URL("controls/", document.currentScript.src);
  const arrivals = new Map(); // name of a control -> what to do when its script has come
  const models = new Map(); // name of a control -> promise of its model, one for all its places
  const modules = new Map(); // text of a module -> promise of the module

  /** What a widget's module expects of its model, without a Python side. */
  class Model {
    #state;
    #handlers = new Map();

    constructor(state) {
      this.#state = state;
    }

    get(name) {
      return this.#state[name];
    }

    set(name, value) {
      this.#state[name] = value;
      for (const handler of this.#handlers.get(`change:${name}`) ?? []) handler();
    }

    on(event, handler) {
      if (!this.#handlers.has(event)) this.#handlers.set(event, new Set());
      this.#handlers.get(event).add(handler);
    }

    off(event, handler) {
      this.#handlers.get(event)?.delete(handler);
    }

    save_changes() {} // nobody to save for

    send() {} // nobody to hear: a control without an answer knows that there is no kernel
  }

  /** Each control's script calls this with its state; binary parts are base64. */
  window.defineControl = (name, state, binary) => {
    for (const [key, text] of Object.entries(binary)) {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      state[key] = new DataView(bytes.buffer);
    }
    arrivals.get(name)(new Model(state));
  };

  function loadModel(name) {
    if (!models.has(name)) {
      models.set(name, new Promise((resolve, reject) => {
        arrivals.set(name, resolve);
        const script = document.createElement("script");
        script.src = new URL(`${name}.js`, folder);
        script.onerror = () => reject(new Error(`${script.src} is missing`));
        document.head.append(script);
      }));
    }
    return models.get(name);
  }

  function loadModule(text) {
    if (!modules.has(text)) {
      const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      modules.set(text, import(url));
    }
    return modules.get(text);
  }

  async function bringToLife(place) {
    const model = await loadModel(place.dataset.control);
    const module = await loadModule(model.get("_esm"));
    const el = document.createElement("div");
    module.default.render({ model, el });
    place.replaceChildren(el);
  }

  /** A still picture takes the room that its control will take. */
  function keepRoom(desk) {
    const picture = desk.querySelector("img");
    const [width, height] = ["width", "height"].map((side) => picture.getAttribute(side));
    desk.style.setProperty("--natural", `${width}px`);
    desk.style.setProperty("--aspect", width / height);
  }

  function start() {
    document.querySelectorAll("[data-control] .live-desk").forEach(keepRoom);
    const near = new IntersectionObserver((entries) => {
      for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
        near.unobserve(target);
        bringToLife(target).catch((error) => console.error("control:", error));
      }
    }, { rootMargin: "1000px" });
    document.querySelectorAll("[data-control]").forEach((place) => near.observe(place));
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
