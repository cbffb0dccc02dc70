"""`course background`: the running average of a video or of what a camera sees."""

from pathlib import Path
from typing import Annotated

import typer

from .. import background as topic
from .files import PICTURES, Force, check_output, film, out_option, picture_file, write
from .refusal import Refusal
from .terminal import say


def background(
    video: Annotated[
        str | None, typer.Argument(metavar="VIDEO", help="The video, or give --camera.")
    ] = None,
    camera: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="The number of a camera; 0 is the first one."),
    ] = None,
    alpha: Annotated[
        float,
        typer.Option(metavar="A", help="How much the newest frame counts, above 0 and up to 1."),
    ] = 0.03,
    out: Annotated[
        str | None,
        out_option("The picture to write, else VIDEO_background.png or camera_background.png."),
    ] = None,
    force: Force = False,
):
    """Write the running average of a film whose camera stands still (chapter 17).

    What moves fast enough vanishes. With a camera, press Ctrl-C when it has seen enough.
    """
    if (video is None) == (camera is None):
        raise Refusal("Give either a video or --camera with its number.")
    if out is None:
        out = "camera_background.png" if video is None else f"{Path(video).stem}_background.png"
    try:
        half_life = topic.half_life(alpha)
    except ValueError:
        raise Refusal(f"--alpha is {alpha}; give a number above 0, up to 1.") from None
    check_output(out, PICTURES, force)
    running, number = topic.RunningAverage(alpha), 0
    with film(camera if video is None else video) as frames:
        if video is None:
            say("Press Ctrl-C when the camera has seen enough.")
        try:
            for frame in frames:
                update(running, frame, number)
                number += 1
        except KeyboardInterrupt:
            if video is not None or not number:
                raise
    write(out, picture_file(running.picture, out), force)
    say(f"{number} frames, of which one counts half after {half_life:.1f} more\nwrote {out}")


def update(running, frame, number):
    """Take a frame in after so many others, or say that its size is another one."""
    if number and frame.shape != running.average.shape:
        raise Refusal(
            f"Frame {number + 1} has another size than those before; give a video of one size."
        )
    running.update(frame)
