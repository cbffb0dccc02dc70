// Judges the questions of a page and remembers the result. Without it each question still
// shows its options and an answer to unfold.
"use strict";

(() => {
  const records = window.courseRecords;
  const quizzes = [...document.querySelectorAll("fieldset.quiz")];
  if (!quizzes.length) return;

  const element = (tag, text, className = "") =>
    Object.assign(document.createElement(tag), { textContent: text, className });

  // Copy nodes, not text: a formula stays a formula.
  const copyInto = (target, source) =>
    target.append(...[...source.childNodes].map((node) => node.cloneNode(true)));

  function explain(option, many) {
    const said = element("div", "", "quiz-explained");
    if (many) {
      const choice = element("p", option.right ? "Fits: " : "Does not fit: ", "quiz-choice");
      copyInto(choice, option.label);
      said.append(choice);
    }
    copyInto(said, option.note);
    return said;
  }

  function judge(quiz) {
    const options = [...quiz.querySelectorAll(".quiz-option")].map((row) => {
      const input = row.querySelector("input");
      return {
        chosen: input.checked,
        right: input.dataset.right === "1",
        many: input.type === "checkbox",
        label: row.querySelector("label"),
        note: row.querySelector(".quiz-note"),
      };
    });
    const chosen = options.filter((option) => option.chosen);
    if (!chosen.length) return say(quiz, "none", "Choose an answer first.");

    const right = options.every((option) => option.chosen === option.right);
    const missing = !right && chosen.every((option) => option.right);
    const verdict = right ? "Correct." : missing ? "Not yet: something is missing." : "Not yet.";
    const notes = chosen.map((option) => explain(option, option.many));
    say(quiz, right ? "right" : "wrong", verdict, notes);
    quiz.querySelector(".quiz-answer").hidden = right;
    records.recordAnswer(quiz.dataset.page, quiz.dataset.key, right);
    countAnswers();
  }

  function say(quiz, state, verdict, notes = []) {
    quiz.dataset.state = state;
    quiz.querySelector(".quiz-said").replaceChildren(element("p", verdict, "quiz-verdict"), ...notes);
  }

  const answerTo = (quiz) => records.load().quizzes[quiz.dataset.page]?.[quiz.dataset.key];

  function recall(quiz) {
    const answer = answerTo(quiz);
    if (answer?.right) say(quiz, "right", "You have answered this one correctly before.");
    else if (answer) say(quiz, "wrong", "You have tried this one before. Try again.");
  }

  // Another tab has written: what is forgotten there is not claimed here.
  function follow() {
    for (const quiz of quizzes.filter((one) => !answerTo(one))) {
      delete quiz.dataset.state;
      quiz.querySelector(".quiz-said").replaceChildren();
      quiz.querySelector(".quiz-answer").hidden = true;
    }
    countAnswers();
  }

  const tally = document.querySelector(".quiz-tally");
  function countAnswers() {
    const { quizzes: answers } = records.load();
    const right = quizzes.filter((quiz) => answers[quiz.dataset.page]?.[quiz.dataset.key]?.right);
    const questions = quizzes.length === 1 ? "question" : "questions";
    tally.textContent = `${right.length} of ${quizzes.length} ${questions} answered correctly.`;
  }

  for (const quiz of quizzes) {
    const button = quiz.querySelector(".quiz-check");
    button.hidden = false;
    button.addEventListener("click", () => judge(quiz));
    quiz.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input")) {
        event.preventDefault();
        judge(quiz);
      }
    });
    quiz.querySelector(".quiz-answer").hidden = true; // until a first try
    recall(quiz);
    quiz.dataset.ready = "";
  }
  countAnswers();
  window.addEventListener("storage", follow);
})();
