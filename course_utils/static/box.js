// The control of controls.box_histogram and controls.box_pixels: a box dragged over a picture.

const MAX_SIDE = 12; // of a box whose pixels are shown one by one
const MAX_MEGABYTES = 8; // of a file that goes to the kernel
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const HOW = "Arrow keys move the box, with Shift they resize it, with Alt by single pixels.";
const HERE = "Your file stays in this browser.";
const KERNEL = "Your file goes to the kernel and becomes the control’s .image.";
const SIDES = { top: "Top row", left: "Left column", height: "Height", width: "Width" };
const clamp = (value, low, high) => Math.max(low, Math.min(value, high));

/** The box after a drag of one of its parts from one pixel to another. */
const DRAGS = {
  inside: (box, from, to) => ({ ...box, top: box.top + to[0] - from[0], left: box.left + to[1] - from[1] }),
  corner: (box, from, to) => ({ ...box, height: box.height + to[0] - from[0], width: box.width + to[1] - from[1] }),
  outside(box, from, to, most) {
    const end = to.map((value, k) => clamp(value, from[k] - most + 1, from[k] + most - 1));
    const [top, left] = end.map((value, k) => Math.min(value, from[k]));
    const [height, width] = end.map((value, k) => Math.abs(value - from[k]) + 1);
    return { top, left, height, width };
  },
};

/** Follow a mouse, a finger or a pen. A press outside the box without a drag brings the box there. */
function followPointer(stage, pixelAt, getBox, setBox, most) {
  let drag = null;
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const part = ["corner", "inside"].find((name) => event.target.closest(`.live-${name}`));
    stage.setPointerCapture(event.pointerId);
    drag = { part: part ?? "outside", from: pixelAt(event), box: getBox(), moved: false };
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const to = pixelAt(event);
    drag.moved ||= to.some((value, k) => value !== drag.from[k]);
    if (drag.moved) setBox(DRAGS[drag.part](drag.box, drag.from, to, most));
  });
  stage.addEventListener("pointerup", () => {
    if (drag?.part === "outside" && !drag.moved) {
      const [row, column] = drag.from;
      const { height, width } = drag.box;
      setBox({ top: row - (height >> 1), left: column - (width >> 1), height, width });
    }
    drag = null;
  });
  stage.addEventListener("pointercancel", () => { drag = null; });
}

function render({ model, el }) {
  const small = model.get("readout") === "pixels";
  const color = model.get("color");
  const most = small ? MAX_SIDE : Infinity;
  const parts = card(el, model.get("label"));
  const readout = small ? pixelsReadout(color) : histogramReadout();
  let pixels = null; // of the picture, once it is decoded
  let opened = {}; // the file that the reader has opened, decoded already
  let typing = null; // the field that the reader is typing in
  let endPixels = () => {};

  const size = { width: model.get("width"), height: model.get("height") };
  const picture = make("img", { class: "live-picture", draggable: "false", ...size });
  const frame = make("div", { class: "live-inside", role: "application", tabindex: 0, "aria-label": HOW, ...OWN_KEYS },
    make("span", { class: "live-corner" }));
  const stage = make("div", { class: `live-stage ${small ? "live-few" : ""}` }, picture, frame);
  const number = { type: "number", step: 1, min: 0, inputmode: "numeric", ...OWN_KEYS };
  const fields = Object.keys(SIDES).map((side) => [side, make("input", number)]);
  const channel = selectOf(["gray", ...Object.keys(COLORS)]);
  const file = make("input", { type: "file", accept: "image/*", ...OWN_KEYS });
  const fate = make("span", { class: "live-hint" }, HERE);

  function getBox() {
    const [[top, left], [bottom, right]] = model.get("box");
    return { top, left, height: bottom - top, width: right - left };
  }

  /** Put the box there, or as near as the picture allows: a moved box stops at the border, a
   *  resized one keeps its top left corner. */
  function setBox(wanted) {
    if (!pixels || !Object.values(wanted).every(Number.isInteger)) return;
    const old = getBox();
    const fit = (start, length, all) => {
      const kept = wanted[start] === old[start];
      const side = clamp(wanted[length], 1, Math.min(most, kept ? all - old[start] : all));
      const from = clamp(wanted[start], 0, all - side);
      return [from, from + side];
    };
    const [top, bottom] = fit("top", "height", pixels.height);
    const [left, right] = fit("left", "width", pixels.width);
    model.set("box", [[top, left], [bottom, right]]);
    rest();
  }

  function draw() {
    if (!pixels) return;
    const box = getBox();
    for (const [side, field] of fields) {
      const all = side === "top" || side === "height" ? pixels.height : pixels.width;
      frame.style[side] = `${(100 * box[side]) / all}%`;
      if (field !== typing) field.value = box[side];
    }
    channel.value = model.get("channel");
    const { top, left, height, width } = box;
    const slice = `image[${top}:${top + height}, ${left}:${left + width}]`;
    parts.caption.textContent = `${slice}: ${readout.show(pixels, box, channel.value)}`;
  }

  /** Where a box starts: the middle third, or a few pixels in the middle; as in Python. */
  function middle({ height, width }) {
    const rows = small ? Math.min(height, 6) : height - 2 * Math.floor(height / 3);
    const columns = small ? Math.min(width, 8) : width - 2 * Math.floor(width / 3);
    const [top, left] = [(height - rows) >> 1, (width - columns) >> 1];
    return [[top, left], [top + rows, left + columns]];
  }

  async function load() {
    const bytes = model.get("picture");
    const blob = new Blob([bytesOf(bytes)]);
    const decoded = bytes === opened.bytes ? opened.pixels : await readPixels(blob, "The picture");
    if (bytes !== model.get("picture")) return; // another one has come meanwhile
    const first = !pixels;
    pixels = decoded;
    URL.revokeObjectURL(picture.src);
    picture.src = URL.createObjectURL(blob);
    picture.alt = model.get("alt");
    picture.width = pixels.width;
    picture.height = pixels.height;
    endPixels();
    endPixels = showPixels(picture, pixels.width);
    if (!first) model.set("box", middle(pixels));
    draw();
  }

  async function open() {
    const [chosen] = file.files;
    if (!chosen) return;
    parts.tell("");
    try {
      if (fate.textContent === KERNEL && chosen.size > MAX_MEGABYTES * 1e6) {
        throw new Error(`${chosen.name} has ${(chosen.size / 1e6).toFixed(1)} MB: choose one of at most ${MAX_MEGABYTES} MB.`);
      }
      opened = { pixels: await readPixels(chosen, chosen.name), bytes: new DataView(await chosen.arrayBuffer()) };
      model.set("alt", `Your own picture, ${chosen.name}`);
      model.set("picture", opened.bytes);
      model.save_changes();
    } catch (error) {
      parts.tell(error.message);
    }
    file.value = ""; // the same file can be chosen again
  }

  function answered(message) {
    if (message.kind === "hello") fate.textContent = KERNEL;
    if (message.kind === "problem") parts.tell(message.text);
  }

  function pixelAt({ clientX, clientY }) {
    const { left, top, width, height } = picture.getBoundingClientRect();
    const row = Math.floor(((clientY - top) * picture.height) / height);
    const column = Math.floor(((clientX - left) * picture.width) / width);
    return [clamp(row, 0, picture.height - 1), clamp(column, 0, picture.width - 1)];
  }

  function pressed(event) {
    if (!(event.key in ARROWS)) return;
    event.preventDefault(); // neither scroll the page nor, with Alt, go back in its history
    const step = small || event.altKey ? 1 : 8;
    const [rows, columns] = ARROWS[event.key].map((direction) => direction * step);
    const box = getBox();
    if (event.shiftKey) setBox({ ...box, height: box.height + rows, width: box.width + columns });
    else setBox({ ...box, top: box.top + rows, left: box.left + columns });
  }

  const rest = settled(() => {
    parts.speak();
    model.save_changes();
  }, 300);

  for (const [side, field] of fields) {
    field.addEventListener("input", () => {
      typing = field; // half a number must not be corrected while the reader types the rest
      setBox({ ...getBox(), [side]: field.valueAsNumber });
      typing = null;
    });
    field.addEventListener("blur", draw); // show what the box is, whatever was typed
  }
  channel.addEventListener("input", () => { model.set("channel", channel.value); rest(); });
  file.addEventListener("change", open);
  frame.addEventListener("keydown", pressed);
  followPointer(stage, pixelAt, getBox, setBox, most);

  const inputs = make("div", { class: "live-fields" });
  for (const [side, field] of fields) inputs.append(labelled(SIDES[side], field));
  if (color && !small) inputs.append(labelled("Channel", channel));
  const hint = make("p", { class: "live-hint" }, `Drag the box or its corner, or draw a new one. ${HOW}`);
  const own = labelled("Open your own picture", file);
  own.classList.add("live-file");
  parts.add(stage, readout.chart, parts.caption, inputs, hint, make("div", { class: "live-own" }, own, fate), readout.details);

  const endListening = listen(model, {
    "msg:custom": answered,
    "change:picture": load,
    "change:box": draw,
    "change:channel": draw,
  });
  load();
  return () => {
    endPixels();
    endListening();
    URL.revokeObjectURL(picture.src);
  };
}

export default { render };
