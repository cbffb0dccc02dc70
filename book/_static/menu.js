// Marks in the menu the chapters that the reader has opened or done on this device.
"use strict";

(() => {
  const HERE = document.currentScript.src;
  const MARKS = {
    done: ["✓", "done"],
    answered: ["✓", "quiz answered"],
    opened: ["○", "opened"],
  };
  const links = new Map();
  for (const link of document.querySelectorAll(".bd-sidenav .toctree-l1 > a")) {
    links.set(new URL(link.href).pathname, link);
  }

  function mark(link, state) {
    link.querySelector(".menu-mark")?.remove();
    if (!state) return;
    const [sign, words] = MARKS[state];
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.textContent = `, ${words}`;
    const made = document.createElement("span");
    made.className = `menu-mark menu-${state}`;
    made.title = words;
    made.dataset.sign = sign; // drawn by menu.css: it is not read
    made.append(said);
    link.append(made);
  }

  function show() {
    const mine = window.courseRecords.load();
    for (const chapter of window.courseChapters) {
      const link = links.get(new URL(`../${chapter.address}`, HERE).pathname);
      const { visited, answers, allAnswers, all } = window.courseRecords.done(mine, chapter);
      const answered = allAnswers && answers.length; // a chapter without questions has no tick
      if (link) mark(link, answered ? (all ? "done" : "answered") : visited ? "opened" : "");
    }
  }

  show();
  window.addEventListener("course-records", show); // this page has written
  window.addEventListener("storage", show); // another tab has written
  window.addEventListener("pageshow", ({ persisted }) => persisted && show()); // come back to
})();
