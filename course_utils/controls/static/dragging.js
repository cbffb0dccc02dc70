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

const HOLD = 250; // milliseconds until a finger that rests has taken hold
const SLOP = 8; // pixels that a resting finger may move

/**
 * Follow a mouse, a finger or a pen. A press outside the box that is no drag brings it there.
 *
 * A mouse drags at once. A swipe of a finger belongs to the page: a finger drags when it has rested
 * for a moment, or when it starts on the box and goes sideways, where the page has nowhere to go.
 */
function followPointer(stage, pixelAt, getBox, setBox, most) {
  let drag = null;

  function take() {
    drag.held = true;
    stage.dataset.held = drag.part;
  }

  function end() {
    clearTimeout(drag?.timer);
    delete stage.dataset.held;
    drag = null;
  }

  /** Whether this finger drags; a movement that is the page's ends it. */
  function isDragging({ clientX, clientY }) {
    if (drag.held) return true;
    const [across, along] = [clientX - drag.x, clientY - drag.y].map(Math.abs);
    if (Math.max(across, along) < SLOP) return false;
    if (drag.part === "outside" || across < along) end();
    else take();
    return drag !== null;
  }

  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    const part = ["corner", "inside"].find((name) => event.target.closest(`.live-${name}`));
    const { clientX: x, clientY: y, pointerType } = event;
    stage.setPointerCapture(event.pointerId);
    drag = { part: part ?? "outside", from: pixelAt(event), box: getBox(), moved: false, x, y };
    if (pointerType === "mouse") take();
    else drag.timer = setTimeout(take, HOLD);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag || !event.isPrimary || !isDragging(event)) return;
    const { part, from, box } = drag;
    const [rows, columns] = pixelAt(event).map((at, k) => at - from[k]);
    drag.moved ||= rows !== 0 || columns !== 0;
    if (drag.moved) setBox(DRAGS[part](box, rows, columns, from, most));
  });
  stage.addEventListener("pointerup", (event) => {
    if (!drag || !event.isPrimary) return;
    if (drag.part === "outside" && !drag.moved) {
      const [row, column] = drag.from;
      const { height, width } = drag.box;
      setBox({ top: row - (height >> 1), left: column - (width >> 1), height, width });
    }
    end();
  });
  stage.addEventListener("pointercancel", () => {
    if (drag?.moved) setBox(drag.box); // the page has taken the finger: nothing has happened
    end();
  });
  // What a finger holds must neither scroll the page nor open a menu.
  stage.addEventListener("touchmove", (event) => {
    if (drag?.held) event.preventDefault();
  }, { passive: false });
  stage.addEventListener("contextmenu", (event) => {
    if (drag?.timer) event.preventDefault();
  });
}
