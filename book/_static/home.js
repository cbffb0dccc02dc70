// Marks the chapters that the reader has opened on this device, and leads back to the last one.
"use strict";

(() => {
  const card = (page) => document.querySelector(`[data-chapter-card="${CSS.escape(page)}"]`);

  function markOpened(pages) {
    for (const page of Object.keys(pages)) {
      const minutes = card(page)?.querySelector(".card-minutes");
      if (!minutes || minutes.querySelector(".card-seen")) continue;
      const seen = document.createElement("span");
      seen.className = "card-seen";
      seen.textContent = "opened";
      minutes.append(" · ", seen);
    }
  }

  /** The button that starts with the first chapter goes on where the reader was. */
  function goOn(place) {
    const chapter = place && card(place.page);
    const button = document.querySelector(".home-links a");
    if (!chapter || !button) return;
    const number = chapter.querySelector(".chapter-mark").textContent;
    const address = new URL(chapter.querySelector(".card-title a").href);
    address.hash = place.section;
    button.href = address;
    button.textContent = `Continue with chapter ${number}`;
    if (place.heading) button.append(`: ${place.heading}`);
  }

  function show() {
    const { pages, place } = window.courseRecords.load();
    markOpened(pages);
    goOn(place);
  }

  show();
  window.addEventListener("pageshow", ({ persisted }) => persisted && show()); // come back to
})();
