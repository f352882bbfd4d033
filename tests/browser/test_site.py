"""The web pages: each can be read and searched, without another host, on a phone too.

They need the group `site`: uv run --group site pytest tests/browser/test_site.py
"""

import html.parser
import urllib.parse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from support.notebooks import cells
from support.paths import NOTEBOOKS

pytest.importorskip("sphinx", reason="uv run --group site pytest tests/browser/test_site.py")
from tools import build_site  # it imports Sphinx

FIRST, LAB = "index.html", "05_judge_a_classifier_by_more_than_its_loss.html"
WIDTHS = (390, 900, 1400)


class Page(html.parser.HTMLParser):
    """Collects the links, ids and alternative texts of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.alts = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [attributes[key] for key in ("id", "name") if key in attributes]
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag == "img":
            self.alts.append(attributes.get("alt"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    build_site.build(folder)
    return folder


@pytest.fixture(scope="module")
def pages(site):
    return {path.name: Page(path.read_text("utf-8")) for path in site.glob("*.html")}


@pytest.fixture
def tab(browser):
    """Gives a page of the browser that can reach files, and a list of what else it asked for."""
    asked = []
    page = browser.new_page()
    page.route("**", lambda route: (asked.append(route.request.url), route.abort()))
    page.route("file://**", lambda route: route.continue_())
    yield page, asked
    page.close()


def test_each_notebook_has_a_page_and_the_first_page_links_them(pages):
    expected = {f"{path.stem}.html" for path in NOTEBOOKS} | {"GLOSSARY.html", "CHEATSHEET.html"}
    assert set(pages) == expected | {FIRST, "search.html"}
    assert expected <= set(pages[FIRST].links)


def test_all_links_and_anchors_lead_somewhere(pages, site):
    claims = 0
    for name, page in pages.items():
        for link in page.links:
            address = urllib.parse.urlsplit(link)
            if address.scheme in ("http", "https"):
                continue
            target = address.path or name
            assert (site / target).is_file(), f"{name}: {link}"
            assert not address.fragment or address.fragment in pages[target].ids, f"{name}: {link}"
            claims += address.path.startswith("10_") and address.fragment[1:].isdigit()
    assert claims > 20


def test_every_picture_of_the_notebooks_is_there_and_has_words(pages):
    for path in NOTEBOOKS:
        alts = pages[f"{path.stem}.html"].alts
        assert len(alts) == path.read_text("utf-8").count('"image/png": "')
        assert all(alt and alt.strip() for alt in alts)


def test_no_page_asks_another_host_or_is_wider_than_its_window(tab, site):
    page, asked = tab
    for path in sorted(site.glob("*.html")):
        page.goto(path.as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide == width, f"{path.name} at {width} pixels"
    assert asked == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(tab, site, theme):
    page, _ = tab
    page.emulate_media(color_scheme=theme)
    for name in (FIRST, LAB):
        page.goto((site / name).as_uri())
        found = Axe().run(page).response
        assert found["passes"], "axe looked at nothing"
        assert not [(each["id"], [node["html"] for node in each["nodes"]])
                    for each in found["violations"]]  # fmt: skip


def test_a_word_is_found_without_a_server(tab, site):
    page, _ = tab
    page.goto((site / FIRST).as_uri())
    page.keyboard.press("Control+k")
    page.keyboard.type("MirroredStrategy")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results")).to_contain_text("Train one loss on several devices")


def test_a_question_is_answered_after_a_choice(tab, site):
    page, _ = tab
    page.goto((site / LAB).as_uri())
    question = page.locator("fieldset").first
    answer = question.get_by_role("status")
    expect(answer).to_be_hidden()
    right = question.locator("[data-right]")
    question.locator("input:not([data-right])").first.check()
    expect(answer).to_contain_text("No:")
    right.check()
    expect(answer).to_contain_text("Yes.")


def test_an_exercise_folds_its_help_and_says_what_it_needs(tab, site):
    page, _ = tab
    page.goto((site / LAB).as_uri())
    exercises = [cell for cell in cells(NOTEBOOKS[5], "code") if "exercise" in cell.metadata]
    expect(page.get_by_text("Checking needs a kernel")).to_have_count(len(exercises))
    solution = page.locator("details", has_text="One solution").first
    expect(solution.locator("pre")).to_be_hidden()
    solution.locator("summary").click()
    expect(solution.locator("pre")).to_contain_text("def cross_entropy")
