"""The web pages: each can be read and searched, without another host, on a phone too.

They need the group `site`: uv run --group site pytest tests/browser/test_site.py
"""

import collections
import html.parser
import itertools
import json
import random
import re
import types
import urllib.parse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from helpers import course, session
from helpers.errors import lookup
from support import web_server
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


@pytest.fixture(scope="module")
def address(site):
    with web_server.serve(site) as address:
        yield address


@pytest.fixture
def tab(browser, address):
    """Gives a page that can reach this site, and a list of what else it asked for."""
    asked = []
    page = browser.new_page()
    page.route("**", lambda route: (asked.append(route.request.url), route.abort()))
    page.route(f"{address}/**", lambda route: route.continue_())
    yield page, asked
    page.close()


def test_each_notebook_has_a_page_and_the_first_page_links_them(pages):
    expected = {f"{path.stem}.html" for path in NOTEBOOKS} | {"GLOSSARY.html", "CHEATSHEET.html"}
    expected |= {f"{entry.id}.html" for entry in lookup.ENTRIES} | {"errors.html"}
    assert set(pages) == expected | {FIRST, "search.html"}
    assert expected <= set(pages[FIRST].links) | set(pages["errors.html"].links)


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


def test_each_page_has_a_card_for_those_who_link_it(site):
    for path in site.glob("*.html"):
        found = dict(re.findall(r'property="og:(\w+)" content="([^"]+)"', path.read_text("utf-8")))
        if path.name != "search.html":
            assert {"title", "description"} <= set(found), path.name
            assert not found["description"].startswith("Source"), path.name
            assert (site / found["image"]).is_file(), path.name


def test_no_page_asks_another_host_or_is_wider_than_its_window(tab, site, address):
    page, asked = tab
    for path in sorted(site.glob("*.html")):
        page.goto(f"{address}/{path.name}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide == width, f"{path.name} at {width} pixels"
    assert asked == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(tab, address, theme):
    page, _ = tab
    page.emulate_media(color_scheme=theme)
    for name in (FIRST, LAB, "errors.html"):
        page.goto(f"{address}/{name}")
        found = Axe().run(page).response
        assert found["passes"], "axe looked at nothing"
        assert not [(each["id"], [node["html"] for node in each["nodes"]])
                    for each in found["violations"]]  # fmt: skip


def test_an_error_has_its_message_for_its_title(tab, address):
    page, _ = tab
    entry = lookup.BY_ID["E01"]
    page.goto(f"{address}/E01.html")
    assert page.title().startswith(entry.title)
    expect(page.get_by_role("heading", level=1)).to_contain_text(entry.title)
    expect(page.locator(".bd-article")).to_contain_text(entry.repair.split(".")[0])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [entry.id for entry in sorted(lookup.ENTRIES, key=lambda entry: not entry.types)]),
        ("AttributeError: ‘SymbolicTensor’ object has no  attribute ‘numpy’", ["E01"]),
        ("Unknown loss function: 'rmse'. Please ensure", ["E21"]),
        ("no such file or directory", []),
    ],
)
def test_the_error_index_finds_a_pasted_message(tab, address, asked, found):
    page, _ = tab
    page.goto(f"{address}/errors.html")
    page.get_by_label("Your message, or words of it").fill(asked)
    links = page.locator(".errors li:visible a")
    expect(links).to_have_count(len(found))
    assert [each.get_attribute("href") for each in links.all()] == [f"{id}.html" for id in found]


def test_a_word_is_found_without_a_server(tab, address):
    page, _ = tab
    page.goto(f"{address}/{FIRST}")
    page.keyboard.press("Control+k")
    page.keyboard.type("MirroredStrategy")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results")).to_contain_text("Train one loss on several devices")


def test_a_question_is_answered_after_a_choice(tab, address):
    page, _ = tab
    page.goto(f"{address}/{LAB}")
    question = page.locator("fieldset").first
    answer = question.get_by_role("status")
    expect(answer).to_be_hidden()
    right = question.locator("[data-right]")
    question.locator("input:not([data-right])").first.check()
    expect(answer).to_contain_text("No:")
    right.check()
    expect(answer).to_contain_text("Yes.")


def test_an_exercise_folds_its_help_and_says_what_it_needs(tab, address):
    page, _ = tab
    page.goto(f"{address}/{LAB}")
    exercises = [cell for cell in cells(NOTEBOOKS[5], "code") if "exercise" in cell.metadata]
    expect(page.get_by_text("Checking needs a kernel")).to_have_count(len(exercises))
    solution = page.locator("details", has_text="One solution").first
    expect(solution.locator("pre")).to_be_hidden()
    solution.locator("summary").click()
    expect(solution.locator("pre")).to_contain_text("def cross_entropy")


LABS = {
    "04_train_on_one_loss_and_report_another_metric.html": "course.loss_curve_lab()",
    LAB: "course.threshold_lab()",
    "06_score_the_top_k_of_many_classes.html": "course.top_k_lab()",
    "09_train_one_loss_on_several_devices.html": "course.replica_lab()",
    "08_find_out_when_loss_and_metric_disagree.html": "course.fraud_lab()",
    "11_explain_the_number_that_fit_prints.html": "course.loss_breakdown_lab()",
    FIRST: 'course.loss_metric_lab(task="regression")',
}


def test_every_control_of_a_lab_changes_what_it_shows(site):
    recordings = list(site.glob("_static/labs/*.json"))
    assert len(recordings) >= len(LABS)
    for path in recordings:
        recorded = json.loads(path.read_text("utf-8"))
        sizes = [range(len(control["values"])) for control in recorded["controls"]]
        for which, control in enumerate(recorded["controls"]):
            shown = collections.defaultdict(set)
            for places, row in zip(itertools.product(*sizes), recorded["positions"], strict=True):
                sentence, alt, _, *panels = row
                shown[places[:which] + places[which + 1 :]].add((sentence, alt, *panels))
            assert max(map(len, shown.values())) > 1, f"{path.stem}: {control['name']}"


def choose(control, place):
    """Gives a control of the page its value at a place."""
    if control.evaluate("it => it.tagName") == "SELECT":
        control.select_option(index=place)
    else:
        control.evaluate(
            "(it, place) => { it.value = place; it.checked = place === 1;"
            "it.dispatchEvent(new Event('input')); }",
            place,
        )


def typed(value, kind):
    """Returns the value of a setting that an address has as text."""
    if kind is tuple:
        return tuple(value.split(","))
    return value == "True" if kind is bool else kind(value)


def words(html_of_a_sentence):
    """Returns the words of a sentence without its markup and spaces."""
    return "".join(html.unescape(re.sub("<[^>]+>", "", html_of_a_sentence)).split())


@pytest.mark.parametrize(("name", "source"), LABS.items())
def test_a_lab_replays_what_a_fresh_run_shows(tab, address, site, name, source):
    page, _ = tab
    lab_name = source.split(".")[1].split("(")[0]
    page.goto(f"{address}/{name}#{lab_name}")
    root = page.locator(f"#{lab_name}")
    recorded = json.loads((site / root.get_attribute("data-recorded")).read_text("utf-8"))
    said = root.locator(".said")
    expect(said).to_be_visible()
    session.forget()
    course.start(seed=0)
    lab = eval(source, {"course": course})
    dice = random.Random(name)
    for _ in range(3):
        settings = dict(lab.settings)
        for control in recorded["controls"]:
            place = dice.randrange(len(control["values"]))
            choose(root.locator(f"[name={control['name']}]"), place)
            now = settings[control["name"]]
            settings[control["name"]] = typed(control["values"][place], type(now))
        view = lab.view(types.SimpleNamespace(**settings), None)
        expect(root.locator(".panels")).to_have_attribute("aria-label", view.alt)
        assert words(said.inner_html()) == words(view.sentence)
        drawn = root.locator("figure figcaption").all_inner_texts()
        assert drawn == [panel.title for panel in view.figure.panels]


@pytest.mark.parametrize(
    ("name", "opens"),
    [
        ("01_see_what_a_blueprint_holds.html", course.tensor_lab),
        ("03_train_with_a_loss_that_has_a_number.html", course.gradient_lab),
    ],
)
def test_a_lab_with_an_image_replays_what_a_fresh_one_shows(tab, address, site, name, opens):
    page, _ = tab
    page.goto(f"{address}/{name}#{opens.opened_by}")
    root = page.locator(f"#{opens.opened_by}")
    recorded = json.loads((site / root.get_attribute("data-recorded")).read_text("utf-8"))
    image = root.locator("img")
    expect(image).to_be_visible()
    dice = random.Random(name)
    for _ in range(3):
        places = {
            each["name"]: dice.randrange(len(each["values"])) for each in recorded["controls"]
        }
        for control, place in places.items():
            choose(root.locator(f"[name={control}]"), place)
        texts = {
            each["name"]: each["values"][places[each["name"]]] for each in recorded["controls"]
        }
        kinds = {each: type(value) for each, value in opens().settings.items()}
        lab = opens(**{each: typed(text, kinds[each]) for each, text in texts.items()})
        expect(image).to_have_attribute("alt", lab.alt)
        said = root.locator(".said").inner_html()
        # Keras counts the tensors of a process in their names.
        assert re.sub(r"_\d+", "", words(said)) == re.sub(r"_\d+", "", words(lab.sentence))
        assert image.evaluate("it => it.decode().then(() => it.naturalWidth)") > 300


def test_an_address_opens_a_lab_in_a_state_and_follows_it(tab, address):
    page, _ = tab
    page.goto(f"{address}/{FIRST}?loss=huber&learning_rate=0.1#loss_metric_lab")
    root = page.locator("#loss_metric_lab")
    expect(root.locator(".said")).to_contain_text("Trained with Huber")
    expect(root.locator(".code")).to_contain_text("learning_rate=0.1")
    root.locator("[name=loss]").select_option("Mean absolute error")
    expect(root.locator(".said")).to_contain_text("Trained with Mean absolute error")
    expect(page).to_have_url(re.compile("loss=mean_absolute_error&learning_rate=0.1"))


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_without_its_recording_a_lab_is_a_picture_and_a_sentence(tab, address, damage):
    page, _ = tab
    answer = {"status": 404} if damage == "missing" else {"body": '{"controls": ['}
    page.route("**/*.json", lambda route: route.fulfill(**answer))
    page.goto(f"{address}/{LAB}#threshold_lab")
    root = page.locator("#threshold_lab")
    expect(root).to_contain_text("could not be loaded")
    expect(root.locator("xpath=preceding-sibling::*[1]").locator("img")).to_be_visible()
