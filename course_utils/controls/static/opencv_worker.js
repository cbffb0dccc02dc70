// OpenCV.js in a worker, which the page starts when a reader first uses `try_yours`. It is sent
// { id, kind, ... } and answers { id, ... }, in this order; a test speaks to it in the same way.

import { OPERATIONS } from "./operations.js";

const OPENCV = "../packages/opencvjs-web/lib/opencv_js.js";
const pictures = { image: null, reference: null, result: null }; // Mats
let color = true; // whether pictures are B, G, R here, or gray

const loading = import(OPENCV).then((module) => module.default());
loading.catch(() => {}); // told to whoever asks for it

/** Keep a picture of the page (R, G, B, A) as a Mat. */
function keep(cv, slot, { width, height, data }) {
  const out = new cv.Mat(height, width, cv.CV_8UC3);
  const bgr = out.data;
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    bgr[to] = data[from + 2];
    bgr[to + 1] = data[from + 1];
    bgr[to + 2] = data[from];
  }
  if (!color) cv.cvtColor(out, out, cv.COLOR_BGR2GRAY);
  replace(slot, out);
}

function replace(slot, mat) {
  pictures[slot]?.delete();
  pictures[slot] = mat;
}

/** A Mat as a picture of the page. */
function imageData(mat) {
  const out = new ImageData(mat.cols, mat.rows);
  const pixels = new Uint32Array(out.data.buffer); // R, G, B, A; every machine is little-endian
  const { data } = mat;
  const step = mat.channels();
  for (let pixel = 0, i = 0; pixel < pixels.length; pixel += 1, i += step) {
    const green = data[i + (step >> 1)];
    pixels[pixel] = 0xff000000 | (data[i] << 16) | (green << 8) | data[i + step - 1];
  }
  return out;
}

/** The same no larger than is seen: at most so many pixels a side. */
function shown(cv, mat, most) {
  const scale = most / Math.max(mat.rows, mat.cols);
  if (scale >= 1) return imageData(mat);
  const small = new cv.Mat();
  const size = new cv.Size(...[mat.cols, mat.rows].map((side) => Math.max(1, side * scale | 0)));
  cv.resize(mat, small, size, 0, 0, cv.INTER_AREA);
  const out = imageData(small);
  small.delete();
  return out;
}

function run(cv, { operation, values, most }) {
  const mats = [];
  const mat = () => mats[mats.push(new cv.Mat()) - 1];
  try {
    const { picture, ...found } = OPERATIONS[operation]({ cv, mat, values, ...pictures });
    // Where an operation returns the picture that it was given, the result is a copy.
    replace("result", mats.includes(picture) ? picture : picture.clone());
    mats.splice(mats.indexOf(picture) >>> 0, 1);
    return { after: {}, before: {}, numbers: {}, plot: {}, ...found, shown: shown(cv, pictures.result, most) };
  } finally {
    mats.forEach((one) => one.delete());
  }
}

/** The result as a PNG file: exact, because nothing in it is transparent. */
async function save() {
  const pixels = imageData(pictures.result);
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return { file: await canvas.convertToBlob({ type: "image/png" }) };
}

async function answer({ kind, ...message }) {
  const cv = await loading.catch(() => {
    throw new Error(
      "OpenCV.js is not in this copy of the site, which was built without a network: your picture "
      + "is shown as it is.",
    );
  });
  if (kind === "open") {
    color = message.color;
    keep(cv, message.slot, message);
    return { shown: shown(cv, pictures[message.slot], message.most) };
  }
  if (kind === "save") return save();
  try {
    return run(cv, message);
  } catch (error) {
    const reason = String(error?.message ?? error);
    throw new Error(`OpenCV.js cannot do this with your picture (${reason}): try a smaller one.`);
  }
}

let last = Promise.resolve();
self.addEventListener("message", ({ data: { id, ...message } }) => {
  last = last.then(() => answer(message)).then(
    (found) => postMessage({ id, ...found }, found.shown ? [found.shown.data.buffer] : []),
    (error) => postMessage({ id, problem: String(error?.message ?? error) }),
  );
});
