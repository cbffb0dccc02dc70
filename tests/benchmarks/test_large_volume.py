"""The large volume, small: it is written, read and counted, and the count is exact."""

import sys

import pytest

from course_utils import data

from . import large_volume


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_reading_and_counting_are_compared():
    first, reading, counting, last = large_volume.lines(data.ct_volume(32), (2, 1, 2), turns=1)
    assert first.startswith("0.000122 GiB")
    assert "MiB resident" in reading
    assert "MiB resident" in counting
    assert last.endswith("counts exact: True")
