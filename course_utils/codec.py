"""Picture files as bytes: OpenCV's codecs, silent on the terminal, and mended where they err."""

import functools
import io
import logging
import math
import re
from contextlib import contextmanager

import cv2
import numpy as np
import tifffile
from PIL import AvifImagePlugin, Image, ImageOps

from ._shared import Shared

# OpenCV's own limit, kept where something else reads.
MOST_PIXELS = 2**30

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_FLOATS = (b"#?", b"PF", b"Pf")  # Radiance HDR, and PFM in color and in gray
# After the name, among comments: columns, rows and the value of white.
_NETPBM = re.compile(rb"P([2356])" + rb"(?:\s|#[^\r\n]*[\r\n])+(\d+)" * 3 + rb"\s")
_PAM = re.compile(rb"P7\s.*?\nENDHDR\s*\n", re.DOTALL)

# tifffile logs what is wrong with a damaged file, and Python prints what nobody handles.
logging.getLogger("tifffile").addHandler(logging.NullHandler())


class OtherValues(ValueError):
    """The file holds other values than whole numbers from 0 on in 16 bits; the text names them."""


def read(content):
    """Return the picture in these bytes as BGR, upright and without transparency, or None.

    OpenCV reads most formats rightly; the others are read here.
    """
    start = content[:12].tobytes()
    if start.startswith(_TIFF):
        return _read_tiff(content)
    if re.match(rb"P[23567]\s", start):
        return _read_netpbm(content)
    if start[4:8] == b"ftyp":
        return _read_avif(content)
    if start.startswith(_FLOATS):
        image = decode(content, cv2.IMREAD_UNCHANGED)
        if image is not None:
            raise OtherValues(image.dtype)  # OpenCV would cut them to 8 bits
        return None
    return decode(content)


def decode(content, flags=cv2.IMREAD_COLOR):
    """Return the picture in these bytes, in BGR unless the flags of imread say otherwise, or None.

    Unlike imread, imdecode takes no half.
    """
    with _quiet:
        try:
            return cv2.imdecode(content, flags)
        except cv2.error as error:
            if error.code == cv2.Error.StsNoMem:
                raise  # no fault of the file
            return None


def encode(picture, ending, *options):
    """Return the content of a file of this format (``".png"``), or None if it cannot hold it."""
    with _quiet:
        done, content = cv2.imencode(ending, picture, options)
    return content.tobytes() if done else None


def encode_indexed(labels, palette):
    """Return the content of a PNG file with a palette, in BGR or gray: OpenCV cannot write it."""
    picture = Image.fromarray(labels)
    rgb = np.repeat(palette[:, None], 3, axis=1) if palette.ndim == 1 else palette[:, ::-1]
    picture.putpalette(rgb.tobytes())
    stream = io.BytesIO()
    picture.save(stream, "PNG", bits=max(1, (len(palette) - 1).bit_length()), optimize=True)
    return stream.getvalue()


@contextmanager
def _silent():
    level = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(level)


# Keeps OpenCV from printing: the caller turns its failures into one sentence.
_quiet = Shared(_silent)


def _none_if_damaged(reader):
    @functools.wraps(reader)
    def read_or_none(content):
        try:
            return reader(content)
        except (MemoryError, cv2.error, OtherValues):
            raise
        except Exception:  # on damage the libraries raise anything
            return None

    return read_or_none


@_none_if_damaged
def _read_tiff(content):
    """Read the first page of a TIFF file.

    OpenCV multiplies colors by their transparency, rounds 16 bits instead of cutting them, garbles
    them if they lie in planes and gray with transparency in tiles, and refuses small tiles.
    """
    page = tifffile.TiffFile(io.BytesIO(content)).pages.first
    bits = page.bitspersample
    if page.dtype is None or page.dtype.kind not in "bu" or page.dtype.itemsize > 2:
        raise OtherValues(page.dtype or f"{bits}-bit")
    parts = zip(page.dataoffsets, page.databytecounts, strict=True)
    if any(start + count > content.size for start, count in parts):
        return None  # cut short; of planes OpenCV would return those that are left
    image = None
    is_clear_gray = page.samplesperpixel == 2
    if bits <= 8 and not (is_clear_gray and page.is_tiled):
        image = decode(_without_transparency(content, page))
    elif page.planarconfig == tifffile.PLANARCONFIG.CONTIG and not is_clear_gray:
        image = decode(content, cv2.IMREAD_UNCHANGED)
    if image is not None and image.dtype == np.uint8:
        return _to_bgr(image, white=255)  # with more bits: of a color space that OpenCV turned
    white = 65535  # OpenCV shifts what has 9 to 15 bits
    if image is None:
        image, white = _read_plain_tiff(page)
    image = _to_bgr(image, white)
    return ~image if page.photometric == tifffile.PHOTOMETRIC.MINISWHITE else image


def _without_transparency(content, page):
    """Return the file with its transparency declared to mean nothing."""
    tag = page.tags.get("ExtraSamples")
    if tag is None:
        return content
    content = content.copy()
    content[tag.valueoffset : tag.valueoffset + 2 * tag.count] = 0
    return content


def _read_plain_tiff(page):
    """Return BGR or gray values and white, by tifffile, which knows only some compressions."""
    bits, kinds = page.bitspersample, tifffile.PHOTOMETRIC
    if bits not in (1, 8, 16) or page.imagewidth * page.imagelength > MOST_PIXELS:
        raise ValueError
    colors = {kinds.RGB: 3, kinds.MINISBLACK: 1, kinds.MINISWHITE: 1, kinds.PALETTE: 1}
    # Planes, depth, rows, columns, samples: planes and samples are both channels.
    values = np.moveaxis(page.asarray().reshape(page.shaped)[:, 0], 0, 2)
    values = values.reshape(page.imagelength, page.imagewidth, -1)
    values = values[:, :, : colors[page.photometric]]
    if page.photometric == kinds.PALETTE:
        values, bits = page.colormap.T[values[:, :, 0]], 16
    return _turn(values[:, :, ::-1], page.tags.valueof("Orientation", default=1)), 2**bits - 1


def _turn(image, orientation):
    """Turn a picture upright that is marked with one of the eight orientations of TIFF."""
    if orientation in (5, 6, 7, 8):
        image = image.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        image = image[::-1]
    if orientation in (2, 3, 6, 7):
        image = image[:, ::-1]
    return image


@_none_if_damaged
def _read_netpbm(content):
    """Read PGM, PPM or PAM, which name the value of white; OpenCV takes none but 255 and 65535."""
    if head := _NETPBM.match(content):
        kind, columns, rows, white = map(int, head.groups())
        channels = 3 if kind in (3, 6) else 1
    else:
        head = _PAM.match(content)
        lines = [line.split() for line in head[0].splitlines()]
        fields = {line[0]: line[1] for line in lines if len(line) == 2}
        names = (b"WIDTH", b"HEIGHT", b"DEPTH", b"MAXVAL")
        kind, (columns, rows, channels, white) = 7, (int(fields[name]) for name in names)
    if not 0 < white < 65536 or not 0 < rows * columns <= MOST_PIXELS:
        return None
    shape = (rows, columns, channels)
    body = content[head.end() :]
    if kind in (2, 3):
        words = body.tobytes().split(maxsplit=math.prod(shape))[: math.prod(shape)]
        values = np.array([int(word) for word in words])
    else:
        dtype = np.dtype(np.uint8 if white < 256 else ">u2")
        values = np.frombuffer(body, dtype, count=math.prod(shape))
    values = np.minimum(values.reshape(shape), white)
    colors = 3 if channels > 2 else 1  # a second or a fourth channel is transparency
    return _to_bgr(values[:, :, :colors][:, :, ::-1], white)


@_none_if_damaged
def _read_avif(content):
    """Read AVIF, which OpenCV does not turn upright."""
    picture = ImageOps.exif_transpose(AvifImagePlugin.AvifImageFile(io.BytesIO(content)))
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])


def _to_bgr(image, white):
    """Return a picture of any whole numbers as BGR of 8 bits: of 16 bits the upper 8 are kept."""
    if white == 65535:
        image = image >> 8
    elif white != 255:
        image = (image.astype(np.uint32) * 255 + white // 2) // white
    image = image.astype(np.uint8, copy=False)
    if image.ndim == 2 or image.shape[2] == 1:
        return cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_GRAY2BGR)
    return np.ascontiguousarray(image[:, :, :3])
