// A small chart of counts: what was before as an outline, what is after filled. Of strips that voted
// and of boxes there is a plot in its place, and of a palette its colors.

function svgElement(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * The count that fills the height. A few values that are far more frequent than all others, such as
 * white in a bright sky, are cut, or the others would not be seen.
 */
function fullHeight(counts) {
  const falling = counts.flat().toSorted((a, b) => b - a);
  return Math.max(1, falling[0] / 4, falling[4 * counts.length] ?? 0);
}

/** The outline of counts as a path in a box of 256 x 100. */
function outline(counts, most) {
  const tops = counts.map((count, value) =>
    `V${100 - 98 * Math.min(1, count / most)}H${value + 1}`);
  return `M0 100${tops.join("")}V100`;
}

/** What a chart of votes, of boxes or of a palette draws: paths, perhaps with a color of their own, a text under each part, and what they mean. */
const PLOTS = {
  votes({ first, counts }, { count }) {
    const each = 2 * Math.floor((counts.length - 1) / 18) + 1; // bars over one text, the middle one's
    const parts = Math.ceil(counts.length / each);
    const [wide, most] = [256 / (parts * each), Math.max(...counts)];
    const bar = (number, place) =>
      `M${(place + 0.1) * wide} 100V${100 - (96 * number) / most}H${(place + 0.9) * wide}V100Z`;
    const bars = { winner: [], others: [] };
    counts.forEach((number, place) => {
      if (number) bars[first + place === count ? "winner" : "others"].push(bar(number, place));
    });
    return {
      paths: Object.entries(bars).map(([name, all]) => [name, all.join("")]),
      ticks: Array.from({ length: parts }, (_, part) => first + part * each + (each >> 1)),
      what: "Strips by the curves they counted",
    };
  },

  /** A line of dimension 2 falls by the whole height. */
  boxes({ sizes, counts }, { dimension }) {
    const across = 256 / sizes.length;
    const xs = sizes.map((_, place) => (place + 0.5) * across);
    const ys = counts.map((number) => Math.log2(number));
    const last = sizes.length - 1;
    const at = (height) => 8 + (84 * (ys[0] - height)) / (2 * last);
    const fall = (from, slope) => `M${xs[0]} ${at(from)}L${xs[last]} ${at(from - slope * last)}`;
    const middle = ys.reduce((sum, y) => sum + y, 0) / ys.length;
    const paths = counts[0] === 0 ? [] : [
      ["guide", fall(ys[0], 1) + fall(ys[0], 2)],
      ["line", fall(middle + (dimension * last) / 2, dimension)],
      ["dots", xs.map((x, place) => `M${x} ${at(ys[place])}h0.01`).join("")],
    ];
    return { paths, ticks: sizes, what: "Boxes by their side, log-log; faint: 1 and 2" };
  },

  /** A strip of the colors, each as wide as its share of the pixels. Colors are B, G, R or gray. */
  palette({ colors, counts }) {
    const all = counts.reduce((sum, count) => sum + count, 0);
    let left = 0;
    const paths = colors.map((color, place) => {
      const from = left;
      left += (256 * counts[place]) / all;
      const [red, green, blue] = [color.at(-1), color[color.length >> 1], color[0]];
      return ["swatch", `M${from} 0H${left}V100H${from}Z`, `rgb(${red} ${green} ${blue})`];
    });
    return { paths, ticks: [], what: "The palette, each color as wide as its share" };
  },
};

function countsChart() {
  const svg = svgElement("svg", { viewBox: "0 0 256 100", preserveAspectRatio: "none" });
  const what = make("span", { class: "try-what" });
  const ticks = make("div");
  const chart = make("div", { class: "try-chart", role: "img" }, what, svg, ticks);

  function showCounts(before, after) {
    const most = fullHeight([before, after].flatMap(Object.values));
    const paths = (found, kind) => Object.entries(found).map(([channel, counts]) =>
      [`${kind} of-${channel}`, outline(counts, most)]);
    const channels = Object.keys(after).join(", ");
    const both = Object.keys(before).length ? "before as an outline, after filled" : "filled";
    draw([...paths(after, "after"), ...paths(before, "before")], [0, 64, 128, 192, 255], "");
    chart.setAttribute("aria-label", `Histogram, ${channels}: ${both}`);
    chart.hidden = channels === "";
  }

  function showPlot(plot, numbers) {
    const { paths, ticks: texts, what: text } = PLOTS[plot.kind](plot, numbers);
    draw(paths, texts, text);
    chart.setAttribute("aria-label", `${text}: ${plot.counts.join(", ")}`);
    chart.hidden = false;
  }

  function draw(paths, texts, text) {
    svg.replaceChildren(...paths.map(([name, d, fill]) =>
      svgElement("path", { class: name, d, ...(fill && { fill }) })));
    ticks.replaceChildren(...texts.map((one) => make("span", {}, one)));
    what.textContent = text;
    chart.classList.toggle("is-plot", text !== "");
  }

  function show({ before, after, plot, numbers }) {
    if (plot.kind) showPlot(plot, numbers);
    else showCounts(before, after);
    chart.dataset.counts = JSON.stringify({ before, after });
  }
  return { chart, show };
}

/** The value that a share of the counted pixels is as dark as, or darker. */
function valueAt(counts, total, share) {
  let sum = 0;
  return counts.findIndex((count) => (sum += count) >= share * total);
}

/** What counts tell in words: { mean, half, share }, of each channel if there are several. */
function summary(found, all) {
  const said = { mean: [], half: [], share: [] };
  const channels = Object.entries(found);
  for (const [channel, counts] of channels) {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const mean = counts.reduce((sum, count, value) => sum + count * value, 0) / total;
    const name = channels.length > 1 ? `${channel} ` : "";
    said.mean.push(name + (total ? mean.toFixed(1) : "none"));
    said.half.push(name + (valueAt(counts, total, 0.75) - valueAt(counts, total, 0.25) + 1));
    said.share.push(name + ((100 * total) / all).toFixed(1));
  }
  return Object.fromEntries(Object.entries(said).map(([word, parts]) => [word, parts.join(", ")]));
}

/** The sentence of an operation, with what it found in place of the names in braces. */
function tell(sentence, { before, after, numbers }, values, pixels) {
  const words = { ...values, ...numbers };
  for (const [when, found] of Object.entries({ before, after })) {
    for (const [word, text] of Object.entries(summary(found, pixels))) {
      words[`${word}_${when}`] = text;
    }
  }
  return sentence.replace(/\{(\w+)\}/g, (_, name) => words[name] ?? "");
}
