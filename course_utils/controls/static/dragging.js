// Dragging a box over a picture. A box is { top, left, height, width } in pixels of the picture.

const clamp = (value, low, high) => Math.max(low, Math.min(value, high));

/** The box after a drag of one of its parts over some rows and columns, or of a new box. */
const DRAGS = {
  inside: (box, rows, columns) => ({ ...box, top: box.top + rows, left: box.left + columns }),
  corner: (box, rows, columns) => ({
    ...box,
    height: box.height + rows,
    width: box.width + columns,
  }),
  outside(box, rows, columns, [row, column], most) {
    const span = (from, length) => {
      const kept = clamp(length, 1 - most, most - 1);
      return [from + Math.min(kept, 0), Math.abs(kept) + 1];
    };
    const [top, height] = span(row, rows);
    const [left, width] = span(column, columns);
    return { top, left, height, width };
  },
};

/** Follow a mouse, a finger or a pen. A press outside the box that is no drag brings it there. */
function followPointer(stage, pixelAt, getBox, setBox, most) {
  let drag = null;
  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const part = ["corner", "inside"].find((name) => event.target.closest(`.live-${name}`));
    stage.setPointerCapture(event.pointerId);
    drag = { part: part ?? "outside", from: pixelAt(event), box: getBox(), moved: false };
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const { part, from, box } = drag;
    const [rows, columns] = pixelAt(event).map((at, k) => at - from[k]);
    drag.moved ||= rows !== 0 || columns !== 0;
    if (drag.moved) setBox(DRAGS[part](box, rows, columns, from, most));
  });
  stage.addEventListener("pointerup", () => {
    if (drag?.part === "outside" && !drag.moved) {
      const [row, column] = drag.from;
      const { height, width } = drag.box;
      setBox({ top: row - (height >> 1), left: column - (width >> 1), height, width });
    }
    drag = null;
  });
  stage.addEventListener("pointercancel", () => { drag = null; });
}
