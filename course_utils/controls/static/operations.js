// The operations of `try_yours` in the page, by OpenCV.js. ../operations.py has the table that
// the reader sees and the same operations in Python; a test holds each of them equal to its own.
//
// An operation gets { cv, image, reference, values, mat }: pictures are Mats, gray or B, G, R;
// mat() makes an empty one that is deleted afterwards. It returns { picture, after, before,
// numbers, plot }, as in Python; what is empty may be left out.

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
  const all = counts.reduce((sum, number, value) => sum + number * value, 0);
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

/** The counts, Otsu's threshold, and the one that is used. */
function otsuShifted(gray, shift) {
  const counts = countChannel(gray);
  const best = otsuThreshold(counts);
  return { counts, best, used: clamp(best + shift, 0, 255) };
}

/** A Mat of 255 where a picture is dark or bright, else 0, and both thresholds. */
function binaryOf(tools, tone, shift) {
  const { cv, image, mat } = tools;
  const [gray, binary] = [luma(tools, image), mat()];
  const { best, used } = otsuShifted(gray, shift);
  cv.threshold(gray, binary, used, 255, tone === "bright" ? cv.THRESH_BINARY : cv.THRESH_BINARY_INV);
  return { binary, numbers: { best, used } };
}

const MARK = [0, 159, 230]; // orange, as B, G, R
const ones = (side) => Array.from({ length: side }, () => new Array(side).fill(1));
/** The kernels of convolution.KERNELS as whole numbers, and what to divide their sums by. */
const KERNELS = {
  identity: [[[0, 0, 0], [0, 1, 0], [0, 0, 0]], 1],
  mean: [ones(3), 9],
  small_blur: [ones(7), 49],
  large_blur: [ones(21), 441],
  gaussian: [[[1, 2, 1], [2, 4, 2], [1, 2, 1]], 16],
  sharpen: [[[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 1],
  laplacian: [[[0, 1, 0], [1, -4, 1], [0, 1, 0]], 1],
  sobel_x: [[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], 1],
  sobel_y: [[[-1, -2, -1], [0, 0, 0], [1, 2, 1]], 1],
  emboss: [[[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], 1],
};

/** Sums of whole numbers, exact in float32: a kernel of ones goes as a column and a row. */
function sumsOf({ cv, image, mat }, weights, border) {
  const modes = {
    replicate: cv.BORDER_REPLICATE,
    zero: cv.BORDER_CONSTANT,
    wrap: cv.BORDER_WRAP,
    reflect: cv.BORDER_REFLECT,
    mirror: cv.BORDER_REFLECT_101,
  };
  const [side, reach] = [weights.length, weights.length >> 1];
  const [padded, sums] = [mat(), mat()];
  cv.copyMakeBorder(image, padded, reach, reach, reach, reach, modes[border], new cv.Scalar(0, 0, 0, 0));
  // A filter reads beyond the part that it is given: there lies the border.
  const inside = padded.roi(new cv.Rect(reach, reach, image.cols, image.rows));
  const anchor = new cv.Point(-1, -1);
  const flat = weights.flat();
  if (flat.every((weight) => weight === 1)) {
    const row = mat();
    row.create(1, side, cv.CV_32F);
    row.data32F.fill(1);
    cv.sepFilter2D(inside, sums, cv.CV_32F, row, row, anchor, 0, cv.BORDER_REPLICATE);
  } else {
    const kernel = mat();
    kernel.create(side, side, cv.CV_32F);
    kernel.data32F.set(flat);
    cv.filter2D(inside, sums, cv.CV_32F, kernel, anchor, 0, cv.BORDER_REPLICATE);
  }
  inside.delete();
  return sums;
}

/** The bytes of a Mat, to which numbers are written rounded, halves to even, and clipped. */
function clampedData({ data }) {
  return new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
}

/** Round to so many decimals, as Python does. */
const rounded = (number, decimals) => Math.floor(10 ** decimals * number + 0.5) / 10 ** decimals;

/** A picture with the histograms of its luma and of the one before. */
function lumas(tools, picture) {
  return { picture, after: count(luma(tools, picture)), before: count(luma(tools, tools.image)) };
}

function blurred({ cv, image, mat, values }) {
  const soft = mat();
  cv.GaussianBlur(image, soft, new cv.Size(0, 0), values.sigma);
  return soft;
}

/** How sharp a gray Mat is, to three digits: the variance of its Laplacian, without the border. */
function focusScore({ rows, cols, data }) {
  if (Math.min(rows, cols) < 3) return "not defined";
  let [sum, squares] = [0, 0]; // of whole numbers, so exact
  for (let row = 1; row < rows - 1; row++) {
    for (let i = row * cols + 1; i < (row + 1) * cols - 1; i++) {
      const response = data[i - cols] + data[i + cols] + data[i - 1] + data[i + 1] - 4 * data[i];
      sum += response;
      squares += response * response;
    }
  }
  const count = (rows - 2) * (cols - 2);
  const mean = sum / count;
  return Number((squares / count - mean * mean).toPrecision(3));
}

/** The rows and columns that hold what is not 0 in a mask, and `reach` more to each side. */
function boxAround({ rows, cols, data }, reach) {
  let [top, bottom, left, right] = [rows, 0, cols, 0];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < cols; column++) {
      if (!data[row * cols + column]) continue;
      [top, bottom] = [Math.min(top, row), row + 1];
      [left, right] = [Math.min(left, column), Math.max(right, column + 1)];
    }
  }
  [top, left] = [Math.max(top - reach, 0), Math.max(left - reach, 0)];
  return { top, left, bottom: Math.min(bottom + reach, rows), right: Math.min(right + reach, cols) };
}

/** Fill a gap by the known values, smoothed, over their weights, smoothed; return what stays black. */
function fillGap({ cv, image, mat }, picture, gap, sigma) {
  const [reach, channels] = [Math.floor(4 * sigma + 0.5), image.channels()];
  const { top, left, bottom, right } = boxAround(gap, reach);
  const [height, width, { cols }] = [bottom - top, right - left, image];
  const [taken, values, weights] = [mat(), mat(), mat()];
  taken.create(height, width, cv.CV_64F);
  const smooth = (valueAt, out) => {
    const [to, inGap] = [taken.data64F, gap.data];
    for (let i = 0; i < height * width; i++) {
      const pixel = (top + Math.floor(i / width)) * cols + left + (i % width);
      to[i] = inGap[pixel] ? 0 : valueAt(pixel);
    }
    const size = new cv.Size(2 * reach + 1, 2 * reach + 1);
    cv.GaussianBlur(taken, out, size, sigma, sigma, cv.BORDER_REPLICATE);
    return out.data64F;
  };
  smooth(() => 1, weights);
  let missing = 0;
  for (let k = 0; k < channels; k++) {
    const from = image.data;
    const sums = smooth((pixel) => from[channels * pixel + k], values);
    // Asked for now: a new Mat can move all values to a larger memory.
    const [divisors, inGap, out] = [weights.data64F, gap.data, clampedData(picture)];
    for (let i = 0; i < height * width; i++) {
      const pixel = (top + Math.floor(i / width)) * cols + left + (i % width);
      if (!inGap[pixel]) continue;
      if (k === 0 && divisors[i] === 0) missing++;
      out[channels * pixel + k] = divisors[i] ? sums[i] / divisors[i] : 0;
    }
  }
  return missing;
}

/** How far pixels side by side differ on average. */
function meanStep({ rows, cols, data }) {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    for (let i = row * cols + 1; i < (row + 1) * cols; i++) sum += Math.abs(data[i] - data[i - 1]);
  }
  return sum / Math.max(rows * (cols - 1), 1);
}

/** Count curves in a Mat of 0 and 255 by strips, as counting.count_by_slices does. */
function countBySlices({ cv, mat }, binary, width) {
  const { rows, cols } = binary;
  const votes = new Array(cols).fill(0);
  const held = cv.countNonZero(binary);
  if (rows < 2 || held === 0 || held === rows * cols) return { count: 0, votes };
  const [filling, some] = [mat(), mat()];
  const size = new cv.Size(Math.min(width, cols - ((cols + 1) % 2)), 1);
  cv.blur(binary, filling, size, new cv.Point(-1, -1), cv.BORDER_REFLECT);
  const step = Math.max(1, Math.floor(width / 8));
  some.create(rows, Math.ceil(cols / step), cv.CV_8UC1);
  const [from, to] = [filling.data, some.data];
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < cols; column += step) to[i++] = from[row * cols + column];
  }
  const level = Math.min(cv.threshold(some, some, 0, 255, cv.THRESH_OTSU), 127);
  for (let i = 0; i < from.length; i++) {
    if (from[i] > level && (i < cols || from[i - cols] <= level)) votes[i % cols]++;
  }
  return { count: winner(votes.filter(Boolean)), votes };
}

/** How many of each number there are, from the smallest number on. */
function tally(numbers) {
  const first = numbers.reduce((a, b) => Math.min(a, b), Infinity);
  const last = numbers.reduce((a, b) => Math.max(a, b), first);
  const counts = new Array(last - first + 1).fill(0);
  for (const number of numbers) counts[number - first]++;
  return { first, counts };
}

/** The most frequent number, of several the one nearest to the median. */
function winner(numbers) {
  if (numbers.length === 0) return 0;
  const { first, counts } = tally(numbers);
  const most = counts.reduce((a, b) => Math.max(a, b));
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1].map((place) => sorted[place]);
  const away = (number) => Math.abs(number - (low + high) / 2);
  const best = counts.flatMap((count, place) => (count === most ? [first + place] : []));
  return best.reduce((a, b) => (away(b) < away(a) ? b : a));
}

/** The median of whole numbers from 0 to `most`. */
function medianOf(numbers, most) {
  const counts = new Uint32Array(most + 1);
  for (const number of numbers) counts[number]++;
  const at = (place) => {
    let number = 0;
    for (let sum = counts[0]; sum <= place; sum += counts[number]) number++;
    return number;
  };
  return (at((numbers.length - 1) >> 1) + at(numbers.length >> 1)) / 2;
}

/**
 * The median of whole numbers, and the standard deviation of normal noise around it, as
 * peaks.noise_level measures it.
 */
function levelAndNoise(numbers) {
  const most = numbers.reduce((a, b) => Math.max(a, b));
  const level = medianOf(numbers, most);
  const away = numbers.map((number) => Math.abs(2 * number - 2 * level)); // whole again
  return { level, noise: medianOf(away, 2 * most) / 2 / 0.6744897501960817 };
}

/** Places that no neighbor is higher than: of a plateau the one nearest to its middle. */
function localMaxima(values, rows, cols, threshold) {
  const around = (place) => {
    const [row, column] = [Math.floor(place / cols), place % cols];
    const found = [];
    for (let r = Math.max(row - 1, 0); r <= Math.min(row + 1, rows - 1); r++) {
      for (let c = Math.max(column - 1, 0); c <= Math.min(column + 1, cols - 1); c++) {
        if (r !== row || c !== column) found.push(r * cols + c);
      }
    }
    return found;
  };
  const state = new Uint8Array(values.length); // 1 is a candidate, 2 one that was looked at
  const places = [];
  for (let place = 0; place < values.length; place++) {
    if (values[place] <= threshold) continue;
    if (around(place).some((near) => values[near] > values[place])) continue;
    state[place] = 1;
    places.push(place);
  }
  const peaks = [];
  for (const start of places) {
    if (state[start] === 2) continue;
    const plateau = [start];
    let goesOn = false; // and rises there
    state[start] = 2;
    for (const place of plateau) { // it grows
      for (const near of around(place)) {
        if (state[near] === 1) {
          state[near] = 2;
          plateau.push(near);
        } else if (state[near] === 0 && values[near] === values[place]) goesOn = true;
      }
    }
    if (!goesOn) peaks.push(middleOf(plateau, cols));
  }
  return peaks;
}

function middleOf(places, cols) {
  if (places.length === 1) return places[0];
  places.sort((a, b) => a - b);
  const mean = (at) => places.reduce((sum, place) => sum + at(place), 0) / places.length;
  const [row, column] = [mean((place) => Math.floor(place / cols)), mean((place) => place % cols)];
  const away = (place) => (Math.floor(place / cols) - row) ** 2 + ((place % cols) - column) ** 2;
  return places.reduce((a, b) => (away(b) < away(a) ? b : a));
}

/** Go from the highest place down, and keep those that lie in no square of one that is kept. */
function keepApart(places, values, rows, cols, radius) {
  places.sort((a, b) => values[b] - values[a] || a - b);
  const closed = new Uint8Array(rows * cols);
  return places.filter((place) => {
    if (closed[place]) return false;
    const [row, column] = [Math.floor(place / cols), place % cols];
    fillBox(closed, rows, cols, row - radius, column - radius, row + radius + 1, column + radius + 1);
    return true;
  });
}

/** Fill a box of a plane, as far as it lies in it. */
function fillBox(plane, rows, cols, top, left, bottom, right) {
  const [from, to] = [Math.max(left, 0), Math.min(right, cols)];
  for (let row = Math.max(top, 0); row < Math.min(bottom, rows); row++) {
    plane.fill(1, row * cols + from, row * cols + Math.max(from, to));
  }
}

/** Where the frames lie around the square of each peak, thicker in a large picture. */
function framesOf(places, rows, cols, reach) {
  const outer = reach + 1 + Math.floor(Math.max(rows, cols) / 600);
  const frames = new Uint8Array(rows * cols);
  for (const place of places) {
    const [row, column] = [Math.floor(place / cols), place % cols];
    const fill = (...box) => fillBox(frames, rows, cols, ...box);
    const [bottom, right] = [row + outer + 1, column + outer + 1];
    fill(row - outer, column - outer, row - reach, right);
    fill(row + reach + 1, column - outer, bottom, right);
    fill(row - outer, column - outer, bottom, column - reach);
    fill(row - outer, column + reach + 1, bottom, right);
  }
  return frames;
}

/** Which boxes of one size hold a part of a shape: 1 or 0 of each, row by row. */
function boxesOf({ data, cols }, size, height, width) {
  const across = Math.ceil(width / size);
  const boxes = new Uint8Array(Math.ceil(height / size) * across);
  for (let row = 0; row < height; row++) {
    const start = Math.floor(row / size) * across;
    for (let column = 0; column < width; column++) {
      if (data[row * cols + column]) boxes[start + Math.floor(column / size)] = 1;
    }
  }
  return { boxes, across, count: boxes.reduce((sum, one) => sum + one, 0) };
}

/** Minus the slope of the least-squares line through log(count) against log(size). */
function slopeOf(sizes, counts) {
  const mean = (numbers) => numbers.reduce((a, b) => a + b) / numbers.length;
  const [x, y] = [sizes, counts].map((numbers) => numbers.map(Math.log));
  const [middle, height] = [mean(x), mean(y)];
  const along = mean(x.map((one, i) => (one - middle) * (y[i] - height)));
  return -along / mean(x.map((one) => (one - middle) ** 2));
}

/** Pearson's correlation of two planes of as many bytes, from exact sums; 0 if one is flat. */
function pearson(first, second) {
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let i = 0; i < first.length; i++) {
    const [one, other] = [first[i], second[i]];
    a += one;
    b += other;
    aa += one * one;
    bb += other * other;
    ab += one * other;
  }
  const whole = BigInt;
  const number = whole(first.length);
  const spread = (sum, squares) => number * whole(squares) - whole(sum) ** 2n;
  const spreads = spread(a, aa) * spread(b, bb);
  if (spreads === 0n) return 0;
  const product = 2n * (number * whole(ab) - whole(a) * whole(b));
  return clamp(Number(product) / (2 * Math.sqrt(Number(spreads))), -1, 1);
}

/** What is neither noise nor slowly changing in a gray Mat, around 128, as in comparison.py. */
function detailsOf({ cv, mat }, gray) {
  const [values, fine, coarse, details] = [mat(), mat(), mat(), mat()];
  gray.convertTo(values, cv.CV_32F);
  cv.GaussianBlur(values, fine, new cv.Size(5, 5), 1);
  cv.blur(values, coarse, new cv.Size(15, 15));
  const [from, away] = [fine.data32F, coarse.data32F];
  const squares = from.reduce((sum, value, i) => sum + Math.fround(value - away[i]) ** 2, 0);
  const spread = Math.sqrt(squares / from.length);
  const scale = spread > 1e-3 ? 32 / spread : 0;
  cv.addWeighted(fine, scale, coarse, -scale, 128, details, cv.CV_8U);
  return details;
}

/** How far the content of one gray Mat has moved in another, as comparison.estimate_shift finds. */
function estimateShift(tools, image, moved) {
  const [first, second] = [detailsOf(tools, image), detailsOf(tools, moved)];
  const sides = [[first.rows, second.rows], [first.cols, second.cols]];
  const lengths = sides.map(([one, other]) => tools.cv.getOptimalDFTSize(Math.max(one, other)));
  const heights = correlationOf(tools, first, second, ...lengths);
  let best = scoreAt(first, second, [0, 0]);
  for (let tried = 0; tried < Math.min(8, lengths[0] * lengths[1]); tried++) {
    let place = 0;
    for (let i = 0; i < heights.length; i += 2) if (heights[i] > heights[place]) place = i;
    heights[place] = -Infinity;
    const at = [Math.floor(place / 2 / lengths[1]), (place / 2) % lengths[1]];
    const shift = at.map((one, k) => {
      const least = (Math.min(...sides[k]) >> 1) + 1 - sides[k][0];
      return ((((one - least) % lengths[k]) + lengths[k]) % lengths[k]) + least;
    });
    const found = scoreAt(first, second, shift);
    const differs = found.findIndex((one, k) => one !== best[k]);
    if (found[differs] > best[differs]) best = found;
  }
  const [score, , rows, columns] = best;
  return { rows, columns, score };
}

/**
 * The correlation at each shift, in every other number: one transform of both, the second one as
 * the imaginary part, their product over the square root of its strength, and the way back.
 */
function correlationOf({ cv, mat }, first, second, rows, cols) {
  const [both, product] = [mat(), mat()];
  both.create(rows, cols, cv.CV_32FC2);
  product.create(rows, cols, cv.CV_32FC2);
  // Where a Mat's values lie is asked for once, because asking takes time.
  const put = (details, part) => {
    const [from, to] = [details.data, both.data32F];
    for (let i = 0, at = part; i < from.length; at += 2 * (cols - details.cols)) {
      for (let column = 0; column < details.cols; column++, at += 2) to[at] = from[i++] - 128;
    }
  };
  both.data32F.fill(0);
  put(first, 0);
  put(second, 1);
  cv.dft(both, both);
  const [z, out] = [both.data32F, product.data32F];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < cols; column++) {
      const i = 2 * (row * cols + column);
      const k = 2 * (((rows - row) % rows) * cols + ((cols - column) % cols)); // the opposite wave
      const [ar, ai] = [(z[i] + z[k]) / 2, (z[i + 1] - z[k + 1]) / 2];
      const [br, bi] = [(z[i + 1] + z[k + 1]) / 2, (z[k] - z[i]) / 2];
      const [real, imaginary] = [ar * br + ai * bi, ar * bi - ai * br];
      const strength = (real * real + imaginary * imaginary) ** 0.25 + 2 ** -126;
      out[i] = real / strength;
      out[i + 1] = imaginary / strength;
    }
  }
  cv.dft(product, product, cv.DFT_INVERSE + cv.DFT_SCALE);
  return product.data32F;
}

/** Rows or columns of both pictures that lie on each other: where they begin in the first, end. */
function overlap(one, other, shift) {
  return [Math.max(0, -shift), Math.max(0, -shift, Math.min(one, other - shift))];
}

/** The correlation where two Mats overlap, the pixels there, and the shift; -2 if too few overlap. */
function scoreAt(first, second, [down, across]) {
  const [top, bottom] = overlap(first.rows, second.rows, down);
  const [left, right] = overlap(first.cols, second.cols, across);
  const few = 2 * (bottom - top) <= Math.min(first.rows, second.rows)
    || 2 * (right - left) <= Math.min(first.cols, second.cols);
  if (few) return [-2, 0, down, across];
  const part = ({ data, cols }, row, column) => {
    const out = new Uint8Array((bottom - top) * (right - left));
    for (let line = 0; line < bottom - top; line++) {
      const start = (row + line) * cols + column;
      out.set(data.subarray(start, start + right - left), line * (right - left));
    }
    return out;
  };
  const [one, other] = [part(first, top, left), part(second, top + down, left + across)];
  return [pearson(one, other), one.length, down, across];
}

/** The Euclidean distance and the Jaccard index of the shares of all values in each channel. */
function histogramScores(first, second) {
  let [squares, least, most] = [0, 0, 0];
  for (let channel = 0; channel < first.channels(); channel++) {
    const [one, other] = [first, second].map((image) => {
      return countChannel(image, channel).map((number) => number / (image.rows * image.cols));
    });
    one.forEach((share, value) => {
      squares += (share - other[value]) ** 2;
      least += Math.min(share, other[value]);
      most += Math.max(share, other[value]);
    });
  }
  return { distance: rounded(Math.sqrt(squares), 3), jaccard: rounded(least / most, 3) };
}

/** Write a Mat, moved back by a shift, into another one; the rest is 0. */
function layOn(picture, { rows, cols, data }, down, across) {
  const [top, bottom] = overlap(picture.rows, rows, down);
  const [left, right] = overlap(picture.cols, cols, across);
  const step = picture.channels();
  const out = picture.data.fill(0);
  for (let row = top; row < bottom; row++) {
    const from = step * ((row + down) * cols + left + across);
    const line = data.subarray(from, from + step * (right - left));
    out.set(line, step * (row * picture.cols + left));
  }
}

/** Colors in cells are counted first; in units of a 16th, all sums of k-means are whole numbers. */
const [UNIT, ENOUGH, FINEST, TRIES, FALL, MOVES] = [16, 2 ** 11, 128, 10, 1e-3, 300];
const GOLDEN = (5 ** 0.5 - 1) / 2;

/** A few colors for a picture, { palette, labels, counts }, as clustering.quantize finds them. */
function quantize({ data }, channels, most) {
  const grids = colorCells(data, channels);
  const [{ points, weights }] = grids;
  const k = Math.min(most, weights.length);
  let drawn = 0;
  const draw = () => ((drawn++ + 0.5) * GOLDEN) % 1;
  let best = { inertia: Infinity };
  for (let tried = 0; tried < TRIES; tried++) {
    const start = farApart(points, weights, channels, k, draw);
    const found = lloyd(points, weights, channels, start, FALL);
    if (found.inertia < best.inertia) best = found;
  }
  let { centers } = best;
  for (const grid of grids) {
    ({ centers } = lloyd(grid.points, grid.weights, channels, centers, FALL / 100));
  }
  const colors = centers.map((value) => Math.floor(value / UNIT + 0.5));
  const labels = nearestColors(data, channels, colors);
  const counts = new Array(k).fill(0);
  for (const label of labels) counts[label]++;
  const order = [...counts.keys()].filter((j) => counts[j] > 0);
  order.sort((i, j) => counts[j] - counts[i] || i - j);
  const places = new Uint8Array(k);
  order.forEach((label, place) => { places[label] = place; });
  return {
    palette: order.map((j) => [...colors.subarray(channels * j, channels * (j + 1))]),
    labels: labels.map((label) => places[label]),
    counts: order.map((j) => counts[j]),
  };
}

/**
 * The middles of the cells that hold pixels, one after the other, and how many each holds: of large
 * cells, if these are enough, and then of smaller ones.
 */
function colorCells(data, channels) {
  const grids = [];
  for (let cells = channels === 1 ? 256 : 32; ; cells *= 2) {
    const counts = new Uint32Array(cells ** channels);
    const shift = 8 - Math.log2(cells);
    for (let i = 0; i < data.length; i += channels) {
      let cell = 0;
      for (let c = 0; c < channels; c++) cell = cell * cells + (data[i + c] >> shift);
      counts[cell]++;
    }
    const held = [];
    counts.forEach((number, cell) => { if (number) held.push(cell); });
    const width = 256 / cells;
    if (held.length < ENOUGH && width > 1) continue;
    const points = new Float64Array(channels * held.length);
    held.forEach((cell, i) => {
      for (let c = channels - 1, left = cell; c >= 0; c--, left = Math.floor(left / cells)) {
        points[channels * i + c] = (left % cells) * UNIT * width + (UNIT * (width - 1)) / 2;
      }
    });
    grids.push({ points, weights: Float64Array.from(held, (cell) => counts[cell]) });
    if (cells >= FINEST) return grids;
  }
}

function squaredDistance(points, i, centers, j, channels) {
  let sum = 0;
  for (let c = 0; c < channels; c++) sum += (points[channels * i + c] - centers[channels * j + c]) ** 2;
  return sum;
}

/** Centers by k-means++: of a few candidates far away, the one that lowers the inertia most. */
function farApart(points, weights, channels, k, draw) {
  const [number, candidates] = [weights.length, 2 + Math.floor(Math.log(k))];
  let squares = new Float64Array(number).fill(1);
  const [chosen, running] = [[], new Float64Array(number)];
  while (chosen.length < k) {
    let sum = 0;
    for (let i = 0; i < number; i++) running[i] = sum += weights[i] * squares[i];
    let best = { inertia: Infinity };
    for (let tried = 0; tried < (chosen.length ? candidates : 1); tried++) {
      const place = draw() * sum;
      const drawn = running.findIndex((until) => until > place || until === sum);
      const nearer = new Float64Array(number);
      let inertia = 0;
      for (let i = 0; i < number; i++) {
        const far = squaredDistance(points, i, points, drawn, channels);
        nearer[i] = chosen.length ? Math.min(far, squares[i]) : far;
        inertia += nearer[i] * weights[i];
      }
      if (inertia < best.inertia) best = { inertia, nearer, drawn };
    }
    squares = best.nearer;
    chosen.push(best.drawn);
  }
  return Float64Array.from(chosen.flatMap((i) => [...points.subarray(channels * i, channels * (i + 1))]));
}

/** Label and move until no label changes, or the inertia falls by less than a share of it. */
function lloyd(points, weights, channels, centers, fall) {
  const [number, k] = [weights.length, centers.length / channels];
  let [before, lowest] = [null, Infinity];
  for (let step = 0; ; step++) {
    const [labels, squares] = [new Int32Array(number), new Float64Array(number)];
    let inertia = 0;
    for (let i = 0; i < number; i++) {
      squares[i] = Infinity;
      for (let j = 0; j < k; j++) {
        const far = squaredDistance(points, i, centers, j, channels);
        if (far < squares[i]) [squares[i], labels[i]] = [far, j];
      }
      inertia += squares[i] * weights[i];
    }
    const counts = new Int32Array(k);
    labels.forEach((label) => { counts[label]++; });
    const full = counts.every((count) => count > 0);
    const same = before?.every((label, i) => label === labels[i]);
    if (full && (step >= MOVES || inertia >= lowest * (1 - fall) || same)) return { centers, inertia };
    if (!full) fillEmpty(labels, squares, counts);
    [before, lowest] = [labels, inertia];
    centers = meansOf(points, weights, channels, labels, k);
  }
}

/** Each empty cluster takes the point farthest from its center, but none that is alone. */
function fillEmpty(labels, squares, counts) {
  const farthest = [...labels.keys()].sort((i, j) => squares[j] - squares[i] || i - j).values();
  counts.forEach((count, empty) => {
    if (count) return;
    let point;
    do point = farthest.next().value; while (counts[labels[point]] < 2);
    counts[labels[point]]--;
    counts[empty] = 1;
    labels[point] = empty;
  });
}

function meansOf(points, weights, channels, labels, k) {
  const [sums, totals] = [new Float64Array(channels * k), new Float64Array(k)];
  for (let i = 0; i < weights.length; i++) {
    totals[labels[i]] += weights[i];
    for (let c = 0; c < channels; c++) {
      sums[channels * labels[i] + c] += weights[i] * points[channels * i + c];
    }
  }
  return sums.map((sum, i) => Math.floor(sum / totals[Math.floor(i / channels)] + 0.5));
}

/** The place of the nearest of some colors, of up to 255, for each pixel. */
function nearestColors(data, channels, colors) {
  const known = new Uint8Array(256 ** channels); // one more than the place
  const out = new Uint8Array(data.length / channels);
  for (let pixel = 0; pixel < out.length; pixel++) {
    let color = 0;
    for (let c = 0; c < channels; c++) color = 256 * color + data[channels * pixel + c];
    if (!known[color]) {
      let [best, least] = [0, Infinity];
      for (let j = 0; j < colors.length / channels; j++) {
        const far = squaredDistance(data, pixel, colors, j, channels);
        if (far < least) [best, least] = [j, far];
      }
      known[color] = best + 1;
    }
    out[pixel] = known[color] - 1;
  }
  return out;
}

const isFlat = ({ data }) => data.every((value) => value === data[0]);

function stepped(tools, picture, numbers = {}) {
  const step = (one) => rounded(meanStep(luma(tools, one)), 1);
  const [before, after] = [step(tools.image), step(picture)];
  return { ...lumas(tools, picture), numbers: { step_before: before, step_after: after, ...numbers } };
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
    const { counts, best, used } = otsuShifted(gray, values.shift);
    cv.threshold(gray, picture, used, 255, cv.THRESH_BINARY);
    const bright = counts.map((number, value) => (value > used ? number : 0));
    return { picture, after: { gray: bright }, before: { gray: counts }, numbers: { best, used } };
  },

  kernel(tools) {
    const { image, mat, values } = tools;
    const [weights, divisor] = KERNELS[values.kernel];
    const sums = sumsOf(tools, weights, values.border).data32F;
    let [low, high, below, above] = [Infinity, -Infinity, 0, 0];
    for (let i = 0; i < sums.length; i++) {
      if (sums[i] < low) low = sums[i];
      if (sums[i] > high) high = sums[i];
      if (sums[i] < 0) below++;
      else if (sums[i] > 255 * divisor) above++;
    }
    [low, high] = [low / divisor, high / divisor];
    const [picture, span] = [mat(), high - low || 1];
    picture.create(image.rows, image.cols, image.type());
    const out = clampedData(picture);
    if (values.values === "clip") for (let i = 0; i < out.length; i++) out[i] = sums[i] / divisor;
    else for (let i = 0; i < out.length; i++) out[i] = ((sums[i] / divisor - low) / span) * 255;
    const sum = rounded(weights.flat().reduce((a, b) => a + b) / divisor, 1);
    const numbers = { sum, low: rounded(low, 1), high: rounded(high, 1), below, above };
    return { ...lumas(tools, picture), numbers };
  },

  sharpen(tools) {
    const { image, mat, values } = tools;
    const [soft, picture] = [blurred(tools).data, mat()];
    picture.create(image.rows, image.cols, image.type());
    const [from, out] = [image.data, clampedData(picture)];
    let clipped = 0;
    for (let i = 0; i < out.length; i++) {
      const sum = from[i] + values.amount * (from[i] - soft[i]);
      if (sum < 0 || sum > 255) clipped++;
      out[i] = sum;
    }
    return stepped(tools, picture, { clipped });
  },

  blur(tools) {
    return stepped(tools, blurred(tools));
  },

  focus(tools) {
    const picture = blurred(tools);
    const [score, score_now] = [tools.image, picture].map((one) => focusScore(luma(tools, one)));
    return { ...lumas(tools, picture), numbers: { score, score_now } };
  },

  fill_gap(tools) {
    const { cv, image, mat, values } = tools;
    const gap = percentMask(tools, { shape: "rectangle", ...values });
    const picture = mat();
    image.copyTo(picture);
    const missing = fillGap(tools, picture, gap, values.sigma);
    const pixels = cv.countNonZero(gap);
    const numbers = {
      gap: rounded((100 * pixels) / (image.rows * image.cols), 1),
      missing: rounded((100 * missing) / pixels, 1),
    };
    return { ...lumas(tools, picture), numbers };
  },

  slices(tools) {
    const { cv, mat, values } = tools;
    const { binary, numbers } = binaryOf(tools, values.curves, values.shift);
    const down = values.run === "down";
    const upright = down ? mat() : binary;
    if (down) cv.transpose(binary, upright);
    const { count, votes } = countBySlices(tools, upright, values.width);
    const { data, cols } = binary;
    for (let i = 0; i < data.length; i++) {
      if (!data[i] && votes[down ? Math.floor(i / cols) : i % cols] !== count) data[i] = 96;
    }
    const agree = rounded((100 * votes.filter((vote) => vote === count).length) / votes.length, 1);
    const plot = { kind: "votes", ...tally(votes) };
    return { picture: binary, numbers: { count, agree, ...numbers }, plot };
  },

  peaks(tools) {
    const { cv, image, mat, values } = tools;
    const [gray, picture, sums, row] = [luma(tools, image), mat(), mat(), mat()];
    const { rows, cols } = gray;
    row.create(1, 5, cv.CV_32F);
    row.data32F.set([1, 4, 6, 4, 1]);
    cv.sepFilter2D(gray, sums, cv.CV_32F, row, row);
    // Whole numbers, of which so many are a gray value.
    const [relief, unit] = values.smooth
      ? [Int32Array.from(sums.data32F), 256] : [Int32Array.from(gray.data), 1];
    const { level, noise } = levelAndNoise(relief);
    cv.cvtColor(gray, picture, cv.COLOR_GRAY2BGR);
    const height = level / unit + values.sigmas * (noise / unit);
    const above = new Array(256).fill(0);
    const grays = gray.data;
    relief.forEach((value, i) => { if (value > height * unit) above[grays[i]]++; });
    let found = "not counted, because half of the pixels are equal";
    if (noise > 0) {
      const all = localMaxima(relief, rows, cols, height * unit);
      const kept = keepApart(all, relief, rows, cols, values.radius);
      const out = picture.data;
      framesOf(kept, rows, cols, Math.max(values.radius, 2)).forEach((framed, i) => {
        if (framed) out.set(MARK, 3 * i);
      });
      found = kept.length;
    }
    const threeDigits = Number((noise / unit).toPrecision(3));
    const numbers = { count: found, noise: threeDigits, height: rounded(height, 1) };
    return { picture, after: { gray: above }, before: count(gray), numbers };
  },

  box_counts(tools) {
    const { box, smallest, shape, shift } = tools.values;
    const { binary, numbers } = binaryOf(tools, shape, shift);
    const { rows, cols, data } = binary;
    const most = Math.floor(Math.log2(Math.max(2, Math.min(rows, cols) / 8)));
    const least = Math.min(Math.log2(smallest), most - 1);
    const sizes = Array.from({ length: most + 1 - least }, (_, k) => 2 ** (least + k));
    const largest = sizes.at(-1);
    const [height, width] = [rows - (rows % largest), cols - (cols % largest)];
    const counts = sizes.map((size) => boxesOf(binary, size, height, width).count);
    const dimension = counts[0] ? rounded(slopeOf(sizes, counts), 3) : "not defined";
    const held = boxesOf(binary, box, rows, cols);
    for (let i = 0; i < data.length; i++) {
      const [row, column] = [Math.floor(i / cols / box), Math.floor((i % cols) / box)];
      if (!data[i] && held.boxes[row * held.across + column]) data[i] = 96;
    }
    const plot = { kind: "boxes", sizes, counts };
    return { picture: binary, numbers: { ...numbers, boxes: held.count, dimension }, plot };
  },

  compare(tools) {
    const { image, reference, mat } = tools;
    const oneSize = image.rows === reference.rows && image.cols === reference.cols;
    let shift = { rows: 0, columns: 0 };
    let [correlation, score] = [oneSize ? "not defined" : "none (two sizes)", "not defined"];
    if (!isFlat(image) && !isFlat(reference)) {
      const found = estimateShift(tools, luma(tools, image), luma(tools, reference));
      if (found.score !== 0) [shift, score] = [found, rounded(found.score, 3)]; // there are details
      if (oneSize) correlation = rounded(pearson(image.data, reference.data), 3);
    }
    const { rows, columns } = shift;
    const [down, right] = [rows < 0 ? "up" : "down", columns < 0 ? "left" : "right"];
    const moved = `${Math.abs(rows)} ${down}, ${Math.abs(columns)} ${right}`;
    const numbers = { pearson: correlation, ...histogramScores(image, reference), moved, score };
    const picture = mat();
    picture.create(image.rows, image.cols, image.type());
    layOn(picture, reference, rows, columns);
    return { picture, after: count(reference), before: count(image), numbers };
  },

  quantize({ image, mat, values }) {
    const [channels, { data }] = [image.channels(), image];
    const { palette, labels, counts } = quantize(image, channels, values.k);
    const picture = mat();
    picture.create(image.rows, image.cols, image.type());
    const out = picture.data;
    labels.forEach((label, pixel) => out.set(palette[label], channels * pixel));
    let errors = 0;
    for (let i = 0; i < out.length; i++) errors += (out[i] - data[i]) ** 2;
    const [colors, bits] = [palette.length, Math.ceil(Math.log2(palette.length))];
    const numbers = {
      colors,
      psnr: errors ? rounded(10 * Math.log10(255 ** 2 / (errors / out.length)), 1) : "infinite",
      bits,
      less: rounded(out.length / ((labels.length * bits) / 8 + colors * channels), 1),
    };
    return { picture, numbers, plot: { kind: "palette", colors: palette, counts } };
  },
};
