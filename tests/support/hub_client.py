"""A JupyterHub on this machine, and learners: HTTP with cookies, and a websocket to a kernel."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
import uuid
from typing import NamedTuple

import httpx
import psutil
import websocket

PATIENCE = 300  # seconds for anything
# What this environment would hand on to the other one.
OURS = ("VIRTUAL_ENV", "PYTHONPATH", "UV_PYTHON")
ENDED = {"restarting", "autorestarting", "dead"}


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Classroom:
    """A checkout with an environment that everybody can read, and the hub that runs in it.

    Args:
        place: Empty folder that everybody can read.
    """

    def __init__(self, place):
        self.place, self.course, self.state = place, place / "course", place / "state"
        self.log = place / "log.txt"
        self.environment = {key: value for key, value in os.environ.items() if key not in OURS}
        path = f"{place}/node_modules/.bin:{os.environ['PATH']}"
        # The learners cannot read a Python in the home of root.
        python = shutil.which("python3", path="/usr/local/bin:/usr/bin")
        self.environment |= {"PATH": path, "UV_PYTHON": python, "CLASSROOM_STATE": str(self.state)}
        self.environment["UV_COMPILE_BYTECODE"] = "1"

    def done(self, *command):
        """Runs a command that must succeed."""
        subprocess.run(command, cwd=self.place, env=self.environment, check=True, timeout=900)

    @contextlib.contextmanager
    def hub(self, **more):
        """Runs the command of TEACHING.md, and gives the address of the hub."""
        url = f"http://127.0.0.1:{free_port()}"
        self.proxy_api = f"http://127.0.0.1:{free_port()}"
        command = "uv run --no-dev --group classroom jupyterhub --config"
        command = [*command.split(), ".classroom/jupyterhub_config.py"]
        command += [f"--JupyterHub.bind_url={url}", f"--JupyterHub.hub_port={free_port()}"]
        command += [f"--ConfigurableHTTPProxy.api_url={self.proxy_api}"]
        options = {"cwd": self.course, "env": self.environment | more}
        with self.log.open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, **options)
        try:
            deadline = time.monotonic() + 90
            while True:
                assert process.poll() is None, self.log.read_text()[-3000:]
                assert time.monotonic() < deadline, self.log.read_text()[-3000:]
                with contextlib.suppress(httpx.TransportError):
                    if httpx.get(f"{url}/hub/api").status_code == 200:
                        break
                time.sleep(0.3)
            self.process = psutil.Process(process.pid)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=120)


class Reply(NamedTuple):
    """What came of a piece of code.

    Attributes:
        status: `"ok"`, `"error"`, or `"died"` where the kernel ended.
        text: What it printed, and its last value; for an error its class.
        seconds: From sending it to its end.
    """

    status: str
    text: str
    seconds: float


class Learner:
    """A learner with a browser of their own.

    Args:
        url: Where the hub is.
        name: Name of the learner.
    """

    def __init__(self, url, name):
        self.url, self.name, self.home = url, name, f"/user/{name}/"
        self.browser = httpx.Client(base_url=url, follow_redirects=True, timeout=PATIENCE)

    def _cookies(self, path):
        return [each for each in self.browser.cookies.jar if path.startswith(each.path)]

    def ask(self, method, path, **options):
        """Asks for any path, as a page of the hub or of the own server would do it."""
        cookies = {each.name: each.value for each in self._cookies(path)}
        headers = {"X-XSRFToken": cookies.get("_xsrf", ""), "Referer": self.url + path}
        return self.browser.request(method, path, headers=headers, **options)

    def log_in(self, password):
        """Logs in, and says whether that worked."""
        self.ask("GET", "/hub/login")
        form = {"username": self.name, "password": password}
        form["_xsrf"] = next(each.value for each in self._cookies("/hub/") if each.name == "_xsrf")
        return self.ask("POST", "/hub/login", data=form).url.path != "/hub/login"

    def start_server(self, **options):
        """Starts the own server, waits until JupyterLab answers, and returns the seconds."""
        begin = time.monotonic()
        self.ask("GET", "/hub/spawn")
        xsrf = next(each.value for each in self._cookies("/hub/") if each.name == "_xsrf")
        self.ask("POST", "/hub/spawn", data={"_xsrf": xsrf, **options}).raise_for_status()
        while time.monotonic() < begin + PATIENCE:
            page = self.ask("GET", f"{self.home}lab")
            if page.status_code == 200 and page.url.path.startswith(f"{self.home}lab"):
                return time.monotonic() - begin
            time.sleep(0.3)
        raise RuntimeError(f"no server: {page.status_code} {page.url}")

    def stop_server(self):
        """Stops the own server, and waits until it is gone."""
        self.ask("DELETE", f"/hub/api/users/{self.name}/server").raise_for_status()
        while self.ask("GET", f"/hub/api/users/{self.name}").json()["servers"]:
            time.sleep(0.3)

    def api(self, method, path, **options):
        """Asks the API of the own server."""
        return self.ask(method, f"{self.home}api/{path}", **options)

    def open_kernel(self, path):
        """Opens a notebook as JupyterLab does, and returns its kernel."""
        about = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        answer = self.api("POST", "sessions", json=about)
        answer.raise_for_status()
        return Kernel(self, answer.json()["kernel"]["id"])

    def connect(self, path):
        """Opens a websocket to a path of the own server."""
        cookie = "; ".join(f"{each.name}={each.value}" for each in self._cookies(path))
        url = self.url.replace("http", "ws", 1) + path
        return websocket.create_connection(url, cookie=cookie, timeout=PATIENCE)


class Kernel:
    """A kernel of a learner.

    Args:
        learner: Whose it is.
        key: Its id.
    """

    def __init__(self, learner, key):
        self.learner, self.path = learner, f"kernels/{key}"
        self.socket = learner.connect(f"{learner.home}api/{self.path}/channels")

    def send(self, code):
        """Sends code, and does not wait. Returns the id of the message."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "version": "5.3"}
        header |= {"username": "", "session": self.path, "date": ""}
        content = {"code": code, "silent": False, "allow_stdin": False, "stop_on_error": False}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        self.socket.send(json.dumps(message | {"channel": "shell", "buffers": []}))
        return header["msg_id"]

    def wait(self, key):
        """Waits for the end of the code that was sent under this id."""
        begin, text, status, idle = time.monotonic(), "", None, False
        while not (status and idle):
            data = self.socket.recv()
            if isinstance(data, bytes):  # a picture of a widget
                continue
            message = json.loads(data)
            kind, content = message["msg_type"], message["content"]
            state = content.get("execution_state") if kind == "status" else None
            if state in ENDED:
                return Reply("died", text, time.monotonic() - begin)
            if message["parent_header"].get("msg_id") != key:
                continue
            idle = idle or state == "idle"
            if kind == "execute_reply":
                status = content["status"]
                text += content.get("ename", "")
            elif kind == "stream":
                text += content["text"]
            elif kind == "execute_result":
                text += content["data"]["text/plain"]
        return Reply(status, text, time.monotonic() - begin)

    def execute(self, code):
        """Runs code, and returns its `Reply`."""
        return self.wait(self.send(code))

    def interrupt(self):
        """Presses the stop button."""
        self.learner.api("POST", f"{self.path}/interrupt").raise_for_status()
