"""Each claim has its place, and its restatement holds the words of the document."""

import re

import pytest

from helpers.claims.documents import CLAIMS, DOCUMENTS

PARAGRAPHS = {"A": range(1, 10), "B": range(1, 9)}
PLACES = re.compile(
    r"paragraphs? (?P<paragraphs>\d(?:, \d)*(?: and \d)?)"
    r"|comment in example \d(?:, and paragraph (?P<too>\d))?"
    r"|implied by examples? \d(?:, \d and \d)?"
)


def test_ids_are_those_of_both_documents():
    ids = [f"{letter}{n:02}" for letter in DOCUMENTS for n in range(1, 28)]
    assert list(CLAIMS) == ids
    assert all(claim.document == key[0] for key, claim in CLAIMS.items())


@pytest.mark.parametrize("key", CLAIMS)
def test_place_is_one_of_the_document(key):
    claim = CLAIMS[key]
    place = PLACES.fullmatch(claim.where)
    for number in re.findall(r"\d", place["paragraphs"] or place["too"] or ""):
        assert int(number) in PARAGRAPHS[claim.document]


@pytest.mark.parametrize("key", CLAIMS)
def test_restatement_holds_the_words_of_the_document(key):
    claim = CLAIMS[key]
    assert all(words in claim.text for words in claim.words)
    # Where no sentence stands, there are no words to hold.
    assert bool(claim.words) != claim.where.startswith("implied")


@pytest.mark.parametrize("key", CLAIMS)
def test_restatement_is_one_line_that_a_table_can_hold(key):
    assert re.fullmatch(r"[^|\n]{20,}[^.\n|]", CLAIMS[key].text)
