// What a box shows of the pixels inside. It must equal what Python computes on the same pixels.

const COLORS = { blue: 2, green: 1, red: 0 }; // offsets in the browser's order: R, G, B, A
const english = (number) => number.toLocaleString("en");

/** The gray of OpenCV: 0.299 R + 0.587 G + 0.114 B in whole 1/32768, rounded. */
function grayAt(data, i) {
  return (9798 * data[i] + 19235 * data[i + 1] + 3735 * data[i + 2] + 16384) >> 15;
}

/** How often each of the 256 values occurs in the box. */
function countValues({ data, width }, box, channel) {
  const counts = new Array(256).fill(0);
  const offset = COLORS[channel];
  for (let row = box.top; row < box.top + box.height; row++) {
    const start = 4 * (row * width + box.left);
    for (let i = start; i < start + 4 * box.width; i += 4) {
      counts[offset === undefined ? grayAt(data, i) : data[i + offset]] += 1;
    }
  }
  return counts;
}

/** A part of the control that can be wider or longer than the page: it scrolls on its own. */
function scrolling(name, child) {
  const named = { role: "group", "aria-label": name };
  return make("div", { class: "live-scroll", tabindex: 0, ...named }, child);
}

/** Black or white, whichever reads better on this color (relative luminance of WCAG 2). */
function inkOn(color) {
  const linear = color.map((value) =>
    value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.179 ? "black" : "white";
}

const plural = (number, word) => `${english(number)} ${word}${number === 1 ? "" : "s"}`;

/**
 * For box_histogram: the 256 counts as bars, as a sentence and as a table. Behind the bars is the
 * outline of the whole picture's histogram, on the same scale of shares.
 */
function histogramReadout() {
  const bars = svgElement("path", { class: "live-bars" });
  const whole = svgElement("path", { class: "live-whole", "vector-effect": "non-scaling-stroke" });
  const plot = svgElement("svg", { viewBox: "0 0 256 100", preserveAspectRatio: "none" }, bars, whole);
  const ticks = [0, 64, 128, 192, 255].map((value) => make("span", {}, value));
  const axis = make("div", { class: "live-axis" }, ...ticks);
  const what = make("span", { class: "live-what" });
  const key = make("p", { class: "live-key" }, what, make("span", {}, "whole picture"));
  const chart = make("div", { class: "live-chart", role: "img" }, key, plot, axis);
  const everywhere = {}; // the shares of the whole picture, by channel

  const cells = Array.from({ length: 256 }, () => make("td"));
  const row = (cell, value) => make("tr", {}, make("th", { scope: "row" }, value), cell);
  const names = ["Value", "Pixels"].map((name) => make("th", { scope: "col" }, name));
  const head = make("thead", {}, make("tr", {}, ...names));
  const table = make("table", {}, head, make("tbody", {}, ...cells.map(row)));
  const summary = make("summary", {}, "Counts");
  const details = make("details", {}, summary, scrolling("The 256 counts", table));

  function sharesOfAll(pixels, channel) {
    const { height, width } = pixels;
    const counts = countValues(pixels, { top: 0, left: 0, height, width }, channel);
    return counts.map((count) => count / (height * width));
  }

  function show(pixels, box, channel) {
    const counts = countValues(pixels, box, channel);
    const most = Math.max(...counts);
    const size = box.height * box.width;
    const mean = counts.reduce((sum, count, value) => sum + count * value, 0) / size;
    everywhere[channel] ??= sharesOfAll(pixels, channel);
    bars.setAttribute("d", outline(counts, most));
    whole.setAttribute("d", outline(everywhere[channel], most / size));
    what.textContent = `${channel} in the box`;
    chart.setAttribute("aria-label", `Histogram of the ${channel} values in the box`);
    chart.dataset.channel = channel;
    chart.dataset.counts = JSON.stringify(counts);
    cells.forEach((cell, value) => { cell.textContent = counts[value]; });
    return `Inside the box: ${plural(size, "pixel")}, mean ${channel} ${mean.toFixed(1)}, `
      + `most often ${counts.indexOf(most)} (${plural(most, "time")}).`;
  }
  return { chart, details, show };
}

/** The lowest and the highest value of each channel in the box: "blue 12 to 130, ...". */
function ranges(pixels, box, channels) {
  return channels.map((channel) => {
    const counts = countValues(pixels, box, channel);
    const low = counts.findIndex(Boolean);
    const high = counts.findLastIndex(Boolean);
    return `${channel} ${low === high ? low : `${low} to ${high}`}`;
  }).join(", ");
}

/** For box_pixels: each pixel as a cell of its own color that holds its values. */
function pixelsReadout(color) {
  const table = make("table", { class: "live-pixels" });

  function cell({ data, width }, row, column) {
    const i = 4 * (row * width + column);
    const gray = grayAt(data, i);
    const paint = color ? [data[i], data[i + 1], data[i + 2]] : [gray, gray, gray];
    const values = color ? paint.toReversed() : [gray]; // the order of OpenCV: B, G, R
    const place = make("td", {}, ...values.map((value) => make("span", {}, value)));
    place.style.background = `rgb(${paint})`;
    place.style.color = inkOn(paint);
    return place;
  }

  function show(pixels, box) {
    const columns = Array.from({ length: box.width }, (_, k) => box.left + k);
    const rows = Array.from({ length: box.height }, (_, k) => box.top + k);
    const head = columns.map((column) => make("th", { scope: "col" }, column));
    const body = rows.map((row) => {
      const cells = columns.map((column) => cell(pixels, row, column));
      return make("tr", {}, make("th", { scope: "row" }, row), ...cells);
    });
    table.replaceChildren(
      make("caption", {}, color ? "Blue, green, red of each pixel" : "Gray of each pixel"),
      make("thead", {}, make("tr", {}, make("td"), ...head)),
      make("tbody", {}, ...body),
    );
    const channels = color ? Object.keys(COLORS) : ["gray"];
    const found = ranges(pixels, box, channels);
    return `Inside the box: ${plural(box.height * box.width, "pixel")}, ${found}.`;
  }
  return { chart: scrolling("Pixels in the box", table), details: "", show };
}
