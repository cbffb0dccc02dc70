"""What pictures and masks must be: each check raises one sentence that names the remedy."""

import numpy as np


def check_uint8(name, array):
    """Raise unless `array` is a uint8 array."""
    if not isinstance(array, np.ndarray):
        raise TypeError(
            f"{name} has type {type(array).__name__}; give a NumPy array, as read_image returns it."
        )
    if array.dtype != np.uint8:
        raise TypeError(f"{name} has dtype {array.dtype}; give uint8 values from 0 to 255.")


def check_picture(name, image, *, channels):
    """Raise unless `image` is a uint8 picture with one of these numbers of channels."""
    check_uint8(name, image)
    found = 1 if image.ndim == 2 else image.shape[-1] if image.ndim == 3 else None
    if found not in channels or (found == 1 and image.ndim == 3):
        wanted = " or ".join("(M, N)" if c == 1 else f"(M, N, {c})" for c in channels)
        raise ValueError(f"{name} has shape {image.shape}; give a picture of shape {wanted}.")
    if image.size == 0:
        raise ValueError(f"{name} has shape {image.shape}, so no pixel; check how it was cut out.")


def check_mask(mask, image):
    """Return the mask, or raise unless it is None or a bool array with one value a pixel."""
    if mask is None:
        return None
    if not isinstance(mask, np.ndarray) or mask.dtype != bool:
        found = getattr(mask, "dtype", type(mask).__name__)
        raise TypeError(f"mask has type {found}; give a bool array, such as mask > 0.")
    if mask.shape != image.shape[:2]:
        raise ValueError(
            f"mask has shape {mask.shape} but the picture has {image.shape[:2]} pixels; give one "
            "mask value for each pixel."
        )
    return mask
