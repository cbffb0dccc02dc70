// The detector of the page: SSD MobileNetV3-Large by TensorFlow.js, with its weights, all of it
// from this site. course_utils/detection.py does the same in Python.

const NETWORK_SIDE = 320; // pixels a side of what the network sees
const MOST_CANDIDATES = 1000;
const LOWEST = 0.1; // score of a candidate; the sliders of try_live.py start there
const DETECTOR_SIZE = "6.3 MB";
const TENSORFLOW = ["core", "converter", "backend-wasm"].map(
  (part) => `packages/tensorflow-tfjs-${part}/dist/tf-${part}.es2017.min.js`);

let detector = null; // a promise of it, one for all controls of the page
const loadWatchers = new Set(); // told which share of it has come

function addScript(address) {
  return new Promise((resolve, reject) => {
    const script = make("script", { src: address });
    script.async = false; // they run in this order
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(
      "The detector is not in this copy of the site, which was built without it: the pictures are "
      + "shown as they are.",
    )));
    document.head.append(script);
  });
}

function fromBase64(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let k = 0; k < bytes.length; k++) bytes[k] = letters.charCodeAt(k);
  return bytes;
}

/** Load the detector, once; a failure can be tried again. `watch` is told the share that is here. */
async function loadDetector(watch) {
  loadWatchers.add(watch);
  try {
    detector ??= fetchDetector();
    return await detector;
  } catch (error) {
    detector = null;
    throw error;
  } finally {
    loadWatchers.delete(watch);
  }
}

async function fetchDetector() {
  const host = document.querySelector("script[src*='control-host.js']");
  const site = (file) => new URL(file, host.src);
  const came = {};
  window.defineDetector = (name, content) => { came[name] = content; };
  await addScript(site("detector/graph.js"));
  const { parts, topology, specs, anchors, names } = came.graph;
  const files = [...TENSORFLOW, "detector/wasm.js"];
  for (let k = 0; k < parts; k++) files.push(`detector/part-${k}.js`);
  let here = 0;
  await Promise.all(files.map(async (file) => {
    await addScript(site(file));
    here += 1;
    loadWatchers.forEach((watch) => watch(here / files.length));
  }));
  const halves = [];
  for (let k = 0; k < parts; k++) halves.push(fromBase64(came[`part-${k}`]));
  await startTensorFlow(fromBase64(came.wasm));
  const { tf } = window;
  const weightData = joined(halves);
  const stored = tf.io.fromMemory({ modelTopology: topology, weightSpecs: specs, weightData });
  const network = await tf.loadGraphModel(stored);
  return networkOf(network, new Float32Array(fromBase64(anchors).buffer), names);
}

/** The weights out of their parts, in which the first bytes of all pairs come before the second. */
function joined(parts) {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const weights = new Uint8Array(size);
  let place = 0;
  for (const part of parts) {
    for (const byte of part) {
      weights[place] = byte;
      place += 2;
      if (place === size) place = 1;
    }
  }
  return weights.buffer;
}

async function startTensorFlow(wasm) {
  const { tf } = window;
  const flags = tf.env();
  if (!(await flags.getAsync("WASM_HAS_SIMD_SUPPORT"))) {
    throw new Error("The detector needs a newer browser: this one lacks WebAssembly SIMD.");
  }
  flags.set("WASM_HAS_MULTITHREAD_SUPPORT", false); // slower here, and a file of its own
  // A page from a disk may fetch nothing: the file is handed over.
  flags.platform.fetch = async () => new Response(wasm);
  tf.wasm.setWasmPaths("./", true);
  await tf.setBackend("wasm");
}

/** A function that takes pixels of the page and returns what it finds in them. */
function networkOf(network, anchors, names) {
  const { tf } = window;
  const values = new Float32Array(3 * NETWORK_SIDE ** 2);
  return async (pixels) => {
    shrink(pixels, values);
    const input = tf.tensor(values, [1, NETWORK_SIDE, NETWORK_SIDE, 3]);
    const outputs = network.execute({ image: input }, ["boxes", "scores"]);
    const [boxes, scores] = await Promise.all(outputs.map((output) => output.data()));
    tf.dispose([input, ...outputs]);
    return candidatesOf(boxes, scores, anchors, names, pixels);
  };
}

/**
 * Where each of the network's rows or columns lies between two of the picture, and what the second
 * of them weighs, in 2048ths.
 */
function between(length) {
  const [first, second, weight] = [0, 1, 2].map(() => new Int32Array(NETWORK_SIDE));
  for (let k = 0; k < NETWORK_SIDE; k++) {
    const at = Math.fround((k + 0.5) * (length / NETWORK_SIDE) - 0.5);
    const before = Math.floor(at);
    first[k] = Math.max(0, Math.min(before, length - 1));
    second[k] = Math.min(before + 1, length - 1);
    weight[k] = Math.round(2048 * (at - before));
  }
  return { first, second, weight };
}

/**
 * Interpolate the pixels (R, G, B, A) to the size of the network, as values from -1 to 1. In whole
 * numbers, as cv2.resize does: rounded otherwise, a score can move by a thousandth.
 */
function shrink({ width, height, data }, values) {
  const { first, second, weight } = between(width);
  const rows = between(height);
  let place = 0;
  for (let row = 0; row < NETWORK_SIDE; row++) {
    const top = 4 * width * rows.first[row];
    const bottom = 4 * width * rows.second[row];
    const down = rows.weight[row];
    for (let column = 0; column < NETWORK_SIDE; column++) {
      const left = 4 * first[column];
      const right = 4 * second[column];
      const across = weight[column];
      for (let k = 0; k < 3; k++) {
        const upper = data[top + left + k] * (2048 - across) + data[top + right + k] * across;
        const lower = data[bottom + left + k] * (2048 - across) + data[bottom + right + k] * across;
        const sum = ((2048 - down) * (upper >> 4) >> 16) + (down * (lower >> 4) >> 16);
        values[place++] = ((sum + 2) >> 2) / 127.5 - 1;
      }
    }
  }
}

/**
 * What the network has found: { label, score, box } with a score of at least LOWEST, the highest
 * first, in which one thing may occur many times. A box is [top, left, bottom, right] in pixels.
 */
function candidatesOf(boxes, scores, anchors, names, { width, height }) {
  const found = [];
  for (let k = 0; k < scores.length; k++) {
    const label = names[k % names.length]; // empty for "nothing here", and for gaps in the list
    if (scores[k] >= LOWEST && label) found.push({ label, score: scores[k], k });
  }
  const best = found.sort((one, other) => other.score - one.score).slice(0, MOST_CANDIDATES);
  return best.map(({ label, score, k }) => {
    const anchor = 4 * Math.floor(k / names.length);
    return { label, score, box: decoded(boxes, anchors, anchor, height, width) };
  });
}

/** A box out of the network's offsets from an anchor: its middle, height and width. */
function decoded(boxes, anchors, k, height, width) {
  const [row, column, tall, wide] = anchors.subarray(k, k + 4);
  const middle = [row + (boxes[k] / 10) * tall, column + (boxes[k + 1] / 10) * wide];
  const half = [Math.exp(boxes[k + 2] / 5) * tall / 2, Math.exp(boxes[k + 3] / 5) * wide / 2];
  return [
    (middle[0] - half[0]) * height,
    (middle[1] - half[1]) * width,
    (middle[0] + half[0]) * height,
    (middle[1] + half[1]) * width,
  ];
}

/** What two boxes share, divided by what they cover together. */
function iou([top, left, bottom, right], other) {
  const rows = Math.min(bottom, other[2]) - Math.max(top, other[0]);
  const columns = Math.min(right, other[3]) - Math.max(left, other[1]);
  if (rows <= 0 || columns <= 0) return 0;
  const area = (other[2] - other[0]) * (other[3] - other[1]);
  const shared = rows * columns;
  return shared / ((bottom - top) * (right - left) + area - shared);
}

/**
 * Keep a candidate unless a better one of its label overlaps it by more than the limit; no box
 * reaches out of the picture then.
 */
function suppressed(candidates, { confidence, iou: limit }, { width, height }) {
  const kept = [];
  for (const one of candidates) {
    if (one.score < confidence) break; // the highest come first
    const rival = (other) => other.label === one.label && iou(other.box, one.box) > limit;
    if (!kept.some(rival)) kept.push(one);
  }
  const within = ([top, left, bottom, right]) =>
    [Math.max(top, 0), Math.max(left, 0), Math.min(bottom, height), Math.min(right, width)];
  return kept.map((one) => ({ ...one, box: within(one.box) }))
    .filter(({ box: [top, left, bottom, right] }) => top < bottom && left < right);
}
