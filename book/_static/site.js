// Mends what the theme leaves out for readers who listen to the page or use the keyboard.
"use strict";

for (const icon of document.querySelectorAll("[class*='fa-']:empty")) {
  icon.setAttribute("aria-hidden", "true"); // drawn by a font: its "letter" has no meaning
}

for (const summary of document.querySelectorAll(".bd-sidenav details > summary")) {
  const parent = summary.closest("li").querySelector("a").firstChild.textContent.trim();
  summary.setAttribute("aria-label", `Pages under ${parent}`);
}

// Paper is light.
const page = document.documentElement;
let theme = page.dataset.theme;
addEventListener("beforeprint", () => {
  theme = page.dataset.theme;
  page.dataset.theme = "light";
});
addEventListener("afterprint", () => {
  page.dataset.theme = theme;
});
