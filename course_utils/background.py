"""The background of a film whose camera stands still, and what is in front of it (chapter 17)."""

import math

import cv2
import numpy as np

from ._validation import check_picture, positive, whole


class RunningAverage:
    """The average of a film so far, in which a frame counts the less the older it is.

    Parameters
    ----------
    alpha : float
        How much the newest frame counts, above 0 and up to 1. After `half_life(alpha)` more frames
        it counts half of that.

    Raises
    ------
    TypeError
        If `alpha` is no number.
    ValueError
        If it is not above 0 and at most 1.

    See Also
    --------
    cv2.accumulateWeighted : What `update` calls; it also takes a mask.

    Notes
    -----
    Taught in chapter 17. With each frame the average becomes ``(1 - alpha) * average + alpha *
    frame``, computed in float32: rounded to whole gray levels it would stand still wherever the
    frame differs by less than ``0.5 / alpha`` levels. The first frame is the start. It therefore
    counts ``(1 - alpha)**n`` after n more, which may be much more than alpha.

    Examples
    --------
    >>> black, white = np.zeros((2, 2), np.uint8), np.full((2, 2), 255, np.uint8)
    >>> running = RunningAverage(0.1)
    >>> for frame in (black, white, white):
    ...     running.update(frame)
    >>> running.average[0, 0].round(2), running.picture[0, 0]
    (np.float32(48.45), np.uint8(48))
    """

    def __init__(self, alpha):
        self.alpha = positive("alpha", alpha, "the newest frame's share", 1)
        self._sum = None

    def update(self, frame):
        """Take one more frame in.

        Parameters
        ----------
        frame : (M, N) or (M, N, 3) uint8 ndarray
            Gray or BGR, all of one shape.

        Raises
        ------
        TypeError
            If it is no uint8 array.
        ValueError
            If it has no pixel, or another shape than the first one.
        """
        check_picture("frame", frame, channels=(1, 3))
        if self._sum is None:
            self._sum = frame.astype(np.float32)
        elif frame.shape != self._sum.shape:
            raise ValueError(
                f"frame has shape {frame.shape} but the first had {self._sum.shape}; give frames "
                "of one size, or begin a new average."
            )
        else:
            cv2.accumulateWeighted(frame, self._sum, self.alpha)

    @property
    def average(self):
        """Return the average of the frames so far.

        Returns
        -------
        average : (M, N) or (M, N, 3) float32 ndarray
            For reading only; it changes with the next frame.
        """
        self._refuse_nothing()
        shown = self._sum.view()
        shown.flags.writeable = False
        return shown

    @property
    def picture(self):
        """Return the average of the frames so far as a picture.

        Returns
        -------
        picture : (M, N) or (M, N, 3) uint8 ndarray
            Rounded, in an array of its own.
        """
        self._refuse_nothing()
        return cv2.convertScaleAbs(self._sum)

    def _refuse_nothing(self):
        if self._sum is None:
            raise ValueError("There is no frame in the average; call update with one first.")


def half_life(alpha):
    """Tell after how many frames a frame counts half of what it counted in a running average.

    Parameters
    ----------
    alpha : float
        How much the newest frame counts, above 0 and up to 1.

    Returns
    -------
    frames : float
        ``log(1/2) / log(1 - alpha)``, so that ``(1 - alpha)**frames`` is 1/2; 0 for an alpha of 1,
        which keeps nothing.

    Raises
    ------
    TypeError
        If `alpha` is no number.
    ValueError
        If it is not above 0 and at most 1.

    Notes
    -----
    Taught in chapter 17. For small alphas it is nearly 0.69 / alpha.

    Examples
    --------
    >>> half_life(0.5), round(half_life(0.1), 3)
    (1.0, 6.579)
    """
    alpha = positive("alpha", alpha, "the newest frame's share", 1)
    return 0.0 if alpha == 1 else -math.log(2) / math.log1p(-alpha)


def foreground_mask(frame, background, *, threshold):
    """Mark the pixels of a frame that differ from the background.

    Parameters
    ----------
    frame, background : (M, N) or (M, N, 3) uint8 ndarray
        Two gray or two BGR pictures of one shape.
    threshold : int
        A pixel differs if one of its channels does by more than so many gray levels, 0 to 254.

    Returns
    -------
    mask : (M, N) bool ndarray
        True in front of the background.

    Raises
    ------
    TypeError
        If a picture is no uint8 array, or `threshold` no whole number.
    ValueError
        If the shapes differ, or `threshold` is below 0 or above 254.

    See Also
    --------
    cv2.createBackgroundSubtractorMOG2 : Learns for each pixel how much it varies by itself.

    Notes
    -----
    Taught in chapter 17. The threshold has to be above the noise and the flicker of the light.
    Shadows differ too. What has the color of the background behind it is not found.

    Examples
    --------
    >>> wall = np.full((1, 3, 3), 100, np.uint8)
    >>> frame = wall + np.uint8([[[0, 0, 0], [0, 0, 30], [20, 20, 20]]])
    >>> foreground_mask(frame, wall, threshold=20)
    array([[False,  True, False]])
    """
    threshold = whole("threshold", threshold, least=0, most=254)
    for name, image in (("frame", frame), ("background", background)):
        check_picture(name, image, channels=(1, 3))
    if frame.shape != background.shape:
        raise ValueError(
            f"frame has shape {frame.shape} but background has {background.shape}; give two "
            "pictures of one size, both gray or both in color."
        )
    difference = cv2.absdiff(frame, background)
    limits = (threshold,) * (1 if frame.ndim == 2 else 3)
    return cv2.inRange(difference, (0,) * len(limits), limits) == 0
