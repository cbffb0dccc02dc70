// The control of controls.box_histogram and controls.box_pixels: a box dragged over a picture.

const MAX_SMALL = 12; // rows or columns of a box whose pixels are shown; box.py has it too
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const KEYS = "Arrow keys move the box, with Shift they resize it, with Alt by single pixels.";
const MOUSE = "Drag the box or its corner, or use the arrow keys (Shift resizes, Alt steps by 1).";
const FINGER = "A tap brings the box; hold it, then drag.";
const SIDES = { top: "Top row", left: "Left column", height: "Height", width: "Width" };

function render({ model, el }) {
  const small = model.get("readout") === "pixels";
  const color = model.get("color");
  const most = small ? MAX_SMALL : Infinity;
  const size = { width: model.get("width"), height: model.get("height") };
  const parts = card(el, model.get("label"));
  const readout = small ? pixelsReadout(color) : histogramReadout();
  let pixels = null; // of the picture, once it is decoded
  let typing = null; // the field that the reader is typing in
  let endPixels = () => {};

  const named = { alt: model.get("alt"), draggable: "false", ...size };
  const picture = make("img", { class: "live-picture", ...named });
  const focusable = { role: "application", tabindex: 0, "aria-label": KEYS, ...OWN_KEYS };
  const corner = make("span", { class: "live-corner" });
  const frame = make("div", { class: "live-inside", ...focusable }, corner);
  const stage = make("div", { class: "live-stage" }, picture, frame);
  const number = { type: "number", step: 1, min: 0, inputmode: "numeric", ...OWN_KEYS };
  const fields = Object.keys(SIDES).map((side) => [side, make("input", number)]);
  const limit = make("p", { class: "live-limit", role: "status" });
  const channel = selectOf(["gray", ...Object.keys(COLORS)]);

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

  /** What to say when a field holds something else than the box has. */
  function complaint(side, wanted) {
    const used = getBox()[side];
    if (Number.isNaN(wanted) || wanted === used) return "";
    if (!Number.isInteger(wanted)) return `${SIDES[side]} is a whole number; it stays ${used}.`;
    return `${SIDES[side]} is at ${wanted > used ? "most" : "least"} ${used} here.`;
  }

  function draw() {
    const box = getBox();
    for (const [side, field] of fields) {
      const all = side === "top" || side === "height" ? size.height : size.width;
      frame.style[side] = `${(100 * box[side]) / all}%`;
      if (field !== typing) field.value = box[side];
    }
    channel.value = model.get("channel");
    if (!pixels) return;
    const { top, left, height, width } = box;
    const slice = make("code", {}, `image[${top}:${top + height}, ${left}:${left + width}]`);
    parts.caption.replaceChildren(make("span", {}, readout.show(pixels, box, channel.value)), " ", slice);
  }

  async function load() {
    const file = new Blob([bytesOf(model.get("picture"))]);
    picture.src = URL.createObjectURL(file);
    endPixels = showPixels(picture, size.width);
    pixels = await readPixels(file, "The picture");
    draw();
  }

  /** What a press takes hold of. One outside the box that is no drag brings it there. */
  function grasp({ target }) {
    const part = ["corner", "inside"].find((name) => target.closest(`.live-${name}`)) ?? "outside";
    const box = getBox();
    const { height, width } = box;
    const bring = ([row, column]) =>
      setBox({ top: row - (height >> 1), left: column - (width >> 1), height, width });
    return {
      part,
      when: part === "outside" ? "rested" : "sideways",
      drag: (rows, columns, from) => setBox(DRAGS[part](box, rows, columns, from, most)),
      press: part === "outside" ? bring : null,
      back: () => setBox(box),
    };
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
      limit.textContent = complaint(side, field.valueAsNumber);
      typing = null;
    });
    field.addEventListener("change", draw); // show what the box is, whatever was typed
    field.addEventListener("blur", draw);
  }
  channel.addEventListener("input", () => {
    model.set("channel", channel.value);
    rest();
  });
  frame.addEventListener("keydown", pressed);
  followPointer(stage, (event) => pixelWithin(pixelUnder(picture, size, event), size), grasp);

  const inputs = make("div", { class: "live-fields" });
  for (const [side, field] of fields) inputs.append(labeled(SIDES[side], field));
  const edges = make("details", {}, make("summary", {}, "Edges"), inputs);
  edges.open = matchMedia("(min-width: 40rem)").matches;
  const tools = make("div", { class: "live-tools" });
  if (color && !small) tools.append(labeled("Channel", channel));
  tools.append(edges, readout.details);
  const hints = [["mouse", MOUSE], ["finger", FINGER]].map(
    ([name, text]) => make("span", { class: `live-for-${name}` }, text));
  const hint = make("p", { class: "live-hint" }, ...hints);
  const desk = make("div", { class: `live-desk ${small ? "live-few" : ""}` });
  desk.append(stage, readout.chart, parts.caption, tools, limit, hint);
  parts.add(make("div", { class: "live-box" }, desk));
  const enlarged = size.width * Math.max(1, Math.floor(400 / size.width));
  desk.style.setProperty("--natural", `${enlarged}px`);
  desk.style.setProperty("--aspect", size.width / size.height);

  const endListening = listen(model, {
    "change:box": () => {
      if (!typing) limit.textContent = "";
      draw();
    },
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
