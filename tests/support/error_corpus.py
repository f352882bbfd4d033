"""Messages as people meet them, with the entry of the error table that each must find."""

import re
from typing import NamedTuple

from support.paths import ROOT

FOLDER = ROOT / "tests" / "support" / "messages"


class Message(NamedTuple):
    """A message.

    Attributes:
        entry: Id of the entry that it must find; None if none fits.
        how: How it was met, in words.
        text: What stood on the screen.
    """

    entry: str | None
    how: str
    text: str


def read(name):
    """Returns the messages of a file in `FOLDER`."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    parts = re.split(r"^=== (\w+) \| (.*)\n", text, flags=re.MULTILINE)[1:]
    return [
        Message(None if entry == "none" else entry, how, said.replace("<ESC>", "\x1b"))
        for entry, how, said in zip(*[iter(parts)] * 3, strict=True)
    ]
