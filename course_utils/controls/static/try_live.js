// The control of controls.try_live: what an operation finds in pictures that stand or move.

const HERE = "Your pictures and your camera stay in this browser.";
const KERNEL = "Your pictures and your camera go to the kernel; the newest is the control’s .image.";
const WIDE = 540; // pixels, from which the settings stand beside the picture
const MOST = 1600; // pixels a side that are shown of a picture of the reader's own
const CLIP_RATE = 20; // frames of the clip a second, at most
const CAMERA_WIDTH = 640;
const SPEAK = 5; // seconds between what is said of moving pictures
const NAMES = { iou: "IoU" }; // of settings, where readers see another one
const NAMED = 4; // things found that the caption names

const wait = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

/** The parts of a trait that holds several picture files. */
function filesOf(model, trait, sizes) {
  const bytes = bytesOf(model.get(trait));
  let start = 0;
  return sizes.map((size) => new Blob([bytes.subarray(start, start += size)]));
}

/** Pixels as a PNG file. */
async function toPng({ width, height, data }) {
  const canvas = new OffscreenCanvas(width, height);
  const pixels = new ImageData(new Uint8ClampedArray(data.buffer), width, height);
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  return (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer();
}

/** The picture of the control: a canvas, and over it what was found. */
function liveStage() {
  const canvas = make("canvas", { class: "live-picture", role: "img" });
  const boxes = make("div", { class: "found-boxes", "aria-hidden": "true" });
  const rate = make("span", { class: "live-rate", "aria-hidden": "true" });
  const stage = make("div", { class: "try-stage found-stage" }, canvas, boxes, rate);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";

  function setSize({ width, height }) {
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    stage.style.setProperty("--ratio", width / height);
  }

  return {
    stage,
    setSize,
    setAlt: (alt) => canvas.setAttribute("aria-label", alt),
    /** Show a picture or what a video shows, no larger than MOST; returns its pixels. */
    draw(picture, width, height) {
      const scale = Math.min(1, MOST / Math.max(width, height));
      setSize({ width: Math.max(1, width * scale | 0), height: Math.max(1, height * scale | 0) });
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
      return context.getImageData(0, 0, canvas.width, canvas.height);
    },
    put(pixels) {
      setSize(pixels);
      context.putImageData(pixels, 0, 0);
    },
    /** Mark what was found in a picture of this size. */
    mark(found, size) {
      boxes.dataset.found = JSON.stringify(found);
      boxes.replaceChildren(...found.map(({ label, score, box }) => {
        const name = make("span", {}, `${label} ${score.toFixed(2)}`);
        const mark = make("div", { class: "found-box" }, name);
        mark.classList.toggle("is-high", box[0] < size.height / 10);
        placeOver(mark, box, size);
        return mark;
      }));
    },
    setRate: (perSecond) => {
      rate.textContent = perSecond ? `${perSecond} frames a second` : "";
    },
    file: (type) => new Promise((done) => { canvas.toBlob(done, type, 0.9); }),
  };
}

/** How many frames the last second had; told twice a second. */
function rateMeter(tell) {
  let [times, told] = [[], 0];
  return {
    tick(now) {
      times.push(now);
      while (times[0] < now - 1000) times.shift();
      const span = now - times[0];
      if (now - told < 500 || span < 250) return;
      told = now;
      tell(Math.round((1000 * (times.length - 1)) / span));
    },
    stop() {
      times = [];
      tell(0);
    },
  };
}

function foundText(found, confidence) {
  if (found.length === 0) return `Nothing found with a score of ${confidence} or more.`;
  const named = found.slice(0, NAMED).map(({ label, score }) => `${label} ${score.toFixed(2)}`);
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : "";
  return `${found.length} found: ${named.join(", ")}${more}.`;
}

function render({ model, el }) {
  const finds = model.get("operation") === "detect";
  const parts = card(el, model.get("label"));
  const view = liveStage();
  const meter = rateMeter(view.setRate);
  const clip = { name: "clip", alt: model.get("alt"), frames: filesOf(model, "clip", model.get("sizes")) };
  const samples = filesOf(model, "pictures", model.get("samples").map(({ size }) => size))
    .map((file, k) => {
      const { name: what } = model.get("samples")[k];
      return { name: what, alt: what, file };
    });
  const asked = requests();
  let values = { ...model.get("values") };
  let source = null; // the clip, a sample, a picture of the reader's own or the camera
  let find = null; // finds candidates in what is on show, once the detector is there
  let found = null; // { kept, width, height }: what is kept of it, and the size of its picture
  let average = null; // of the frames so far: { of: a source, values, frame, alpha }
  let now = null; // the pixels of the picture on show
  const clipFrames = []; // the pixels of the frames of the clip, or promises of them
  let ahead = null; // the next frame of the clip, which is being decoded
  let inKernel = false;
  let moving = false; // whether one picture follows the other
  let wanted = false; // whether something newer than the work at hand is wanted
  let job = null; // the work at hand
  let last = 0; // when the frame on show came
  let saving = false;

  const isClip = () => source === clip;
  const light = cameraLight(CAMERA_WIDTH, () => halt());

  // ---- pictures, one after the other -----------------------------------------------------------

  /** Do what is wanted now, and again as long as pictures move or something newer is wanted. */
  function work() {
    wanted = true;
    job ??= loop().finally(() => {
      job = null;
      delete el.dataset.busy;
    });
    return job;
  }

  async function loop() {
    while (wanted || moving) {
      wanted = false;
      el.toggleAttribute("data-busy", !moving);
      const shown = source;
      try {
        if (moving) await nextFrame();
        await bring();
        if (source !== shown) wanted = true; // too late
        else show();
      } catch (error) {
        if (source === shown) halt();
        parts.tell(error.message);
      }
    }
  }

  /** Wait until it is time for another picture. */
  async function nextFrame() {
    if (isClip()) {
      await wait(Math.max(0, last + 1000 / CLIP_RATE - performance.now()));
      if (moving && isClip()) values.frame = (values.frame + 1) % clip.frames.length;
      inputs.frame.write(values.frame);
    } else {
      const { video } = light;
      const before = source.time;
      do await wait(0); while (moving && video.currentTime === before);
      source.time = video.currentTime;
    }
    last = performance.now();
  }

  /** Bring the picture to the stage, and find out what is to be known of it. */
  async function bring() {
    const shown = source;
    if (shown === clip && !finds) {
      await averageUntil(values.frame);
      return;
    }
    if (shown.live) {
      if (!shown.live()) return; // it is off: what it has shown last stays
      now = view.draw(light.video, light.video.videoWidth, light.video.videoHeight);
    } else {
      const bitmap = await (shown === clip ? decoded(values.frame) : createImageBitmap(shown.file));
      if (source !== shown) return;
      const pixels = view.draw(bitmap, bitmap.width, bitmap.height);
      now = shown.pixels ?? pixels;
    }
    if (!finds) {
      average = average?.of === shown ? average : { of: shown, values: runningAverage() };
      average.values.update(now, values.alpha);
    } else if (find) {
      const [{ width, height }, frame] = [now, values.frame];
      const kept = await find(shown, now, frame);
      if (source === shown) found = { kept, width, height };
    }
  }

  /** A frame of the clip; while this one is looked at, the one after it is decoded. */
  function decoded(frame) {
    const next = (frame + 1) % clip.frames.length;
    const bitmap = ahead?.frame === frame ? ahead.bitmap : createImageBitmap(clip.frames[frame]);
    ahead = moving ? { frame: next, bitmap: createImageBitmap(clip.frames[next]) } : null;
    return bitmap;
  }

  /** The average of the clip up to a frame: from the one before it if it is known. */
  async function averageUntil(frame) {
    const { alpha } = values;
    const known = average?.of === clip && average.alpha === alpha && average.frame <= frame;
    if (!known) average = { of: clip, values: runningAverage(), frame: -1, alpha };
    const mine = average;
    const frames = clip.frames.slice(mine.frame + 1, frame + 1).map((_, k) => mine.frame + 1 + k);
    for (const pixels of frames.map(clipPixels)) {
      now = await pixels;
      mine.frame += 1;
      mine.values.update(now, alpha);
    }
    now = await clipPixels(frame);
  }

  /** The pixels of a frame of the clip; they are kept, because averages begin anew. */
  function clipPixels(frame) {
    clipFrames[frame] ??= createImageBitmap(clip.frames[frame]).then((bitmap) => {
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d", { willReadFrequently: true });
      context.drawImage(bitmap, 0, 0);
      return context.getImageData(0, 0, bitmap.width, bitmap.height);
    });
    return clipFrames[frame];
  }

  // ---- what is on show -------------------------------------------------------------------------

  const where = () => (isClip() ? `Frame ${values.frame}. ` : "");

  function show() {
    if (finds) showFound();
    else showAverage();
    view.setAlt(`${source.alt.replace(/\.?$/, ".")} ${parts.caption.textContent}`.trim());
    if (moving) {
      meter.tick(last);
      speakNowAndThen();
    } else {
      rest();
    }
  }

  function showFound() {
    const kept = found?.kept(values) ?? [];
    view.mark(kept, found ?? now);
    parts.caption.textContent = found ? where() + foundText(kept, values.confidence) : "";
  }

  function showAverage() {
    const background = average.values.picture(now);
    const { picture, share } = foregroundOf(now, background, values.threshold);
    view.put({ background, foreground: picture, frame: now }[values.show]);
    parts.caption.textContent = `${where()}${(100 * share).toFixed(1)} % of the pixels are foreground.`;
  }

  function speakNowAndThen() {
    if (performance.now() - (source.spoken ?? 0) < 1000 * SPEAK) return;
    source.spoken = performance.now();
    parts.speak();
  }

  // ---- what a reader does ----------------------------------------------------------------------

  /** Show another source, which stands or moves. */
  function choose(next, moves = false) {
    if (!next.live) light.close();
    if (source !== next) found = null;
    source = next;
    moving = moves;
    if (!moves) meter.stop();
    parts.tell("");
    tellState();
    return work();
  }

  /** Let the pictures stand; the camera goes out. */
  function halt() {
    moving = false;
    light.close();
    meter.stop();
    tellState();
    rest();
  }

  function tellState() {
    name(play, ...(moving && isClip() ? ["Pause", "Pause the clip"] : ["Play", "Play the clip"]));
    if (shoot) name(shoot, ...(source.live?.() ? ["Stop", "Stop the camera"] : ["Camera"]));
    if (select) select.value = source.name;
    for (const [name, { input }] of Object.entries(inputs)) {
      input.disabled = name === "frame" && !isClip();
    }
  }

  function name(button, text, long = text) {
    button.textContent = text;
    button.setAttribute("aria-label", long);
  }

  function playOrPause() {
    if (moving && isClip()) halt();
    else choose(clip, true);
  }

  async function startOrStop() {
    if (source.live) {
      const on = source.live();
      halt();
      if (on) return;
    }
    try {
      halt();
      parts.tell("");
      if (!(await light.open())) return;
      choose({ name: "camera", alt: "What your camera sees.", live: () => Boolean(light.video.srcObject) }, true);
    } catch (error) {
      choose(clip, true);
      parts.tell(`${error.message} The clip runs instead.`);
    }
  }

  async function open(file, name) {
    halt();
    const mine = { name: "own", alt: `Your own picture, ${name}`, file };
    opening = mine;
    try {
      mine.pixels = await readPixels(file, name);
      if (opening === mine) choose(mine);
    } catch (error) {
      if (opening === mine) parts.tell(error.message);
    }
  }
  let opening = null;

  async function load() {
    parts.tell("");
    showLine(loading);
    try {
      find = inKernel ? await kernelFind() : await pageFind();
      showLine(parts.caption);
      work();
    } catch (error) {
      showLine(loadButton);
      parts.tell(error.message);
    }
  }

  /** Show the button, how far it is, or what was found: each in the place of the others. */
  function showLine(one) {
    if (document.activeElement === loadButton) play.focus();
    for (const line of [loadButton, loading, parts.caption]) line.hidden = line !== one;
  }

  async function pageFind() {
    const detect = await loadDetector((share) => { progress.value = share; });
    return async (_, pixels) => {
      const candidates = await detect(pixels);
      return (set) => suppressed(candidates, set, pixels);
    };
  }

  async function kernelFind() {
    await ask({ kind: "load" });
    return async (shown, pixels, frame) => {
      const own = shown.live ? await view.file("image/jpeg") : shown.pixels && shown.file;
      if (own?.size > 1e6 * MAX_MEGABYTES) {
        const limit = `choose one of at most ${MAX_MEGABYTES} MB`;
        throw new Error(`The file has ${(own.size / 1e6).toFixed(1)} MB: ${limit}.`);
      }
      const files = own ? [await own.arrayBuffer()] : [];
      const { confidence, iou } = values;
      const message = { kind: "look", source: shown.name, frame, confidence, iou };
      const { kept } = await ask(message, files);
      return () => kept;
    };
  }

  const ask = (message, files = []) =>
    asked.ask((id) => model.send({ id, ...message }, undefined, files));

  function answered(message) {
    if (message.kind === "hello" && !inKernel) {
      inKernel = true;
      fate.textContent = KERNEL;
      loadButton.textContent = "Load the detector";
      find = null;
      if (finds) showLine(loadButton);
    }
    if (message.kind === "done") asked.answer(message);
  }

  function follow() {
    if (saving) return;
    values = { ...model.get("values") };
    for (const [name, { write }] of Object.entries(inputs)) write(values[name]);
    const known = [clip, ...samples].find(({ name }) => name === model.get("source"));
    if (known && known !== source) choose(known);
    else work();
  }

  /** Send what the kernel has not seen: a picture of the reader's own, and its background. */
  async function keep() {
    if (!inKernel || find || isClip() || samples.includes(source)) return;
    const pictures = finds ? [now] : [now, average.values.picture(now)];
    model.send({ kind: "keep" }, undefined, await Promise.all(pictures.map(toPng)));
  }

  const rest = settled(async () => {
    if (moving) return;
    parts.speak();
    await keep();
    saving = true;
    model.set("values", values);
    model.set("source", source.name);
    saving = false;
    model.save_changes();
  }, 300);

  // ---- the parts -------------------------------------------------------------------------------

  const inputs = {};
  const rows = make("div", { class: "live-rows" });
  for (const axis of model.get("axes")) {
    const one = INPUTS[axis.kind](axis);
    inputs[axis.name] = one;
    one.write(values[axis.name]);
    one.input.addEventListener("input", () => {
      values = { ...values, [axis.name]: one.read() };
      if (axis.name === "frame" && moving) halt();
      if (finds && !inKernel && axis.name !== "frame") show(); // of what was found before
      else if (!moving) work();
    });
    rows.append(make("div", { class: "live-row" }, labeled(NAMES[axis.name] ?? axis.name, one.input), one.output ?? ""));
  }
  const play = buttonOf("", playOrPause);
  const shoot = hasCamera() ? buttonOf("", startOrStop) : "";
  const buttons = make("div", { class: "try-buttons" }, play);
  if (finds) buttons.append(fileButton("Open", open), pasteButton(open, parts.tell));
  buttons.append(shoot);
  const select = samples.length > 0 ? make("select", OWN_KEYS) : null;
  const head = make("div", { class: "try-head" });
  if (select) {
    for (const { name } of samples) select.append(make("option", { value: name }, name));
    select.append(make("option", { value: "clip" }, "the clip"));
    for (const [name, text] of [["own", "your own"], ["camera", "your camera"]]) {
      select.append(make("option", { value: name, disabled: "" }, text));
    }
    select.addEventListener("input", () => {
      choose(samples.find(({ name }) => name === select.value) ?? clip);
    });
    head.append(labeled("Picture", select));
  }
  const settings = make("details", { class: "try-settings" }, make("summary", {}, "Settings"), rows);
  head.append(settings);
  const loadButton = buttonOf(`Load the detector (${DETECTOR_SIZE})`, load);
  const progress = make("progress", { "aria-label": "Loading", max: 1 });
  const loading = make("p", { class: "try-loading" }, progress, "The detector is loading, once.");
  showLine(finds ? loadButton : parts.caption);
  const fate = make("p", { class: "live-hint" }, HERE);
  const left = make("div", { class: "try-left" }, view.stage, buttons);
  const right = make("div", { class: "try-right" }, head, loadButton, loading, parts.caption, fate);
  const all = make("div", { class: "try-yours try-live" }, left, right);
  parts.add(all);
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
  const endDrops = finds ? takeDropsAndPastes(el, open, parts.tell) : () => {};
  const hidden = () => { if (document.hidden && moving) halt(); };
  document.addEventListener("visibilitychange", hidden);

  view.setSize({ width: model.get("width"), height: model.get("height") });
  choose(samples[0] ?? clip);
  const endListening = listen(model, { "msg:custom": answered, "change:values": follow, "change:source": follow });
  return () => {
    halt();
    light.end();
    watch.disconnect();
    document.removeEventListener("visibilitychange", hidden);
    endDrops();
    endListening();
    asked.fail("ended");
  };
}

export default { render };
