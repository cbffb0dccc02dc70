// The search: what fits while you type, section by section. MiniSearch ranks; the sections come
// from book/_ext/search.py. All of it is scripts, loaded when a search begins: a page from a disk
// may fetch nothing.
"use strict";

(() => {
  const MOST = 8; // results shown in the dialog; the page of the search shows all that fit
  const EXCERPT = 160; // letters
  const WORTH = 0.2; // of the best score: what has less is not shown
  const COMMON = 3; // pages that have the same heading
  const SCRIPTS = ["packages/minisearch/dist/umd/index.js", "language_data.js", "search-sections.js"];
  const HERE = document.currentScript.src;
  const site = (file) => new URL(file, HERE);

  // British words are found by their American spelling, which this book has.
  const AMERICAN = [
    [/^grey/, "gray"],
    [/(behavi|col|fav|neighb|harb|lab|vap)our/, "$1or"],
    [/^(cent|met|lit|fib)re(s?)$/, "$1er$2"],
    [/(anal|paral)ys(e|ed|er|es|ing)$/, "$1yz$2"],
    [/([a-z]{3})is(e|ed|er|es|ing|ation|ations)$/, "$1iz$2"],
    [/([aeiou])ll(ed|ing|er)$/, "$1l$2"],
    [/ogue$/, "og"],
  ];

  // Words of a question that say nothing of what it is about.
  const PLAIN = `a about after all am an and any are as at be but by can could did do does for from
    get had has have how i if in into is it its know me my need not of on or our out see should so
    some such take than that the their then there these they this to too use was we were what when
    where which while who why will with would you your`.split(/\s+/);

  // What learners say for words of this book.
  const SAID = [
    "photo photograph picture image", "dot speck dirt pixel noise", "ram memory", "scan volume",
    "moved move translated shift shifted", "frame edge border", "pile heap stack", "bad wrong",
    "count number", "dark black", "size resize shape", "gone missing hole gap", "single random",
    "similar same equal", "outline contour rim", "object thing", "group cluster", "big large",
    "rid remove", "fast quick speed", "sharp focus",
  ].map((line) => line.split(" "));

  let loaded = null; // a promise of the index

  function load() {
    loaded ??= start();
    return loaded;
  }

  async function start() {
    for (const file of SCRIPTS) await addScript(site(file));
    return indexOf(window.courseSections);
  }

  function addScript(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });
  }

  function indexOf({ pages, sections }) {
    const stemmer = new window.Stemmer();
    const plain = new Set(PLAIN);

    /** What a word is looked for as: itself, its stem, and the parts of a name such as np_max. */
    function forms(word) {
      let form = word.toLowerCase();
      if (plain.has(form)) return null;
      for (const [british, american] of AMERICAN) form = form.replace(british, american);
      const parts = form.includes("_") ? form.split("_").filter(Boolean) : [];
      return [...new Set([form, stemmer.stemWord(form), ...parts])];
    }

    // Other words for one that is asked for, which count less.
    const others = new Map();
    for (const line of SAID) {
      for (const word of line) others.set(stemmer.stemWord(word), line.map(forms).flat());
    }
    const meant = (word) => others.get(stemmer.stemWord(word.toLowerCase())) ?? [];

    const written = new Set(); // what stands in the book is no typing error
    const index = new window.MiniSearch({
      fields: ["heading", "page", "text", "code"],
      tokenize: words,
      processTerm: (word) => {
        const found = forms(word);
        for (const form of found ?? []) written.add(form);
        return found;
      },
      searchOptions: {
        processTerm: forms,
        boost: { heading: 1.5, page: 2, code: 0.5 },
        prefix: (word, at, all) => at === all.length - 1 && word.length > 2,
        fuzzy: (word) => (word.length > 3 && !written.has(word) ? 0.2 : 0),
        weights: { fuzzy: 0.3, prefix: 0.5 },
      },
    });
    // A heading that stands on many pages tells nothing.
    const pagesWith = new Map();
    for (const [, , heading] of sections) pagesWith.set(heading, (pagesWith.get(heading) ?? 0) + 1);
    index.addAll(sections.map(([page, , heading, text, code], id) => {
      const own = pagesWith.get(heading) > COMMON ? "" : heading;
      return { id, heading: own, page: pages[page][1], text, code };
    }));
    return {
      find(asked) {
        const more = words(asked).flatMap(meant).join(" ");
        const queries = [asked, { queries: [more], prefix: false, fuzzy: false, boostTerm: () => 0.4 }];
        const senses = words(asked).filter((word) => forms(word)).map((word) => {
          return new Set([...forms(word), ...meant(word)]);
        });
        // Who asks with several words means all of them, each in one of its forms.
        const share = ({ queryTerms }) => {
          const met = senses.filter((sense) => queryTerms.some((term) => sense.has(term)));
          return met.length / senses.length;
        };
        const found = index.search({ combineWith: "OR", queries });
        for (const one of found) one.score *= share(one);
        found.sort((one, other) => other.score - one.score);
        return found.filter(({ score }) => score > WORTH * found[0].score);
      },
      /** What is shown of something found. */
      shown({ id, terms }) {
        const [page, anchor, heading, text] = sections[id];
        const [address, title, number] = pages[page];
        const met = (word) => (forms(word) ?? []).some((form) => terms.includes(form));
        return {
          address: `${address}#${anchor}`,
          heading,
          page: number ? `${number}. ${title}` : title,
          excerpt: excerptOf(text, met),
        };
      },
    };
  }

  const WORD = /[\p{L}\p{N}_]+/gu;
  const words = (text) => text.match(WORD) ?? [];

  /** The part of a text in which most words are met: [text, whether it is met] in turn. */
  function excerptOf(text, met) {
    const places = [...text.matchAll(WORD)].filter(([word]) => met(word));
    const within = (from) => {
      const seen = places.filter(({ index }) => index >= from && index < from + EXCERPT);
      return new Set(seen.map(([word]) => word.toLowerCase())).size;
    };
    let start = 0;
    for (const { index } of places) if (within(index) > within(start)) start = index;
    // From the beginning of the sentence, if that is near.
    const ends = [". ", "? ", "! "].map((end) => text.lastIndexOf(end, start - 2) + 2);
    const sentence = Math.max(0, ...ends.filter((end) => end > 1));
    if (start - sentence < EXCERPT / 2) start = sentence;
    let stop = Math.min(text.length, start + EXCERPT);
    if (stop < text.length) stop = Math.max(start + 1, text.lastIndexOf(" ", stop));
    const parts = [];
    let at = start;
    for (const { 0: word, index } of places) {
      if (index < at || index + word.length > stop) continue;
      parts.push([text.slice(at, index), false], [word, true]);
      at = index + word.length;
    }
    parts.push([text.slice(at, stop) + (stop < text.length ? " …" : ""), false]);
    return parts;
  }

  // ---- what is seen ------------------------------------------------------------------------------

  const element = (tag, className, ...children) => {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...children);
    return made;
  };

  function rowOf({ address, heading, page, excerpt }) {
    const link = element("a", "", heading);
    link.href = new URL(`../${address}`, HERE);
    const marked = excerpt.map(([text, met]) => (met ? element("mark", "", text) : text));
    return element("li", "", link, element("span", "search-page", page), element("p", "", ...marked));
  }

  /** Show under a form what fits its words, as they are typed. */
  function serve(form, most) {
    const input = form.querySelector("input[type=search]");
    const told = element("p", "search-told");
    told.setAttribute("role", "status");
    const list = element("ol", "search-found");
    form.after(told, list);
    let newest = 0;

    async function show() {
      const mine = ++newest;
      const asked = input.value.trim();
      let rows = [];
      let text = "";
      if (asked) {
        try {
          const index = await load();
          if (mine !== newest) return;
          const found = index.find(asked);
          rows = found.slice(0, most).map((one) => rowOf(index.shown(one)));
          text = found.length ? `${found.length} found` : "Nothing fits. Try another word.";
          if (found.length > most) text += `, the best ${most} are here; Enter shows all`;
        } catch {
          text = "This copy of the site was built without its search: look into the glossary.";
        }
      }
      list.replaceChildren(...rows);
      told.textContent = text;
    }

    input.addEventListener("focus", () => load().catch(() => {}), { once: true });
    input.addEventListener("input", show);
    form.parentElement.addEventListener("keydown", (event) => move(event, [input, ...list.querySelectorAll("a")]));
    return { input, show };
  }

  /** The arrow keys go through the results. */
  function move(event, stops) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  for (const form of document.querySelectorAll("dialog form.bd-search")) serve(form, MOST);
  const form = document.querySelector("main form.bd-search");
  if (form) {
    const { input, show } = serve(form, Infinity);
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    show();
    input.focus();
  }
})();
