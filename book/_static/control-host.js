// Brings the controls of a page to life where there is no kernel. book/_ext/live_controls.py has
// left still pictures in each control's place, and the control itself in a script of its own,
// which is fetched when the reader comes near, as is the program of its kind; what is heavy waits
// for a press. Scripts, not fetch(): a book opened from a disk may load scripts, but may not read
// files.
(() => {
  "use strict";

  const folder = new URL("controls/", document.currentScript.src);
  const arrivals = new Map(); // name of a control -> what to do when its script has come
  const models = new Map(); // name of a control -> promise of its model, one for all its places
  const kinds = new Map(); // kind of control -> promise that its script has run
  const modules = new Map(); // kind of control -> its module

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

  /** Each kind's script calls this. */
  window.defineKind = (kind, makeModule) => modules.set(kind, makeModule());

  function loadScript(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(`${name}.js`, folder);
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${script.src} is missing`));
      document.head.append(script);
    });
  }

  function loadModel(name) {
    if (!models.has(name)) {
      models.set(name, new Promise((resolve, reject) => {
        arrivals.set(name, resolve);
        loadScript(name).catch(reject);
      }));
    }
    return models.get(name);
  }

  async function loadModule(kind) {
    if (!kinds.has(kind)) kinds.set(kind, loadScript(kind));
    await kinds.get(kind);
    return modules.get(kind);
  }

  async function bringToLife(place) {
    const model = await loadModel(place.dataset.control);
    const module = await loadModule(model.get("kind"));
    const el = document.createElement("div");
    place.replaceChildren(el); // first, so that it can measure its place
    module.render({ model, el });
  }

  const tell = (error) => console.error("control:", error);

  async function startAtPress(place, button) {
    button.textContent = "It is loading.";
    await bringToLife(place);
    place.querySelector("button, select, input").focus();
  }

  function start() {
    const near = new IntersectionObserver((entries) => {
      for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
        near.unobserve(target);
        bringToLife(target).catch(tell);
      }
    }, { rootMargin: "300px" });
    for (const place of document.querySelectorAll("[data-control]")) {
      const button = place.querySelector(".live-start");
      const press = () => startAtPress(place, button).catch(tell);
      if (button) button.addEventListener("click", press, { once: true });
      else near.observe(place);
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
