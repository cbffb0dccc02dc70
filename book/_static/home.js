// Marks the chapters that the reader has opened on this device.
"use strict";

{
  const { pages } = window.courseRecords.load();
  for (const card of document.querySelectorAll("[data-chapter-card]")) {
    if (pages[card.dataset.chapterCard]) {
      const seen = document.createElement("span");
      seen.className = "card-seen";
      seen.textContent = "opened";
      card.querySelector(".card-minutes").append(" · ", seen);
    }
  }
}
