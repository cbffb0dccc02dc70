// The control of controls.explore: sliders, choices and switches that choose a picture.
// Stored pictures are shown at once. With a kernel, sliders have finer steps, and what is not
// stored is asked for.

const PATIENCE = 4000; // milliseconds after which a kernel that does not answer is given up

/** The values of a slider that takes exactly these. */
function listed(values) {
  return {
    count: values.length,
    at: (index) => values[index],
    nearest(value) {
      const away = values.map((known) => Math.abs(known - value));
      return away.indexOf(Math.min(...away));
    },
    text: (value) => String(Number(value.toPrecision(6))),
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

/** Cut the stored pictures out of one block of bytes, each when it is first shown. */
function storedPictures(model) {
  const bytes = bytesOf(model.get("frames"));
  const urls = [];
  let end = 0;
  const parts = model.get("sizes").map((size) => bytes.subarray(end, (end += size)));
  return {
    url: (index) => (urls[index] ??= URL.createObjectURL(new Blob([parts[index]]))),
    forget: () => urls.forEach((url) => URL.revokeObjectURL(url)),
  };
}

function render({ model, el }) {
  const axes = model.get("axes");
  const alts = model.get("alts");
  const stored = storedPictures(model);
  const parts = card(el, model.get("label"));
  const size = { width: model.get("width"), height: model.get("height") };
  const picture = make("img", { class: "live-picture", draggable: "false", ...size });
  const inputs = axes.map((axis) => INPUTS[axis.kind](axis));
  const rows = make("div", { class: "live-rows" });

  let drawn = ""; // address of the picture that the kernel drew last
  let moves = 0; // every move of the reader has a number
  let shown = 0; // the move that the present picture belongs to
  let asked = null; // the request that the kernel is working on
  let waiting = null; // the newest request after it; older ones are dropped
  let patience; // timer of the request that the kernel is working on

  const read = () => Object.fromEntries(axes.map(({ name }, k) => [name, inputs[k].read()]));

  /** The place of these values among the stored pictures, or -1. */
  function place(values) {
    return axes.reduce((place, axis) => {
      const index = axis.values.indexOf(values[axis.name]);
      return place < 0 || index < 0 ? -1 : place * axis.values.length + index;
    }, 0);
  }

  function show(url, alt, move) {
    picture.src = url;
    picture.alt = alt;
    parts.caption.textContent = alt;
    parts.tell("");
    shown = move;
    URL.revokeObjectURL(drawn); // the one before: it is no longer on show
    drawn = "";
  }

  function update() {
    const request = { id: ++moves, values: read() };
    const index = place(request.values);
    waiting = null;
    if (index >= 0) show(stored.url(index), alts[index], request.id);
    else if (asked) waiting = request;
    else ask(request);
  }

  function ask(request) {
    asked = request;
    waiting = null;
    patience = setTimeout(giveUp, PATIENCE);
    el.toggleAttribute("data-busy", true);
    model.send({ kind: "draw", ...request });
  }

  function finish() {
    clearTimeout(patience);
    asked = null;
    el.toggleAttribute("data-busy", false);
  }

  function giveUp() {
    finish();
    setLive(false); // sliders jump to the nearest stored picture
    update();
    parts.tell("The kernel does not answer, so only stored pictures are shown.");
  }

  /** Take an answer of Python. It is too late for its picture if a newer one is on show. */
  function answered(message, buffers) {
    setLive(true);
    if (message.kind === "hello") follow();
    if (!asked || message.id !== asked.id) return;
    finish();
    if (message.id > shown && message.kind === "problem") parts.tell(message.text);
    if (message.id > shown && message.kind === "frame") {
      const url = URL.createObjectURL(new Blob([buffers[0]]));
      show(url, message.alt, message.id);
      drawn = url;
    }
    if (waiting) ask(waiting);
  }

  function setLive(live) {
    if (el.dataset.live === String(live)) return;
    el.dataset.live = live;
    inputs.forEach((input) => input.setLive(live));
  }

  /** Go where Python says. */
  function follow() {
    const values = model.get("values");
    if (JSON.stringify(values) === JSON.stringify(read())) return;
    axes.forEach(({ name }, k) => inputs[k].write(values[name]));
    update();
  }

  const rest = settled(() => {
    parts.speak();
    model.set("values", read());
    model.save_changes();
  }, 300);

  axes.forEach(({ name }, k) => {
    const { input, output = "" } = inputs[k];
    inputs[k].write(model.get("values")[name]);
    input.addEventListener("input", () => {
      update();
      rest();
    });
    const label = labelled(name.replaceAll("_", " "), input);
    rows.append(make("div", { class: "live-row" }, label, output));
  });
  parts.add(picture, rows, parts.caption);
  setLive(false);
  update();

  const endPixels = showPixels(picture, size.width);
  const endListening = listen(model, { "msg:custom": answered, "change:values": follow });
  return () => {
    clearTimeout(patience);
    endPixels();
    endListening();
    stored.forget();
    URL.revokeObjectURL(drawn);
  };
}

export default { render };
