"""The server for a class, for real: a hub, a proxy, and learners who log in over the network.

It needs Linux, root, git, uv, npm and some minutes, so the default run leaves it out. It looks at
what is committed, listens on 127.0.0.1 only, and makes system users that it removes at its end.

uv run --group classroom pytest -s -o addopts= tests/project/check_classroom.py

CLASSROOM_LEARNERS=6 and CLASSROOM_NOTEBOOK=04 ask for more learners and for another notebook.
"""

import contextlib
import itertools
import os
import pathlib
import pwd
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest

from support.hub_client import Classroom, Learner
from support.paths import ROOT

LEARNERS = int(os.environ.get("CLASSROOM_LEARNERS", "3"))
NOTEBOOK = next(ROOT.glob(f"notebooks/{os.environ.get('CLASSROOM_NOTEBOOK', '00')}*.ipynb")).name
NAMES = [f"check-{number}" for number in range(LEARNERS)]
PASSWORD = "a password for {}"
LOSSES = ("mean_absolute_error", "huber", "log_cosh", "mean_squared_error")
ROUNDS = 3
HOLD = "kept = bytearray(b'x') * {}"
REPORT = {}


def remove(name):
    subprocess.run(["userdel", "--remove", f"learner-{name}"], capture_output=True)


@pytest.fixture(scope="module")
def classroom():
    if sys.platform != "linux" or os.geteuid() or not shutil.which("npm"):
        pytest.skip("needs Linux, root and npm")
    place = pathlib.Path(tempfile.mkdtemp(prefix="classroom-"))
    place.chmod(0o755)
    room = Classroom(place)
    room.done("git", "clone", "--quiet", ROOT, room.course)
    room.done("uv", "sync", "-q", "--no-dev", "--group=classroom", f"--project={room.course}")
    room.done("npm", "install", "--silent", f"--prefix={place}", "configurable-http-proxy")
    room.state.mkdir(mode=0o700)
    (room.state / "learners.txt").write_text("\n".join(NAMES))
    for name in NAMES:
        remove(name)
    yield room
    for name in NAMES:
        remove(name)
    shutil.rmtree(place)


@pytest.fixture(scope="module")
def learners(classroom):
    with classroom.hub() as url:
        yield [Learner(url, name) for name in NAMES]
    print("", *(f"{what}: {value}" for what, value in REPORT.items()), sep="\n")


@pytest.fixture(scope="module")
def kernels(learners):
    """Everybody comes at once, and opens the notebook."""
    paths = [f"course/{NOTEBOOK}"] * LEARNERS

    def arrive(learner, path):
        assert learner.log_in(PASSWORD.format(learner.name))
        server = learner.start_server()
        begin = time.monotonic()
        kernel = learner.open_kernel(path)
        assert kernel.execute("1").text == "1"
        return kernel, server, time.monotonic() - begin

    kernels, servers, waits = zip(*at_once(arrive, learners, paths), strict=True)
    REPORT["learners, notebook"] = f"{LEARNERS}, {NOTEBOOK}, {psutil.cpu_count()} cores"
    REPORT["seconds to a server"] = spread(servers)
    REPORT["seconds to a ready kernel"] = spread(waits)
    return kernels


def at_once(function, *arguments):
    with ThreadPoolExecutor(LEARNERS) as pool:
        return list(pool.map(function, *arguments))


def flat(lists):
    return list(itertools.chain.from_iterable(lists))


def spread(seconds):
    """Says the median, and the value that 95 of 100 do not exceed."""
    highest = sorted(seconds)[max(0, round(0.95 * len(seconds)) - 1)]
    return f"median {statistics.median(seconds):.2f}, 95th percentile {highest:.2f}"


def pss(processes):
    """Adds up memory in megabytes; a page that n processes share counts 1/n for each."""
    total = 0
    for process in processes:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            text = pathlib.Path(f"/proc/{process.pid}/smaps_rollup").read_text()
            total += int(re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)[1]) * 1024 / 1e6
    return total


def processes_of(name):
    uid = pwd.getpwnam(f"learner-{name}").pw_uid
    return [each for each in psutil.process_iter(["uids"]) if each.info["uids"].real == uid]


def update_labs(kernels):
    """Swaps losses in all kernels at the same time, and returns the seconds of each swap."""

    def swap(kernel):
        replies = [kernel.execute(f"lab.loss = '{loss}'") for loss in LOSSES * ROUNDS]
        assert {reply.status for reply in replies} == {"ok"}, replies
        return [reply.seconds for reply in replies]

    return at_once(swap, kernels)


def test_idle_server_is_ended_and_its_files_stay(classroom):
    """It comes first, because the other checks share a hub that goes on until the end."""
    with classroom.hub(CLASSROOM_IDLE_SECONDS="8") as url:
        learner = Learner(url, NAMES[-1])
        assert learner.log_in(PASSWORD.format(learner.name))
        learner.start_server()
        assert processes_of(learner.name)
        deadline = time.monotonic() + 60
        while processes_of(learner.name) and time.monotonic() < deadline:
            time.sleep(1)
        assert not processes_of(learner.name)
    home = pathlib.Path(pwd.getpwnam(f"learner-{NAMES[-1]}").pw_dir)
    assert (home / "course" / NOTEBOOK).is_file()


def test_a_stranger_is_not_let_in_and_a_wrong_password_neither(learners, kernels):
    assert not Learner(learners[0].url, "stranger").log_in("a long password")
    assert not Learner(learners[0].url, NAMES[0]).log_in("another password")


def test_everybody_runs_the_notebook_from_top_to_bottom(learners, kernels):
    def run(learner, kernel):
        cells = learner.api("GET", f"contents/course/{NOTEBOOK}").json()["content"]["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                fails = "raises-exception" in cell["metadata"].get("tags", [])
                reply = kernel.execute(cell["source"])
                assert reply.status == ("error" if fails else "ok"), (cell["source"], reply)
        return len(cells)

    assert min(at_once(run, learners, kernels)) > 3


def test_labs_answer_while_everybody_plays(classroom, learners, kernels):
    for kernel in kernels:
        code = "from helpers import course\nlab = course.loss_metric_lab()"
        assert kernel.execute(code).status == "ok"
    seconds = update_labs(kernels)
    for when, part in (("first use", slice(len(LOSSES))), ("later", slice(len(LOSSES), None))):
        REPORT[f"seconds of a lab update, {when}"] = spread(flat(each[part] for each in seconds))
    each, hub = [pss(processes_of(name)) for name in NAMES], classroom.process
    shared = pss([hub, *(p for p in hub.children(recursive=True) if p.uids().real == 0)])
    REPORT["MB a learner (PSS)"] = f"median {statistics.median(each):.0f}, most {max(each):.0f}"
    REPORT["MB of hub, proxy and culler"] = f"{shared:.0f}"
    fit = {size: int((size * 1e9 - shared * 1e6 - 1e9) / max(each) / 1e6) for size in (16, 32, 64)}
    REPORT["learners that fit, 1 GB left for the system"] = fit
    assert max(each) < 1500, "TEACHING.md says 1.5 GB"


def test_limits_hold_for_a_kernel(kernels):
    code = "import os, resource\nresource.getrlimit(resource.RLIMIT_DATA), "
    code += "len(os.sched_getaffinity(0)), os.nice(0)"
    most = 2.5 * 1024**3
    cores = min(2, psutil.cpu_count())
    for kernel in kernels:
        assert eval(kernel.execute(code).text) == ((most, most), cores, 5)


def test_crash_of_one_leaves_the_others_alone(kernels):
    first, *others = kernels
    assert first.execute("import os; os.abort()").status == "died"
    update_labs(others)
    time.sleep(5)
    assert first.execute("6 * 7").text == "42", "the kernel starts again"


def test_endless_loop_of_one_leaves_the_others_alone(kernels):
    first, *others = kernels
    loop = first.send("while True: pass")
    seconds = flat(update_labs(others))
    REPORT["seconds of a lab update beside an endless loop"] = spread(seconds)
    assert statistics.median(seconds) < 3
    first.interrupt()
    assert first.wait(loop)[:2] == ("error", "KeyboardInterrupt")


def test_memory_hog_is_stopped_and_leaves_the_others_alone(learners, kernels):
    first, *others = kernels
    reply = first.execute(HOLD.format(3_000_000_000))
    assert (reply.status, reply.text) == ("error", "MemoryError")
    update_labs(others)
    # Two kernels that are small enough each, and too much together.
    second = learners[0].open_kernel("course/second.ipynb")
    assert first.execute(HOLD.format(1_500_000_000)).status == "ok"
    key = second.send(HOLD.format(1_400_000_000) + "\nimport time; time.sleep(60)")
    died = first.execute("import time; time.sleep(30)")
    assert died.status == "died", "the larger of the two"
    second.interrupt()
    assert second.wait(key).text == "KeyboardInterrupt"
    update_labs(others)


def test_nobody_reaches_the_server_of_another(classroom, learners, kernels):
    first, second = learners[:2]
    contents = f"{second.home}api/contents"
    assert second.ask("GET", contents).status_code == 200
    assert first.ask("GET", contents).status_code in (403, 404)
    assert first.ask("DELETE", f"/hub/api/users/{second.name}/server").status_code in (403, 404)
    assert httpx.get(first.url + contents).status_code == 403
    # With what the first learner finds in the own processes, and past the proxy.
    (port,) = {c.laddr.port for p in processes_of(second.name) for c in p.net_connections()
               if c.status == "LISTEN" and "singleuser" in " ".join(p.cmdline())}  # fmt: skip
    token = kernels[0].execute("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])").text.strip()
    headers = {"Authorization": f"token {token}"}
    own = f"{first.url}{first.home}api/contents"
    assert httpx.get(own, headers=headers).status_code == 200
    for base in (first.url, f"http://127.0.0.1:{port}"):
        assert httpx.get(base + contents, headers=headers).status_code in (403, 404)
    assert httpx.get(f"{classroom.proxy_api}/api/routes", headers=headers).status_code == 403


def test_nobody_reads_the_files_or_processes_of_another(classroom, learners, kernels):
    first, second = (pathlib.Path(pwd.getpwnam(f"learner-{name}").pw_dir) for name in NAMES[:2])
    pid = processes_of(NAMES[1])[0].pid
    refused = [f"os.listdir('{second}')", f"open('{second}/course/{NOTEBOOK}')"]
    refused += [f"open('/proc/{pid}/environ').read()", f"os.kill({pid}, 9)"]
    refused += [f"os.listdir('{classroom.state}')", "open(course.__file__, 'a')"]
    refused += [f"open('{classroom.course}/notebooks/{NOTEBOOK}', 'a')"]
    kernels[0].execute("import os\nfrom helpers import course")
    for code in refused:
        assert kernels[0].execute(code).text == "PermissionError", code
    for code in (f"os.listdir('{first}')", f"open('{first}/course/{NOTEBOOK}', 'a')"):
        assert kernels[0].execute(code).status == "ok", code
    assert kernels[0].execute("open(course.__file__).read()").status == "ok"


def test_another_start_keeps_what_a_learner_changed(classroom, learners, kernels):
    first = learners[0]
    home = pathlib.Path(pwd.getpwnam(f"learner-{NAMES[0]}").pw_dir)

    def copies():
        return {path.parent.name: path.read_text()[:4] for path in home.glob(f"course*/{NOTEBOOK}")}

    mine = {"type": "file", "format": "text", "content": "mine"}
    saved = first.api("PUT", f"contents/course/{NOTEBOOK}", json=mine | {"path": NOTEBOOK})
    assert saved.status_code == 200
    course = (ROOT / "notebooks" / NOTEBOOK).read_text()[:4]
    for options, change, expected in (
        ({}, "", {"course": "mine"}),
        ({"fresh": "on"}, "", {"course": "mine", "course-2": course}),
        ({}, "\n", {"course": "mine", "course-2": course, "course-3": course}),
        ({}, "", {"course": "mine", "course-2": course, "course-3": course}),
    ):
        first.stop_server()
        with (classroom.course / "notebooks" / NOTEBOOK).open("a") as file:
            file.write(change)
        first.start_server(**options)
        assert copies() == expected
    newest = first.ask("GET", first.home).url.path
    assert newest == f"{first.home}lab/tree/course-3/00_start_here.ipynb"
