// What the controls share. Python puts this text before explore.js or box.js, because a widget's
// module must be one text that imports nothing.

/** Make an element: make("p", { class: "note" }, "some text", anotherElement). */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** JupyterLab takes arrow keys for itself, except from elements marked like this. */
const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

/** A label around its input: no ids, which would have to be unique in the page. */
function labeled(text, input) {
  return make("label", { class: "live-label" }, make("span", {}, text), input);
}

function selectOf(options) {
  return make("select", OWN_KEYS, ...options.map((option) => make("option", {}, option)));
}

/** Bytes that came from Python, whichever view the host wraps them in. */
function bytesOf(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** Run the last of many calls, once there has been none for a while. */
function settled(run, milliseconds) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, milliseconds);
  };
}

/** Show pixels as they are, without smoothing between them, unless there is no room for all. */
function showPixels(picture, width) {
  const choose = () => {
    const fits = picture.clientWidth * devicePixelRatio >= width;
    picture.style.imageRendering = fits ? "pixelated" : "auto";
  };
  const observer = new ResizeObserver(choose);
  observer.observe(picture);
  return () => observer.disconnect();
}

/** Lay an element over a picture of this size, where a box, [top, left, bottom, right], is. */
function placeOver(element, [top, left, bottom, right], { height, width }) {
  Object.assign(element.style, {
    top: `${(100 * top) / height}%`,
    left: `${(100 * left) / width}%`,
    height: `${(100 * (bottom - top)) / height}%`,
    width: `${(100 * (right - left)) / width}%`,
  });
}

/**
 * The card around every control: a titled group with lines that speak. The caption is seen; the
 * same words go to screen readers only when the reader has stopped moving. A problem goes at once.
 */
function card(el, title) {
  const caption = make("p", { class: "live-caption", "aria-hidden": "true" });
  const spoken = make("p", { class: "live-spoken", role: "status" });
  const problem = make("p", { class: "live-problem", role: "alert" });
  const group = make("fieldset", {}, make("legend", { class: "live-title" }, title));
  el.classList.add("live-control");
  el.replaceChildren(group);
  return {
    caption,
    add: (...children) => group.append(...children, problem, spoken), // these two stay last
    speak: () => {
      const said = [...caption.childNodes].filter((part) => part.className !== "live-room");
      spoken.textContent = said.map((part) => part.textContent).join(" ");
    },
    tell: (text) => { problem.textContent = text; },
  };
}

/** Listen to Python. Returns a function that ends it. A page without a kernel hears nothing. */
function listen(model, handlers) {
  for (const [event, handler] of Object.entries(handlers)) model.on(event, handler);
  model.send({ kind: "hello" });
  return () => {
    for (const [event, handler] of Object.entries(handlers)) model.off(event, handler);
  };
}
