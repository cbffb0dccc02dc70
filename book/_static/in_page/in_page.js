// Exercises that are written and checked in the page. Each box opens to an editor; the first one
// that opens starts Python in a worker. Nothing of either is loaded before.
"use strict";

(() => {
  const boxes = [...document.querySelectorAll(".in-page")];
  if (!boxes.length) return;

  const records = window.courseRecords;
  const base = new URL("./", document.currentScript.src).href;
  const PATIENCE = 25_000; // ms for one answer; Python itself stops a program after 10 s
  const PAUSE = 400; // ms without a key before an answer is kept
  const SERVE = "python -m http.server";
  const TIME_UP = "The time was up, so Python was stopped and starts again. An endless loop?";
  const BROKEN = "What ran has ended Python itself, so it starts again. What you wrote is still here.";
  const STOPPED = "Stopped. Python starts again with your next check.";
  const NO_EDITOR = "The editor could not be loaded. Is there a network? Press the button to try again.";
  const KEYS = "In the editor Tab indents and Esc leaves; Ctrl and Enter check, or run.";
  const TRY =
    "# `example` holds the arguments\n# of the first case. An array is\n" +
    "# shown as a picture.\nNAME(*example)\n";

  const notStarted = ({ message }) =>
    `Python did not start: ${message}. Is there a network? The next check tries again.`;

  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const button = (text, action) => {
    const made = element("button", { type: "button", className: "course-button", textContent: text });
    made.addEventListener("click", action);
    return made;
  };

  // ---- Python -----------------------------------------------------------------------------------

  let python = null; // { worker, waiting, ready, runs } once it has been asked for

  function startPython() {
    const worker = new Worker(`${base}python_worker.js`, { type: "module" });
    const waiting = new Map();
    let told;
    const started = { worker, waiting, ready: new Promise((done, fail) => (told = { done, fail })) };
    started.ready.catch((error) => python === started && endPython(notStarted(error)));
    worker.onmessage = ({ data }) => {
      if ("total" in data) for (const box of boxes) showLoading(box, data);
      else if (data.ready) told.done((started.runs = true));
      else if (data.failed) told.fail(new Error(data.failed));
      else waiting.get(data.id)?.(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      told.fail(new Error(event.message || "its program is not there"));
    };
    return started;
  }

  function endPython(reason) {
    if (!python) return;
    python.worker.terminate();
    for (const answer of python.waiting.values()) answer({ failure: reason });
    python = null;
  }

  let questions = 0;
  async function askPython(ask, ...values) {
    python ??= startPython();
    const { worker, waiting, ready } = python;
    const id = (questions += 1);
    const answer = new Promise((done) => waiting.set(id, done));
    const put = () => {
      if (!waiting.has(id)) return;
      worker.postMessage({ id, ask, values });
      setTimeout(() => waiting.has(id) && endPython(TIME_UP), PATIENCE);
    };
    ready.then(put, () => {}); // who waits has been told
    const found = await answer;
    waiting.delete(id);
    if (!("broken" in found)) return found;
    endPython(BROKEN);
    return { failure: BROKEN };
  }

  // ---- the editor ---------------------------------------------------------------------------------

  const EDITOR = `${base}../packages/prism-code-editor/dist/`;
  let editor = null;

  function loadEditor() {
    const load = (name) => import(`${EDITOR}${name}.js`);
    const style = element("link", { rel: "stylesheet", href: `${EDITOR}layout.css` });
    const styled = new Promise((done, fail) => Object.assign(style, { onload: done, onerror: fail }));
    document.head.prepend(style); // before ours, which has the last word
    const parts = Promise.all([
      load("index"),
      load("extensions/commands/index"),
      load("extensions/matchBrackets/index"),
      load("extensions/matchBrackets/highlight"),
      load("prism/languages/python"),
      load("languages/python"),
      styled,
    ]);
    parts.catch(() => (editor = null)); // the next press tries again
    return parts;
  }

  // An editor in its place: Ctrl-Enter does what it is for, Escape leaves it for what comes next.
  async function makeEditor(place, { label, keys, value, onUpdate, onEnter, next }) {
    const [{ createEditor }, commands, { matchBrackets }, { highlightBracketPairs }] =
      await (editor ??= loadEditor());
    const made = createEditor(
      place,
      { language: "python", value, tabSize: 4, insertSpaces: true, lineNumbers: true, onUpdate },
      matchBrackets(false),
      highlightBracketPairs(),
      commands.editorCommands(commands.defaultKeymap), // Enter and Tab indent
      commands.editHistory(),
    );
    made.textarea.setAttribute("aria-label", label);
    made.textarea.setAttribute("aria-describedby", keys.id);
    made.container.addEventListener(
      "keydown",
      (event) => {
        const enter = event.key === "Enter" && (event.ctrlKey || event.metaKey);
        if (!enter && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        if (enter) onEnter();
        else next().focus();
      },
      true,
    );
    return made;
  }

  // ---- a box ------------------------------------------------------------------------------------

  const code = (text, className = "") => element("pre", { className, textContent: text });
  const paragraph = (text, className = "") => element("p", { className, textContent: text });

  function showLoading({ parts }, { done, total }) {
    if (!parts || parts.loading.hidden) return;
    parts.bar.value = done / total;
    parts.loaded.textContent = done < total ? `${Math.round((100 * done) / total)} %` : "starting";
  }

  function picture({ picture: bytes, rows, columns, caption }) {
    const canvas = element("canvas", { width: columns, height: rows, role: "img", ariaLabel: caption });
    const pixels = new ImageData(new Uint8ClampedArray(bytes), columns, rows);
    canvas.getContext("2d").putImageData(pixels, 0, 0);
    canvas.style.width = `${columns * Math.max(1, Math.floor(320 / columns))}px`;
    const figure = element("figure", { className: "in-page-picture" }, canvas);
    figure.append(element("figcaption", { textContent: caption }));
    return figure;
  }

  // What Python answered, as elements: what was printed, what came out, what went wrong.
  function told(found) {
    const shown = [];
    if (found.printed) shown.push(paragraph("Printed:", "in-page-head"), code(found.printed));
    if (found.failure) shown.push(code(found.failure, "in-page-failure"));
    if (found.verdict) {
      const verdict = element("div", { innerHTML: found.verdict });
      verdict.firstElementChild.removeAttribute("role"); // what holds it has one
      shown.push(verdict);
    }
    if (found.note) shown.push(paragraph(found.note, "in-page-note"));
    if (found.picture) shown.push(picture(found));
    if (found.value) shown.push(code(found.value));
    if (found.hint) shown.push(paragraph(found.hint));
    if (found.solution) shown.push(paragraph("One way to write it:", "in-page-head"), code(found.solution));
    return shown.length ? shown : [paragraph("It ran, and printed nothing.")];
  }

  async function openBox(box) {
    const { exercise, function: name } = box.dataset;
    const starter = JSON.parse(box.dataset.starter);
    const title = `Your answer to ${exercise}`;
    const kept = () => records.load().answers[exercise] ?? starter;
    const said = element("div", { className: "in-page-said", role: "status" });
    const tried = element("div", { className: "in-page-said", role: "status" });
    const bar = element("progress", { max: 1, value: 0, ariaLabel: "Loading Python" });
    const loaded = element("span", { textContent: "" });
    const cancel = button("Cancel", () => {
      close();
      if (!boxes.some(({ parts }) => parts)) endPython(""); // else another box waits for it
    });
    const size = box.querySelector(".in-page-size").textContent;
    const loading = element("p", { className: "in-page-loading" }, `${size} `, bar, loaded, cancel);
    const stop = button("Stop", () => {
      endPython(STOPPED);
      answer.textarea.focus();
    });
    const tooLong = paragraph(
      `Only the first ${records.LONGEST_ANSWER} letters are kept on this device.`, "in-page-note");
    tooLong.setAttribute("role", "status");
    tooLong.hidden = true;
    box.parts = { bar, loaded, loading };

    let answer; // the editor
    let trial;
    let keeping = null;
    const keep = () => {
      if (keeping === null) return;
      clearTimeout(keeping);
      keeping = null;
      records.recordWriting(exercise, answer.value === starter ? null : answer.value);
      tooLong.hidden = answer.value.length <= records.LONGEST_ANSWER;
    };
    const keepSoon = () => {
      if (!answer) return; // what it begins with
      clearTimeout(keeping);
      keeping = setTimeout(keep, PAUSE);
    };
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", keep);

    // Ask, show that Python is at work, and show its answer in a place.
    const ask = async (place, ...question) => {
      if (box.dataset.busy) return {};
      box.dataset.busy = "true";
      stop.hidden = false;
      place.replaceChildren(paragraph("Python is at work ..."));
      const found = await askPython(...question);
      loading.hidden = true;
      stop.hidden = true;
      delete box.dataset.busy;
      place.replaceChildren(...told(found));
      place.scrollIntoView({ block: "nearest" }); // below a long program it would not be seen
      return found;
    };

    const check = async () => {
      const { kind, passed } = await ask(said, "check", exercise, name, answer.value);
      if (kind && kind !== "todo") records.recordExercise(exercise, passed);
    };
    const run = () => ask(tried, "run", exercise, answer.value, trial.value);
    const save = () => {
      const text = `# Type %load and the name of this file into a cell, and run that.\n${answer.value}`;
      const check = `\n\ncheck("${exercise}", ${name})\n`;
      const file = new Blob([text, check], { type: "text/x-python" });
      const link = element("a", { href: URL.createObjectURL(file), download: `${exercise}.py` });
      link.click();
      URL.revokeObjectURL(link.href);
      said.replaceChildren(paragraph(`Saved as ${link.download}, where your browser keeps downloads. ` +
        `Put it beside the notebook, whose check finds it; in a cell there, type %load ${link.download}`));
    };
    const startAgain = () => {
      const before = answer.value;
      answer.setOptions({ value: starter });
      said.replaceChildren(
        paragraph("The beginning is back. Your answer waits here until you press another button."),
        button("Bring my answer back", () => {
          answer.setOptions({ value: before });
          said.replaceChildren();
          answer.textarea.focus();
        }),
      );
    };

    const checkButton = button("Check", check);
    const runButton = button("Run", run);
    const buttons = element(
      "div",
      { className: "in-page-buttons" },
      checkButton,
      button("Hint", () => ask(said, "hint", exercise)),
      button("Solution", () => ask(said, "solution", exercise)),
      button("Start again", startAgain),
      button("Save for Jupyter", save),
      stop,
    );
    stop.hidden = true;
    const keys = paragraph(KEYS, "in-page-keys");
    keys.id = `keys-${exercise}`;
    const place = element("div", { className: "in-page-editor" });
    const tryPlace = element("div", { className: "in-page-editor" });
    const trying = element(
      "details",
      { className: "in-page-try" },
      element("summary", { textContent: "Try something" }),
      tryPlace,
      element("div", { className: "in-page-buttons" }, runButton),
      tried,
    );
    const before = box.querySelectorAll(".in-page-open, .in-page-done, .in-page-size");
    const cell = box.previousElementSibling;
    const close = (...reasons) => {
      keep();
      box.replaceChildren(...before, ...reasons);
      cell.hidden = false;
      delete box.parts;
      delete box.dataset.busy;
      before[0].focus();
    };

    box.replaceChildren(loading, place);
    cell.hidden = true; // the editor stands in its place
    loading.hidden = Boolean(python?.runs);
    python ??= startPython();
    python.ready.then(
      () => (loading.hidden = true),
      (error) => loading.replaceChildren(notStarted(error)),
    );
    const next = () => checkButton;
    try {
      answer = await makeEditor(place, {
        label: title, keys, value: kept(), onUpdate: keepSoon, onEnter: check, next,
      });
      trial = await makeEditor(tryPlace, {
        label: `Something to try with ${exercise}`,
        keys,
        value: TRY.replace("NAME", name),
        onEnter: run,
        next: () => runButton,
      });
    } catch {
      close(element("p", { className: "in-page-note", role: "status", textContent: NO_EDITOR }));
      return;
    }
    place.after(tooLong, buttons, keys, said, trying); // not before there is an answer to check
    answer.textarea.focus();
    box.dataset.ready = "";
  }

  // A page from a disk may not start workers of modules nor read files.
  function explainAddress(box) {
    box.querySelector(".in-page-size").replaceChildren(
      "This part needs the book at an address. In the folder of the book, type ",
      element("code", { textContent: SERVE }),
      " and open http://localhost:8000 in your browser.",
    );
  }

  // The cell above shows an exercise as it begins, whatever the reader has done already.
  function showDone(box) {
    const { answers, exercises } = records.load();
    const { exercise } = box.dataset;
    const done = exercises[exercise]?.passed ? "✓ Solved." : exercise in answers ? "Begun." : "";
    const shown = element("span", { className: "in-page-done", textContent: done });
    if (done) box.querySelector(".in-page-open").after(shown);
  }

  for (const box of boxes) {
    showDone(box);
    const open = location.protocol === "file:" ? explainAddress : openBox;
    box.querySelector(".in-page-open").addEventListener("click", () => open(box));
  }
})();
