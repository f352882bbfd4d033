"""Labs without pictures: what would be drawn is remembered, and compared in place of pixels.

Drawing takes most of the time of a lab, and most tests of labs are about words and numbers.
"""

import dataclasses
import hashlib
import sys
import types

import numpy as np
import pytest

from helpers.labs import image, picture

LABS, FIGURES = "helpers.labs.", "helpers.figures."
drawn = pytest.mark.parametrize("drawing", ["drawn"], indirect=True)
"""Marks a test of labs that is about a picture, where the others do without."""


def leave_out(monkeypatch):
    """Lets no lab draw until the test ends; the bytes of its picture say what it was to draw."""
    for name, module in list(sys.modules.items()):
        if name.startswith(LABS) and module not in (image, picture):
            for own, thing in list(vars(module).items()):
                if isinstance(thing, types.ModuleType) and thing.__name__.startswith(FIGURES):
                    monkeypatch.setattr(module, own, _NotDrawn(thing))
    not_painted = types.SimpleNamespace(png=_digest, paint=lambda picture: picture)
    monkeypatch.setattr(image, "still", not_painted)
    monkeypatch.setattr(picture, "still", not_painted)
    monkeypatch.setattr(picture, "as_data", _content)


class _Drawn:
    """In the place of a figure, or of what draws one: it remembers what it was to draw."""

    def __init__(self, *parts):
        self.parts = parts

    def __call__(self, *args):
        return _Drawn(self.parts, args)


class _NotDrawn:
    """In the place of a module of figures."""

    def __init__(self, module):
        self._module = module

    def __getattr__(self, name):
        thing = getattr(self._module, name)
        return _Drawn(name) if callable(thing) else thing


def _content(thing):
    """Returns a record as nested tuples that are equal if it holds the same."""
    if isinstance(thing, np.ndarray):
        return thing.shape, hashlib.sha1(thing.tobytes()).hexdigest()
    if isinstance(thing, _Drawn):
        return _content(thing.parts)
    if dataclasses.is_dataclass(thing):
        return _content([getattr(thing, field.name) for field in dataclasses.fields(thing)])
    if isinstance(thing, types.SimpleNamespace):
        return _content(vars(thing))
    if isinstance(thing, dict):
        return _content(list(thing.items()))
    if isinstance(thing, list | tuple):
        return tuple(_content(each) for each in thing)
    return repr(thing)


def _digest(figure):
    return hashlib.sha1(repr(_content(figure)).encode()).hexdigest().encode()
