// Keeps the section that the reader is in, so that the home page can lead back to it.
"use strict";

(() => {
  const { chapter } = document.querySelector("[data-chapter]").dataset;
  const headings = document.querySelectorAll("article section[id] > :is(h2, h3)");

  function textOf(heading) {
    const copy = heading.cloneNode(true);
    copy.querySelector(".headerlink")?.remove();
    return copy.textContent.trim();
  }

  function keep() {
    const passed = [...headings].filter((one) => one.getBoundingClientRect().top < innerHeight / 2);
    const heading = scrollY > 0 ? passed.at(-1) : null; // none: the reader is at the beginning
    const section = heading?.parentElement.id ?? "";
    window.courseRecords.recordPlace(chapter, section, heading ? textOf(heading) : "");
  }

  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
})();
