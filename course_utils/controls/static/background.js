// The running average of moving pictures and what stands out from it, as course_utils.background
// has them. Pictures of the page are R, G, B, A.

/** A running average in float32, rounded as cv2.accumulateWeighted does on most machines. */
function runningAverage() {
  let values = null;
  return {
    /** Take the next frame; the first one is the average. */
    update({ data }, alpha) {
      const count = (data.length / 4) * 3;
      const first = values?.length !== count;
      if (first) values = new Float32Array(count);
      const weight = first ? 1 : Math.fround(alpha);
      for (let from = 0, to = 0; to < count; from += 4, to += 3) {
        values[to] += weight * Math.fround(data[from] - values[to]);
        values[to + 1] += weight * Math.fround(data[from + 1] - values[to + 1]);
        values[to + 2] += weight * Math.fround(data[from + 2] - values[to + 2]);
      }
    },
    /** The average as a picture: whole numbers, halves to even. */
    picture(size) {
      const out = new ImageData(size.width, size.height);
      const { data } = out; // clamped, which rounds as NumPy does
      for (let from = 0, to = 0; to < data.length; from += 3, to += 4) {
        data[to] = values[from];
        data[to + 1] = values[from + 1];
        data[to + 2] = values[from + 2];
        data[to + 3] = 255;
      }
      return out;
    },
  };
}

/**
 * The frame where at least one channel differs from the background by more than the threshold, and
 * black elsewhere; `share` is the share of its pixels that do.
 */
function foregroundOf(frame, background, threshold) {
  const picture = new ImageData(frame.width, frame.height);
  const [pixels, shown] = [frame, picture].map(({ data }) => new Uint32Array(data.buffer));
  const [one, other] = [frame.data, background.data];
  let count = 0;
  for (let pixel = 0, k = 0; pixel < pixels.length; pixel += 1, k += 4) {
    const differs = Math.abs(one[k] - other[k]) > threshold
      || Math.abs(one[k + 1] - other[k + 1]) > threshold
      || Math.abs(one[k + 2] - other[k + 2]) > threshold;
    shown[pixel] = differs ? pixels[pixel] : BLACK;
    count += differs;
  }
  return { picture, share: count / pixels.length };
}

const BLACK = 0xff000000; // every machine is little-endian
