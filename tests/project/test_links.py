"""Links: those to the glossary land, and the weekly check knows a dead address from a live one."""

import http.server
import re
import threading

import pytest

from support.notebooks import cells
from support.paths import NOTEBOOKS, ROOT
from tools import links

GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
PLACES = set(re.findall(r'^<a id="([\w-]+)"></a>\*\*', GLOSSARY, re.MULTILINE))
ANSWERS = {"/here": 200, "/gone": 404, "/shy": 403}


class Server(http.server.BaseHTTPRequestHandler):
    """Answers each path of `ANSWERS`."""

    def do_GET(self):
        self.send_response(ANSWERS[self.path])
        self.end_headers()

    def log_message(self, *words):
        """Says nothing."""


@pytest.fixture(scope="module")
def server():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_words_of_the_notebooks_lead_to_their_entry_in_the_glossary():
    assert len(PLACES) == len(re.findall(r"^(?:<a .*>)?\*\*", GLOSSARY, re.MULTILINE))
    used = set()
    for path in NOTEBOOKS:
        for cell in cells(path, "markdown"):
            used |= set(re.findall(r"\]\(\.\./GLOSSARY\.md#([^)]*)\)", cell.source))
    assert not used - PLACES
    # The picture is ours and needs no entry where its own word stands beside it.
    assert not PLACES - used - {"blueprint"}


@pytest.mark.parametrize(("path", "dead"), [("/here", False), ("/gone", True), ("/shy", False)])
def test_an_address_is_dead_where_nothing_is(server, path, dead):
    assert bool(links.fault_of(server + path)) == dead


def test_an_address_without_a_host_is_dead():
    assert links.fault_of("http://127.0.0.1:1/")


def test_addresses_are_those_of_the_prose_without_its_brackets():
    found = links.addresses()
    assert found["https://keras.io/api/ops/"] == {"01_see_what_a_blueprint_holds.ipynb"}
    assert not [address for address in found if re.search(r"[)>\]]$", address)]
