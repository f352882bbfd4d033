"""Drawing takes nine tenths of the time of these tests; the exhaustive run does it for all."""

import pytest

from support import speeds, undrawn


@pytest.fixture(params=["undrawn", speeds.rare("drawn")])
def drawing(request, monkeypatch):
    """Leaves out the drawing in the fast run. A test about it asks for `drawn`."""
    if request.param == "undrawn":
        undrawn.leave_out(monkeypatch)
