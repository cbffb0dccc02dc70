// OpenCV.js for programs that may hand it anything, as a reader's Python does (book/in_page/cv2.py).
//
// As it is built, OpenCV.js ends at the first error of OpenCV: what was wrong is lost, and what lay
// on its stack stays there, until after some sixty errors nothing works any more. Here such an error
// becomes a JavaScript error with OpenCV's own words, and the stack is cleared.

const OPENCV = new URL("../packages/opencvjs-web/lib/opencv_js.js", import.meta.url).href;
const EXPORTS = 7; // the section of a WebAssembly module
const GLOBAL = 3; // a kind of export
const STACK_POINTER = 0; // the number that the compiler gives to this global

/** Load OpenCV.js and return its ready object. */
export async function openCV(url = OPENCV) {
  const { default: start } = await import(url);
  const { instantiate } = WebAssembly;
  let cv = null;
  let stack = null; // where it ends, while no function of OpenCV runs
  let end = 0;
  const raise = (pointer) => {
    let message = "OpenCV gives no reason";
    try {
      ({ msg: message } = cv.exceptionFromPtr(pointer));
    } catch {
      // Thrown by another library than OpenCV.
    }
    stack.value = end;
    throw new Error(message);
  };
  WebAssembly.instantiate = async (module, imports) => {
    const functions = imports?.a ?? {};
    const name = Object.keys(functions).find((key) => functions[key].name === "___cxa_throw");
    if (!name) return instantiate(module, imports); // another program, which loads meanwhile
    functions[name] = raise;
    const started = await instantiate(withStackPointer(new Uint8Array(module)), imports);
    stack = started.instance.exports.stackPointer;
    end = stack.value;
    return started;
  };
  try {
    cv = await start();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  return cv;
}

/** The bytes of a WebAssembly module, which exports its stack pointer too. */
function withStackPointer(bytes) {
  let at = 8; // after "\0asm" and the version
  while (bytes[at] !== EXPORTS) at = skip(bytes, at + 1);
  const [size, first] = number(bytes, at + 1);
  const [count, entries] = number(bytes, first);
  const name = new TextEncoder().encode("stackPointer");
  const section = [
    ...encoded(count + 1), ...bytes.subarray(entries, first + size),
    name.length, ...name, GLOBAL, STACK_POINTER,
  ];
  const before = bytes.subarray(0, at + 1);
  const after = bytes.subarray(first + size);
  const length = encoded(section.length);
  const out = new Uint8Array(before.length + length.length + section.length + after.length);
  out.set(before);
  out.set([...length, ...section], before.length);
  out.set(after, out.length - after.length);
  return out;
}

/** Where the section ends whose size stands here. */
function skip(bytes, at) {
  const [size, first] = number(bytes, at);
  return first + size;
}

/** A number in groups of seven bits, and where it ends. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7, at += 1) {
    value |= (bytes[at] & 127) << shift;
    if (bytes[at] < 128) return [value, at + 1];
  }
}

function encoded(value) {
  return value < 128 ? [value] : [value & 127 | 128, ...encoded(value >> 7)];
}
