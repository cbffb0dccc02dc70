// The control of controls.box_histogram and controls.box_pixels: a box dragged over a picture.

const MAX_SMALL = 12; // rows or columns of a box whose pixels are shown; box.py has it too
const MAX_MEGABYTES = 8; // of a file that goes to the kernel
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const HOW = "Arrow keys move the box, with Shift they resize it, with Alt by single pixels.";
const HERE = "Your file stays in this browser.";
const KERNEL = "Your file goes to the kernel and becomes the control’s .image.";
const SIDES = { top: "Top row", left: "Left column", height: "Height", width: "Width" };

function render({ model, el }) {
  const small = model.get("readout") === "pixels";
  const color = model.get("color");
  const most = small ? MAX_SMALL : Infinity;
  const parts = card(el, model.get("label"));
  const readout = small ? pixelsReadout(color) : histogramReadout();
  let size = { width: model.get("width"), height: model.get("height") };
  let pixels = null; // of the picture, once it is decoded
  let opened = {}; // the file that the reader has opened, decoded already
  let typing = null; // the field that the reader is typing in
  let endPixels = () => {};

  const picture = make("img", { class: "live-picture", draggable: "false", ...size });
  const focusable = { role: "application", tabindex: 0, "aria-label": HOW, ...OWN_KEYS };
  const corner = make("span", { class: "live-corner" });
  const frame = make("div", { class: "live-inside", ...focusable }, corner);
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

  /**
   * Put the box there, or as near as the picture allows: a moved box stops at the border, a
   * resized one keeps its top left corner.
   */
  function setBox(wanted) {
    if (!Object.values(wanted).every(Number.isInteger)) return; // a field is empty
    const old = getBox();
    const fit = (start, length, all) => {
      const kept = wanted[start] === old[start];
      const side = clamp(wanted[length], 1, Math.min(most, kept ? all - old[start] : all));
      const from = clamp(wanted[start], 0, all - side);
      return [from, from + side];
    };
    const [top, bottom] = fit("top", "height", size.height);
    const [left, right] = fit("left", "width", size.width);
    model.set("box", [[top, left], [bottom, right]]);
    rest();
  }

  function draw() {
    const box = getBox();
    for (const [side, field] of fields) {
      const all = side === "top" || side === "height" ? size.height : size.width;
      frame.style[side] = `${(100 * box[side]) / all}%`;
      if (field !== typing) field.value = box[side];
    }
    channel.value = model.get("channel");
    const { top, left, height, width } = box;
    const slice = `image[${top}:${top + height}, ${left}:${left + width}]`;
    if (!pixels) return;
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
    const replaced = pixels !== null;
    pixels = decoded;
    size = { width: pixels.width, height: pixels.height };
    URL.revokeObjectURL(picture.src);
    Object.assign(picture, { ...size, src: URL.createObjectURL(blob), alt: model.get("alt") });
    endPixels();
    endPixels = showPixels(picture, size.width);
    if (replaced) model.set("box", middle(size));
    draw();
  }

  async function open() {
    const [chosen] = file.files;
    if (!chosen) return;
    const { name } = chosen;
    const megabytes = chosen.size / 1e6;
    parts.tell("");
    try {
      if (fate.textContent === KERNEL && megabytes > MAX_MEGABYTES) {
        const limit = `choose one of at most ${MAX_MEGABYTES} MB`;
        throw new Error(`${name} has ${megabytes.toFixed(1)} MB: ${limit}.`);
      }
      const decoded = await readPixels(chosen, name);
      opened = { pixels: decoded, bytes: new DataView(await chosen.arrayBuffer()) };
      model.set("alt", `Your own picture, ${name}`);
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
    const row = Math.floor(((clientY - top) * size.height) / height);
    const column = Math.floor(((clientX - left) * size.width) / width);
    return [clamp(row, 0, size.height - 1), clamp(column, 0, size.width - 1)];
  }

  function pressed(event) {
    if (!(event.key in ARROWS)) return;
    event.preventDefault(); // neither scroll the page nor, with Alt, go back in its history
    const step = small || event.altKey ? 1 : 8;
    const [rows, columns] = ARROWS[event.key].map((direction) => direction * step);
    setBox(DRAGS[event.shiftKey ? "corner" : "inside"](getBox(), rows, columns));
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
  channel.addEventListener("input", () => {
    model.set("channel", channel.value);
    rest();
  });
  file.addEventListener("change", open);
  frame.addEventListener("keydown", pressed);
  followPointer(stage, pixelAt, getBox, setBox, most);

  const inputs = make("div", { class: "live-fields" });
  for (const [side, field] of fields) inputs.append(labeled(SIDES[side], field));
  if (color && !small) inputs.append(labeled("Channel", channel));
  const hint = `Drag the box or its corner, or draw a new one. ${HOW}`;
  const button = labeled("Open your own picture", file);
  button.classList.add("live-file");
  const own = make("div", { class: "live-own" }, button, fate);
  parts.add(stage, readout.chart, parts.caption, inputs);
  parts.add(make("p", { class: "live-hint" }, hint), own, readout.details);

  const endListening = listen(model, {
    "msg:custom": answered,
    "change:picture": load,
    "change:box": draw,
    "change:channel": draw,
  });
  draw();
  load();
  return () => {
    endPixels();
    endListening();
    URL.revokeObjectURL(picture.src);
  };
}

export default { render };
