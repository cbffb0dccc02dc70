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

function sliderInput({ values, fine }) {
  const input = make("input", { type: "range", min: 0, ...OWN_KEYS });
  const output = make("output", { "aria-hidden": "true" });
  let scale = listed(values);
  const show = () => {
    output.textContent = scale.text(scale.at(input.valueAsNumber));
    input.setAttribute("aria-valuetext", output.textContent);
  };
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
