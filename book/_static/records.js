// What the reader has done, kept in this browser only (localStorage).
//
// {"version": 1, "pages": {page: {"visited": true}},
//  "quizzes": {page: {question: {"tries": 2, "right": true}}},
//  "exercises": {name: {"tries": 1, "passed": true}},
//  "guesses": {page: {prediction: "6 to 8"}},
//  "answers": {name: "def count(gray): ..."},
//  "place": {"page": page, "section": "the-idea", "heading": "The idea"}}
//
// The place is where the reader was last; there is none in records that are older than it.
// The exercises have the form of the notebooks' own progress file, so one can be read here.
"use strict";

window.courseRecords = (() => {
  const KEY = "course.progress.v1";
  const PARTS = ["pages", "quizzes", "exercises", "guesses", "answers"];
  const LONGEST = 200; // letters of a guess, or of a heading
  const LONGEST_ANSWER = 20_000; // letters of a program
  const empty = () => ({
    version: 1, pages: {}, quizzes: {}, exercises: {}, guesses: {}, answers: {},
  });
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const mapValues = (object, change) =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));

  let unsaved = null; // stands in while the browser keeps nothing, or no more

  const storage = (() => {
    try {
      const store = window.localStorage;
      store.setItem(KEY + ".test", "1");
      store.removeItem(KEY + ".test");
      return store;
    } catch {
      return null; // private window, or storage switched off
    }
  })();

  function checkAttempts(attempts, where, done) {
    if (!isObject(attempts)) throw new Error(`its part "${where}" is damaged`);
    return mapValues(attempts, (attempt, name) => {
      const known = isObject(attempt) && Number.isSafeInteger(attempt.tries) && attempt.tries >= 0;
      if (!known || typeof attempt[done] !== "boolean") {
        throw new Error(`the record of "${name}" is damaged`);
      }
      return { tries: attempt.tries, [done]: attempt[done] };
    });
  }

  // A text that is damaged is left out: it must not cost the reader the records beside it.
  function readTexts(texts, longest) {
    const isText = ([, text]) => typeof text === "string" && text && text.length <= longest;
    return Object.fromEntries(Object.entries(isObject(texts) ? texts : {}).filter(isText));
  }

  function readGuesses(guesses) {
    const pages = Object.entries(isObject(guesses) ? guesses : {}).filter(([, page]) => isObject(page));
    return mapValues(Object.fromEntries(pages), (page) => readTexts(page, LONGEST));
  }

  // A place that is damaged is no place.
  function readPlace(place) {
    const isText = (text) => typeof text === "string" && text.length <= LONGEST;
    if (!isObject(place) || ![place.page, place.section, place.heading].every(isText)) return {};
    return { place: { page: place.page, section: place.section, heading: place.heading } };
  }

  // Return records of the right form, or throw an Error whose message ends a sentence.
  function read(text) {
    let found;
    try {
      found = JSON.parse(text);
    } catch {
      throw new Error("it is not JSON");
    }
    if (!isObject(found) || !PARTS.some((part) => part in found)) {
      throw new Error("it holds no progress of this course");
    }
    if (found.version !== 1) throw new Error(`its version is ${found.version}, not 1`);
    const { pages = {}, quizzes = {}, exercises = {}, guesses = {}, answers = {} } = found;
    if (!isObject(pages) || !isObject(quizzes)) throw new Error("its pages or quizzes are damaged");
    return {
      version: 1,
      pages: mapValues(pages, () => ({ visited: true })),
      quizzes: mapValues(quizzes, (page, name) => checkAttempts(page, name, "right")),
      exercises: checkAttempts(exercises, "exercises", "passed"),
      guesses: readGuesses(guesses),
      answers: readTexts(answers, LONGEST_ANSWER),
      ...readPlace(found.place),
    };
  }

  function load() {
    if (unsaved) return unsaved;
    try {
      return read(storage.getItem(KEY));
    } catch {
      return empty(); // nothing yet, or nothing that can be read
    }
  }

  // Tell whether the browser keeps them.
  function save(records) {
    try {
      storage.setItem(KEY, JSON.stringify(records));
      unsaved = null;
    } catch {
      unsaved = records;
    }
    tell();
    return !unsaved;
  }

  /** Tell the page that the records have changed; other tabs hear it from the browser. */
  function tell() {
    window.dispatchEvent(new Event("course-records"));
  }

  // Of two records of one thing keep the better: the same file read twice counts once.
  function mergeAttempts(mine, theirs, done) {
    return {
      ...mine,
      ...mapValues(theirs, (attempt, name) => ({
        tries: Math.max(attempt.tries, mine[name]?.tries ?? 0),
        [done]: attempt[done] || Boolean(mine[name]?.[done]),
      })),
    };
  }

  function merge(mine, theirs) {
    return {
      version: 1,
      pages: { ...mine.pages, ...theirs.pages },
      quizzes: {
        ...mine.quizzes,
        ...mapValues(theirs.quizzes, (page, name) =>
          mergeAttempts(mine.quizzes[name] ?? {}, page, "right"),
        ),
      },
      exercises: mergeAttempts(mine.exercises, theirs.exercises, "passed"),
      // The reader's last guess here stays; a file may be older.
      guesses: {
        ...mine.guesses,
        ...mapValues(theirs.guesses, (page, name) => ({ ...page, ...mine.guesses[name] })),
      },
      answers: { ...theirs.answers, ...mine.answers },
      ...readPlace(mine.place ?? theirs.place), // so does the place
    };
  }

  /** What is done of a chapter {page, questions: ["page#key"], exercises: [name]}. */
  function done(mine, chapter) {
    const answer = (question) => {
      const [page, key] = question.split("#");
      return mine.quizzes[page]?.[key];
    };
    // Only what the book asks today counts: a record of a question that is gone does not.
    const answers = chapter.questions.map(answer).filter((one) => one?.right);
    const solved = chapter.exercises.map((name) => mine.exercises[name]).filter((one) => one?.passed);
    const allAnswers = answers.length === chapter.questions.length;
    return {
      answers,
      solved,
      visited: Boolean(mine.pages[chapter.page]),
      allAnswers,
      all: allAnswers && solved.length === chapter.exercises.length,
    };
  }

  function forget() {
    unsaved = null;
    storage?.removeItem(KEY);
    tell();
  }

  // Count a try, and keep that one has succeeded: trying again for pleasure is no new try.
  function count(attempts, name, done, success) {
    const attempt = (attempts[name] ??= { tries: 0, [done]: false });
    if (!attempt[done]) attempt.tries += 1;
    attempt[done] ||= success;
  }

  function recordAnswer(page, question, right) {
    const records = load();
    count((records.quizzes[page] ??= {}), question, "right", right);
    save(records);
  }

  function recordGuess(page, prediction, guess) {
    const records = load();
    (records.guesses[page] ??= {})[prediction] = guess.slice(0, LONGEST);
    save(records);
  }

  function recordExercise(name, passed) {
    const records = load();
    count(records.exercises, name, "passed", passed);
    save(records);
  }

  // What a reader has written to an exercise; nothing where it is the beginning again.
  function recordWriting(name, text) {
    const records = load();
    if (text) records.answers[name] = text.slice(0, LONGEST_ANSWER);
    else delete records.answers[name];
    save(records);
  }

  function recordVisit(page) {
    const records = load();
    if (records.pages[page]) return;
    records.pages[page] = { visited: true };
    save(records);
  }

  function recordPlace(page, section, heading) {
    const records = load();
    if (!records.pages[page]) return; // forgotten while the page was open
    records.place = { page, section, heading: heading.slice(0, LONGEST) };
    save(records);
  }

  return {
    KEY, LONGEST, LONGEST_ANSWER, kept: storage !== null,
    read, load, save, merge, forget, done,
    recordAnswer, recordGuess, recordVisit, recordPlace, recordExercise, recordWriting,
  };
})();

{
  const chapter = document.querySelector("[data-chapter]")?.dataset.chapter;
  if (chapter) window.courseRecords.recordVisit(chapter);
}
