"""`cv2` in the page: OpenCV.js behind the names of Python's OpenCV. Array in, array out.

Nothing of OpenCV is written again here. `_DECLARED` lists its functions as OpenCV's own headers do,
and `opencv_js` makes Python's functions of them. Where OpenCV.js returns something else than Mats
and numbers, or has no function of that name, one below is made of those that it has.
"""

from types import SimpleNamespace

import numpy as np
import opencv_js as _js
from opencv_js import VERSION

__version__ = VERSION
error = _js.error

# ---- constants: those of OpenCV.js, with the names that only Python has --------------------------

_CONSTANTS = {
    name: value
    for name, value in _js.OPENCV.object_entries()
    if name[0].isupper() and isinstance(value, int)
}
for _here, _there in (("Lab", "LAB"), ("Luv", "LUV"), ("TermCriteria", "TERM_CRITERIA")):
    _CONSTANTS |= {name.replace(_here, _there): value for name, value in _CONSTANTS.items()}
globals().update(_CONSTANTS, CV_16F=_js.DEPTHS["float16"])


class Mat(np.ndarray):
    """An array whose last axis does not count channels, unless `wrap_channels` says so."""

    def __new__(cls, arr, wrap_channels=False):
        """Look at an array in this way."""
        self = arr.view(cls)
        self.wrap_channels = wrap_channels
        return self

    def __array_finalize__(self, source):
        self.wrap_channels = getattr(source, "wrap_channels", None)


# ---- functions that need no more than their declaration ------------------------------------------

_DECLARED = """
absdiff(Term src1, Term src2, Out dst)
add(Term src1, Term src2, Out dst, Mat mask=None, int dtype=-1)
addWeighted(Mat src1, double alpha, Mat src2, double beta, double gamma, Out dst, int dtype=-1)
bitwise_and(Mat src1, Mat src2, Out dst, Mat mask=None)
bitwise_not(Mat src, Out dst, Mat mask=None)
bitwise_or(Mat src1, Mat src2, Out dst, Mat mask=None)
bitwise_xor(Mat src1, Mat src2, Out dst, Mat mask=None)
compare(Mat src1, Mat src2, Out dst, int cmpop)
convertScaleAbs(Mat src, Out dst, double alpha=1, double beta=0)
countNonZero(Mat src) -> int
dft(Mat src, Out dst, int flags=0, int nonzeroRows=0)
divSpectrums(Mat a, Mat b, Out c, int flags, bool conjB=0)
divide(Term src1, Term src2, Out dst, double scale=1, int dtype=-1)
inRange(Mat src, Mat lowerb, Mat upperb, Out dst)
kmeans(Mat data, int K, InOut bestLabels, TermCriteria criteria, int attempts, int flags,
    Out centers) -> double
LUT(Mat src, Mat lut, Out dst)
magnitude(Mat x, Mat y, Out magnitude)
max(Mat src1, Mat src2, Out dst)
mean(Mat src, Mat mask=None) -> Scalar
meanStdDev(Mat src, Out mean, Out stddev, Mat mask=None)
minMaxLoc(Mat src, Mat mask=None) -> Extremes
merge(Mats mv, Out dst)
min(Mat src1, Mat src2, Out dst)
moments(Mat array, bool binaryImage=0) -> Moments
multiply(Term src1, Term src2, Out dst, double scale=1, int dtype=-1)
normalize(Mat src, InOut dst, double alpha=1, double beta=0, int norm_type=4, int dtype=-1,
    Mat mask=None)
reduce(Mat src, Out dst, int dim, int rtype, int dtype=-1)
setRNGSeed(int seed)
split(Mat m, MatsOut mv)
sqrt(Mat src, Out dst)
subtract(Term src1, Term src2, Out dst, Mat mask=None, int dtype=-1)

copyMakeBorder(Mat src, Out dst, int top, int bottom, int left, int right, int borderType,
    Scalar value=BLACK)
flip(Mat src, Out dst, int flipCode)
getRotationMatrix2D(Point2f center, double angle, double scale) -> Mat
resize(Mat src, Out dst, Size dsize, double fx=0, double fy=0, int interpolation=1)
rotate(Mat src, Out dst, int rotateCode)
transpose(Mat src, Out dst)

adaptiveThreshold(Mat src, Out dst, double maxValue, int adaptiveMethod, int thresholdType,
    int blockSize, double C)
calcBackProject(Mats images, ints channels, Mat hist, Out dst, doubles ranges, double scale)
calcHist(Mats images, ints channels, Mat mask, Out hist, ints histSize, doubles ranges)
compareHist(Mat H1, Mat H2, int method) -> double
cvtColor(Mat src, Out dst, int code, int dstCn=0, int hint=0)
equalizeHist(Mat src, Out dst)
threshold(Mat src, Out dst, double thresh, double maxval, int type) -> double

blur(Mat src, Out dst, Size ksize, Point anchor=MIDDLE, int borderType=REFLECT)
boxFilter(Mat src, Out dst, int ddepth, Size ksize, Point anchor=MIDDLE, bool normalize=1,
    int borderType=REFLECT)
Canny(Mat image, Out edges, double threshold1, double threshold2, int apertureSize=3,
    bool L2gradient=0)
filter2D(Mat src, Out dst, int ddepth, Mat kernel, Point anchor=MIDDLE, double delta=0,
    int borderType=REFLECT)
GaussianBlur(Mat src, Out dst, Size ksize, double sigmaX, double sigmaY=0, int borderType=REFLECT,
    int hint=0)
Laplacian(Mat src, Out dst, int ddepth, int ksize=1, double scale=1, double delta=0,
    int borderType=REFLECT)
matchTemplate(Mat image, Mat templ, Out result, int method, Mat mask=None)
medianBlur(Mat src, Out dst, int ksize)
sepFilter2D(Mat src, Out dst, int ddepth, Mat kernelX, Mat kernelY, Point anchor=MIDDLE,
    double delta=0, int borderType=REFLECT)
Sobel(Mat src, Out dst, int ddepth, int dx, int dy, int ksize=3, double scale=1, double delta=0,
    int borderType=REFLECT)

connectedComponents(Mat image, Out labels, int connectivity=8, int ltype=4) -> int
connectedComponentsWithStats(Mat image, Out labels, Out stats, Out centroids, int connectivity=8,
    int ltype=4) -> int
dilate(Mat src, Out dst, Mat kernel, Point anchor=MIDDLE, int iterations=1,
    int borderType=CONSTANT, Scalar borderValue=SURE)
erode(Mat src, Out dst, Mat kernel, Point anchor=MIDDLE, int iterations=1,
    int borderType=CONSTANT, Scalar borderValue=SURE)
getStructuringElement(int shape, Size ksize, Point anchor=MIDDLE) -> Mat
morphologyEx(Mat src, Out dst, int op, Mat kernel, Point anchor=MIDDLE, int iterations=1,
    int borderType=CONSTANT, Scalar borderValue=SURE)

circle(InOut img, Point center, int radius, Scalar color, int thickness=1, int lineType=8,
    int shift=0)
ellipse(InOut img, Point center, Size axes, double angle, double startAngle, double endAngle,
    Scalar color, int thickness=1, int lineType=8, int shift=0)
fillPoly(InOut img, Mats pts, Scalar color, int lineType=8, int shift=0, Point offset=ORIGIN)
line(InOut img, Point pt1, Point pt2, Scalar color, int thickness=1, int lineType=8, int shift=0)
polylines(InOut img, Mats pts, bool isClosed, Scalar color, int thickness=1, int lineType=8,
    int shift=0)
rectangle(InOut img, Point pt1, Point pt2, Scalar color, int thickness=1, int lineType=8,
    int shift=0)
"""
_NAMES = {
    "None": None,
    "REFLECT": _CONSTANTS["BORDER_REFLECT_101"],
    "CONSTANT": _CONSTANTS["BORDER_CONSTANT"],
    "SURE": (np.finfo(float).max,) * 4,  # a border that is never the largest or the smallest
    "BLACK": (),
    "MIDDLE": (-1, -1),
    "ORIGIN": (0, 0),
}
_cv = SimpleNamespace(**_js.declared(_DECLARED, _NAMES))
globals().update(vars(_cv))


# ---- functions that have another form in OpenCV.js, or are made of those that it has -------------


def calcHist(images, channels, mask, histSize, ranges, hist=None, accumulate=False):
    """Count pixels; the counts have an axis for each channel, and at least two."""
    counts = _cv.calcHist(images, channels, mask, histSize, ranges)
    counts = counts.reshape(histSize if len(histSize) > 1 else (-1, 1))
    return _js.put(_cv.add(hist, counts) if accumulate else counts, hist)


def accumulateWeighted(src, dst, alpha, mask=None):
    """Move an average toward a picture, where the mask is not 0."""
    if dst.dtype not in (np.float32, np.float64) or dst.itemsize < src.itemsize:
        raise _js.failed("accumulateWeighted", "func != 0")
    moved = _cv.addWeighted(src, alpha, dst, 1 - alpha, 0, dtype=_js.DEPTHS[dst.dtype.name])
    chosen = np.ones(dst.shape[:2], bool) if mask is None else mask != 0
    dst[chosen] = moved[chosen]
    return dst


def getGaussianKernel(ksize, sigma, ktype=_js.DEPTHS["float64"]):
    """Return the weights of `GaussianBlur`: what it makes of a single bright pixel."""
    if ksize % 2 == 0 or ksize < 0:
        raise _js.failed("getGaussianKernel", "ksize % 2 == 1 (in the page)")
    spot = np.zeros((1, ksize), _js.DTYPES[ktype])
    spot[0, ksize // 2] = 1
    return _cv.GaussianBlur(spot, (ksize, 1), sigma, borderType=_NAMES["CONSTANT"]).T


def phaseCorrelate(src1, src2, window=None):
    """Return how far the second picture has moved, (x, y), and how sure that is."""
    if src1.dtype not in (np.float32, np.float64):
        raise _js.failed("phaseCorrelate", "src1.type() == CV_32FC1 || src1.type() == CV_64FC1")
    gaps = [_js.OPENCV.getOptimalDFTSize(side) - side for side in src1.shape]
    (a, b), (c, d) = (_spectrum(src, window, *gaps) for src in (src1, src2))
    real = _cv.add(_cv.multiply(a, c), _cv.multiply(b, d))  # the first times the other's conjugate
    imaginary = _cv.subtract(_cv.multiply(b, c), _cv.multiply(a, d))
    length = _cv.magnitude(real, imaginary)
    phases = _cv.divSpectrums(*map(_cv.merge, ([real, imaginary], [length, length * 0])), 0)
    flags = _CONSTANTS["DFT_INVERSE"] | _CONSTANTS["DFT_REAL_OUTPUT"]
    surface = np.fft.fftshift(_cv.dft(phases, flags=flags))
    x, y = _cv.minMaxLoc(surface)[3]
    left, top = np.maximum([x - 2, y - 2], 0)
    sums = _cv.moments(surface[top : y + 3, left : x + 3])
    x, y = float(left + sums["m10"] / sums["m00"]), float(top + sums["m01"] / sums["m00"])
    rows, columns = surface.shape
    return (columns / 2 - x, rows / 2 - y), sums["m00"] / surface.size


def _spectrum(src, window, down, right):
    if window is not None:
        src = _cv.multiply(src, window)
    padded = _cv.copyMakeBorder(src, 0, down, 0, right, _NAMES["CONSTANT"])
    return _cv.split(_cv.dft(padded, flags=_CONSTANTS["DFT_COMPLEX_OUTPUT"]))


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(f"cv2 in the page has no {name!r}; if OpenCV has it, it works in Jupyter.")
