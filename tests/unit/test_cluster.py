"""Processes that form a cluster: they agree, they end, and none is left behind."""

import time

import numpy as np
import psutil
import pytest
import tensorflow as tf

from helpers import cluster
from support import speeds
from support.notebooks import cells
from support.workers import SCRIPT, losses_by_hand

WRITE_PID = "import os, pathlib, sys, time, json\nfolder = pathlib.Path(__file__).parent\n"
WRITE_PID += "index = json.loads(os.environ['TF_CONFIG'])['task']['index']\n"
# Renamed when whole: a test that sees the file can read the number.
WRITE_PID += "part = folder / f'{index}.part'\npart.write_text(str(os.getpid()))\n"
WRITE_PID += "part.rename(folder / f'{index}.pid')\n"


@speeds.exhaustive  # notebook 09 compares two of them with `fit`
def test_two_workers_train_as_numpy_does():
    reports = cluster.run_workers(SCRIPT, 2, seconds=300)
    assert [report["worker"] for report in reports] == [0, 1]
    losses, weights = losses_by_hand()
    for report in reports:
        assert report["replicas"] == 2
        np.testing.assert_allclose(report["losses"], losses, rtol=1e-5)
        np.testing.assert_allclose(report["first weights"], weights, atol=1e-6)


def test_what_notebook_09_stores_is_what_numpy_finds():
    (path,) = SCRIPT.parent.glob("09*")
    (two,) = [cell for cell in cells(path, "code") if cell.source.startswith("two = ")]
    losses = [round(float(loss), 2) for loss in losses_by_hand()[0]]
    assert f"loss of each epoch: {losses}\n" in two.outputs[0].text


def test_the_script_needs_nothing_of_the_course():
    assert "helpers" not in SCRIPT.read_text(encoding="utf-8")


def gone(folder):
    """Whether no process that left its number in the folder is running any more."""
    numbers = [int(path.read_text()) for path in folder.glob("*.pid")]
    return numbers and not any(map(psutil.pid_exists, numbers))


def test_one_that_fails_ends_all_and_is_quoted(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(WRITE_PID + "time.sleep(0.5 if index else 60)\nraise ValueError('no rows')")
    begun = time.monotonic()
    with pytest.raises(RuntimeError, match="so all were ended: ValueError: no rows"):
        cluster.run_workers(script, 2, seconds=50)
    assert time.monotonic() - begun < 30
    assert gone(tmp_path)


def test_those_that_take_too_long_are_ended(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(WRITE_PID + "time.sleep(60)")
    with pytest.raises(RuntimeError, match="not done after 2 seconds, and were ended"):
        cluster.run_workers(script, 2, seconds=2)
    assert gone(tmp_path)


def test_an_interrupt_leaves_none_behind(tmp_path, monkeypatch):
    script = tmp_path / "script.py"
    script.write_text(WRITE_PID + "time.sleep(60)")

    def interrupt(seconds):
        if len(list(tmp_path.glob("*.pid"))) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(cluster.time, "sleep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        cluster.run_workers(script, 2, seconds=50)
    assert gone(tmp_path)


def test_much_output_does_not_stop_a_process(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import sys\nprint('x' * 10**6, file=sys.stderr)\nprint('{\"ok\": 1}')")
    assert cluster.run_workers(script, 1, seconds=50) == [{"ok": 1}]


def test_a_single_script_gets_its_input_and_its_environment(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import json, os, sys\nprint('by the way')\n"
        "print(json.dumps([json.load(sys.stdin), os.environ['KIND'], 'TF_CONFIG' in os.environ]))"
    )
    numbers = [float(np.float32(1 / 3)), 1e30]
    assert cluster.run_script(script, {"x": numbers}, KIND="a") == [{"x": numbers}, "a", False]


def test_a_single_script_that_fails_is_quoted(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("raise ValueError('no rows')")
    with pytest.raises(RuntimeError, match="ValueError: no rows"):
        cluster.run_script(script, seconds=50)
    with pytest.raises(ValueError, match=r"no file 'nothing\.py'"):
        cluster.run_script("nothing.py")


@pytest.mark.parametrize(
    ("n_gpus", "expected"), [(0, ["-1", "-1"]), (1, ["-1", "-1"]), (2, ["0", "1"])]
)
def test_each_gets_a_gpu_if_there_is_one_for_each(tmp_path, monkeypatch, n_gpus, expected):
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: [kind] * n_gpus)
    script = tmp_path / "script.py"
    script.write_text("import json, os\nprint(json.dumps(os.environ['CUDA_VISIBLE_DEVICES']))")
    assert cluster.run_workers(script, 2, seconds=50) == expected


def test_what_cannot_be_started_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"no file 'nothing\.py'"):
        cluster.run_workers("nothing.py", 2, seconds=5)
    with pytest.raises(ValueError, match="count is from 1 to 8, and you passed 9"):
        cluster.run_workers(SCRIPT, 9, seconds=5)
