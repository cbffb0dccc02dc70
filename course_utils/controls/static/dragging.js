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

/** The pixel, [row, column], of a picture of this size under a pointer; it may lie outside. */
function pixelUnder(picture, size, { clientX, clientY }) {
  const { left, top, width, height } = picture.getBoundingClientRect();
  const row = Math.floor(((clientY - top) * size.height) / height);
  return [row, Math.floor(((clientX - left) * size.width) / width)];
}

/** The pixel of the picture that is nearest to another one. */
function pixelWithin([row, column], { height, width }) {
  return [clamp(row, 0, height - 1), clamp(column, 0, width - 1)];
}

const HOLD = 250; // milliseconds until a finger that rests has taken hold
const SLOP = 8; // pixels that a resting finger may move

/**
 * Follow a mouse, a finger or a pen. `grasp` says what a press on the stage may take hold of:
 *
 *   part   what `data-held` of the stage says while it is held
 *   when   when a finger takes hold of it: "touched", "sideways" or "rested"
 *   hold   it is held
 *   drag   it is dragged over some rows and columns from a pixel
 *   press  the press was no drag; from a pixel
 *   end    the drag is over
 *   back   the drag never was
 *
 * A mouse drags at once. A swipe of a finger belongs to the page: a finger drags when it has rested
 * for a moment, or when it goes sideways, where the page has nowhere to go.
 */
function followPointer(stage, pixelAt, grasp) {
  let drag = null;

  function take() {
    drag.held = true;
    stage.dataset.held = drag.part;
    drag.hold?.();
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
    if (drag.when === "rested" || across < along) end();
    else take();
    return drag !== null;
  }

  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    const { clientX: x, clientY: y, pointerType } = event;
    stage.setPointerCapture(event.pointerId);
    drag = { ...grasp(event), from: pixelAt(event), moved: false, x, y };
    if (pointerType === "mouse" || drag.when === "touched") take();
    else drag.timer = setTimeout(take, HOLD);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!drag || !event.isPrimary || !isDragging(event)) return;
    const { from } = drag;
    const [rows, columns] = pixelAt(event).map((at, k) => at - from[k]);
    drag.moved ||= rows !== 0 || columns !== 0;
    if (drag.moved) drag.drag(rows, columns, from);
  });
  stage.addEventListener("pointerup", (event) => {
    if (!drag || !event.isPrimary) return;
    if (drag.moved) drag.end?.();
    else drag.press?.(drag.from);
    end();
  });
  stage.addEventListener("pointercancel", () => {
    if (drag?.moved) drag.back(); // the page has taken the finger: nothing has happened
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
