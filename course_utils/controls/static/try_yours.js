// The control of controls.try_yours: a picture of the reader's own, before and after an operation.

const HERE = "Your picture stays in this browser.";
const KERNEL = "Your picture goes to the kernel and becomes the control’s .image.";
const WIDE = 540; // pixels, from which the settings stand beside the picture
const LOADING = "OpenCV.js is loading, once: 13 MB, 3.8 MB as they are sent.";

function render({ model, el }) {
  const operations = new Map(model.get("operations").map((one) => [one.name, one]));
  const parts = card(el, model.get("label"));
  const stage = wiper();
  const chart = countsChart();
  const chosen = { name: model.get("operation"), values: model.get("values") };
  const kept = new Map(); // the values of each operation that the reader has left
  const slots = { image: fromModel("picture", "sample"), reference: fromModel("second", "sample") };
  let engine = pageEngine(model.get("color"));
  let inKernel = false;
  let inputs = [];
  const opening = {}; // the file that is being opened into each slot
  let asked = false; // whether something newer than the work at hand is wanted
  let job = null; // the work at hand
  let saving = false;
  let done = null; // the name of the operation whose result is on show

  function fromModel(trait, name) {
    return { blob: new Blob([bytesOf(model.get(trait))]), name, pixels: null, sent: false };
  }

  const operation = () => operations.get(chosen.name);
  const needed = () => (operation().matches ? ["image", "reference"] : ["image"]);
  const fit = ({ width, height }) => {
    const scale = Math.min(1, MOST / Math.max(width, height));
    return { width: Math.max(1, width * scale | 0), height: Math.max(1, height * scale | 0) };
  };

  /** Do what is wanted now, and again if it is not what is wanted then. */
  function work() {
    asked = true;
    job ??= loop().finally(() => { job = null; });
    return job;
  }

  async function loop() {
    el.dataset.busy = "";
    while (asked) {
      asked = false;
      const [{ image }, { name, values }] = [slots, chosen];
      try {
        for (const slot of needed()) if (!slots[slot].sent) await send(slot, slots[slot]);
        const found = await engine.run(name, values);
        if (slots.image !== image || chosen.name !== name) continue; // too late
        stage.showAfter(found.bitmap, found.bitmap);
        show(found);
      } catch (error) {
        if (error.message === "ended") asked = true; // there is a kernel now
        else if (!asked) parts.tell(error.message);
      }
    }
    loading.hidden = true;
    delete el.dataset.busy;
  }

  async function send(slot, picture) {
    loading.hidden = inKernel || done !== null;
    // What is handed to a worker is gone from here.
    const pixels = picture.pixels ?? (inKernel ? null : await readPixels(picture.blob, picture.name));
    picture.pixels = null;
    const { bitmap } = await engine.open(slot, { ...picture, pixels });
    picture.sent = true;
    if (bitmap && slots.image === picture) stage.showBefore(bitmap, bitmap);
  }

  function tellFound(found) {
    const [{ width, height }, { tells }] = [slots.image.size, operation()];
    parts.caption.textContent = tell(tells, found, chosen.values, width * height);
    chart.show(found);
  }

  function show(found) {
    tellFound(found);
    stage.setDone(true);
    parts.tell("");
    done = chosen.name;
    rest();
  }

  /** Take a picture of the reader's own, or say why not. */
  async function open(slot, blob, name) {
    parts.tell("");
    el.dataset.busy = "";
    engine.prepare();
    const opened = { blob, name, sent: false };
    opening[slot] = opened;
    try {
      opened.pixels = await readPixels(blob, name, (bitmap) => {
        if (slot !== "image" || opening[slot] !== opened) return;
        lookAt(opened, bitmap, `Your own picture, ${name}.`);
      });
      if (opening[slot] !== opened) return; // the reader has opened another one meanwhile
      slots[slot] = opened;
      await work();
    } catch (error) {
      if (opening[slot] === opened) parts.tell(error.message);
      if (!job) delete el.dataset.busy;
    }
  }

  function lookAt(picture, bitmap, alt) {
    picture.size = { width: bitmap.width, height: bitmap.height };
    stage.showBefore(bitmap, fit(bitmap));
    stage.setAlt(alt);
    stage.setDone(false);
    parts.caption.textContent = "";
    chart.show({ before: {}, after: {}, numbers: {}, plot: {} });
  }

  async function save() {
    try {
      if (job || done !== chosen.name) await work();
      const stem = slots.image.name.replace(/\.[^.]*$/, "");
      download(await engine.save(chosen.name, chosen.values), `${stem}-${chosen.name}.png`);
    } catch (error) {
      parts.tell(error.message);
    }
  }

  /** Show an operation's own settings. */
  function choose(name, values) {
    kept.set(chosen.name, chosen.values);
    Object.assign(chosen, { name, values: values ?? kept.get(name) ?? operations.get(name).start });
    select.value = name;
    const { axes, matches, sides } = operation();
    stage.setSides(sides);
    summary.textContent = axes.length === 0 ? "Second picture" : "Settings";
    inputs = axes.map((axis) => [axis.name, INPUTS[axis.kind](axis)]);
    rows.replaceChildren(...inputs.map(([axis, { input, output = "", setLive, write }]) => {
      setLive(true); // the values in between are computed, too
      write(chosen.values[axis]);
      input.addEventListener("input", () => {
        chosen.values = Object.fromEntries(inputs.map(([key, { read }]) => [key, read()]));
        work();
      });
      return make("div", { class: "live-row" }, labeled(axis.replaceAll("_", " "), input), output);
    }));
    if (matches) rows.append(second);
    settings.hidden = axes.length === 0 && !matches;
  }

  function follow() {
    if (saving) return;
    const [name, values] = [model.get("operation"), model.get("values")];
    if (name === chosen.name && JSON.stringify(values) === JSON.stringify(chosen.values)) return;
    choose(name, values);
    work();
  }

  function answered(message, buffers) {
    if (message.kind === "hello" && !inKernel) {
      inKernel = true;
      engine.end();
      engine = kernelEngine(model);
      Object.values(slots).forEach((slot) => { slot.sent = slot.name === "sample"; });
      fate.textContent = KERNEL;
      work();
    }
    if (message.kind === "done") engine.answer(message, buffers);
    if (message.kind === "problem") {
      goBack(message.text);
    }
  }

  /** Show the picture that the kernel holds: it could not read the reader's. */
  async function goBack(problem) {
    const held = { ...fromModel("picture", "sample"), sent: true };
    slots.image = held;
    lookAt(held, await createImageBitmap(held.blob), model.get("alt"));
    await work();
    parts.tell(problem);
  }

  /** Show the sample and what is stored of its result. All that has a size has it at once. */
  async function start() {
    const [sample, found] = [{ ...fromModel("picture", "sample"), sent: inKernel }, model.get("found")];
    sample.size = { width: model.get("width"), height: model.get("height") };
    slots.image = sample;
    stage.setSize(sample.size);
    stage.setAlt(model.get("alt"));
    tellFound(found);
    const stored = [sample.blob, new Blob([bytesOf(model.get("preview"))])];
    const [before, after] = await Promise.all(stored.map((blob) => createImageBitmap(blob)));
    if (done || slots.image !== sample) return; // something newer is on show
    stage.showBefore(before, fit(before));
    stage.showAfter(after, fit(after));
    stage.setDone(true);
    rest();
  }

  const rest = settled(() => {
    parts.speak();
    saving = true; // neither is to be followed before the other is set
    model.set("operation", chosen.name);
    model.set("values", chosen.values);
    saving = false;
    model.save_changes();
  }, 300);

  const take = (blob, name) => open("image", blob, name);
  const select = make("select", OWN_KEYS);
  for (const { name, title } of operations.values()) {
    select.append(make("option", { value: name }, title));
  }
  select.addEventListener("input", () => {
    choose(select.value);
    work();
  });
  const second = fileButton("Open the second picture", (...file) => open("reference", ...file));
  const view = camera(take, parts.tell);
  const buttons = make("div", { class: "try-buttons" });
  buttons.addEventListener("click", () => engine.prepare()); // while the reader chooses a file
  buttons.append(fileButton("Open", take), pasteButton(take, parts.tell), view.button);
  buttons.append(buttonOf("Save", save));
  const rows = make("div", { class: "live-rows" });
  const summary = make("summary");
  const settings = make("details", { class: "try-settings" }, summary, rows);
  const loading = make("p", { class: "try-loading" }, make("progress", { "aria-label": "Loading" }));
  loading.append(LOADING);
  loading.hidden = true;
  const fate = make("p", { class: "live-hint" }, HERE);
  const head = make("div", { class: "try-head" });
  if (operations.size > 1) head.append(labeled("Operation", select));
  head.append(settings);
  const left = make("div", { class: "try-left" }, stage.stage, view.view, buttons);
  const right = make("div", { class: "try-right" }, head, chart.chart, parts.caption);
  right.append(loading, fate);
  const all = make("div", { class: "try-yours" }, left, right);
  parts.add(all);
  // Beside the picture there is room for the settings, below it they wait until they are asked for.
  let wide = null;
  function setWide(width) {
    if (!width || wide === width >= WIDE) return;
    wide = width >= WIDE;
    all.classList.toggle("is-wide", wide);
    settings.open = wide;
  }
  setWide(all.clientWidth); // at once, or the page would see it narrow first
  const watch = new ResizeObserver(([{ contentRect }]) => setWide(contentRect.width));
  watch.observe(all);

  choose(chosen.name, chosen.values);
  start();
  const endDrops = takeDropsAndPastes(el, take, parts.tell);
  const endListening = listen(model, {
    "msg:custom": answered,
    "change:operation": follow,
    "change:values": follow,
  });
  return () => {
    view.end?.();
    watch.disconnect();
    endDrops();
    endListening();
    engine.end();
  };
}

export default { render };
