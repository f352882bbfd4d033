"""The entries of the error table fit together."""

import re

import pytest

from helpers.errors.lookup import ENTRIES, find

each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
LOUD = [entry for entry in ENTRIES if entry.types]


def test_ids_are_counted_from_one_and_titles_are_different():
    assert [entry.id for entry in ENTRIES] == [f"E{n:02}" for n in range(1, len(ENTRIES) + 1)]
    assert len({entry.title for entry in ENTRIES}) == len(ENTRIES) >= 24


@each_entry
def test_says_cause_and_repair_in_sentences_and_where_to_read_on(entry):
    assert 1 <= len(re.findall(r"[.?](?= |$)", entry.cause)) <= 5
    assert entry.cause.endswith(".")
    assert entry.repair.endswith(".")
    assert 1 <= len(entry.links) <= 2
    assert all(address.startswith("https://") for _, address in entry.links)


@pytest.mark.parametrize("entry", LOUD, ids=lambda entry: entry.id)
def test_an_entry_finds_itself_by_its_title_and_by_its_older_wordings(entry):
    assert find(entry.title, entry.types) is entry
    for wording in entry.older:
        found = find(wording, entry.types)
        # The class of a blueprint was once called Tensor, as that of a traced one.
        assert found is entry or entry.id == "E02"
