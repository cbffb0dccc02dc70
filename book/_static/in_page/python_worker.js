// Python in a worker: Pyodide, NumPy, OpenCV.js behind the module cv2, and the course's own package.
// It is sent { id, ask, values } and answers { id, ... }, in this order; a test speaks to it in the
// same way. While it starts it tells how far it is: { done, total }, in bytes.

import { openCV } from "./opencv.js";

const CACHE = "course-python";
const SIGALRM = 14;
// Files that are programs, and how each is loaded.
const PROGRAMS = {
  "pyodide.mjs": (url) => import(url),
  "pyodide.asm.js": (url) => import(url),
  "opencv_js.js": openCV,
};
const timer = { next: Infinity, pause: 0 };
const address = (path) => new URL(path, self.location.href).href;
const network = self.fetch.bind(self);
const here = new Map(); // what has been fetched and Pyodide will ask for: {address: Response}

// Python asks every few steps whether a signal has come. That is all its time limits need.
const signals = {
  get 0() {
    const now = performance.now();
    if (now < timer.next) return 0;
    timer.next = timer.pause ? now + timer.pause : Infinity;
    return SIGALRM;
  },
  set 0(none) {},
};

self.setTimer = (seconds, pause) => {
  timer.next = seconds ? performance.now() + 1000 * seconds : Infinity;
  timer.pause = 1000 * pause;
};

self.fetch = (asked, options) => {
  const found = here.get(address(asked));
  here.delete(address(asked));
  return found ? Promise.resolve(found) : network(asked, options);
};

/** A file, from the browser's cache of this site, where it is kept from now on. */
async function bring(url) {
  const kept = await self.caches?.open(CACHE).catch(() => null); // none in some private windows
  const before = await kept?.match(url);
  if (before) return before;
  const found = await network(url);
  if (!found.ok) throw new Error(`${url} is not there`);
  kept?.put(url, found.clone()).catch(() => {}); // a full disk is no reason to stop
  return found;
}

/** Let go of the files of older versions. */
async function forgetOthers(urls) {
  const kept = await self.caches?.open(CACHE).catch(() => null);
  for (const request of (await kept?.keys()) ?? []) {
    if (!urls.includes(request.url)) kept.delete(request);
  }
}

/** Bring all files, from the browser's cache if they are there; return the programs that load, by name. */
async function bringAll(files) {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let done = 0;
  const more = (bytes) => postMessage({ done: (done += bytes), total });
  const brought = files.map(async ({ path, version, size }) => {
    const name = path.split("/").pop();
    const url = address(`${path}?v=${version}`);
    if (name in PROGRAMS) {
      const program = PROGRAMS[name](url);
      program.then(() => more(size), () => {}); // whoever needs it is told
      return [name, program];
    }
    const parts = [];
    for (const reader = (await bring(url)).body.getReader(); ; ) {
      const { done: end, value } = await reader.read();
      if (end) break;
      parts.push(value);
      more(value.length);
    }
    const type = path.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    here.set(address(path), new Response(new Blob(parts), { headers: { "Content-Type": type } }));
    return [name, null];
  });
  const programs = Object.fromEntries(await Promise.all(brought));
  forgetOthers(files.map(({ path, version }) => address(`${path}?v=${version}`)));
  return programs;
}

async function start() {
  const { files } = await (await network("files.json", { cache: "no-cache" })).json();
  const programs = await bringAll(files);
  await programs["pyodide.asm.js"];
  const { loadPyodide } = await programs["pyodide.mjs"];
  const indexURL = address("../packages/pyodide/");
  const python = await loadPyodide({ indexURL, packageBaseUrl: indexURL });
  await python.loadPackage("numpy", { checkIntegrity: false, messageCallback() {} });
  const course = await (await self.fetch("course.zip")).arrayBuffer();
  python.unpackArchive(course, "zip", { extractDir: "/course" });
  self.cv = await programs["opencv_js.js"];
  python.setInterruptBuffer(signals);
  python.runPython("import sys; sys.path.insert(0, '/course')");
  return python.pyimport("in_page");
}

const starting = start();
starting.then(
  () => postMessage({ ready: true }),
  (error) => postMessage({ failed: String(error?.message ?? error) }),
);

self.onmessage = async ({ data: { id, ask, values } }) => {
  try {
    const python = await starting;
    postMessage({ id, ...python.answer(ask, JSON.stringify(values)) });
  } catch (error) {
    postMessage({ id, broken: String(error?.message ?? error) });
  }
};
