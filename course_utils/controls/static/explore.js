// The control of controls.explore: sliders, choices and switches that move one or more pictures, a
// sentence and numbers in the text. Stored states are shown at once. With a kernel, sliders have
// finer steps, and what is not stored is asked for.

const PATIENCE = 4000; // milliseconds after which a kernel that does not answer is given up

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

/**
 * Ask the kernel for pictures, one at a time: while it draws, only the newest request waits, and
 * those before it are never sent. `giveUp` is called if there is no answer for a while.
 */
function kernelRequests(model, el, giveUp) {
  let asked = null;
  let waiting = null;
  let patience;

  function send(request) {
    asked = request;
    waiting = null;
    el.toggleAttribute("data-busy", true);
    patience = setTimeout(() => {
      finish();
      giveUp();
    }, PATIENCE);
    model.send({ kind: "draw", ...request });
  }

  function finish() {
    clearTimeout(patience);
    asked = null;
    el.toggleAttribute("data-busy", false);
  }

  return {
    ask(request) {
      if (asked) waiting = request;
      else send(request);
    },
    /** Forget the request that waits, because something newer is on show. */
    forget() {
      waiting = null;
    },
    /** Whether this is the answer to the last request; if so, the next one may go. */
    isAnswered({ id }) {
      if (!asked || id !== asked.id) return false;
      finish();
      if (waiting) send(waiting);
      return true;
    },
    finish,
  };
}

/** One of the pictures of a control, under its name if there are several. */
function shownPicture(name, [height, width], chart) {
  const picture = make("img", { class: "live-picture", draggable: "false", height, width });
  const place = make("figure", { class: "live-shown" }, picture);
  place.style.setProperty("--natural", `${width * Math.max(1, Math.floor(400 / width))}px`);
  place.style.setProperty("--aspect", width / height);
  place.classList.toggle("live-plot", chart);
  if (name) place.append(make("figcaption", {}, name));
  return { place, picture };
}

/** Tell the text around the control: <span class="live-number peaks">3</span>. */
function tellText(numbers) {
  for (const [name, text] of Object.entries(numbers)) {
    for (const place of document.getElementsByClassName(`live-number ${name}`)) {
      place.textContent = text;
    }
  }
}

function render({ model, el }) {
  const axes = model.get("axes");
  const names = model.get("names");
  const shapes = model.get("shapes");
  const charts = model.get("charts");
  const stored = storedPictures(model);
  const kernel = kernelRequests(model, el, giveUp);
  const parts = card(el, model.get("label"));
  const shows = names.map((name, k) => shownPicture(name, shapes[k], charts[k]));
  const inputs = axes.map((axis) => INPUTS[axis.kind](axis));
  const rows = make("div", { class: "live-rows" });
  const said = make("span");
  let drawn = []; // addresses of the pictures that the kernel drew last
  let moves = 0; // every move of the reader has a number
  let shown = 0; // the move that the present picture belongs to

  const read = () => Object.fromEntries(axes.map(({ name }, k) => [name, inputs[k].read()]));

  /** The index of the stored picture for these values, or -1. */
  function storedIndex(values) {
    return axes.reduce((before, axis) => {
      const index = axis.values.indexOf(values[axis.name]);
      return before < 0 || index < 0 ? -1 : before * axis.values.length + index;
    }, 0);
  }

  /** What is stored of a state, as the kernel would tell it. */
  function storedState(index) {
    const first = index * names.length;
    return {
      urls: names.map((_, k) => stored.url(first + k)),
      alts: model.get("alts").slice(first, first + names.length),
      sentence: model.get("sentences")[index],
      numbers: model.get("numbers")[index],
    };
  }

  function show({ urls, alts, sentence, numbers }, move) {
    shows.forEach(({ picture }, k) => {
      picture.src = urls[k];
      picture.alt = alts[k];
    });
    said.textContent = sentence || alts[0];
    tellText(numbers);
    parts.tell("");
    shown = move;
    drawn.forEach((url) => URL.revokeObjectURL(url)); // those before are no longer on show
    drawn = [];
  }

  function update() {
    const values = read();
    const index = storedIndex(values);
    moves += 1;
    if (index >= 0) {
      kernel.forget();
      show(storedState(index), moves);
    } else {
      kernel.ask({ id: moves, values });
    }
  }

  function setLive(live) {
    if (el.dataset.live === String(live)) return;
    el.dataset.live = live;
    inputs.forEach((input) => input.setLive(live));
  }

  function giveUp() {
    setLive(false); // sliders jump to the nearest stored picture
    update();
    parts.tell("The kernel does not answer, so only stored pictures are shown.");
  }

  function answered(message, buffers) {
    setLive(true);
    if (message.kind === "hello") follow();
    if (!kernel.isAnswered(message)) return;
    if (message.id < shown) return; // too late: something newer is on show
    if (message.kind === "problem") {
      parts.tell(message.text);
    } else {
      const urls = buffers.map((buffer) => URL.createObjectURL(new Blob([buffer])));
      show({ ...message, urls }, message.id);
      drawn = urls;
      rest();
    }
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
    const label = labeled(name.replaceAll("_", " "), input);
    rows.append(make("div", { class: "live-row" }, label, output));
  });
  const told = model.get("sentences").some(Boolean) ? model.get("sentences") : model.get("alts");
  const longest = told.reduce((one, other) => (other.length > one.length ? other : one), "");
  parts.caption.append(said, make("span", { class: "live-room" }, longest));
  const pictures = make("div", { class: "live-pictures" }, ...shows.map(({ place }) => place));
  const board = make("div", { class: "live-board" }, pictures);
  board.append(make("div", { class: "live-side" }, rows, parts.caption));
  parts.add(make("div", {
    class: "live-explore", "data-rows": axes.length, "data-pictures": names.length,
  }, board));
  setLive(false);
  update();

  const ends = shows.map(({ picture }, k) => showPixels(picture, shapes[k][1]));
  const endListening = listen(model, { "msg:custom": answered, "change:values": follow });
  return () => {
    kernel.finish();
    ends.forEach((end) => end());
    endListening();
    stored.forget();
    drawn.forEach((url) => URL.revokeObjectURL(url));
  };
}

export default { render };
