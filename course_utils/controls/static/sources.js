// Where a picture of the reader's own comes from: disk, clipboard, a drop, a camera.

/** A button that opens a file; browsers draw the input itself each in their own way and language. */
function fileButton(text, take) {
  const input = make("input", { type: "file", accept: "image/*", ...OWN_KEYS });
  const button = labeled(text, input);
  button.classList.add("try-button", "try-file");
  input.addEventListener("change", () => {
    if (input.files[0]) take(input.files[0], input.files[0].name);
    input.value = ""; // the same file can be chosen again
  });
  return button;
}

function buttonOf(text, press) {
  const button = make("button", { type: "button", class: "try-button", ...OWN_KEYS }, text);
  button.addEventListener("click", press);
  return button;
}

const pictureIn = (files) => [...files].find((file) => file.type.startsWith("image/"));

/** Take pictures that are dropped on an element, or pasted while the reader is at it. */
function takeDropsAndPastes(el, take, tell) {
  const takeFrom = (transfer, how) => {
    const file = pictureIn(transfer.files);
    if (file) take(file, file.name || `${how} picture`);
    else tell(`There is no picture in what you ${how}.`);
  };
  const pasted = (event) => {
    const field = event.target.closest?.("input, textarea, [contenteditable]");
    if (field && !el.contains(field)) return; // the reader writes somewhere else
    if (!el.matches(":hover, :focus-within")) return;
    event.preventDefault();
    takeFrom(event.clipboardData, "pasted");
  };
  el.addEventListener("dragover", (event) => {
    event.preventDefault();
    el.classList.add("try-dragged");
  });
  el.addEventListener("dragleave", () => el.classList.remove("try-dragged"));
  el.addEventListener("drop", (event) => {
    event.preventDefault();
    el.classList.remove("try-dragged");
    takeFrom(event.dataTransfer, "dropped");
  });
  document.addEventListener("paste", pasted);
  return () => document.removeEventListener("paste", pasted);
}

/** A button that asks the clipboard, where the browser lets a page do so. */
function pasteButton(take, tell) {
  if (!navigator.clipboard?.read) return "";
  return buttonOf("Paste", async () => {
    try {
      for (const item of await navigator.clipboard.read()) {
        const type = item.types.find((one) => one.startsWith("image/"));
        if (type) return take(await item.getType(type), "pasted picture");
      }
      tell("There is no picture in the clipboard: copy one first.");
    } catch {
      tell("The browser does not let this page read the clipboard: press Ctrl+V here instead.");
    }
  });
}

/**
 * A camera that is on only between a click and its picture, and goes out when the reader closes
 * it, leaves the page or hides it. Its view takes the place of the stage.
 */
function camera(take, tell) {
  if (!navigator.mediaDevices?.getUserMedia) return { button: "", view: "", close() {} };
  const video = make("video", { playsinline: "", "aria-label": "What the camera sees" });
  video.muted = true;
  const shoot = buttonOf("Take the picture", async () => {
    const { videoWidth: width, videoHeight: height } = video;
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d").drawImage(video, 0, 0);
    close();
    take(await canvas.convertToBlob({ type: "image/png" }), "camera picture");
  });
  const cancel = buttonOf("Close the camera", () => close());
  const view = make("div", { class: "try-camera" }, video, shoot, cancel);
  view.hidden = true;
  let wanted = 0; // a camera that comes after it was closed must go out, too

  function close() {
    wanted += 1;
    video.srcObject?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    const had = view.contains(document.activeElement);
    view.hidden = true;
    if (had) button.focus();
  }

  async function open() {
    close();
    const mine = wanted;
    tell("");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: 1920 }, facingMode: "environment" },
      });
      if (mine !== wanted) {
        stream.getTracks().forEach((track) => track.stop());
        return;
      }
      video.srcObject = stream;
      await video.play();
      view.hidden = false;
      shoot.focus();
    } catch (error) {
      if (mine === wanted) close();
      const none = error.name === "NotFoundError";
      tell(none ? "There is no camera." : "The camera cannot be used: allow it for this page.");
    }
  }

  const button = buttonOf("Camera", open);
  const hidden = () => { if (document.hidden) close(); };
  addEventListener("pagehide", close);
  document.addEventListener("visibilitychange", hidden);
  return {
    button,
    view,
    end() {
      close();
      removeEventListener("pagehide", close);
      document.removeEventListener("visibilitychange", hidden);
    },
  };
}
