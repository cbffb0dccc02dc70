// Where a picture of the reader's own comes from: disk, clipboard, a drop, a camera.

/** A button that opens a file; browsers draw the input itself each in their own way and language. */
function fileButton(text, take, accept = "image/*") {
  const input = make("input", { type: "file", accept, ...OWN_KEYS });
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
 * A camera that is on only while it is wanted: it goes out when the reader leaves or hides the page,
 * too, and when it is taken away, of which `lost` is told. `open` says whether it is on, or throws
 * a sentence; a camera that comes after it was closed goes out at once.
 */
function cameraLight(width, lost) {
  const video = make("video", { playsinline: "", "aria-label": "What the camera sees" });
  video.muted = true;
  let wanted = 0;

  function close() {
    wanted += 1;
    video.srcObject?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }

  async function open() {
    close();
    const mine = wanted;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: width }, facingMode: "environment" },
      });
      if (mine !== wanted) {
        stream.getTracks().forEach((track) => track.stop());
        return false;
      }
      video.srcObject = stream;
      stream.getTracks().forEach((track) => track.addEventListener("ended", goOut));
      await video.play();
      return mine === wanted;
    } catch ({ name }) {
      if (mine !== wanted) return false;
      close();
      throw new Error(CAMERA_PROBLEMS[name] ?? CAMERA_PROBLEMS.NotReadableError);
    }
  }

  function goOut() {
    const was = Boolean(video.srcObject);
    close(); // also one that is still to come
    if (was) lost();
  }

  const hidden = () => { if (document.hidden) goOut(); };
  addEventListener("pagehide", goOut);
  document.addEventListener("visibilitychange", hidden);
  return {
    video,
    open,
    close,
    end() {
      close();
      removeEventListener("pagehide", goOut);
      document.removeEventListener("visibilitychange", hidden);
    },
  };
}

const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia);

const CAMERA_PROBLEMS = {
  NotFoundError: "There is no camera.",
  NotAllowedError: "The camera cannot be used: allow it for this page.",
  NotReadableError: "The camera cannot be used: another program may have it.",
};

/** Give the reader a file to keep. */
function download(blob, name) {
  const address = URL.createObjectURL(blob);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A button for a picture from the camera, whose view takes the place of the stage. */
function camera(take, tell) {
  if (!hasCamera()) return { button: "", view: "" };
  const light = cameraLight(1920, hide);
  const { video } = light;
  const shoot = buttonOf("Take the picture", async () => {
    const { videoWidth: width, videoHeight: height } = video;
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d").drawImage(video, 0, 0);
    close();
    take(await canvas.convertToBlob({ type: "image/png" }), "camera picture");
  });
  const cancel = buttonOf("Close the camera", close);
  const view = make("div", { class: "try-camera" }, video, shoot, cancel);
  view.hidden = true;

  function hide() {
    const had = view.contains(document.activeElement);
    view.hidden = true;
    if (had) button.focus();
  }

  function close() {
    light.close();
    hide();
  }

  const button = buttonOf("Camera", async () => {
    hide();
    tell("");
    try {
      view.hidden = !(await light.open());
      if (!view.hidden) shoot.focus();
    } catch (error) {
      tell(error.message);
    }
  });
  return { button, view, end: light.end };
}
