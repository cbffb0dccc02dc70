// Who does the work of `try_yours`: OpenCV.js in a worker, or Python where there is a kernel. Both
// take pictures, run an operation on them and save the result, in the order they are asked.

const MOST = 1600; // pixels a side that are seen; results are exact whatever is seen

/** A page from a disk may start no worker from a file, but from what a script has brought. */
async function startFromDisk(site) {
  const script = make("script", { src: new URL("controls/opencv_disk.js", site) });
  await new Promise((resolve, reject) => {
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(
      "Your picture is shown as it is: from a disk, OpenCV.js runs in the copy that make zip packs. "
      + "Take that one, open this page over http, or run the chapter in Jupyter.",
    )));
    document.head.append(script);
  });
  const text = new Blob([`${window.cv}\n${window.opencvWorker}`], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(text));
}

/** OpenCV.js, in a worker that is started when it is first asked. */
function pageEngine(color) {
  const asked = requests();
  let started = null; // a promise of the worker

  async function start() {
    const host = document.querySelector("script[src*='control-host.js']");
    if (!host) {
      throw new Error("Your picture is shown as it is: this page has no OpenCV.js. Run the chapter.");
    }
    const worker = location.protocol === "file:"
      ? await startFromDisk(host.src)
      : new Worker(new URL("controls/opencv_worker.js", host.src), { type: "module" });
    worker.addEventListener("message", ({ data }) => asked.answer(data));
    worker.addEventListener("error", () => {
      asked.fail("OpenCV.js could not be started in this browser.");
      started = null;
    });
    return worker;
  }

  async function ask(message, transfer = []) {
    const mine = started ??= start();
    const worker = await mine;
    if (mine !== started) throw new Error("ended");
    return asked.ask((id) => worker.postMessage({ id, ...message }, transfer));
  }

  const toBitmap = async ({ shown, ...found }) => {
    return { ...found, bitmap: await createImageBitmap(shown) };
  };
  return {
    /** Begin to load, because there will be something to do soon. */
    prepare() {
      started ??= start();
      started.catch(() => {}); // told when there is something to do
    },
    open: async (slot, { pixels }) => {
      const { width, height, data } = pixels;
      const message = { kind: "open", slot, color, width, height, data, most: MOST };
      return toBitmap(await ask(message, [data.buffer]));
    },
    run: async (operation, values) =>
      toBitmap(await ask({ kind: "run", operation, values, most: MOST })),
    save: async () => (await ask({ kind: "save" })).file, // of the last run
    /** Free the memory of the pictures; the next request begins anew. */
    end() {
      started?.then((worker) => worker.terminate(), () => {});
      started = null;
      asked.fail("ended");
    },
  };
}

/** The same in Python. */
function kernelEngine(model) {
  const asked = requests();
  const ask = (message) => asked.ask((id) => model.send({ id, ...message }));
  return {
    prepare() {},
    async open(slot, { blob, name }) {
      const megabytes = blob.size / 1e6;
      if (megabytes > MAX_MEGABYTES) {
        const limit = `choose one of at most ${MAX_MEGABYTES} MB`;
        throw new Error(`${name} has ${megabytes.toFixed(1)} MB: ${limit}.`);
      }
      model.set(slot === "image" ? "picture" : "second", new DataView(await blob.arrayBuffer()));
      model.save_changes();
      return {};
    },
    run: async (operation, values) => {
      const { buffers, ...found } = await ask({ kind: "run", operation, values, most: MOST });
      return { ...found, bitmap: await createImageBitmap(new Blob(buffers)) };
    },
    async save(operation, values) {
      const { buffers } = await ask({ kind: "save", operation, values });
      return new Blob(buffers, { type: "image/png" });
    },
    answer: (message, buffers) => asked.answer({ ...message, buffers: buffers.map(bytesOf) }),
    end: () => asked.fail("ended"),
  };
}
