"""A message finds its entry, in all the ways in which people meet it, and no other message does."""

import time

import pytest

from helpers.errors import lookup
from support import error_corpus

MADE_FOR, SET_ASIDE = error_corpus.read("corpus"), error_corpus.read("set_aside")


class UnspeakableError(ValueError):
    """An exception that fails when it is asked what it says."""

    def __str__(self):
        raise SystemExit


def found(*arguments):
    entry = lookup.find(*arguments)
    return entry and entry.id


@pytest.mark.parametrize("message", MADE_FOR, ids=lambda message: message.how)
def test_a_message_for_which_the_table_was_made_finds_its_entry(message):
    assert found(message.text) == message.entry


def test_of_all_messages_few_find_nothing_and_none_finds_a_wrong_entry():
    messages = [*MADE_FOR, *SET_ASIDE]
    answers = [(message.entry, found(message.text)) for message in messages]
    assert len(messages) >= 120
    assert sum(entry is None for entry, _ in answers) >= 30
    assert not [pair for pair in answers if pair[1] not in (None, pair[0])]
    assert sum(entry != answer for entry, answer in answers) <= 0.05 * len(messages)


def test_the_type_of_an_exception_decides_too():
    says = "No gradients provided for any variable."
    assert found(says, ["ValueError"]) == "E12"
    assert found(says, ["KeyError"]) is None
    assert found(f"KeyError: {says}") is None


def test_in_a_chain_the_last_error_counts():
    first = "ValueError: None values not supported."
    last = "TypeError: 'SymbolicTensor' object does not support item assignment"
    between = "During handling of the above exception, another exception occurred:"
    assert found(f"{first}\n\n{between}\n\n{last}") == "E10"
    assert found(f"{last}\n\n{between}\n\n{first}") == "E13"


def test_an_exception_is_found_by_its_cause_and_in_a_group():
    known = ValueError("No gradients provided for any variable.")
    wrapped = RuntimeError("training failed")
    wrapped.__cause__ = known
    assert lookup.find_for(wrapped).id == "E12"
    assert lookup.find_for(ExceptionGroup("two", [KeyError("x"), known])).id == "E12"
    known.__cause__ = wrapped  # a circle
    assert lookup.find_for(wrapped).id == "E12"


def test_what_led_to_an_error_does_not_count_where_its_author_says_so():
    error = KeyError("image")
    error.__context__ = ValueError("No gradients provided for any variable.")
    assert lookup.find_for(error).id == "E12"
    error.__suppress_context__ = True  # raise … from None
    assert lookup.find_for(error) is None


def test_an_exception_that_cannot_say_anything_finds_nothing():
    assert lookup.find_for(UnspeakableError()) is None


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "Shapes (None, ",
        "Cannot convert a symbolic Tensor ",
        "float() argument must be ",
        "Unknown variable: ",
        "&amp;",
        "\x1b[0m",
        "> ",
        "XError",
        "\n ",
        "<script>alert(1)</script>",
    ],
)
def test_a_megabyte_is_read_in_no_time(piece):
    begun = time.monotonic()
    assert found(piece * (2**20 // len(piece))) is None
    assert time.monotonic() - begun < 2


def test_a_long_traceback_is_found_by_its_end():
    frame = '  File "model.py", line 3, in call\n    return layer(x)\n'
    assert found(frame * 20_000 + "ValueError: None values not supported.") == "E13"
