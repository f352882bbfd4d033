"""The static site: every page can be read, without a network, on a phone too."""

import html.parser
import urllib.parse

import pytest

from support.paths import NOTEBOOKS
from tools import build_site

PHONE = {"width": 390, "height": 844}
LOADED_BY = {"img": "src", "script": "src", "iframe": "src", "link": "href"}


class Page(html.parser.HTMLParser):
    """Collects the links, ids, pictures and loaded files of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.loaded, self.alts = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [attributes[key] for key in ("id", "name") if key in attributes]
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag == "img":
            self.alts.append(attributes.get("alt"))
        if LOADED_BY.get(tag) in attributes:
            self.loaded.append(attributes[LOADED_BY[tag]])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    build_site.build(folder)
    return folder


@pytest.fixture(scope="module")
def pages(site):
    return {path.name: Page(path.read_text("utf-8")) for path in site.glob("*.html")}


def test_each_notebook_has_a_page_and_the_index_links_them(pages):
    expected = {f"{path.stem}.html" for path in NOTEBOOKS}
    assert set(pages) == expected | {"index.html"}
    assert expected <= set(pages["index.html"].links)


def test_all_links_and_anchors_lead_somewhere(pages, site):
    for name, page in pages.items():
        for link in page.links:
            address = urllib.parse.urlsplit(link)
            if address.scheme in ("http", "https"):
                continue
            target = address.path or name
            assert (site / target).is_file(), f"{name}: {link}"
            assert not address.fragment or address.fragment in pages[target].ids, f"{name}: {link}"


def test_every_picture_has_words(pages):
    assert all(alt and alt.strip() for page in pages.values() for alt in page.alts)


def test_no_page_loads_anything_from_elsewhere(pages):
    for name, page in pages.items():
        for source in page.loaded:
            assert source == "style.css" or source.startswith("data:image/png"), f"{name}: {source}"


def test_every_lab_shows_its_picture_its_sentence_and_its_choices(site):
    text = (site / "05_judge_a_classifier_by_more_than_its_loss.html").read_text("utf-8")
    start = text.index("threshold: <b>0.5</b>")
    lab = text[start : text.index("<code>course.threshold_lab()</code>", start)]
    assert "truth is yes in: <b>50% of all rows</b>" in lab
    assert "<b>Precision</b>" in lab
    assert 'alt="At threshold 0.50' in lab


def test_all_pictures_of_the_notebooks_are_there_and_no_widget_is_left(site, pages):
    for path in NOTEBOOKS:
        text = (site / f"{path.stem}.html").read_text("utf-8")
        assert "jupyter.widget" not in text
        assert len(pages[f"{path.stem}.html"].alts) == path.read_text("utf-8").count(
            '"image/png": "'
        )


def test_pages_fit_a_phone(browser, site):
    page = browser.new_page()
    page.set_viewport_size(PHONE)
    for path in site.glob("*.html"):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path.name
    page.close()
