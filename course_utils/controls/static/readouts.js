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

/** For box_histogram: the 256 counts as bars, as a sentence and as a table. */
function histogramReadout() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const bars = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 256 100");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.append(bars);
  const ticks = [0, 64, 128, 192, 255].map((value) => make("span", {}, value));
  const chart = make("div", { class: "live-chart", role: "img" }, svg, make("div", {}, ...ticks));

  const cells = Array.from({ length: 256 }, () => make("td"));
  const row = (cell, value) => make("tr", {}, make("th", { scope: "row" }, value), cell);
  const names = ["Value", "Pixels"].map((name) => make("th", { scope: "col" }, name));
  const head = make("thead", {}, make("tr", {}, ...names));
  const table = make("table", {}, head, make("tbody", {}, ...cells.map(row)));
  const summary = make("summary", {}, "The 256 counts as a table");

  function show(pixels, box, channel) {
    const counts = countValues(pixels, box, channel);
    const most = Math.max(...counts);
    const size = box.height * box.width;
    const mean = counts.reduce((sum, count, value) => sum + count * value, 0) / size;
    const tops = counts.map((count, value) => `V${100 - (100 * count) / most}H${value + 1}`);
    bars.setAttribute("d", `M0 100${tops.join("")}V100Z`);
    chart.setAttribute("aria-label", `Histogram of the ${channel} values in the box`);
    chart.dataset.counts = JSON.stringify(counts);
    cells.forEach((cell, value) => { cell.textContent = counts[value]; });
    return `${english(size)} pixels, mean ${channel} ${mean.toFixed(1)}, `
      + `most often ${counts.indexOf(most)} (${english(most)} times)`;
  }
  return { chart, details: make("details", {}, summary, scrolling("The 256 counts", table)), show };
}

/** For box_pixels: each pixel as a cell of its own color that holds its values. */
function pixelsReadout(color) {
  const table = make("table", { class: "live-pixels" });

  function cell({ data, width }, row, column) {
    const i = 4 * (row * width + column);
    const gray = grayAt(data, i);
    const paint = color ? [data[i], data[i + 1], data[i + 2]] : [gray, gray, gray];
    const values = color ? paint.toReversed() : [gray]; // the order of OpenCV: B, G, R
    const style = `background: rgb(${paint}); color: ${inkOn(paint)}`;
    return make("td", { style }, ...values.map((value) => make("span", {}, value)));
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
    return `${english(rows.length * columns.length)} pixels`;
  }
  return { chart: scrolling("Pixels in the box", table), details: "", show };
}
