// A small chart of counts: what was before as an outline, what is after filled.

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

function countsChart() {
  const svg = svgElement("svg", { viewBox: "0 0 256 100", preserveAspectRatio: "none" });
  const ticks = [0, 64, 128, 192, 255].map((value) => make("span", {}, value));
  const chart = make("div", { class: "try-chart", role: "img" }, svg, make("div", {}, ...ticks));

  function show(before, after) {
    const most = fullHeight([before, after].flatMap(Object.values));
    const paths = (found, kind) => Object.entries(found).map(([channel, counts]) =>
      svgElement("path", { class: `${kind} of-${channel}`, d: outline(counts, most) }));
    svg.replaceChildren(...paths(after, "after"), ...paths(before, "before"));
    const channels = Object.keys(after).join(", ");
    const both = Object.keys(before).length ? "before as an outline, after filled" : "filled";
    chart.setAttribute("aria-label", `Histogram, ${channels}: ${both}`);
    chart.dataset.counts = JSON.stringify({ before, after });
    chart.hidden = channels === "";
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
