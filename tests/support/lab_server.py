"""JupyterLab on this machine, and the browser in which learners see it."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import NamedTuple

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 90
RUN_MILLISECONDS = 180_000
POLL_MILLISECONDS = 50
# No question about news, and every cell in the page, so that a test can see them all.
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}


class Server(NamedTuple):
    """A server that runs.

    Attributes:
        url: Where it listens.
        token: What opens it.
    """

    url: str
    token: str

    def address(self, name, view="lab/tree"):
        """Returns the address of a notebook in JupyterLab.

        Args:
            name: Name of its file.
            view: `"lab/tree"`, or `"notebooks"` for Notebook 7, or `"voila/render"`.
        """
        return f"{self.url}/{view}/{name}?token={self.token}&reset"

    def end_kernels(self):
        """Ends all kernels, so that the next page has a new one."""
        for kernel in json.load(self._ask("GET", "kernels")):
            self._ask("DELETE", f"kernels/{kernel['id']}").close()

    def _ask(self, method, what):
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}/api/{what}", method=method, headers=headers)
        return urllib.request.urlopen(request)


@contextlib.contextmanager
def serve(root, scratch):
    """Runs JupyterLab on the folder `root`, and gives its `Server`.

    Args:
        root: Folder whose notebooks are served.
        scratch: Empty folder for settings and logs, apart from those of the user.
    """
    for name, values in SETTINGS.items():
        path = scratch / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(f"http://127.0.0.1:{port}", secrets.token_hex(16))
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--port-retries=0", f"--ServerApp.root_dir={root}"]
    environment = os.environ | {
        "JUPYTER_TOKEN": server.token,
        "JUPYTERLAB_SETTINGS_DIR": str(scratch / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
    }
    with (scratch / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait(f"{server.url}/api", process, scratch / "log.txt")
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(address, process, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(address):
            return
        time.sleep(0.3)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')}")


def launch(playwright):
    """Starts the Chromium or Chrome of this machine, or the one that Playwright brought.

    Raises:
        playwright.sync_api.Error: If there is none.
    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
    if os.path.exists(playwright.chromium.executable_path):
        return playwright.chromium.launch(args=CHROMIUM_FLAGS)
    return playwright.chromium.launch(channel="chrome", args=CHROMIUM_FLAGS)


def run_all_cells(page):
    """Clicks *Run All Cells* on the page of a notebook, and does not wait for the end.

    It first waits until the kernel stays idle: JupyterLab drops what is run while it connects.
    """
    wait_until_idle(page)
    # By their places: to look for roles takes seconds on the page of a long notebook.
    page.locator(".lm-MenuBar-item").get_by_text("Run", exact=True).click()
    page.locator(".lm-Menu-item").get_by_text("Run All Cells", exact=True).click()


def wait_until_idle(page):
    """Waits until the kernel of the notebook on a page has been idle for two seconds."""
    status = page.locator(".jp-Notebook-ExecutionIndicator")
    in_a_row = 0
    while in_a_row < 10:
        in_a_row = in_a_row + 1 if status.get_attribute("data-status") == "idle" else 0
        page.wait_for_timeout(200)


def run_code(page, cell, code):
    """Replaces the code of a cell, runs it, and waits until it has run."""
    prompt = cell.locator(".jp-InputArea-prompt")
    before = prompt.inner_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)
    page.keyboard.press("Control+Enter")
    wait_until_run(prompt, before)


def wait_until_run(prompt, before):
    """Waits until the prompt of a cell has a number, and another text than before."""
    wait_until(prompt, r"it => /^\[\d+\]:$/.test(it.innerText) && it.innerText", before)


def wait_until(element, what, before):
    """Waits until something about an element is another than before, and not false.

    The `expect` of Playwright looks once a second where it has to wait.

    Args:
        element: Playwright `Locator`.
        what: A function of the element, in JavaScript.
        before: What it returned before.
    """
    element.page.wait_for_function(
        f"([it, before]) => {{ const now = ({what})(it); return now && now !== before; }}",
        arg=[element.element_handle(), before],
        polling=POLL_MILLISECONDS,
        timeout=RUN_MILLISECONDS,
    )
