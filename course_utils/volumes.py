"""Histograms of volumes, in memory, on disk or on a cluster; `histograms` makes them public."""

import sys
import uuid
from contextlib import contextmanager

import numpy as np

from ._binning import (
    MOST_BINS,
    check_range,
    count_cells,
    count_numbers,
    full_range,
    group,
    number_of_values,
)
from ._validation import check_numbers, refuse_masked, shortened, whole

# Bytes counted at once: little enough for memory, much enough for speed.
PIECE = 2**24


def volume_histogram(volume, bins=256, *, value_range=None, normalize=False, progress=False):
    """Count how many voxels of a volume fall into each bin, however large the volume is.

    Parameters
    ----------
    volume : (P, M, N) ndarray, memory map or Dask array
        Planes, rows, columns, of any integer or floating dtype, without NaN or infinity. A memory
        map or a Dask array is read piece by piece and never held as a whole.
    bins : int, optional
        Number of bins, all equally wide.
    value_range : (float, float), optional
        Lower end of the first bin and upper end of the last. Values outside are not counted. It
        may be left out for uint8 (0 to 256) and uint16 (0 to 65536) only.
    normalize : bool, optional
        Whether to return shares instead of counts.
    progress : bool, optional
        Whether to show a progress bar on the standard error stream.

    Returns
    -------
    counts : (bins,) int64 or float64 ndarray
        Voxels in each bin, exactly. With `normalize`, shares of the counted voxels, which sum to 1.

    Raises
    ------
    TypeError
        If `volume` is no array of integers or floats or is a masked array, if a chunk of a Dask
        array is not of the dtype that the array declares, or if `bins` is not a whole number.
    ValueError
        If `volume` is empty, has not three axes or is not finite, if `bins` is not from 1 to
        2**24, if `value_range` does not rise, is missing or cannot be cut into so many bins, if no
        voxel lies in it, or if a chunk of a Dask array cannot be read; the message names the chunk.

    See Also
    --------
    numpy.histogram : The same counts, more than 10 times slower.
    dask.array.histogram : The same counts of a Dask array, no faster than NumPy's.
    cv2.calcHist : As fast, but float32: it rounds counts above 16,777,216.

    Notes
    -----
    Taught in chapter 06. A bin holds its lower end and not its upper end, except the last, which
    holds both. Voxels are counted where they lie and only counts travel, so the memory needed is a
    few pieces of 16 MiB, or for a Dask array as many chunks as Dask loads at once.

    A Dask array is computed by Dask's current scheduler: threads of this process, or the cluster
    of a `dask.distributed` client if there is one. A Zarr chunk that was never written counts as
    the fill value, because that is what its absence means. One that is cut short is an error, as
    far as its compressor notices: Blosc may not, unless a checksum (``Crc32cCodec``) is stored.
    To name the chunk, the chunks before it are read once more, one after the other.

    Examples
    --------
    >>> volume = np.array([[[0, 0, 127]], [[128, 200, 255]]], dtype=np.uint8)
    >>> volume_histogram(volume, 2)
    array([3, 3])
    >>> volume_histogram(volume, 2, normalize=True)
    array([0.5, 0.5])
    >>> volume_histogram(volume, 4, value_range=(0, 128))
    array([2, 0, 0, 2])
    """
    _check_volume(volume)
    bins = whole("bins", bins, 1, MOST_BINS)
    value_range = full_range("volume", volume.dtype, value_range)
    ends = check_range(value_range, bins, volume.dtype)
    count = _count_dask if _is_dask(volume) else _count_array
    result = count(volume, bins, ends, progress)
    counts, bad = result[:-1], result[-1]
    if bad:
        raise ValueError(
            f"volume holds NaN or infinity in {bad} of {volume.size} voxels; give them a value "
            "first, with np.nan_to_num for instance."
        )
    if not normalize:
        return counts
    total = counts.sum()
    if not total:
        raise ValueError(
            f"value_range is {shortened(value_range)}, but no voxel lies in it, so that there are "
            "no shares; widen it."
        )
    return counts / total


def _check_volume(volume):
    if not isinstance(volume, np.ndarray) and not _is_dask(volume):
        raise TypeError(
            f"volume has type {type(volume).__name__}; give a NumPy array, a memory map or a Dask "
            "array, such as dask.array.from_zarr returns it."
        )
    refuse_masked("volume", volume)
    check_numbers("volume", volume, "voxel")
    if volume.ndim != 3:
        raise ValueError(
            f"volume has shape {volume.shape}; give three axes: planes, rows, columns."
        )
    if any(size != size for size in volume.shape):  # Dask writes NaN for a size it does not know
        raise ValueError(
            f"volume has shape {volume.shape}, so some sizes are unknown; call "
            "volume.compute_chunk_sizes() first."
        )


def _is_dask(volume):
    # Dask takes long to import. Who has a Dask array has imported it.
    dask_array = sys.modules.get("dask.array")
    return dask_array is not None and isinstance(volume, dask_array.Array)


def _count_array(volume, bins, value_range, progress=False):
    """Count an array in memory; behind the counts stands how many values are not finite."""
    # With the widest steps first, a piece is one stretch of memory and need not be copied.
    volume = volume.transpose(np.argsort([-abs(step) for step in volume.strides], kind="stable"))
    values = number_of_values(volume.dtype)
    # In a small chunk of uint16, fewer voxels have to go into bins than values would have to.
    each_value = 0 < values <= volume.size
    counts = np.zeros(values if each_value else bins, np.int64)
    bad = 0
    with _bar(progress, volume.size) as advance:
        for piece in _pieces(volume):
            flat = np.ascontiguousarray(piece).reshape(-1, piece.shape[-1])
            if each_value:
                counts += count_cells(flat, (0,), counts.shape, None)
            else:
                more, bad_here = count_numbers(flat, bins, value_range)
                counts += more
                bad += bad_here
            advance(flat.size)
    if each_value:
        counts = group(counts, bins, value_range)
    return np.append(counts, bad)


def _pieces(volume):
    """Cut an array into pieces of at most PIECE bytes, along its first axes."""
    if not volume.size:
        return
    limit = max(1, PIECE // volume.itemsize)
    inner = volume.size // len(volume)
    if inner > limit:
        for part in volume:
            yield from _pieces(part)
    else:
        step = limit // inner
        for start in range(0, len(volume), step):
            yield volume[start : start + step]


@contextmanager
def _bar(wanted, total):
    """Give a function that moves a progress bar on by so many voxels."""
    if not wanted:
        yield lambda voxels: None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit="voxel", unit_scale=True) as bar:
        yield bar.update


def _count_dask(volume, bins, value_range, progress):
    """Count a Dask array where its chunks lie; the result is that of `_count_array`."""
    try:
        return _compute(_layer_counts(volume, bins, value_range), progress)
    except Exception as error:
        of_cluster = type(error).__module__.partition(".")[0] == "distributed"
        if not of_cluster and not isinstance(error, (MemoryError, TypeError)):
            _name_broken_chunk(volume)
        raise


def _layer_counts(volume, bins, value_range):
    """Return the counts, yet to be computed: one row for each layer of chunks, bottom to top."""
    counts = volume.map_blocks(
        _count_chunk,
        bins,
        value_range,
        volume.dtype,
        token=uuid.uuid4().hex,  # a cluster must not answer with what it counted before
        new_axis=3,
        chunks=(*((1,) * number for number in volume.numblocks), (bins + 1,)),
        meta=np.empty((0, 0, 0, 0), np.int64),
    )
    return counts.sum(axis=(1, 2))


def _count_chunk(chunk, bins, value_range, dtype, block_info=None):
    """Count a chunk after a look at it: Dask takes what an array declares on trust."""
    refuse_masked("a chunk of volume", chunk)
    if not isinstance(chunk, np.ndarray) or chunk.dtype != dtype:
        found = getattr(chunk, "dtype", type(chunk).__name__)
        raise TypeError(
            f"a chunk of volume holds {found} but the Dask array declares {dtype}; state the right "
            "dtype where the array is made."
        )
    declared = tuple(end - start for start, end in block_info[0]["array-location"])
    if chunk.shape != declared:
        raise TypeError(
            f"a chunk of volume has shape {chunk.shape} but the Dask array declares {declared}; "
            "state the right chunks where the array is made."
        )
    return _count_array(chunk, bins, value_range)[np.newaxis, np.newaxis, np.newaxis]


def _compute(layers, progress):
    if not progress:
        return layers.sum(axis=0).compute()
    from tqdm import tqdm
    from tqdm.dask import TqdmCallback

    with TqdmCallback(tqdm_class=tqdm, unit="task"):
        layers = layers.persist()  # a cluster only begins here, and the callback shows nothing
    distributed = sys.modules.get("distributed")
    futures = distributed.futures_of(layers) if distributed else []
    if not futures:
        return layers.sum(axis=0).compute()
    done = distributed.as_completed(futures, with_results=True)
    return sum(counts[0] for _, counts in tqdm(done, total=len(futures), unit="layer"))


def _name_broken_chunk(volume):
    """Raise an error that names the first chunk that cannot be read: Dask's own does not."""
    for index in np.ndindex(volume.numblocks):
        chunk = volume.blocks[index]
        try:
            # One zero in its place, so that on a cluster nothing large travels.
            chunk.map_blocks(lambda _: np.zeros((1, 1, 1)), dtype=float).compute()
        except Exception as error:
            reason = str(error).partition("\n")[0].partition(". ")[0] or type(error).__name__
            raise ValueError(
                f"chunk {index} of volume cannot be read ({reason}); write it again, or restore it "
                "from a copy."
            ) from error
