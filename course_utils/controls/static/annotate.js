// The control of controls.annotate: boxes that a reader draws over a picture, each with a name.

const STEP = 8; // pixels that an arrow key moves a box; 1 with Alt
const LEAST = 4; // pixels of the screen: what is smaller was a press, not a new box
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const CORNERS = ["top left", "top right", "bottom left", "bottom right"];
const KEYS = "Arrow keys move the box, with Shift they resize it, with Alt by single pixels. "
  + "Delete removes it.";
const MOUSE = "Drag to draw, move or resize. Or Tab to a box: arrow keys move it (Shift resizes, Alt "
  + "steps by 1), Delete.";
const FINGER = "Add a box and drag its corners. Hold a box, or a free place, and drag.";

// A box is [top, left, bottom, right] in pixels, bottom and right exclusive.

/** The box after a move; it stops at the border of the picture. */
function movedBox([top, left, bottom, right], rows, columns, { height, width }) {
  const down = clamp(rows, -top, height - bottom);
  const across = clamp(columns, -left, width - right);
  return [top + down, left + across, bottom + down, right + across];
}

/** The box after a move of one of its corners; at least a pixel is left. */
function resizedBox([top, left, bottom, right], corner, rows, columns, { height, width }) {
  const first = (edge, by, last) => clamp(edge + by, 0, Math.max(0, last - 1));
  const last = (edge, by, from, end) => clamp(edge + by, Math.min(from + 1, end), end);
  const [up, toLeft] = [corner.includes("top"), corner.includes("left")];
  return [
    up ? first(top, rows, bottom) : top,
    toLeft ? first(left, columns, right) : left,
    up ? bottom : last(bottom, rows, top, height),
    toLeft ? right : last(right, columns, left, width),
  ];
}

/** The box from one pixel to another, with both of them in it. */
function boxBetween([row, column], [otherRow, otherColumn]) {
  const [top, left] = [Math.min(row, otherRow), Math.min(column, otherColumn)];
  return [top, left, Math.max(row, otherRow) + 1, Math.max(column, otherColumn) + 1];
}

function areaOf({ box: [top, left, bottom, right] }) {
  return (bottom - top) * (right - left);
}

function placeOf({ label, box: [top, left, bottom, right] }) {
  const short = (number) => Number(number.toFixed(2));
  const size = `${short(bottom - top)} x ${short(right - left)} pixels`;
  return `${label}, top ${short(top)}, left ${short(left)}, ${size}`;
}

const counted = (boxes) => `${boxes.length} ${boxes.length === 1 ? "box" : "boxes"}`;

function render({ model, el }) {
  const size = { width: model.get("width"), height: model.get("height") };
  const shape = [size.height, size.width, model.get("depth")];
  const parts = card(el, model.get("label"));
  const marks = []; // what is seen of each box
  const past = []; // what was drawn before each change
  let chosen = 0; // the box that buttons and the list of names are for
  let mine = false; // whether a change comes from here

  const named = { alt: model.get("alt"), draggable: "false", ...size };
  const picture = make("img", { class: "live-picture", ...named });
  const stage = make("div", { class: "mark-stage" }, picture);
  const select = make("select", OWN_KEYS);

  const drawn = () => model.get("drawn"); // never changed in place
  const withBox = (k, box) => drawn().map((one, at) => (at === k ? { ...one, box } : one));

  // ---- what is on show -------------------------------------------------------------------------

  function newMark(k) {
    const name = make("span", { class: "mark-name" });
    const corners = CORNERS.map(
      (corner) => make("span", { class: `mark-corner is-${corner.replace(" ", "-")}`, "data-corner": corner }));
    const focusable = { role: "application", tabindex: 0, "aria-description": KEYS, ...OWN_KEYS };
    const mark = make("div", { class: "mark-box", ...focusable }, name, ...corners);
    mark.addEventListener("keydown", (event) => pressed(event, k));
    mark.addEventListener("focus", () => choose(k));
    stage.append(mark);
    return { mark, name };
  }

  function draw() {
    const boxes = drawn();
    while (marks.length < boxes.length) marks.push(newMark(marks.length));
    const focused = stage.contains(document.activeElement);
    while (marks.length > boxes.length) marks.pop().mark.remove();
    chosen = clamp(chosen, 0, Math.max(0, boxes.length - 1));
    if (focused && !stage.contains(document.activeElement)) focusChosen();
    const byArea = boxes.map((_, k) => k).sort((a, b) => areaOf(boxes[b]) - areaOf(boxes[a]));
    byArea.forEach((k, height) => { marks[k].mark.style.zIndex = height; }); // small ones on top
    boxes.forEach((one, k) => {
      const { mark, name } = marks[k];
      name.textContent = one.label;
      mark.setAttribute("aria-label", placeOf(one));
      mark.classList.toggle("is-chosen", k === chosen);
      mark.classList.toggle("is-high", one.box[0] < size.height / 8);
      placeOver(mark, one.box, size);
    });
    const names = [...new Set([...model.get("names"), ...boxes.map(({ label }) => label)])];
    if (names.join("\n") !== [...select.options].map(({ value }) => value).join("\n")) {
      const { value } = select;
      select.replaceChildren(...names.map((name) => make("option", { value: name }, name)));
      if (names.includes(value)) select.value = value;
    }
    if (boxes.length > 0) select.value = boxes[chosen].label;
  }

  function tell(words) {
    parts.caption.textContent = words;
  }

  function tellChosen() {
    const boxes = drawn();
    tell(`Box ${chosen + 1} of ${boxes.length}: ${placeOf(boxes[chosen])}.`);
  }

  /** Let the keyboard go on at the chosen box, or where one is added. */
  function focusChosen() {
    (marks[chosen]?.mark ?? addButton).focus({ preventScroll: true });
  }

  function choose(k) {
    chosen = k;
    draw();
    tellChosen();
  }

  // ---- what a reader does ----------------------------------------------------------------------

  /** Draw something else, and say so; without words, say what the chosen box is now. */
  function change(boxes, words = "") {
    mine = true;
    model.set("drawn", boxes);
    mine = false;
    parts.tell("");
    if (words) tell(words);
    else tellChosen();
    rest();
  }

  const remember = () => past.push(drawn());

  const rest = settled(() => {
    parts.speak();
    model.save_changes();
  }, 300);

  function pressed(event, k) {
    const arrow = ARROWS[event.key];
    const undoes = event.key === "z" && (event.ctrlKey || event.metaKey);
    if (!arrow && !undoes && !["Delete", "Backspace"].includes(event.key)) return;
    event.preventDefault(); // neither scroll the page nor, with Alt, go back in its history
    if (undoes) undo();
    else if (!arrow) remove();
    else {
      const [rows, columns] = arrow.map((direction) => direction * (event.altKey ? 1 : STEP));
      const { box } = drawn()[k];
      const next = event.shiftKey
        ? resizedBox(box, "bottom right", rows, columns, size)
        : movedBox(box, rows, columns, size);
      if (String(next) === String(box)) return; // it is at the border
      remember();
      change(withBox(k, next));
    }
  }

  /** What a press takes hold of: a corner of a box, a box, or a place where there is none. */
  function grasp({ target }) {
    const k = marks.findIndex(({ mark }) => mark.contains(target));
    const { corner } = target.dataset;
    const before = drawn();
    const focus = () => {
      chosen = k;
      focusChosen();
    };
    let remembered = false;
    const show = (boxes) => {
      if (!remembered) remember();
      remembered = true;
      change(boxes);
    };
    const back = () => {
      if (!remembered) return;
      past.pop();
      change(before, counted(before));
    };
    if (k < 0) {
      const fresh = (box) => {
        chosen = before.length;
        show([...before, { label: select.value, box }]);
      };
      const end = () => {
        const [top, left, bottom, right] = drawn().at(-1).box;
        const scale = picture.clientWidth / size.width;
        if (Math.max(bottom - top, right - left) * scale < LEAST) back();
        else focusChosen();
      };
      const drag = (rows, columns, [row, column]) => fresh(boxBetween(
        pixelWithin([row, column], size), pixelWithin([row + rows, column + columns], size)));
      return { part: "outside", when: "rested", drag, end, back };
    }
    const { box } = before[k];
    const drag = (rows, columns) => show(withBox(k, corner
      ? resizedBox(box, corner, rows, columns, size)
      : movedBox(box, rows, columns, size)));
    const [part, when] = corner ? ["corner", "touched"] : ["inside", "sideways"];
    return { part, when, hold: focus, press: focus, drag, back };
  }

  /** Add a box in the middle, or a little beside it if there are others. */
  function add() {
    const { height, width } = size;
    const [top, left] = [Math.floor(height / 3), Math.floor(width / 3)];
    const middle = [top, left, height - top, width - left];
    const boxes = drawn();
    const aside = STEP * boxes.length;
    remember();
    chosen = boxes.length;
    change([...boxes, { label: select.value, box: movedBox(middle, aside, aside, size) }]);
    focusChosen();
  }

  function remove() {
    const boxes = drawn();
    if (boxes.length === 0) {
      tell("There is no box.");
      parts.speak();
      return;
    }
    const left = boxes.filter((_, k) => k !== chosen);
    remember();
    change(left, `Deleted: ${boxes[chosen].label}. ${counted(left)} left.`);
  }

  function undo() {
    const before = past.pop();
    if (before) change(before, `Undone: ${counted(before)}.`);
    else tell("There is nothing to undo.");
    parts.speak();
  }

  function rename() {
    if (drawn().length === 0) return; // it is the name of the next box
    remember();
    change(drawn().map((one, k) => (k === chosen ? { ...one, label: select.value } : one)));
  }

  async function open(file, name) {
    try {
      if (file.size > 4 * LONGEST) throw new Error(TOO_LONG);
      const { boxes, labels, shape: found, filename } = readVoc(decoded(await file.arrayBuffer()));
      if (found[0] !== size.height || found[1] !== size.width) {
        throw new Error(`The annotation belongs to a picture of ${found[0]} x ${found[1]} pixels; `
          + `this one has ${size.height} x ${size.width}.`);
      }
      remember();
      if (isName(filename)) model.set("filename", filename);
      change(boxes.map((box, k) => ({ label: labels[k], box })), `Opened ${name}: ${counted(boxes)}.`);
    } catch (error) {
      parts.tell(error.message);
    }
  }

  function save() {
    const filename = model.get("filename");
    const [boxes, labels] = ["box", "label"].map((key) => drawn().map((one) => one[key]));
    const text = writeVoc({ boxes, labels, shape, filename });
    const name = `${filename.replace(/\.[^.]*$/, "")}.xml`;
    download(new Blob([text], { type: "application/xml" }), name);
    tell(`Saved ${name}: ${counted(boxes)}.`);
    parts.speak();
  }

  // ---- the parts -------------------------------------------------------------------------------

  select.addEventListener("input", rename);
  followPointer(stage, (event) => pixelUnder(picture, size, event), grasp);
  const addButton = buttonOf("Add a box", add);
  const tools = make("div", { class: "mark-tools" }, labeled("Label", select), addButton);
  tools.append(buttonOf("Delete", remove), buttonOf("Undo", undo));
  tools.append(fileButton("Open", open, ".xml"), buttonOf("Save", save));
  const hints = [["mouse", MOUSE], ["finger", FINGER]].map(
    ([name, text]) => make("span", { class: `mark-for-${name}` }, text));
  const hint = make("p", { class: "live-hint" }, ...hints);
  const side = make("div", { class: "mark-side" }, tools, parts.caption, hint);
  const desk = make("div", { class: "mark-desk" }, stage, side);
  parts.add(desk);
  const enlarged = size.width * Math.max(1, Math.floor(400 / size.width));
  desk.style.setProperty("--natural", `${enlarged}px`);
  desk.style.setProperty("--aspect", size.width / size.height);
  picture.src = URL.createObjectURL(new Blob([bytesOf(model.get("picture"))]));
  const endPixels = showPixels(picture, size.width);

  const endListening = listen(model, {
    "change:drawn": () => {
      draw();
      if (!mine) tell(`${counted(drawn())}.`);
    },
  });
  draw();
  tell(`${counted(drawn())}.`);
  return () => {
    endPixels();
    endListening();
    URL.revokeObjectURL(picture.src);
  };
}

export default { render };
