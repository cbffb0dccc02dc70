// Fills in the progress page from the reader's records, and exports, imports, forgets them.
"use strict";

(() => {
  const records = window.courseRecords;
  const said = document.querySelector(".progress-said");
  const rows = [...document.querySelectorAll(".progress-chapter")];
  const achievements = [...document.querySelectorAll(".progress-achievements > li")];

  const NOT_KEPT = ", but this browser has no room to keep it: it is lost when you leave this page.";
  const element = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const chapters = rows.map((row) => ({
    row,
    page: row.dataset.page,
    part: row.dataset.part,
    questions: JSON.parse(row.dataset.questions),
    exercises: JSON.parse(row.dataset.exercises),
  }));

  function done(mine) {
    return chapters.map((chapter) => ({ ...chapter, ...records.done(mine, chapter) }));
  }

  const RULES = {
    "first-answer": (state) => state.some((chapter) => chapter.answers.length),
    "first-exercise": (state) => state.some((chapter) => chapter.solved.length),
    patience: (state) =>
      state.some((chapter) => [...chapter.answers, ...chapter.solved].some((one) => one.tries >= 3)),
    chapter: (state) => state.some((chapter) => chapter.all),
    part: (state, part) =>
      state.filter((chapter) => chapter.part === part).every((chapter) => chapter.allAnswers),
    everything: (state) => state.every((chapter) => chapter.all),
  };

  function fill(cell, have, of, name) {
    if (!of) return;
    const bar = element("progress", { max: of, value: have, ariaLabel: name });
    cell.replaceChildren(bar, element("span", { textContent: `${have} of ${of}` }));
  }

  function show() {
    const state = done(records.load());
    for (const { row, questions, exercises, answers, solved, all, visited } of state) {
      const title = row.querySelector("a").textContent;
      fill(row.querySelector(".progress-questions"), answers.length, questions.length, `Quiz of ${title}`);
      fill(row.querySelector(".progress-exercises"), solved.length, exercises.length, `Exercises of ${title}`);
      row.querySelector(".progress-state").textContent = all ? "✓ done" : visited ? "opened" : "";
    }
    const sum = (list) => state.reduce((total, chapter) => total + chapter[list].length, 0);
    for (const total of document.querySelectorAll(".progress-total")) {
      total.textContent =
        `${sum("answers")} of ${sum("questions")} quiz questions answered correctly, ` +
        `${sum("solved")} of ${sum("exercises")} exercises solved.`;
    }
    for (const item of achievements) {
      const earned = RULES[item.dataset.rule](state, item.dataset.part);
      item.dataset.earned = earned;
      item.querySelector(".progress-earned").textContent = earned ? "✓ earned" : "not yet";
    }
  }

  function exportRecords() {
    const file = new Blob([JSON.stringify(records.load(), null, 1)], { type: "application/json" });
    const link = element("a", { href: URL.createObjectURL(file), download: "computer-vision-by-hand.json" });
    link.click();
    URL.revokeObjectURL(link.href);
    said.textContent = "Your progress was saved as computer-vision-by-hand.json, where your browser keeps downloads.";
  }

  async function importRecords(event) {
    const [file] = event.target.files;
    if (!file) return;
    try {
      const kept = records.save(records.merge(records.load(), records.read(await file.text())));
      said.textContent = `${file.name} was added to your progress${kept ? "." : NOT_KEPT}`;
    } catch (error) {
      said.textContent = `${file.name} was not read: ${error.message}. Choose a file that this page or a notebook of the course has written.`;
    }
    event.target.value = ""; // so that the same file can be chosen again
    show();
  }

  function forgetRecords() {
    if (!window.confirm("Forget all your progress on this device? It cannot be brought back.")) return;
    records.forget();
    said.textContent = "All progress on this device is forgotten.";
    show();
  }

  if (rows.length || achievements.length) {
    show();
    window.addEventListener("storage", show); // another tab has written
  }
  if (said) {
    const chooser = document.querySelector(".progress-records input");
    const actions = { export: exportRecords, import: () => chooser.click(), forget: forgetRecords };
    for (const button of document.querySelectorAll(".progress-records button")) {
      button.addEventListener("click", actions[button.dataset.do]);
    }
    chooser.addEventListener("change", importRecords);
    if (!records.kept) {
      said.textContent =
        "This browser keeps nothing for this page (a private window, or storage is switched off): your progress is lost when you leave it.";
    }
  }
})();
