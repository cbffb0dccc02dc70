// Annotations in the XML of Pascal VOC, as course_utils/_voc.py reads and writes them: the same text,
// and the same refusals.

const LONGEST = 10_000_000; // letters of an annotation; _voc.py has it too
const LONGEST_NAME = 200;
const CONTROL = /[\0-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]/u;
// What Python strips; trim() would strip others.
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const AROUND = new RegExp(`^${SPACE}|${SPACE}$`, "g");

const TOO_LONG = "The annotation has too many letters; give at most 10,000,000.";
const NO_XML = "The annotation is no XML; give a whole file, in UTF-8.";

/** The text of a file, or a sentence: what is no letter must not become one. */
function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error(NO_XML);
  }
}

/** Show a value in a message: a long one is cut in the middle. */
function shortened(text) {
  const shown = `'${text.replace(new RegExp(CONTROL, "gu"), " ")}'`;
  return shown.length > 60 ? `${shown.slice(0, 28)}...${shown.slice(-29)}` : shown;
}

/** The parts of an element that have this name. */
function partsOf(element, name) {
  return [...element.children].filter((part) => !part.namespaceURI && part.localName === name);
}

function partOf(element, name) {
  const parts = partsOf(element, name);
  if (parts.length === 1) return parts[0];
  throw new Error(
    `The annotation has ${parts.length} parts <${name}> in <${element.localName}>; give one.`);
}

/** The text of a part, up to the first element in it. */
function wordsOf(element, name) {
  let text = "";
  for (const node of partOf(element, name).childNodes) {
    if (node.nodeType === Node.ELEMENT_NODE) break;
    if (node instanceof Text) text += node.data; // CDATA too, and no comment
  }
  return text.replace(AROUND, "");
}

function numberOf(element, name) {
  const text = wordsOf(element, name);
  if (/^-?[0-9]{1,7}(\.[0-9]{1,16})?$/.test(text)) return Number(text);
  throw new Error(
    `The annotation says ${shortened(text)} for <${name}>; give a number of up to seven digits.`);
}

/** Whether a name without spaces around it can be read back from an annotation. */
function isName(name) {
  const { length } = [...name];
  return 0 < length && length <= LONGEST_NAME && !CONTROL.test(name);
}

function checkedLabel(name) {
  if (isName(name)) return name;
  throw new Error(`A label is ${shortened(name)}; give 1 to ${LONGEST_NAME} letters, without spaces `
    + "around them and without control characters.");
}

function rootOf(text) {
  if (text.length > LONGEST && [...text].length > LONGEST) {
    throw new Error(TOO_LONG);
  }
  // Without a document type there are no entities, so none can grow, or bring in another file.
  if (text.includes("<!DOCTYPE")) {
    throw new Error("The annotation has a document type, which could bring in other files; take "
      + "out what begins with <!DOCTYPE.");
  }
  const parsed = new DOMParser().parseFromString(text.replace(/^\ufeff/, ""), "application/xml");
  if (parsed.getElementsByTagNameNS("*", "parsererror").length > 0) {
    throw new Error(NO_XML);
  }
  const root = parsed.documentElement;
  if (root.namespaceURI || root.localName !== "annotation") {
    const tag = (root.namespaceURI ? `{${root.namespaceURI}}` : "") + root.localName;
    const shown = shortened(tag).slice(1, -1);
    throw new Error(`The XML begins with <${shown}>; give an annotation of Pascal VOC.`);
  }
  return root;
}

/** Read { boxes, labels, shape, filename } out of an annotation, or throw a sentence. */
function readVoc(text) {
  const root = rootOf(text);
  const size = partOf(root, "size");
  const shape = ["height", "width", "depth"].map((side) => Math.trunc(numberOf(size, side)));
  if (Math.min(...shape) < 1) {
    throw new Error(
      `The annotation says that the picture has shape (${shape.join(", ")}); correct it.`);
  }
  const [boxes, labels] = [[], []];
  for (const item of partsOf(root, "object")) {
    const corners = partOf(item, "bndbox");
    const edges = ["ymin", "xmin", "ymax", "xmax"].map((edge) => numberOf(corners, edge));
    // The first pixel has number 1, and the last one is in the box.
    const box = edges.map((edge, k) => clamp(edge - (k < 2 ? 1 : 0), 0, shape[k % 2]));
    if (box[0] >= box[2] || box[1] >= box[3]) {
      throw new Error(`Object ${boxes.length + 1} of the annotation has ymin, xmin, ymax, xmax of `
        + `[${edges.join(", ")}], which is no pixel of a picture of shape (${shape.join(", ")}); `
        + "correct it.");
    }
    boxes.push(box);
    labels.push(checkedLabel(wordsOf(item, "name")));
  }
  return { boxes, labels, shape, filename: wordsOf(root, "filename") };
}

/** The text of an annotation. Boxes are rounded outward to whole pixels. */
function writeVoc({ boxes, labels, shape: [rows, columns, channels], filename }) {
  const safe = (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const objects = boxes.map((box, k) => {
    const [top, left] = box.slice(0, 2).map(Math.floor);
    const [bottom, right] = box.slice(2).map(Math.ceil);
    const cutOff = top === 0 || left === 0 || bottom === rows || right === columns;
    return `\t<object>
\t\t<name>${safe(labels[k])}</name>
\t\t<pose>Unspecified</pose>
\t\t<truncated>${Number(cutOff)}</truncated>
\t\t<difficult>0</difficult>
\t\t<bndbox>
\t\t\t<xmin>${left + 1}</xmin>
\t\t\t<ymin>${top + 1}</ymin>
\t\t\t<xmax>${right}</xmax>
\t\t\t<ymax>${bottom}</ymax>
\t\t</bndbox>
\t</object>
`;
  });
  return `<annotation>
\t<folder />
\t<filename>${safe(filename)}</filename>
\t<source>
\t\t<database>Unknown</database>
\t</source>
\t<size>
\t\t<width>${columns}</width>
\t\t<height>${rows}</height>
\t\t<depth>${channels}</depth>
\t</size>
\t<segmented>0</segmented>
${objects.join("")}</annotation>
`;
}
