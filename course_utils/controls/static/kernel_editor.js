// The control of controls.kernel_editor: a kernel that a reader types in, slid over a picture.

const SIDES = [3, 5];
const LARGEST = 1e6; // of a weight; kernel_editor.py has it too
const MOST_OWN = 640; // pixels a side of a picture of the reader's own
const NO_SUM = 1e-6; // so far beyond 0 or 255 nothing is clipped: it is rounding
const WIDE = 576; // pixels, from which the settings stand beside the picture; 36rem in the style
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const SPOT = "On show is what the weights make of it. Arrow keys choose the pixel that is worked "
  + "out, with Shift in steps of 10.";

/** Where a row or column outside of 0 to length - 1 is taken from; -1 for none. */
const OUTSIDE = {
  replicate: (at, length) => Math.max(0, Math.min(at, length - 1)),
  zero: (at, length) => (at < 0 || at >= length ? -1 : at),
  wrap: (at, length) => ((at % length) + length) % length,
  reflect(at, length) {
    const there = OUTSIDE.wrap(at, 2 * length);
    return there < length ? there : 2 * length - 1 - there;
  },
  mirror(at, length) {
    if (length === 1) return 0;
    const there = OUTSIDE.wrap(at, 2 * length - 2);
    return there < length ? there : 2 * length - 2 - there;
  },
};

/** The values of a picture with 2 rows and columns of border around it, channel beside channel. */
function extended({ values, channels, height, width }, border) {
  const find = (at, length) => OUTSIDE[border](at, length);
  const columns = Array.from({ length: width + 4 }, (_, k) => find(k - 2, width));
  const out = new Float32Array((height + 4) * (width + 4) * channels);
  const step = (width + 4) * channels;
  for (let k = 0; k < height + 4; k++) {
    const row = find(k - 2, height);
    if (row < 0) continue;
    const from = row * width * channels;
    const inside = values.subarray(from, from + width * channels);
    out.set(inside, k * step + 2 * channels);
    for (const at of [0, 1, width + 2, width + 3]) {
      for (let c = 0; c < channels; c++) {
        const there = columns[at] < 0 ? 0 : inside[columns[at] * channels + c];
        out[k * step + at * channels + c] = there;
      }
    }
  }
  return out;
}

/** Room for what is computed of a picture: it is used again for each kernel. */
function roomFor({ height, width, channels }) {
  const all = height * width * channels;
  const picture = new ImageData(width, height);
  return {
    sums: new Float64Array(all),
    values: new Uint8ClampedArray(all),
    picture,
    pixels: new Uint32Array(picture.data.buffer), // every machine is little-endian
  };
}

/**
 * Lay a kernel of 3 x 3 or 5 x 5 on every pixel of an extended picture, multiply, add up and
 * divide. Returns the lowest sum, the highest, and how many are below 0 and above 255.
 */
function slide({ channels, height, width }, padded, weights, divisor, sums) {
  const side = weights.length;
  const [length, step] = [width * channels, (width + 4) * channels];
  const first = 2 - (side >> 1);
  const [c1, c2, c3, c4] = [channels, 2 * channels, 3 * channels, 4 * channels];
  let [low, high, below, above] = [Infinity, -Infinity, 0, 0];
  for (let row = 0; row < height; row++) {
    const out = sums.subarray(row * length, (row + 1) * length);
    out.fill(0);
    for (let k = 0; k < side; k++) {
      if (!weights[k].some(Boolean)) continue;
      const [a, b, c, d = 0, e = 0] = weights[k];
      const start = (row + first + k) * step + first * channels;
      const from = padded.subarray(start, start + length + (side - 1) * channels);
      if (side === 3) {
        for (let i = 0; i < length; i++) out[i] += a * from[i] + b * from[i + c1] + c * from[i + c2];
      } else {
        for (let i = 0; i < length; i++) {
          out[i] += a * from[i] + b * from[i + c1] + c * from[i + c2] + d * from[i + c3]
            + e * from[i + c4];
        }
      }
    }
    if (divisor !== 1) for (let i = 0; i < length; i++) out[i] /= divisor;
    for (let i = 0; i < length; i++) {
      const sum = out[i];
      if (sum < low) low = sum;
      if (sum > high) high = sum;
      if (sum < -NO_SUM) below++;
      else if (sum > 255 + NO_SUM) above++;
    }
  }
  return { low, high, below, above };
}

/** Gray values of the sums. A clamped array rounds as NumPy does, halves to even. */
function toGray({ sums, values }, { low, high }, output) {
  const span = high - low || 1;
  if (output === "clip") for (let i = 0; i < sums.length; i++) values[i] = sums[i];
  else for (let i = 0; i < sums.length; i++) values[i] = ((sums[i] - low) / span) * 255;
}

/** Put values, channel beside channel in the order R, G, B, on a canvas. */
function paint(canvas, channels, values, { picture, pixels }) {
  const [green, blue] = channels === 3 ? [1, 2] : [0, 0];
  for (let pixel = 0, i = 0; pixel < pixels.length; pixel++, i += channels) {
    pixels[pixel] = 0xff000000 | (values[i + blue] << 16) | (values[i + green] << 8) | values[i];
  }
  canvas.getContext("2d").putImageData(picture, 0, 0);
}

/** A picture of the page, R, G, B, A, as values that are summed. */
function valuesOf({ width, height, data }, color) {
  const channels = color ? 3 : 1;
  const values = new Uint8Array(width * height * channels);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    if (color) {
      for (let c = 0; c < 3; c++) values[to++] = data[from + c];
    } else {
      values[to++] = grayAt(data, from);
    }
  }
  return { values, channels, width, height };
}

/** The picture of the reader's own as a PNG file, no larger than is seen. */
async function shrunk({ width, height, data }) {
  const scale = Math.min(1, MOST_OWN / Math.max(width, height));
  const [resizeWidth, resizeHeight] = [width, height].map((side) => Math.max(1, side * scale | 0));
  const large = new ImageData(data instanceof Uint8ClampedArray ? data
    : new Uint8ClampedArray(data.buffer), width, height);
  const options = { resizeWidth, resizeHeight, resizeQuality: "high" };
  const bitmap = await createImageBitmap(large, options);
  const canvas = new OffscreenCanvas(resizeWidth, resizeHeight);
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  const file = await canvas.convertToBlob({ type: "image/png" });
  return { height: resizeHeight, width: resizeWidth, bytes: await file.arrayBuffer() };
}

const turned = (weights) => weights.map((row) => row.toReversed()).toReversed();
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const brief = (number) => english(Number(number.toFixed(2)) + 0); // no "-0"

/** A kernel of another size with the same middle; null if numbers would be lost. */
function resized(weights, side) {
  const cut = (weights.length - side) / 2;
  const out = Array.from({ length: side }, (_, i) => Array.from(
    { length: side }, (__, j) => weights[i + cut]?.[j + cut] ?? 0));
  const kept = out.flat().filter(Boolean).length;
  return kept === weights.flat().filter(Boolean).length ? out : null;
}

function render({ model, el }) {
  const color = model.get("color");
  const parts = card(el, model.get("label"));
  let alt = model.get("alt");
  let image = null; // the values of the picture, once it is decoded
  let padded = { of: null, border: "" };
  let room = null;
  let shown = null; // the room with what is on show, and what was found of the sums
  let hovered = null; // the pixel under the mouse
  let quiet = false; // while several things are set
  let opened = 0; // of several files, the newest counts

  const canvas = make("canvas", { class: "live-picture" });
  const marker = make("span", { class: "kernel-spot" });
  const focusable = { role: "application", tabindex: 0, ...OWN_KEYS };
  const stage = make("div", { class: "kernel-stage", ...focusable }, canvas, marker);
  const table = make("table", { class: "live-pixels kernel-products" });
  const probe = scrolling("The pixel that is worked out", table);
  probe.classList.add("kernel-probe");
  const said = make("p", { class: "kernel-said", "aria-hidden": "true" });
  const spoken = make("p", { class: "live-spoken", role: "status" });
  const limit = make("p", { class: "live-limit", role: "status" });

  const select = make("select", OWN_KEYS);
  const own = make("option", { value: "", disabled: "" }, "your own");
  for (const { name } of model.get("bank")) select.append(make("option", { value: name }, name));
  select.append(own);
  const size = make("select", OWN_KEYS);
  for (const side of SIDES) size.append(make("option", { value: side }, `${side} x ${side}`));
  const border = selectOf(Object.keys(OUTSIDE));
  const output = selectOf(["clip", "rescale"]);
  const channel = selectOf(["blue", "green", "red"]);
  const flip = make("input", { type: "checkbox", role: "switch", ...OWN_KEYS });
  const before = make("input", { type: "checkbox", role: "switch", ...OWN_KEYS });
  const numeric = { type: "number", step: "any", autocomplete: "off", ...OWN_KEYS };
  const divisor = make("input", numeric);
  const grid = make("div", { class: "kernel-grid", role: "group", "aria-label": "Weights" });
  let cells = [];

  const weights = () => model.get("weights");
  const laid = () => (model.get("flip") ? turned(weights()) : weights());

  /** Set what a reader has changed, show it, and tell Python when the reader rests. */
  function put(values) {
    quiet = true;
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    quiet = false;
    draw();
    rest();
  }

  /** Write the kernel into its cells. */
  function fill() {
    const now = weights();
    if (cells.length !== now.length ** 2) {
      cells = now.flatMap((row, i) => row.map((_, j) => {
        const name = `Weight in row ${i}, column ${j}`;
        const cell = make("input", { ...numeric, "aria-label": name });
        cell.addEventListener("input", typed);
        cell.addEventListener("paste", pasted);
        return cell;
      }));
      grid.style.setProperty("--side", now.length);
      grid.replaceChildren(...cells);
    }
    cells.forEach((cell, k) => { cell.value = now.flat()[k]; });
    divisor.value = model.get("divisor");
    complain();
  }

  /** Say what is wrong with a field, or that all is well. */
  function complain(field = null, text = "") {
    for (const one of [...cells, divisor]) one.setAttribute("aria-invalid", one === field);
    limit.textContent = text;
  }

  function typed() {
    const numbers = cells.map((cell) => cell.valueAsNumber);
    const bad = numbers.findIndex((number) => !(Math.abs(number) <= LARGEST));
    const stays = "the picture keeps the kernel from before.";
    if (bad >= 0) {
      const side = weights().length;
      const place = `row ${Math.floor(bad / side)}, column ${bad % side}`;
      const what = Number.isNaN(numbers[bad]) ? `There is no number in ${place}`
        : `The number in ${place} is beyond a million`;
      complain(cells[bad], `${what}: ${stays}`);
      return;
    }
    const by = divisor.valueAsNumber;
    if (!(Math.abs(by) >= 1 / LARGEST && Math.abs(by) <= LARGEST)) {
      const what = Number.isNaN(by) ? "There is no number to divide by" : `Nothing is divided by ${by}`;
      complain(divisor, `${what}: ${stays}`);
      return;
    }
    complain();
    const side = weights().length;
    const rows = Array.from({ length: side }, (_, i) => numbers.slice(i * side, (i + 1) * side));
    put({ weights: rows, divisor: by });
  }

  /** Take a whole kernel out of the clipboard: 9 or 25 numbers, however they are set apart. */
  function pasted(event) {
    if (event.clipboardData.files.length) return;
    event.stopPropagation(); // no picture is looked for in it
    const text = event.clipboardData.getData("text").replaceAll("\u2212", "-");
    const numbers = text.match(/[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?/gi)?.map(Number) ?? [];
    const side = Math.sqrt(numbers.length);
    if (!SIDES.includes(side) || !numbers.every((number) => Math.abs(number) <= LARGEST)) return;
    event.preventDefault();
    const rows = Array.from({ length: side }, (_, i) => numbers.slice(i * side, (i + 1) * side));
    put({ weights: rows, divisor: 1 });
    fill();
  }

  /** Sums and picture of what is set. */
  function compute() {
    const [outside, way] = [model.get("border"), model.get("output")];
    if (padded.of !== image || padded.border !== outside) {
      padded = { of: image, border: outside, values: extended(image, outside) };
    }
    const found = slide(image, padded.values, laid(), model.get("divisor"), room.sums);
    toGray(room, found, way);
    shown = { ...room, ...found };
    paint(canvas, image.channels, before.checked ? image.values : room.values, room);
  }

  function sentence() {
    const { low, high, below, above, sums } = shown;
    const sum = weights().flat().reduce((a, b) => a + b) / model.get("divisor");
    const told = [`The weights sum to ${brief(sum)}.`];
    if (model.get("flip")) {
      told.push(same(laid(), weights()) ? "Flipped, this kernel is the same." : "Flipped: convolution.");
    }
    const span = `The sums run from ${brief(low)} to ${brief(high)}`;
    if (model.get("output") === "rescale") {
      told.push(low === high ? `All sums are ${brief(low)}: there is nothing to stretch.`
        : `${span}; they are stretched to 0 to 255.`);
    } else if (below + above) {
      const share = (100 * (below + above)) / sums.length;
      const percent = share < 0.05 ? "less than 0.1" : share.toFixed(1);
      told.push(`${english(below + above)} of ${plural(sums.length, "value")} (${percent} %) are `
        + `clipped: ${english(below)} below 0, ${english(above)} above 255.`);
    } else {
      told.push(`${span}, so nothing is clipped.`);
    }
    return told.join(" ");
  }

  /** The neighborhood of the chosen pixel: what is seen, the weight on it, and their product. */
  function work() {
    const [row, column] = hovered ?? model.get("spot");
    const { channels, width } = image;
    const c = channels === 3 ? COLORS[model.get("channel")] : 0;
    const kernel = laid();
    const side = kernel.length;
    const reach = side >> 1;
    let [sum, outside] = [0, 0];
    const rows = kernel.map((line, i) => make("tr", {}, ...line.map((weight, j) => {
      const [y, x] = [row + i - reach, column + j - reach];
      const isOutside = y < 0 || x < 0 || y >= image.height || x >= width;
      const value = padded.values[((y + 2) * (width + 4) + x + 2) * channels + c];
      sum += value * weight;
      outside += isOutside;
      const what = make("span", { class: "kernel-factors" }, `${value}\u2009×\u2009${english(Number(weight.toPrecision(4)))}`);
      const cell = make("td", {}, what, make("span", {}, brief(value * weight)));
      cell.style.background = `rgb(${value},${value},${value})`;
      cell.style.color = inkOn([value, value, value]);
      if (isOutside) cell.className = "is-outside";
      return cell;
    })));
    const place = `Row ${row}, column ${column}`;
    const of = channels === 3 ? `, ${model.get("channel")}` : "";
    const seen = channels === 3 ? model.get("channel") : "pixel";
    const way = `${seen} × ${model.get("flip") ? "flipped weight" : "weight"}`;
    const at = (row * width + column) * channels + c;
    const [exact, gray, by] = [shown.sums[at], shown.values[at], model.get("divisor")];
    const total = by === 1 ? brief(sum) : `${brief(sum)} / ${brief(by)} = ${brief(exact)}`;
    table.replaceChildren(
      make("caption", {}, make("span", { class: "kernel-place" }, `${place}: `), way),
      make("tbody", {}, ...rows),
      make("tfoot", {}, make("tr", {}, make("td", { colspan: side }, `sum ${total}`))));
    let text = `${place}${of}: the ${side * side} products sum to ${brief(sum)}`;
    if (by !== 1) text += `, divided by ${brief(by)} that is ${brief(exact)}`;
    if (model.get("output") === "rescale") text += `, stretched to ${gray}`;
    else if (exact < -NO_SUM || exact > 255 + NO_SUM) text += `, clipped to ${gray}`;
    else if (exact !== gray) text += `, rounded to ${gray}`;
    text += outside ? `; ${outside} of the pixels lie outside of the picture.` : ".";
    said.textContent = text;
    Object.assign(table.dataset, { sum: exact, gray });
    mark(row, column, side);
  }

  function mark(row, column, side) {
    const places = { left: [column, image.width], top: [row, image.height] };
    for (const [edge, [at, all]] of Object.entries(places)) {
      marker.style[edge] = `${(100 * (at + 0.5)) / all}%`;
    }
    marker.style.width = `${(100 * side) / image.width}%`;
    marker.style.height = `${(100 * side) / image.height}%`;
  }

  function draw() {
    const found = model.get("bank").find((one) =>
      same(one.weights, weights()) && one.divisor === model.get("divisor"));
    select.value = found?.name ?? "";
    size.value = weights().length;
    border.value = model.get("border");
    output.value = model.get("output");
    flip.checked = model.get("flip");
    channel.value = model.get("channel");
    if (!image) return;
    compute();
    parts.caption.textContent = sentence();
    stage.setAttribute("aria-label", `${alt.replace(/\.?$/, ".")} ${SPOT}`);
    work();
  }

  async function load() {
    const mine = opened += 1;
    const pixels = await readPixels(new Blob([bytesOf(model.get("picture"))]), "The picture");
    if (mine !== opened) return;
    image = valuesOf(pixels, color);
    room = roomFor(image);
    hovered = null;
    Object.assign(canvas, { height: image.height, width: image.width });
    stage.style.setProperty("--natural", `${image.width * Math.max(1, Math.floor(400 / image.width))}px`);
    stage.style.setProperty("--aspect", image.width / image.height);
    draw();
  }

  /** Take a picture of the reader's own, or say why not. */
  async function take(blob, name) {
    const mine = opened += 1;
    parts.tell("");
    try {
      const { height, width, bytes } = await shrunk(await readPixels(blob, name));
      if (mine !== opened) return;
      alt = `Your own picture, ${name}.`;
      const picture = new DataView(bytes);
      quiet = true;
      const spot = [height >> 1, width >> 1];
      for (const [key, value] of Object.entries({ picture, height, width, spot })) model.set(key, value);
      quiet = false;
      await load();
      rest();
    } catch (error) {
      if (mine === opened) parts.tell(error.message);
    }
  }

  function pixelAt({ clientX, clientY }) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const at = (where, length, all) => Math.max(0, Math.min(all - 1, Math.floor((where * all) / length)));
    return [at(clientY - top, height, image.height), at(clientX - left, width, image.width)];
  }

  const rest = settled(() => {
    parts.speak();
    spoken.textContent = said.textContent;
    model.save_changes();
  }, 300);

  function choose(spot) {
    hovered = null;
    model.set("spot", spot);
    rest();
  }
  stage.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || !image) return;
    hovered = pixelAt(event);
    work();
  });
  stage.addEventListener("pointerleave", () => {
    if (!hovered) return;
    hovered = null;
    work();
  });
  stage.addEventListener("click", (event) => image && choose(pixelAt(event)));
  stage.addEventListener("keydown", (event) => {
    if (!(event.key in STEPS) || event.altKey || event.ctrlKey || event.metaKey || !image) return;
    event.preventDefault();
    const step = event.shiftKey ? 10 : 1;
    const sides = [image.height, image.width];
    choose(model.get("spot").map((at, axis) =>
      Math.max(0, Math.min(sides[axis] - 1, at + step * STEPS[event.key][axis]))));
  });

  select.addEventListener("input", () => {
    const { weights: rows, divisor: by } = model.get("bank").find(({ name }) => name === select.value);
    put({ weights: rows, divisor: by });
    fill();
  });
  size.addEventListener("input", () => {
    const rows = resized(weights(), Number(size.value));
    if (rows) {
      put({ weights: rows });
      fill();
    } else {
      size.value = weights().length;
      complain(null, "Weights at the rim would be lost: set them to 0 first.");
    }
  });
  for (const [name, input] of Object.entries({ border, output, channel })) {
    input.addEventListener("input", () => put({ [name]: input.value }));
  }
  flip.addEventListener("input", () => put({ flip: flip.checked }));
  before.addEventListener("input", draw);
  divisor.addEventListener("input", typed);

  const view = camera(take, parts.tell);
  const buttons = make("div", { class: "try-buttons" });
  buttons.append(fileButton("Open", take), pasteButton(take, parts.tell), view.button);
  const first = make("div", { class: "kernel-main" });
  const chosen = make("div", { class: "kernel-chosen" }, labeled("Kernel", select), labeled("Size", size));
  first.append(chosen, labeled("Border", border), labeled("Values", output));
  const more = make("div", { class: "kernel-more" }, labeled("Divide by", divisor));
  if (color) more.append(labeled("Channel", channel));
  more.append(labeled("Flip", flip), labeled("Show before", before), buttons);
  const folded = make("details", { class: "kernel-folded" }, make("summary", {}, "More, and your own picture"), more);
  const panel = make("div", { class: "kernel-panel" }, first, grid, folded);
  const left = make("div", { class: "kernel-left" }, view.view, stage);
  const told = make("div", { class: "kernel-told" }, said, parts.caption, limit);
  const all = make("div", { class: "kernel-editor" }, left, probe, told, panel);
  parts.add(all, spoken);

  let wide = null;
  function setWide(width) {
    if (!width || wide === width >= WIDE) return;
    wide = width >= WIDE;
    all.classList.toggle("is-wide", wide);
    folded.open = wide;
  }
  setWide(all.clientWidth); // at once, or the page would see it narrow first
  const watch = new ResizeObserver(([{ contentRect }]) => setWide(contentRect.width));
  watch.observe(all);
  const follow = (change) => () => { if (!quiet) change(); };
  const refill = follow(() => {
    fill();
    draw();
  });
  const endDrops = takeDropsAndPastes(el, take, parts.tell);
  const endListening = listen(model, {
    "change:weights": refill,
    "change:divisor": refill,
    "change:border": follow(draw),
    "change:output": follow(draw),
    "change:flip": follow(draw),
    "change:channel": follow(draw),
    "change:spot": follow(() => image && work()),
    "change:picture": follow(load),
  });
  fill();
  draw();
  const endPixels = showPixels(canvas, model.get("width"));
  load().catch((error) => parts.tell(error.message));
  return () => {
    view.end?.();
    watch.disconnect();
    endDrops();
    endListening();
    endPixels();
  };
}

export default { render };
