// Tells style sheets that scripts run, and chooses light or dark before the page is drawn. The theme itself does so only after the whole
// page has come, and until then "auto" has no colors.
"use strict";

(() => {
  const kept = (name) => {
    try {
      return localStorage.getItem(name) || "auto";
    } catch {
      return "auto"; // a browser that keeps nothing
    }
  };
  const page = document.documentElement;
  page.dataset.scripts = "run"; // style sheets keep room for what scripts will add
  page.dataset.mode = kept("mode");
  page.dataset.theme = kept("theme");
  if (page.dataset.theme === "auto") {
    page.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
})();
