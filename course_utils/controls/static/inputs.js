// The inputs of an axis: each shows a value, reads it and writes it. With a kernel (live) a slider
// has finer steps.

/** The values of a slider that takes exactly these. */
function listed(values) {
  return {
    count: values.length,
    at: (index) => values[index],
    nearest(value) {
      const away = values.map((known) => Math.abs(known - value));
      return away.indexOf(Math.min(...away));
    },
    text: (value) => String(Number.isInteger(value) ? value : Number(value.toPrecision(6))),
  };
}

/** The values of a slider with a kernel behind it: evenly spaced, and many. */
function spaced({ first, step, count, digits }) {
  const shown = Math.max(0, -Math.floor(Math.log10(Math.abs(step))));
  return {
    count,
    at: (index) => Number((first + index * step).toFixed(Math.min(digits, 20))),
    nearest: (value) => Math.round((value - first) / step),
    text: (value) => String(Number(value.toFixed(shown))),
  };
}

/**
 * Let a swipe that begins on a slider scroll the page and change nothing: until a finger has moved
 * sideways or is lifted, the slider keeps to itself what it does, and takes it back if the browser
 * makes a scroll of it (the style sheet leaves the vertical direction to the page).
 */
function letSwipesPass(input, show) {
  let held = null;
  const release = () => {
    held = null;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  input.addEventListener("pointerdown", ({ pointerType, clientX }) => {
    if (pointerType !== "mouse") held = { value: input.value, from: clientX };
  });
  input.addEventListener("pointermove", ({ clientX }) => {
    if (held && Math.abs(clientX - held.from) > 6) release();
  });
  input.addEventListener("pointerup", () => {
    if (held) release();
  });
  input.addEventListener("pointercancel", () => {
    if (held) input.value = held.value;
    held = null;
    show();
  });
  input.addEventListener("input", (event) => {
    if (held) event.stopImmediatePropagation();
  });
}

function sliderInput({ values, fine }) {
  const input = make("input", { type: "range", min: 0, ...OWN_KEYS });
  const output = make("output", { "aria-hidden": "true" });
  let scale = listed(values);
  const show = () => {
    output.textContent = scale.text(scale.at(input.valueAsNumber));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  letSwipesPass(input, show);
  input.addEventListener("input", show);
  const read = () => scale.at(input.valueAsNumber);
  const write = (value) => {
    input.max = scale.count - 1;
    input.value = scale.nearest(value);
    show();
  };
  const setLive = (live) => {
    const value = read();
    scale = live && fine ? spaced(fine) : listed(values);
    write(value);
  };
  return { input, output, read, write, setLive };
}

function choiceInput({ values }) {
  const input = selectOf(values);
  return {
    input,
    read: () => input.value,
    write: (value) => { input.value = value; },
    setLive() {},
  };
}

function switchInput() {
  const input = make("input", { type: "checkbox", role: "switch", ...OWN_KEYS });
  return {
    input,
    read: () => input.checked,
    write: (value) => { input.checked = value; },
    setLive() {},
  };
}

const INPUTS = { slider: sliderInput, choice: choiceInput, switch: switchInput };
