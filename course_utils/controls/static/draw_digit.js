// The control of controls.draw_digit: the reader draws a digit, a trained network says what it sees.

const SIDE = 8; // rows and columns of a digit; draw_digit.py has it too
const FINE = 4; // rows and columns of the bitmap that become one pixel
const BITS = SIDE * FINE;
const PEN = 2.3; // radius of the pen on the bitmap: as much ink as in the digits of the lesson
const WIDEST = 24; // columns of the bitmap that those digits fill; they fill all rows
const STRETCH = 1.5; // how much more a narrow digit may be stretched one way than the other
const STEP = 1 / 16; // of the drawing area, for the keyboard
const NEXT = 137; // test pictures from one that is shown to the next; prime, so all get their turn
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const HINT = "Draw with mouse, finger or pen. Or by keyboard: arrow keys draw, with Shift they only "
  + "move the pen, Delete clears.";

/** The parts of the network out of the bytes that came from Python. */
function networkOf(view, [count, size]) {
  const all = new Float64Array(bytesOf(view).slice().buffer);
  const pooled = (SIDE + 1 - size) >> 1;
  const ends = [count * size * size, count, pooled * pooled * count * 10, 10];
  let start = 0;
  const parts = ends.map((length) => all.subarray(start, start += length));
  const [kernels, kernelBiases, weights, classBiases] = parts;
  return { count, size, pooled, kernels, kernelBiases, weights, classBiases };
}

/** What a kernel answers where its upper left corner lies on a pixel. */
function respond({ kernels, kernelBiases, size }, kernel, pixels, row, column) {
  let sum = kernelBiases[kernel];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const weight = kernels[(kernel * size + i) * size + j];
      sum += (weight * pixels[(row + i) * SIDE + column + j]) / 255;
    }
  }
  return sum;
}

/** The ten probabilities of a digit: convolution, ReLU and pooling at once, full layer, softmax. */
function probabilitiesOf(network, pixels) {
  const scores = Array.from(network.classBiases);
  let input = 0;
  for (let row = 0; row < 2 * network.pooled; row += 2) {
    for (let column = 0; column < 2 * network.pooled; column += 2) {
      for (let kernel = 0; kernel < network.count; kernel++) {
        let largest = 0; // nothing below 0 passes
        for (const [down, across] of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
          const answer = respond(network, kernel, pixels, row + down, column + across);
          largest = Math.max(largest, answer);
        }
        for (let digit = 0; digit < 10; digit++) {
          scores[digit] += largest * network.weights[10 * input + digit];
        }
        input++;
      }
    }
  }
  const most = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - most));
  const sum = shares.reduce((a, b) => a + b);
  return shares.map((share) => share / sum);
}

/** Which of ten numbers is the largest. */
function largestOf(numbers) {
  return numbers.indexOf(Math.max(...numbers));
}

/** Strokes, lists of points from 0 to 1, as large on the bitmap as the digits of the lesson. */
function fitted(strokes) {
  const sides = [0, 1].map((axis) => {
    const places = strokes.flat().map((point) => point[axis]);
    const [low, high] = [Math.min(...places), Math.max(...places)];
    return { middle: (low + high) / 2, length: Math.max(high - low, 1e-3) };
  });
  const scales = [WIDEST, BITS].map((room, axis) => (room - 2 * PEN) / sides[axis].length);
  const most = STRETCH * Math.min(...scales);
  return strokes.map((stroke) => stroke.map((point) => point.map(
    (place, axis) => BITS / 2 + (place - sides[axis].middle) * Math.min(scales[axis], most))));
}

/** The squared distance of a place from a line between two points. */
function squaredDistance(x, y, [x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const along = ((x - x0) * dx + (y - y0) * dy) / Math.max(dx * dx + dy * dy, 1e-9);
  const part = Math.max(0, Math.min(1, along));
  return (x - x0 - part * dx) ** 2 + (y - y0 - part * dy) ** 2;
}

/** What the network sees of some strokes: how much of each block of the bitmap is ink, 0 to 255. */
function pixelsOf(strokes) {
  const pixels = new Uint8Array(SIDE * SIDE);
  if (!strokes.length) return pixels;
  const bits = new Uint8Array(BITS * BITS);
  for (const stroke of fitted(strokes)) {
    for (let k = 0; k < stroke.length; k++) {
      const [a, b] = [stroke[Math.max(0, k - 1)], stroke[k]];
      const from = (axis) => Math.max(0, Math.floor(Math.min(a[axis], b[axis]) - PEN));
      const to = (axis) => Math.min(BITS, Math.ceil(Math.max(a[axis], b[axis]) + PEN));
      for (let row = from(1); row < to(1); row++) {
        for (let column = from(0); column < to(0); column++) {
          const distance = squaredDistance(column + 0.5, row + 0.5, a, b);
          if (distance <= PEN * PEN) bits[row * BITS + column] = 1;
        }
      }
    }
  }
  const counts = new Uint8Array(SIDE * SIDE);
  bits.forEach((bit, place) => {
    const [row, column] = [Math.floor(place / BITS), place % BITS];
    counts[Math.floor(row / FINE) * SIDE + Math.floor(column / FINE)] += bit;
  });
  counts.forEach((count, place) => { pixels[place] = Math.round((count * 255) / FINE ** 2); });
  return pixels;
}

/** Ten bars, one for each digit, in a table that also holds the numbers. */
function barsOfDigits() {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const bar = make("span", { class: "draw-bar" });
    const share = make("td", { class: "draw-share" });
    const row = make("tr", {}, make("th", { scope: "row" }, `${digit}`), make("td", {}, bar), share);
    return { row, bar, share };
  });
  const caption = make("caption", {}, "How sure the network is of each digit");
  const body = make("tbody", {}, ...rows.map(({ row }) => row));
  const table = make("table", { class: "draw-bars" }, caption, body);
  return {
    table,
    show(shares) {
      const first = largestOf(shares);
      rows.forEach(({ row, bar, share }, digit) => {
        bar.style.width = `${100 * shares[digit]}%`;
        share.textContent = percent(shares[digit]);
        row.classList.toggle("draw-first", digit === first);
      });
      table.dataset.shares = JSON.stringify(shares);
    },
  };
}

/** A share as whole percent; what is not quite none or all is not rounded to it. */
function percent(share) {
  if (share > 0 && share < 0.005) return "< 1 %";
  if (share < 1 && share >= 0.995) return "> 99 %";
  return `${Math.round(100 * share)} %`;
}

/** The sentence on what the network says, and on whether it is right where that is known. */
function sentenceOn(shares, label) {
  const first = largestOf(shares);
  const second = largestOf(shares.map((share, digit) => (digit === first ? -1 : share)));
  let text = `The network says ${first}: ${percent(shares[first])}.`;
  if (label !== null) {
    const right = first === label;
    text += right ? " That is what its writer meant." : ` It is wrong: the writer meant ${label}.`;
  } else if (shares[second] >= 0.05) {
    text += ` Or perhaps ${second}: ${percent(shares[second])}.`;
  }
  return text;
}

function render({ model, el }) {
  const network = networkOf(model.get("network"), model.get("shape"));
  const tests = bytesOf(model.get("tests"));
  const labels = model.get("labels");
  const parts = card(el, model.get("label"));
  const bars = barsOfDigits();
  let strokes = []; // of the reader: lists of [x, y], from 0 to 1 in the drawing area
  let pen = [0.5, 0.25]; // of the keyboard
  const at = { "One from the test": 0, "One it gets wrong": -1 }; // test pictures last shown

  const space = "http://www.w3.org/2000/svg";
  const ink = document.createElementNS(space, "path");
  const tip = document.createElementNS(space, "circle");
  const drawing = document.createElementNS(space, "svg");
  tip.setAttribute("class", "draw-tip");
  tip.setAttribute("r", 0.035);
  drawing.setAttribute("viewBox", "0 0 1 1");
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(ink, tip);
  const focusable = { role: "application", tabindex: 0, "aria-label": `Draw here. ${HINT}` };
  const invitation = make("span", { class: "draw-here", "aria-hidden": "true" }, "draw here");
  const pad = make("div", { class: "draw-pad", ...focusable, ...OWN_KEYS }, drawing, invitation);
  const picture = make("img", { class: "live-picture", draggable: "false", width: SIDE, height: SIDE });
  const canvas = make("canvas", { width: SIDE, height: SIDE }); // never in the page

  function pixelsShown() {
    return bytesOf(model.get("drawn"));
  }

  /** The label of what is shown, if it is a test picture, else null. */
  function labelShown() {
    const pixels = pixelsShown();
    if (strokes.length) return null;
    const number = labels.findIndex((_, k) => pixels.every((v, i) => v === tests[64 * k + i]));
    return number < 0 ? null : labels[number];
  }

  function showPicture(pixels) {
    const context = canvas.getContext("2d");
    const image = context.createImageData(SIDE, SIDE);
    pixels.forEach((v, i) => image.data.set([v, v, v, 255], 4 * i));
    context.putImageData(image, 0, 0);
    picture.src = canvas.toDataURL(); // at once: a stroke brings many pictures, in their order
  }

  function draw() {
    const pixels = pixelsShown();
    const lines = strokes.map((stroke) => {
      const [first, ...rest] = stroke.length > 1 ? stroke : [stroke[0], stroke[0]];
      return `M${first}L${rest.join(" ")}`;
    });
    ink.setAttribute("d", lines.join(""));
    tip.setAttribute("cx", pen[0]);
    tip.setAttribute("cy", pen[1]);
    invitation.hidden = strokes.length > 0;
    picture.alt = pixels.some((v) => v) ? model.get("alt") : "Nothing is drawn yet.";
    showPicture(pixels);
    const shares = probabilitiesOf(network, pixels);
    bars.show(shares);
    parts.caption.textContent = pixels.some((v) => v)
      ? sentenceOn(shares, labelShown())
      : `Nothing is drawn, and yet the network says ${largestOf(shares)}: it has no word for nothing.`;
  }

  function show(pixels) {
    model.set("drawn", new DataView(pixels.slice().buffer));
    rest();
  }

  const rest = settled(() => {
    parts.speak();
    model.save_changes();
  }, 300);

  /** Go on with the last stroke, or begin a new one. */
  function add(point, begins) {
    if (begins) strokes.push([]);
    strokes.at(-1).push(point);
    show(pixelsOf(strokes));
  }

  function clear() {
    strokes = [];
    show(new Uint8Array(SIDE * SIDE));
  }

  function isWrong(number) {
    const pixels = tests.subarray(64 * number, 64 * (number + 1));
    return largestOf(probabilitiesOf(network, pixels)) !== labels[number];
  }

  /** Show the next test picture, or the next of those that are read wrong. */
  function showTest(name) {
    let number = at[name];
    do {
      number = name === "One it gets wrong" ? number + 1 : number + NEXT;
      number %= labels.length;
    } while (name === "One it gets wrong" && !isWrong(number));
    at[name] = number;
    strokes = [];
    show(tests.slice(64 * number, 64 * (number + 1)));
  }

  function pointAt({ clientX, clientY }) {
    const { left, top, width, height } = drawing.getBoundingClientRect();
    return [(clientX - left) / width, (clientY - top) / height].map(
      (place) => Math.max(0, Math.min(1, place)));
  }

  let held = null; // the pointer that draws
  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    held = event.pointerId;
    pad.setPointerCapture(held);
    add(pointAt(event), true);
  });
  pad.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held) return;
    // All places between two pictures of the screen, so that a quick stroke stays round.
    const passed = event.getCoalescedEvents?.() ?? [];
    const points = (passed.length ? passed : [event]).map(pointAt);
    strokes.at(-1).push(...points.slice(0, -1));
    add(points.at(-1), false);
  });
  for (const ending of ["pointerup", "pointercancel"]) {
    pad.addEventListener(ending, (event) => {
      if (event.pointerId === held) held = null;
    });
  }
  pad.addEventListener("keydown", (event) => {
    if (["Delete", "Backspace"].includes(event.key)) {
      event.preventDefault();
      clear();
    }
    if (!(event.key in ARROWS)) return;
    event.preventDefault();
    const before = pen;
    pen = ARROWS[event.key].map((way, axis) => Math.max(0, Math.min(1, pen[axis] + way * STEP)));
    if (event.shiftKey) {
      draw();
      return;
    }
    const last = strokes.at(-1)?.at(-1);
    if (last?.[0] !== before[0] || last?.[1] !== before[1]) add(before, true);
    add(pen, false);
  });

  const button = (text, act) => {
    const one = make("button", { type: "button", class: "draw-button" }, text);
    one.addEventListener("click", act);
    return one;
  };
  const tools = make("div", { class: "draw-tools" }, button("Clear", clear));
  const some = labels.some((_, number) => isWrong(number));
  for (const name of Object.keys(at)) {
    if (name === "One from the test" || some) tools.append(button(name, () => showTest(name)));
  }
  const seen = make("figure", { class: "draw-seen" }, picture,
    make("figcaption", {}, "what the network sees"));
  const left = make("div", { class: "draw-left" }, pad, seen);
  parts.add(make("div", { class: "draw-desk" }, left, bars.table), parts.caption, tools,
    make("p", { class: "live-hint" }, HINT));

  const endListening = listen(model, {
    "change:drawn": () => {
      const own = pixelsOf(strokes);
      if (pixelsShown().some((v, i) => v !== own[i])) strokes = []; // it came from elsewhere
      draw();
    },
  });
  draw();
  return endListening;
}

export default { render };
