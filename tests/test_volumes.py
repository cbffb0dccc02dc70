"""Volumes: counted exactly, in little memory, out of files, on a cluster; the course's own two."""

import gzip
import hashlib
import math
import re
import subprocess
import sys
import tracemalloc

import cv2
import dask
import dask.array as da
import numpy as np
import pytest
import zarr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_utils import assets, data, histograms, volumes
from course_utils.histograms import volume_histogram

VIEWS = {
    "whole": lambda volume: volume,
    "planes last": lambda volume: volume.transpose(2, 0, 1),
    "rows first": lambda volume: volume.transpose(1, 0, 2),
    "upside down": lambda volume: volume[::-1],
    "every second plane": lambda volume: volume[::2],
    "every third column, mirrored": lambda volume: volume[:, :, ::-3],
    "Fortran order": np.asfortranarray,
}


@st.composite
def volume_cases(draw):
    dtype = np.dtype(draw(st.sampled_from(["u1", "u2", ">u2", "i2", "i4", "f4", "f8"])))
    if dtype.kind == "f":
        elements = st.integers(-30_000, 40_000).map(lambda number: dtype.type(number / 100))
    else:
        limits = np.iinfo(dtype)
        elements = st.integers(max(limits.min, -300), min(limits.max, 400))
    shape = draw(hnp.array_shapes(min_dims=3, max_dims=3, max_side=9))
    volume = draw(hnp.arrays(dtype, shape, elements=elements))
    volume = VIEWS[draw(st.sampled_from(list(VIEWS)))](volume)
    low = draw(st.integers(-300, 300))
    value_range = low, low + draw(st.integers(1, 900))
    if volume.dtype.kind == "u" and draw(st.booleans()):
        value_range = None
    return volume, draw(st.integers(1, 300)), value_range


def plain_counts(volume, bins, value_range):
    if value_range is None:
        value_range = 0, np.iinfo(volume.dtype).max + 1
    return np.histogram(volume, bins, range=value_range)[0]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(volume_cases(), st.integers(1, 200), st.integers(3, 9))
def test_counts_equal_numpy_whole_in_pieces_and_in_chunks(case, piece, chunk):
    volume, bins, value_range = case
    before = volume.copy()
    expected = plain_counts(volume, bins, value_range)
    options = {"value_range": value_range}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(volumes, "PIECE", piece)
        counts = volume_histogram(volume, bins, **options)
        with dask.config.set(scheduler="synchronous"):
            lazy = volume_histogram(da.from_array(volume, chunks=chunk), bins, **options)
    for found in (counts, lazy):
        assert found.dtype == np.int64
        np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(volume, before)


@given(
    hnp.array_shapes(min_dims=3, max_dims=3, max_side=12),
    st.sampled_from(list(VIEWS)),
    st.integers(1, 300),
)
def test_pieces_cover_every_voxel_once(shape, view, limit):
    seen = VIEWS[view](np.zeros(shape, np.uint16))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(volumes, "PIECE", limit)
        for piece in volumes._pieces(seen):
            assert 0 < piece.nbytes <= max(limit, 2)
            piece += 1
    assert (seen == 1).all()


# Laws and hand-worked cases


def test_by_hand():
    volume = np.array([[[0, 0, 127]], [[128, 200, 255]]], np.uint8)
    assert volume_histogram(volume, 2).tolist() == [3, 3]
    assert volume_histogram(volume, 2, normalize=True).tolist() == [0.5, 0.5]
    counts = volume_histogram(volume, 4, value_range=(0, 128))
    assert counts.tolist() == [2, 0, 0, 2]  # the last bin holds its upper end, 128
    deep = volume.astype(np.uint16) * 257
    counts = volume_histogram(deep)
    assert counts[[0, 127, 128, 200, 255]].tolist() == [2, 1, 1, 1, 1]


@pytest.mark.parametrize("dtype", ["<u2", ">u2"])
def test_uint16_is_counted_in_either_byte_order(dtype):
    volume = (data.ct_volume(48) * np.uint16(200)).astype(dtype)
    assert volume.size > 2**16  # enough to count each value by itself
    counts = volume_histogram(volume, 99)
    np.testing.assert_array_equal(counts, plain_counts(volume, 99, (0, 65536)))


def test_shares_are_counts_over_the_counted_voxels():
    volume = data.ct_volume(40)
    shares = volume_histogram(volume, normalize=True)
    assert shares.dtype == np.float64
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_array_equal(shares, volume_histogram(volume) / volume.size)
    inside = volume_histogram(volume, 10, value_range=(90, 160), normalize=True)
    assert inside.sum() == pytest.approx(1, abs=1e-12)


def test_a_volume_is_the_sum_of_its_planes():
    volume = data.ct_volume(30)
    planes = sum(histograms.histogram(plane, 50) for plane in volume)
    np.testing.assert_array_equal(volume_histogram(volume, 50), planes)


# Exact above 2**24, in little memory


@pytest.mark.parametrize("shape", [(257, 257, 257), (1, 4097, 4097), (1, 1, 2**24 + 3)])
def test_no_voxel_is_lost_above_float32(shape):
    volume = np.full(shape, 7, np.uint8)
    voxels = volume.size
    assert voxels > 2**24
    assert int(np.float32(voxels)) != voxels
    assert volume_histogram(volume)[7] == voxels
    lazy = da.from_array(volume, chunks=-1)  # one chunk that is itself above the limit
    assert volume_histogram(lazy)[7] == voxels


def extra_memory(volume, **options):
    """Bytes that counting allocates through NumPy, at its highest."""
    tracemalloc.start()
    volume_histogram(volume, **options)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_counting_needs_little_memory():
    volume = np.zeros((96, 512, 512), np.uint8)
    assert extra_memory(volume) < 2**20
    assert extra_memory(volume.transpose(2, 1, 0)) < 2**20
    # 256 MiB each that NumPy does not store, so that every piece of them is copied.
    for value in (np.uint8(0), np.uint16(0), np.float16(0), np.float64(0)):
        wide = np.broadcast_to(value, (256 // value.itemsize, 1024, 1024))
        assert extra_memory(wide, value_range=(0, 1)) < 64 * 2**20


def test_a_plane_larger_than_a_piece_is_cut():
    volume = np.zeros((2, 6000, 8000), np.uint8)[:, :, ::-1]
    assert extra_memory(volume) < 40 * 2**20


def test_small_chunks_of_uint16_are_not_grouped_value_by_value(monkeypatch):
    """65,536 values into bins, for each chunk, would take longer than its few voxels."""
    volume = np.arange(512, dtype=np.uint16).reshape(8, 8, 8) * 100
    monkeypatch.setattr(volumes, "group", None)
    counts = volume_histogram(da.from_array(volume, chunks=4), 100)
    np.testing.assert_array_equal(counts, plain_counts(volume, 100, None))


# Memory maps and Zarr


@pytest.fixture
def ct():
    return data.ct_volume(48)


@pytest.fixture
def stored(tmp_path, ct):
    """A Zarr volume in 27 chunks, and where they lie."""
    path = tmp_path / "ct.zarr"
    volume = zarr.create_array(path, shape=ct.shape, chunks=(16, 16, 16), dtype=ct.dtype)
    volume[:] = ct
    return path


def test_a_memory_map_is_counted(tmp_path, ct):
    path = tmp_path / "ct.npy"
    np.save(path, ct)
    volume = np.load(path, mmap_mode="r")
    np.testing.assert_array_equal(volume_histogram(volume), volume_histogram(ct))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_zarr_is_counted(tmp_path, ct, dtype):
    volume = ct.astype(dtype) * dtype(200 if dtype == np.uint16 else 1)
    array = zarr.create_array(tmp_path / "v.zarr", shape=ct.shape, chunks=(20, 30, 7), dtype=dtype)
    array[:] = volume
    value_range = (0, 200) if dtype == np.float32 else None
    lazy = da.from_zarr(tmp_path / "v.zarr")
    np.testing.assert_array_equal(
        volume_histogram(lazy, 99, value_range=value_range),
        plain_counts(volume, 99, value_range),
    )


def test_a_dask_array_is_never_held_as_a_whole():
    """512 MiB of voxels, made chunk by chunk, four threads at once."""
    volume = da.zeros((512, 1024, 1024), chunks=(16, 512, 512), dtype=np.uint8)
    with dask.config.set(scheduler="threads", num_workers=4):
        assert extra_memory(volume) < 64 * 2**20


def test_a_chunk_that_was_left_out_is_the_fill_value(stored, ct):
    (stored / "c" / "1" / "0" / "2").unlink()
    ct[16:32, :16, 32:] = 0
    np.testing.assert_array_equal(volume_histogram(da.from_zarr(stored)), volume_histogram(ct))


@pytest.mark.parametrize("kept", [0, 1, 0.5, -1])
@pytest.mark.parametrize("compressors", ["auto", None])
def test_a_chunk_that_was_cut_short_is_named(tmp_path, ct, kept, compressors):
    path = tmp_path / "ct.zarr"
    array = zarr.create_array(
        path, shape=ct.shape, chunks=(16, 16, 16), dtype=ct.dtype, compressors=compressors
    )
    array[:] = ct
    chunk = path / "c" / "1" / "0" / "2"
    content = chunk.read_bytes()
    chunk.write_bytes(content[: int(len(content) * kept) if kept == 0.5 else kept])
    with pytest.raises(ValueError, match="cannot be read") as refusal:
        volume_histogram(da.from_zarr(path))
    message = str(refusal.value)
    assert "chunk (1, 0, 2) of volume" in message
    assert "write it again" in message
    assert re.fullmatch(r"[^\n]*\.", message)
    assert refusal.value.__cause__ is not None


def test_what_goes_wrong_in_counting_is_not_blamed_on_a_chunk(monkeypatch):
    def fail(*_):
        raise ValueError("wrong bins")

    monkeypatch.setattr(volumes, "count_numbers", fail)
    with pytest.raises(ValueError, match=r"^wrong bins$"):
        volume_histogram(da.zeros((4, 4, 4), chunks=2), value_range=(0, 1))


def test_a_failure_that_no_chunk_repeats_stays_what_it_was(monkeypatch):
    def fail(*_):
        raise RuntimeError("the machine is on fire")

    volume = da.zeros((4, 4, 4), chunks=2, dtype=np.uint8)
    monkeypatch.setattr(volumes, "_compute", fail)
    with pytest.raises(RuntimeError, match="on fire"):
        volume_histogram(volume)


@pytest.mark.parametrize("error", [MemoryError, OSError])
def test_running_out_of_memory_is_not_blamed_on_a_chunk(error):
    def fail(block):
        raise error("no room")

    volume = da.zeros((4, 4, 4), chunks=2, dtype=np.uint8).map_blocks(fail, dtype=np.uint8)
    with pytest.raises(MemoryError if error is MemoryError else ValueError, match="no room"):
        volume_histogram(volume)


@pytest.mark.parametrize("lazy", [False, True])
def test_the_message_counts_all_voxels_that_are_not_finite(lazy):
    volume = np.zeros((6, 7, 8), np.float32)
    volume[0, 0, 0], volume[5, 6, 7], volume[3, 3, 3] = np.nan, np.inf, -np.inf
    volume = da.from_array(volume, chunks=3) if lazy else volume
    with pytest.raises(ValueError, match="NaN or infinity in 3 of 336 voxels"):
        volume_histogram(volume, value_range=(0, 1))


# Progress


@pytest.mark.parametrize("lazy", [False, True])
def test_progress_is_shown_on_request_only(ct, capfd, lazy):
    volume = da.from_array(ct, chunks=16) if lazy else ct
    expected = volume_histogram(ct)
    np.testing.assert_array_equal(volume_histogram(volume), expected)
    assert capfd.readouterr() == ("", "")
    np.testing.assert_array_equal(volume_histogram(volume, progress=True), expected)
    out, err = capfd.readouterr()
    assert out == ""
    assert "100%" in err
    assert ("task" if lazy else "voxel") in err


# A cluster


@pytest.mark.timeout(120)
def test_a_cluster_of_two_processes_counts_the_same(stored, ct, capfd):
    import distributed  # only here: until now the tests ran without it, as most readers do

    volume = da.from_zarr(stored)
    expected = volume_histogram(ct)
    cluster = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",  # any free port; without Bokeh nothing is shown there
        memory_limit=0,
    )
    with cluster, distributed.Client(cluster) as client:
        processes = client.run(lambda: __import__("os").getpid())
        assert len(set(processes.values())) == 2
        np.testing.assert_array_equal(volume_histogram(volume), expected)
        counts = volume_histogram(volume, progress=True)
        np.testing.assert_array_equal(counts, expected)
        assert "100%" in capfd.readouterr().err
        with dask.config.set(scheduler="threads"):  # there is a client, but Dask shall not use it
            counts = volume_histogram(volume, progress=True)
        np.testing.assert_array_equal(counts, expected)
        assert "task" in capfd.readouterr().err
        (stored / "c" / "2" / "1" / "0").write_bytes(b"half")
        with pytest.raises(ValueError, match=r"chunk \(2, 1, 0\) of volume") as refusal:
            volume_histogram(volume, progress=True)
        # The error keeps the counts of the other chunks alive on the cluster; one changes now.
        assert refusal.value.__cause__ is not None
        (stored / "c" / "2" / "1" / "0").unlink()
        (stored / "c" / "0" / "1" / "1").unlink()
        ct[32:, 16:32, :16] = ct[:16, 16:32, 16:32] = 0
        counts = volume_histogram(volume, progress=True)
        np.testing.assert_array_equal(counts, volume_histogram(ct))
        assert "layer" in capfd.readouterr().err
    # Without the client the same call counts in this process again.
    assert volume_histogram(volume, progress=True).sum() == ct.size
    assert "task" in capfd.readouterr().err


def test_a_lost_worker_is_not_blamed_on_a_chunk(monkeypatch):
    from distributed.scheduler import KilledWorker

    def lose_worker(*_):
        raise KilledWorker("sum", None, 3)

    def fail(block):
        raise OSError("cannot be read")

    volume = da.zeros((4, 4, 4), chunks=2, dtype=np.uint8).map_blocks(fail, dtype=np.uint8)
    monkeypatch.setattr(volumes, "_compute", lose_worker)
    with pytest.raises(KilledWorker):
        volume_histogram(volume)


def test_importing_histograms_is_quick():
    """Who reads chapter 01 does not wait for Dask, Zarr or tqdm."""
    code = "import sys, course_utils.histograms, course_utils.data; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"dask", "distributed", "zarr", "tqdm"} & set(eval(done.stdout))


# ct_volume


def test_ct_volume_has_the_peaks_of_its_tissues():
    volume = data.ct_volume(160)
    assert volume.shape == (160, 160, 160)
    assert volume.dtype == np.uint8
    counts = volume_histogram(volume).astype(float)
    smooth = np.convolve(counts, np.ones(5) / 5, mode="same")
    peaks = [
        value
        for value in range(5, 251)
        if smooth[value] > 1000 and smooth[value] == smooth[value - 5 : value + 6].max()
    ]
    assert len(peaks) == len(data.TISSUES)
    assert np.abs(np.array(peaks) - sorted(data.TISSUES.values())).max() <= 1


def test_ct_volume_looks_like_a_chest():
    volume = data.ct_volume(128)
    middle = volume[80].astype(int)
    near = {tissue: np.abs(middle - value) < 16 for tissue, value in data.TISSUES.items()}
    rows, _ = np.nonzero(near["bone"])
    assert rows.max() > 80  # the spine is at the back
    assert near["air"][:5].mean() > 0.99  # air around
    lungs, _ = cv2.connectedComponents(
        cv2.morphologyEx(near["lung"].astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3)))
    )
    assert lungs - 1 == 2
    liver = np.nonzero(np.abs(volume.astype(int) - data.TISSUES["liver"]) < 4)
    assert liver[0].mean() < 64  # below the lungs
    assert liver[2].mean() < 64  # on the person's right


def test_ct_volume_is_its_seed():
    first = data.ct_volume(20)
    np.testing.assert_array_equal(data.ct_volume(20, seed=0), first)
    other = data.ct_volume(20, seed=1)
    assert (other != first).mean() > 0.5
    difference = other.astype(int) - first  # twice the noise: the anatomy is the same
    assert difference.std() == pytest.approx(4 * math.sqrt(2), abs=0.15)


@pytest.mark.parametrize("size", [1, 2, 3, 17, np.int64(9)])
def test_ct_volume_of_any_size(size):
    assert data.ct_volume(size).shape == (size, size, size)


# brain_volume


def nifti(planes, rows, columns):
    """A small NIfTI file with a gap behind its header, and the voxels in it."""
    voxels = np.arange(planes * rows * columns, dtype=np.uint8).reshape(planes, rows, columns)
    header = bytearray(360)
    header[40:48] = np.array([3, columns, rows, planes], "<i2").tobytes()
    header[108:112] = np.array([360], "<f4").tobytes()
    return gzip.compress(bytes(header) + voxels.tobytes()), voxels


def test_brain_volume_reads_planes_from_the_bottom_and_rows_from_the_front(tmp_path, monkeypatch):
    content, voxels = nifti(4, 3, 5)
    path = tmp_path / "brain.nii.gz"
    path.write_bytes(content)
    asked = []
    monkeypatch.setattr(assets, "fetch", lambda name: asked.append(name) or path)
    volume = data.brain_volume()
    assert asked == ["brain"]
    np.testing.assert_array_equal(volume, voxels[:, ::-1])
    assert volume.flags.writeable
    assert volume.flags.c_contiguous


@pytest.fixture
def brain():
    """The real template, if it was fetched; tests do not use the network."""
    if not assets.is_here("brain"):
        pytest.skip("the brain template is not in the cache; run `make assets` once")
    return data.brain_volume()


def test_the_brain_is_the_template(brain):
    assert brain.shape == (189, 233, 197)
    assert brain.dtype == np.uint8
    assert hashlib.sha256(brain.tobytes()).hexdigest() == (
        "683a3b98461383f42d960a0cf26e1095709c1664e8262b96e210634079a84828"
    )
    np.testing.assert_array_equal(brain, brain[:, :, ::-1])  # mirror-symmetric, as documented


def test_the_brain_stands_upright_and_looks_forward(brain):
    inside = brain > 0
    # The cerebellum lies low and at the back: below plane 40 most of the brain is behind row 116.
    assert inside[:40, 116:].sum() > 2 * inside[:40, :116].sum()
    assert inside[:10].sum() < inside[60:70].sum() > inside[-10:].sum()


def test_the_brain_has_two_tissue_peaks(brain):
    counts = volume_histogram(brain, 64)  # four gray values in a bin
    gray, white = 32 + counts[32:50].argmax(), 50 + counts[50:].argmax()
    valley = counts[gray:white].min()
    assert counts[gray] > 1.5 * valley
    assert counts[white] > 1.5 * valley
