// One picture over another, and a divider between them that a reader moves: left of it stands the
// picture before, right of it the one after.

const STEADY = 8; // pixels that a finger moves before it is clear whether it drags or scrolls

function wiper() {
  const before = make("canvas", { class: "live-picture try-before" });
  const after = make("canvas", { class: "try-after" });
  const divider = make("input", {
    ...OWN_KEYS,
    type: "range", min: 0, max: 100, value: 50, class: "try-divider",
  });
  const line = make("span", { class: "try-line", "aria-hidden": "true" });
  const names = ["before", "after"].map((side) =>
    make("span", { class: `try-name is-${side}`, "aria-hidden": "true" }));
  const pictures = make("div", { class: "try-pictures", role: "img" }, before, after);
  const stage = make("div", { class: "try-stage" }, pictures, divider, line, ...names);
  let press = null;
  let [shown, left, right] = ["", "before", "after"];

  function move(share) {
    divider.value = share;
    const wide = 100 - divider.value;
    divider.setAttribute("aria-valuetext", `${wide} % of the width shows the result`);
    stage.style.setProperty("--divider", `${divider.value}%`);
  }

  function follow({ clientX }) {
    const { left, width } = stage.getBoundingClientRect();
    move((100 * (clientX - left)) / width);
  }

  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const { clientX: x, clientY: y, pointerType } = event;
    press = { x, y, drags: pointerType === "mouse" };
    if (press.drags) {
      event.preventDefault(); // no selection
      stage.setPointerCapture(event.pointerId);
      follow(event);
      divider.focus({ preventScroll: true });
    }
  });
  stage.addEventListener("pointermove", (event) => {
    if (!press) return;
    const [across, down] = [event.clientX - press.x, event.clientY - press.y].map(Math.abs);
    if (!press.drags && across > STEADY && across > down) {
      press.drags = true;
      stage.setPointerCapture(event.pointerId);
    }
    if (press.drags) follow(event);
  });
  stage.addEventListener("pointerup", (event) => {
    if (press) follow(event); // a tap brings the divider there
    press = null;
  });
  stage.addEventListener("pointercancel", () => { press = null; }); // the page scrolls
  divider.addEventListener("input", () => move(divider.value));
  move(50);

  function tellSides() {
    names.forEach((name, k) => {
      const side = [left, right][k];
      name.textContent = side[0].toUpperCase() + side.slice(1);
    });
    divider.setAttribute("aria-label", `Divider between ${left} and ${right}`);
    pictures.setAttribute("aria-label", `${shown} Left ${left}, right ${right}.`);
  }

  /** Draw a picture no larger than is seen. */
  function draw(canvas, picture, { width, height }) {
    Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, width, height);
  }

  /** Give the stage the proportions of a picture, also of one that is still to come. */
  function setSize({ width, height }) {
    stage.style.setProperty("--ratio", width / height);
    stage.classList.toggle("is-tall", height > width);
    stage.classList.toggle("is-small", width < 400 && height < 400);
  }

  return {
    stage,
    move,
    setSize,
    setAlt(alt) {
      shown = alt;
      tellSides();
    },
    /** Say what the two pictures are: "before" and "after", or other words. */
    setSides(sides) {
      [left, right] = sides;
      tellSides();
    },
    /** Show a new picture, of which there is no result yet. */
    showBefore(picture, size) {
      draw(before, picture, size);
      setSize(size);
    },
    showAfter: (picture, size) => draw(after, picture, size),
    /** Whether there is a result to show. */
    setDone: (done) => stage.classList.toggle("is-done", done),
  };
}
