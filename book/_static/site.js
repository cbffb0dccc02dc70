// Mends what the theme leaves out for readers who listen to the page or use the keyboard.
"use strict";

for (const icon of document.querySelectorAll("[class*='fa-']:empty")) {
  icon.setAttribute("aria-hidden", "true"); // drawn by a font: its "letter" has no meaning
}

for (const summary of document.querySelectorAll(".bd-sidenav details > summary")) {
  const parent = summary.closest("li").querySelector("a").textContent.trim();
  summary.setAttribute("aria-label", `Pages under ${parent}`);
}

// A figure that is wider than a phone moves sideways, and so needs a stop for the Tab key.
function letFiguresMove() {
  for (const place of document.querySelectorAll(".cell_output:has(> img)")) {
    if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
    else place.removeAttribute("tabindex");
  }
}
addEventListener("resize", letFiguresMove);
letFiguresMove();
