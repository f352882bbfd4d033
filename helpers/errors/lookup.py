"""Finds the entry of an error, which comes as an exception, a message or a pasted traceback."""

import html
import math
import re

from helpers.errors import blueprints, symptoms, training

ENTRIES = blueprints.ENTRIES + training.ENTRIES + symptoms.ENTRIES
BY_ID = {entry.id: entry for entry in ENTRIES}
# What is read of a text: the message stands at its end, and in a log sometimes at its beginning.
LONGEST = 20_000
COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
PROMPT = re.compile(r"^[ \t]*(?:>+|\.{3})[ \t]?", re.MULTILINE)
QUOTES = str.maketrans("‘’“”", "''\"\"")
EXCEPTION = re.compile(r"\b[A-Z]\w{0,80}?(?:Error|Exception|Warning)\b")


def find(text, types=()):
    """Finds the entry that a message belongs to.

    Args:
        text: The message, or all of a traceback, with prompts and colours or without.
        types: Names of the classes of the exception that said it. If none are given, those that
            stand in the text count; if none stand there either, any type will do.

    Returns:
        The `ErrorEntry`; None if no entry fits.
    """
    if len(text) > 2 * LONGEST:
        text = f"{text[:LONGEST]}\n{text[-LONGEST:]}"
    text = PROMPT.sub("", COLOUR.sub("", html.unescape(text))).translate(QUOTES)
    found = [_last(each, types) for each in (text, _unwrapped(text))]
    return min(found, key=lambda each: each[0])[1]


def _last(text, types):
    """Returns how far from the end of a text an entry is meant last, and the entry."""
    text = re.sub(r"\s+", " ", text)
    types = set(types) or set(EXCEPTION.findall(text))
    places = {
        entry.place(text): entry
        for entry in ENTRIES
        if not types or not entry.types or types & set(entry.types)
    }
    place = max(places)
    return (len(text) - place, places[place]) if place >= 0 else (math.inf, None)


def _unwrapped(text):
    """Joins what a terminal broke at its last column, in the middle of a word."""
    lines = text.splitlines()
    width = max(map(len, lines), default=0)
    return "".join(line if len(line) == width else f"{line}\n" for line in lines)


def find_for(error):
    """Finds the entry of an exception, of one in its group, or of what led to it.

    Args:
        error: The exception. Whatever its text does when it is asked for, this raises nothing.

    Returns:
        The `ErrorEntry`; None if no entry fits.
    """
    waiting, seen = [error], []
    while waiting:
        error = waiting.pop(0)
        if error is None or any(error is other for other in seen):
            continue
        seen.append(error)
        entry = find(text_of(error), types_of(error))
        if entry:
            return entry
        led_to_it = error.__cause__ if error.__suppress_context__ else error.__context__
        waiting += [*getattr(error, "exceptions", ()), led_to_it]
    return None


def types_of(error):
    """Returns the names of the class of an exception and of those above it."""
    return [kind.__name__ for kind in type(error).__mro__]


def text_of(error):
    """Returns what an exception says; nothing if it fails at that."""
    try:
        return str(error)
    except KeyboardInterrupt:
        raise
    except BaseException:  # an exception of a learner's own may fail even here
        return ""
