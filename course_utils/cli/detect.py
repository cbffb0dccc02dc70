"""`course detect`: find things in a picture, in a video or before a camera."""

import collections
import contextlib
import json
import time
from typing import Annotated

import typer

from .. import detection
from .compare import Json
from .files import PICTURES, Force, check_output, film, out_option, picture_file, read, write
from .films import FILMS, Window, has_windows, stopped_by_ctrl_c, write_film
from .refusal import Refusal
from .terminal import say

RECENT = 20  # frames over which the rate is measured


def detect(
    image: Annotated[str | None, typer.Option(metavar="FILE", help="A picture.")] = None,
    video_file: Annotated[
        str | None, typer.Option("--video", metavar="FILE", help="A video.")
    ] = None,
    camera: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="A camera; 0 is the first one.")
    ] = None,
    out: Annotated[
        str | None,
        out_option("A picture or a video to write, with the boxes drawn in. Without it, none."),
    ] = None,
    confidence: Annotated[
        float, typer.Option(min=0, max=1, help="The lowest score of what is shown.")
    ] = 0.5,
    iou: Annotated[
        float,
        typer.Option(
            min=0,
            max=1,
            help="Of two boxes of one kind that overlap by more, the surer one is shown.",
        ),
    ] = 0.6,
    as_json: Json = False,
    force: Force = False,
):
    """Find 80 kinds of things: people, animals, vehicles, furniture (chapter 18).

    Frames are shown in a window, where OpenCV can open one; q ends it. Else there is a line for
    each frame, and Ctrl-C ends it. With --json there is no window, and each line is JSON. The
    network is downloaded once, 12 MB.
    """
    sources = {"--image": image, "--video": video_file, "--camera": camera}
    given = [name for name, value in sources.items() if value is not None]
    if len(given) != 1:
        found = " and ".join(given) if given else "none"
        raise Refusal(f"Give one of {', '.join(sources)}; there is {found}.")
    options = {"confidence": confidence, "iou": iou}
    if image is not None:
        detect_in_picture(image, out, options, as_json, force)
    else:
        detect_in_frames(camera if video_file is None else video_file, out, options, as_json, force)


def load():
    """Load the network, or say why there is none."""
    try:
        return detection.Detector.load()
    except (OSError, ValueError) as error:
        raise Refusal(str(error)) from None


# ---- a picture ---------------------------------------------------------------------------------


def detect_in_picture(name, out, options, as_json, force):
    """Print what is in a picture, and write or show it."""
    if out is not None:
        check_output(out, PICTURES, force)
    picture = read(name)
    found = load().detect(picture, **options)
    say(json.dumps({"image": name} | as_record(found)) if as_json else picture_lines(found))
    if out is not None:
        drawn = detection.draw_detections(picture, found)
        write(out, picture_file(drawn, out), force)
        if not as_json:
            say(f"wrote {out}")
    elif not as_json and has_windows():
        with Window() as window, stopped_by_ctrl_c() as stopped:
            window.show(detection.draw_detections(picture, found), "q ends")
            while window.is_open(50) and not stopped.is_set():
                pass


def picture_lines(found):
    """Return a line for each thing."""
    if not found.labels:
        return "nothing found"
    return "\n".join(
        f"{label:<14}  {score:.2f}  rows {top:.0f} to {bottom:.0f}, columns {left:.0f} to "
        f"{right:.0f}"
        for (top, left, bottom, right), score, label in zip(*found, strict=True)
    )


def as_record(found):
    """Return what was found as JSON knows it."""
    things = [
        {"label": label, "score": round(score, 4), "box": box.round(1).tolist()}
        for box, score, label in zip(*found, strict=True)
    ]
    return {"detections": things}


# ---- frames ------------------------------------------------------------------------------------


def detect_in_frames(source, out, options, as_json, force):
    """Print or show what is in each frame of a video or a camera, and write a film of it."""
    if out is not None:
        check_output(out, FILMS, force)
    detector = load()  # first, so that no camera waits for a download
    with contextlib.ExitStack() as stack:
        frames = stack.enter_context(film(source))
        stopped = stack.enter_context(stopped_by_ctrl_c())
        window = None if as_json or not has_windows() else stack.enter_context(Window())
        watch = Watch()

        def drawn():
            """Go through the frames until the user stops, and tell of each."""
            for number, frame in enumerate(frames):
                found = detector.detect(frame, **options)
                watch.tick()
                if out is None and window is None:
                    picture = frame
                else:
                    picture = detection.draw_detections(frame, found)
                if window is not None:
                    window.show(picture, f"{watch.rate:.1f} frames a second, q ends")
                elif as_json:
                    place = {"frame": number, "frames_per_second": round(watch.rate, 2)}
                    say(json.dumps(place | as_record(found)))
                else:
                    say(f"frame {number}: {frame_line(found)}; {watch.rate:.1f} frames a second")
                yield picture
                if stopped.is_set() or (window is not None and not window.is_open()):
                    return

        if out is None:
            for _ in drawn():
                pass
        else:
            shown = drawn() if isinstance(source, str) else in_real_time(drawn(), frames.fps)
            write_film(out, shown, frames.fps, force)
    if not as_json:
        summary = f"{watch.frames} frame{'s'[watch.frames == 1 :]} in {watch.seconds:.1f} s"
        say(summary if out is None else f"wrote {out}: {summary}")


class Watch:
    """Measures how many frames there are in a second, of late and in all."""

    def __init__(self):
        self._start = time.perf_counter()
        self._recent = collections.deque([self._start], maxlen=RECENT + 1)
        self.frames = 0

    def tick(self):
        """Count a frame that is done."""
        self._recent.append(time.perf_counter())
        self.frames += 1

    @property
    def rate(self):
        """Frames in a second, over the last ones."""
        return (len(self._recent) - 1) / max(self._recent[-1] - self._recent[0], 1e-9)

    @property
    def seconds(self):
        """Since the start."""
        return self._recent[-1] - self._start


def in_real_time(frames, fps):
    """Repeat frames that come late, so that the film of a camera takes as long as it took."""
    start, written = time.perf_counter(), 0
    for frame in frames:
        due = max(written + 1, round((time.perf_counter() - start) * fps))
        for _ in range(due - written):
            yield frame
        written = due


def frame_line(found):
    """Return labels and scores in a line."""
    things = [
        f"{label} {score:.2f}" for label, score in zip(found.labels, found.scores, strict=True)
    ]
    return ", ".join(things) or "nothing"
