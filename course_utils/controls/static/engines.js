// Who does the work of `try_yours`: OpenCV.js in a worker, or Python where there is a kernel. Both
// take pictures, run an operation on them and save the result, in the order they are asked.

const MOST = 1600; // pixels a side that are seen; results are exact whatever is seen

/** OpenCV.js, in a worker that is started when it is first asked. */
function pageEngine(color) {
  const asked = requests();
  let worker = null;

  function start() {
    const host = document.querySelector("script[src*='control-host.js']");
    if (!host || location.protocol === "file:") {
      throw new Error(
        "Your picture is shown as it is: browsers start OpenCV.js only on pages from a server, so "
        + "open this page over http, or run the chapter in Jupyter.",
      );
    }
    worker = new Worker(new URL("controls/opencv_worker.js", host.src), { type: "module" });
    worker.addEventListener("message", ({ data }) => asked.answer(data));
    worker.addEventListener("error", () => {
      asked.fail("OpenCV.js could not be started in this browser.");
      worker = null;
    });
  }

  async function ask(message, transfer = []) {
    if (!worker) start();
    return asked.ask((id) => worker.postMessage({ id, ...message }, transfer));
  }

  const toBitmap = async ({ shown, ...found }) => {
    return { ...found, bitmap: await createImageBitmap(shown) };
  };
  return {
    /** Begin to load, because there will be something to do soon. */
    prepare() {
      try {
        if (!worker) start();
      } catch {
        // told when there is something to do
      }
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
      worker?.terminate();
      worker = null;
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
