"""Tells whether two pictures show the same, and shows where they do not."""

import io

import numpy as np
from PIL import Image

TILE = 16
# Measured: the pictures of 16 labs differ by at most 0.004 between a processor with AVX2 and one
# with SSE4.1 (`tests/tools/stability.py`), and by 20 if places count to the pixel; a digit that is
# another one makes 3, a shade of blue 4.6, and a curve, a label or a panel 20 or more.
TOLERANCE = 0.5
GAP = 20


def difference(stored, new):
    """Compares two pictures tile by tile.

    Over a whole picture, a curve that moved by a pixel would hide that a label is missing. And a
    pixel counts as far as its colour lies outside those around its place in the other picture,
    because processors round coordinates in different ways.

    Args:
        stored: The bytes of a PNG picture.
        new: The bytes of the other one.

    Returns:
        The mean difference of the pixels in the tile where it is largest, from 0 to 255, and
        infinity if the pictures are of different size.
    """
    if stored == new:
        return 0.0
    stored, new = _pixels(stored), _pixels(new)
    if stored.shape != new.shape:
        return np.inf
    found = _differences(stored, new)
    down, across = (-(-length // TILE) for length in found.shape)
    tiles = np.zeros((down * TILE, across * TILE))
    tiles[: found.shape[0], : found.shape[1]] = found
    return tiles.reshape(down, TILE, across, TILE).mean((1, 3)).max()


def side_by_side(stored, new):
    """Makes a picture of two others and, if they are of one size, of their difference.

    Args:
        stored: The bytes of a PNG picture.
        new: The bytes of the other one.

    Returns:
        A picture of PIL. The darker a pixel of its third part, the more it differs.
    """
    parts = [_pixels(stored), _pixels(new)]
    if parts[0].shape == parts[1].shape:
        found = np.repeat(_differences(*parts)[..., None], 3, axis=2)
        parts.append(255 - found)
    parts = [Image.fromarray(part.astype("uint8")) for part in parts]
    width = sum(part.width + GAP for part in parts) - GAP
    whole = Image.new("RGB", (width, max(part.height for part in parts)), "grey")
    left = 0
    for part in parts:
        whole.paste(part, (left, 0))
        left += part.width + GAP
    return whole


def _pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), "int16")


def _differences(stored, new):
    return np.maximum(_outside(stored, new), _outside(new, stored)).max(axis=2)


def _outside(one, other):
    """Says how far each pixel lies outside the colours around its place in the other picture."""
    padded = np.pad(other, ((1, 1), (1, 1), (0, 0)), mode="edge")
    down, across, _ = other.shape
    around = [padded[y : y + down, x : x + across] for y in range(3) for x in range(3)]
    return np.maximum(one - np.max(around, axis=0), np.min(around, axis=0) - one).clip(0)
