// Asks for the reader's guess before a control, keeps it on this device, and shows it again above
// the answer. Without it each prediction is a question with its list of choices.
"use strict";

(() => {
  const records = window.courseRecords;
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  /** Make a choice of each item of the list; return the group. */
  function choices(block, list) {
    for (const item of list.children) {
      const radio = element("input", { type: "radio", name: block.id, value: item.dataset.choice });
      const words = element("span", {}, ...item.childNodes); // moved: a formula stays a formula
      item.append(element("label", {}, radio, words));
    }
    const group = element("fieldset", {});
    group.setAttribute("aria-labelledby", `${block.id}-question`);
    list.before(group);
    group.append(list);
    return group;
  }

  function field(block) {
    const input = element("input", {
      type: "text", id: `${block.id}-guess`, name: block.id, maxLength: records.LONGEST, autocomplete: "off",
    });
    return element("div", {}, element("label", { htmlFor: input.id }, "Your guess"), input);
  }

  /** The kept guess as it is shown: the words of a choice with their markup, else its text. */
  function shown(block, guess) {
    const items = [...block.querySelectorAll("[data-choice]")];
    const words = items.find((item) => item.dataset.choice === guess)?.querySelector("span");
    const copies = words ? [...words.childNodes].map((node) => node.cloneNode(true)) : [guess];
    return [element("strong", {}, ...copies), /[.?!…]$/.test(guess) ? "" : "."];
  }

  function bringToLife(block) {
    const { page, key } = block.dataset;
    const list = block.querySelector(".predict-choices");
    const said = element("p", { className: "predict-said", role: "status" });
    const form = element("form", { className: "predict-form" });
    form.append(
      list ? choices(block, list) : field(block),
      element("button", { type: "submit", className: "course-button" }, "Keep my guess"),
      said,
    );
    block.append(form);
    const beside = document.querySelector(`.predict-guess[data-predict="${block.id}"]`);
    const input = form.elements.namedItem(block.id); // a field, or all radio buttons

    const kept = () => records.load().guesses[page]?.[key] ?? "";

    function showBeside() {
      const guess = kept();
      beside.hidden = !guess;
      beside.replaceChildren(...(guess ? ["You guessed: ", ...shown(block, guess)] : []));
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const guess = input.value.trim();
      if (!guess) {
        said.textContent = list ? "Choose one first." : "Write down a guess first.";
        return;
      }
      records.recordGuess(page, key, guess);
      showBeside();
      const where = records.kept ? "Kept on this device: " : "Kept until you leave this page: ";
      said.replaceChildren(where, ...shown(block, guess), " You see it again beside what happened.");
    });
    window.addEventListener("storage", showBeside); // another tab has written, or forgotten
    input.value = kept();
    showBeside();
  }

  document.querySelectorAll("section.predict").forEach(bringToLife);
})();
