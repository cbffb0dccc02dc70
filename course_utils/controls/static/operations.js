// The operations of `try_yours` in the page, by OpenCV.js. ../operations.py has the table that
// the reader sees and the same operations in Python; a test holds each of them equal to its own.
//
// An operation gets { cv, image, reference, values, mat }: pictures are Mats, gray or B, G, R;
// mat() makes an empty one that is deleted afterwards. It returns { picture, after, before,
// numbers }, as in Python.

const CHANNELS = ["blue", "green", "red"];
const TO_WHOLE = 1.5 * 2 ** 52; // added and taken away it rounds as OpenCV does, halves to even
const clamp = (value, low, high) => Math.max(low, Math.min(value, high));

/** The 256 counts of one channel of a Mat, of all its pixels or where the mask is not 0. */
function countChannel(image, channel = 0, mask = null) {
  const counts = new Array(256).fill(0);
  const { data } = image;
  const step = image.channels();
  const inside = mask?.data;
  for (let i = channel, pixel = 0; i < data.length; i += step, pixel++) {
    if (!inside || inside[pixel]) counts[data[i]] += 1;
  }
  return counts;
}

function count(image) {
  if (image.channels() === 1) return { gray: countChannel(image) };
  return Object.fromEntries(CHANNELS.map((name, k) => [name, countChannel(image, k)]));
}

function luma({ cv, mat }, image) {
  if (image.channels() === 1) return image;
  const gray = mat();
  cv.cvtColor(image, gray, cv.COLOR_BGR2GRAY);
  return gray;
}

function plane(tools, channel) {
  const { cv, image, mat } = tools;
  if (channel === "gray" || image.channels() === 1) return luma(tools, image);
  const out = mat();
  out.create(image.rows, image.cols, cv.CV_8UC1);
  const [from, to] = [image.data, out.data];
  for (let pixel = 0, i = CHANNELS.indexOf(channel); i < from.length; i += 3) to[pixel++] = from[i];
  return out;
}

/** Move each pixel from its luma to the new one and keep its hue, as _luma.py does. */
function moveLuma({ cv, mat }, image, old, changed) {
  if (image.channels() === 1) return changed;
  const out = mat();
  out.create(image.rows, image.cols, cv.CV_8UC3);
  const [from, before, after, single] = [image.data, old.data, changed.data, Math.fround];
  const to = new Uint8ClampedArray(out.data.buffer, out.data.byteOffset, out.data.length);
  for (let pixel = 0, i = 0; i < from.length; pixel += 1, i += 3) {
    const dark = before[pixel];
    const bright = after[pixel];
    const above = Math.max(from[i], from[i + 1], from[i + 2]) - dark;
    const below = dark - Math.min(from[i], from[i + 1], from[i + 2]);
    let factor = 1;
    if (above > 255 - bright) factor = single((255 - bright) / above);
    if (below > bright) factor = Math.min(factor, single(bright / below));
    for (let k = i; k < i + 3; k++) {
      to[k] = bright + (single((from[k] - dark) * factor) + TO_WHOLE - TO_WHOLE);
    }
  }
  return out;
}

/** What changes the luma, by a function of two gray Mats, with the histograms of both. */
function changeLuma(tools, change) {
  const [old, changed] = [luma(tools, tools.image), tools.mat()];
  change(old, changed);
  const picture = moveLuma(tools, tools.image, old, changed);
  return { picture, after: count(luma(tools, picture)), before: count(old) };
}

function percentMask({ cv, image, mat }, { shape, down, across, height, width }) {
  const span = (center, share, all) => {
    const length = Math.max(1, Math.floor((all * share) / 100));
    const start = Math.floor((all * center) / 100) - (length >> 1);
    return [clamp(start, 0, all - length), clamp(start, 0, all - length) + length];
  };
  const [top, bottom] = span(down, height, image.rows);
  const [left, right] = span(across, width, image.cols);
  const mask = mat();
  mask.create(image.rows, image.cols, cv.CV_8UC1);
  mask.setTo(new cv.Scalar(0));
  const white = new cv.Scalar(255);
  if (shape === "rectangle") {
    cv.rectangle(mask, new cv.Point(left, top), new cv.Point(right - 1, bottom - 1), white, -1);
  } else {
    const center = new cv.Point((left + right - 1) >> 1, (top + bottom - 1) >> 1);
    const axes = new cv.Size((right - left - 1) >> 1, (bottom - top - 1) >> 1);
    cv.ellipse(mask, center, axes, 0, 0, 360, white, -1);
  }
  return mask;
}

function runningShares(counts) {
  let sum = 0;
  const sums = counts.map((number) => (sum += number));
  return sums.map((number) => number / sum);
}

/** The best threshold of chapter 06: the largest between-class variance, the first of equals. */
function otsuThreshold(counts) {
  const total = counts.reduce((sum, number) => sum + number);
  const all = counts.reduce((sum, number, value) => sum + number * value);
  let [best, most, below, sums] = [0, 0, 0, 0];
  counts.forEach((number, value) => {
    below += number;
    sums += number * value;
    const above = total - below;
    const distance = sums / Math.max(below, 1) - (all - sums) / Math.max(above, 1);
    const variance = below * above * (distance * distance);
    if (variance > most) [best, most] = [value, variance];
  });
  return best;
}

export const OPERATIONS = {
  gray(tools) {
    const picture = luma(tools, tools.image);
    return { picture, after: count(picture) };
  },

  channels(tools) {
    const { channel } = tools.values;
    const picture = plane(tools, channel);
    return { picture, after: { [channel]: countChannel(picture) } };
  },

  histogram(tools) {
    if (tools.values.channel !== "all") return OPERATIONS.channels(tools);
    return { picture: tools.image, after: count(tools.image) };
  },

  equalize(tools) {
    return changeLuma(tools, (old, changed) => tools.cv.equalizeHist(old, changed));
  },

  clahe(tools) {
    const { cv, values } = tools;
    const adaptive = new cv.CLAHE(values.clip_limit, new cv.Size(values.tiles, values.tiles));
    try {
      return changeLuma(tools, (old, changed) => adaptive.apply(old, changed));
    } finally {
      adaptive.delete();
    }
  },

  mask(tools) {
    const { cv, image, mat, values } = tools;
    const [mask, gray, picture] = [percentMask(tools, values), luma(tools, image), mat()];
    picture.create(image.rows, image.cols, image.type());
    picture.setTo(new cv.Scalar(0, 0, 0));
    image.copyTo(picture, mask);
    return { picture, after: { gray: countChannel(gray, 0, mask) }, before: count(gray) };
  },

  match({ cv, image, reference, mat }) {
    const [before, wanted] = [count(image), count(reference)];
    const [table, picture] = [mat(), mat()];
    table.create(1, 256, image.type());
    Object.keys(before).forEach((channel, k, { length }) => {
      const goal = runningShares(wanted[channel]);
      runningShares(before[channel]).forEach((share, value) => {
        table.data[length * value + k] = goal.findIndex((reached) => reached >= share);
      });
    });
    cv.LUT(image, table, picture);
    return { picture, after: count(picture), before };
  },

  otsu(tools) {
    const { cv, mat, values } = tools;
    const [gray, picture] = [luma(tools, tools.image), mat()];
    const counts = countChannel(gray);
    const best = otsuThreshold(counts);
    const used = clamp(best + values.shift, 0, 255);
    cv.threshold(gray, picture, used, 255, cv.THRESH_BINARY);
    const bright = counts.map((number, value) => (value > used ? number : 0));
    return { picture, after: { gray: bright }, before: { gray: counts }, numbers: { best, used } };
  },
};
