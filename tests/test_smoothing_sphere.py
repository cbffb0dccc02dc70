"""Smoothing around gaps on the sphere, with healpy's own smoothing as the truth."""

import numpy as np
import pytest

from course_utils import smoothing

healpy = pytest.importorskip("healpy", reason="the sphere needs healpy, which Windows has not")
NSIDE, FWHM = 64, 5.0


@pytest.fixture(scope="module")
def sky():
    """A sky of long waves around 0, half of it hidden by a band around the equator."""
    size = healpy.nside2npix(NSIDE)
    height = np.pi / 2 - healpy.pix2ang(NSIDE, np.arange(size))[0]
    degrees = np.abs(np.rad2deg(height))
    rng = np.random.default_rng(0)
    degree = np.arange(3 * NSIDE)
    ell, emm = healpy.Alm.getlm(degree[-1])
    waves = (rng.normal(size=ell.size) + 1j * rng.normal(size=ell.size)) / (ell + 1.0) ** 1.5
    waves[ell == 0] = 0
    waves[emm == 0] = waves[emm == 0].real
    return healpy.alm2map(waves, NSIDE), degrees > 30, degrees


def edge_band(degrees):
    return (degrees > 30) & (degrees < 30 + FWHM)


def test_the_edge_on_the_sphere_is_nearer_than_with_zeros(sky):
    sky, mask, degrees = sky
    truth = healpy.smoothing(sky, fwhm=np.deg2rad(FWHM))
    filled = healpy.smoothing(np.where(mask, sky, 0), fwhm=np.deg2rad(FWHM))
    smoothed = smoothing.masked_smooth_sphere(sky, FWHM, mask=mask)
    band = edge_band(degrees)
    errors = [np.abs(one - truth)[band].mean() for one in (smoothed, filled)]
    assert errors[0] <= 0.6 * errors[1]


def test_a_constant_sky_stays_constant(sky):
    _, mask, _ = sky
    smoothed = smoothing.masked_smooth_sphere(np.full(mask.shape, 5.0), FWHM, mask=mask)
    reached = ~np.isnan(smoothed)
    assert reached[mask].all()
    np.testing.assert_allclose(
        smoothed[reached], 5, rtol=0.02
    )  # weights down to 1e-3 ring a little


def test_far_from_the_edge_the_mask_does_not_matter(sky):
    sky, mask, degrees = sky
    whole = healpy.smoothing(sky, fwhm=np.deg2rad(FWHM))
    smoothed = smoothing.masked_smooth_sphere(sky, FWHM, mask=mask)
    far = degrees > 30 + 3 * FWHM
    # A sum over pixels stands for an integral: it is not exact where the map has a sharp edge.
    np.testing.assert_allclose(smoothed[far], whole[far], rtol=0, atol=1e-3 * sky.std())


@pytest.mark.parametrize("side", [1, -1])
def test_a_pole_in_a_hole_is_missing(sky, side):
    """Sums over harmonics are least exact at the poles."""
    size = healpy.nside2npix(NSIDE)
    latitude = 90 - np.rad2deg(healpy.pix2ang(NSIDE, np.arange(size))[0])
    smoothed = smoothing.masked_smooth_sphere(sky[0], FWHM, mask=side * latitude > 0)
    assert np.isnan(smoothed[side * latitude < -2 * FWHM]).all()


def test_the_middle_of_a_wide_hole_is_missing(sky):
    sky, mask, degrees = sky
    smoothed = smoothing.masked_smooth_sphere(sky, FWHM, mask=mask)
    assert np.isnan(smoothed[degrees < 15]).all()
    assert not np.isnan(smoothed[degrees > 25]).any()


@pytest.mark.parametrize("anything", [np.nan, healpy.UNSEEN, 1e6])
def test_a_hole_of_the_sky_may_hold_anything(sky, anything):
    sky, mask, _ = sky
    expected = smoothing.masked_smooth_sphere(sky, FWHM, mask=mask)
    changed = np.where(mask, sky, anything)
    np.testing.assert_array_equal(
        smoothing.masked_smooth_sphere(changed, FWHM, mask=mask), expected
    )
