// Shows what the glossary says of a word: to a pointer that rests on its link, to the keyboard that
// comes to it, and at the first touch. Without it the link leads to the glossary, as it does here.
"use strict";

(() => {
  const WAIT = 200; // ms: a pointer that passes shows nothing, and one on its way to the card may take its time
  const GAP = 6; // pixels between word and card
  const links = document.querySelectorAll("a.term");
  if (!links.length) return;

  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const meaning = element("span", { id: "term-meaning", role: "tooltip" });
  // The keyboard needs no second link: Enter on the word leads to the same place.
  const more = element("a", { tabIndex: -1 }, "Glossary");
  const card = element("div", { className: "term-card", hidden: true }, meaning, " ", more);
  document.querySelector("article").append(card);

  let shown = null; // the link whose card is there
  let waiting = 0;

  function soon(action) {
    clearTimeout(waiting);
    waiting = setTimeout(action, WAIT);
  }

  function show(link) {
    hide();
    shown = link;
    meaning.textContent = link.dataset.preview;
    more.href = link.href;
    link.setAttribute("aria-describedby", meaning.id);
    card.hidden = false;
    place(link);
  }

  function hide() {
    clearTimeout(waiting);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    card.hidden = true;
  }

  /** Above the word, where one has read already; below it only if there is no room. */
  function place(link) {
    const lines = [...link.getClientRects()]; // two, if the word is broken
    const edge = card.offsetParent.getBoundingClientRect();
    const bar = document.querySelector(".bd-header-article")?.getBoundingClientRect().bottom ?? 0;
    const above = lines[0].top - card.offsetHeight - GAP;
    const top = above > Math.max(bar, 0) ? above : lines.at(-1).bottom + GAP;
    const article = card.parentElement.getBoundingClientRect();
    const left = Math.max(article.left, Math.min(lines[0].left, article.right - card.offsetWidth));
    card.style.top = `${top - edge.top}px`;
    card.style.left = `${left - edge.left}px`;
  }

  for (const link of links) {
    let first = false; // a touch that shows the card, and does not lead away
    link.addEventListener("pointerenter", ({ pointerType }) => {
      if (pointerType !== "touch") soon(() => show(link));
    });
    link.addEventListener("pointerleave", ({ pointerType }) => {
      if (pointerType !== "touch") soon(hide);
    });
    link.addEventListener("focus", () => {
      if (link.matches(":focus-visible")) show(link);
    });
    link.addEventListener("blur", () => {
      if (!card.matches(":hover")) hide();
    });
    link.addEventListener("pointerdown", ({ pointerType }) => {
      first = pointerType === "touch" && shown !== link;
    });
    link.addEventListener("click", (event) => {
      if (!first) return;
      first = false;
      event.preventDefault();
      show(link);
    });
  }
  card.addEventListener("pointerenter", () => clearTimeout(waiting));
  card.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType !== "touch") soon(hide);
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (shown && !card.contains(target) && !shown.contains(target)) hide();
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
  window.addEventListener("resize", hide);
})();
