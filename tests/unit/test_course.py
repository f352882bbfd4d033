"""The module that notebooks import: quiet, repeatable, and clear about errors."""

import subprocess
import sys

import pytest

from helpers import course


def python(code):
    """Runs code in a fresh process; returns what it wrote."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_start_up_is_silent_and_what_comes_later_is_not():
    code = """
import os, warnings
from helpers import course
course.start()
course.check_setup()
os.write(2, b"heard from native code;")
warnings.warn("mind")
"""
    done = python(code)
    assert (done.returncode, done.stdout) == (0, "")
    # The warning is one line, without the path of the file that it comes from.
    assert done.stderr == "heard from native code;UserWarning: mind\n"


def test_where_tensorflow_came_first_a_new_kernel_is_recommended(monkeypatch):
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)
    start = "from helpers import course; course.start()"
    assert "restart the kernel, and run this cell first" in python(f"import keras; {start}").stderr
    assert python(f"{start}; import keras; course.start()").stderr == ""


def test_scikit_learn_is_loaded_by_those_who_ask_for_it_alone():
    code = """
import sys
from helpers import course
print("sklearn" in sys.modules)
import sklearn.metrics
print(sklearn.metrics.f1_score([0, 1], [0, 1]))
"""
    assert python(code).stdout.split() == ["False", "1.0"]


def test_an_import_that_fails_is_not_silent():
    code = """
import os, sys
class Broken:
    def find_spec(self, name, path, target=None):
        if name == "tensorflow":
            os.write(2, b"why it broke")
            raise ImportError("no tensorflow")
sys.meta_path.insert(0, Broken())
from helpers import course
"""
    done = python(code)
    assert done.returncode == 1
    assert "why it broke" in done.stderr
    assert "ImportError: no tensorflow" in done.stderr


def test_same_seed_same_numbers():
    code = """
from helpers import course
import keras, numpy, random, tensorflow as tf
for seed in (5, 5, 6):
    course.start(seed)
    weights = keras.layers.Dense(1)(numpy.ones((1, 1))).numpy().item()
    print(random.random(), numpy.random.rand(), tf.random.normal(()).numpy(), weights)
"""
    first, again, other = (line.split() for line in python(code).stdout.splitlines())
    assert first == again
    assert not set(first) & set(other)


def test_error_inside_a_function_names_no_folder():
    code = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
from helpers import course
course.start()
message = '''in user code:

    File "/tmp/ipykernel_41/2750.py", line 2, in f  *
        g()
    File "/somewhere/site-packages/keras/src/a.py", line 3, in g
        h()'''
shell.push({"message": message})
print("RAISED", shell.run_cell("raise ValueError(message)").error_in_exec)
"""
    done = python(code)
    assert 'File "your cell", line 2' in done.stdout
    assert 'File "keras/src/a.py", line 3' in done.stdout
    raised = done.stdout.split("RAISED")[1]
    assert "/tmp" not in raised
    assert "somewhere" not in raised


def test_set_up_check_says_what_was_found():
    check = course.check_setup()
    assert check.ready
    assert repr(check) == "SetupCheck(ready=True)"
    for name in ("Python", "tensorflow", "keras", "tf-keras", "device"):
        assert name in check.value
    assert "Everything that the course needs is here." in check.value


def test_lab_of_an_unknown_task_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="task is one of 'regression', 'binary'"):
        course.loss_metric_lab("ranking")


SPLIT = """
from helpers import course
{before}
course.start(cpus={cpus})
course.start(cpus={cpus})
import tensorflow as tf
print(len(tf.config.list_logical_devices("CPU")), end="")
"""


def split(**parts):
    code = SPLIT.format(**parts)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def test_processor_appears_as_several_devices():
    done = split(before="", cpus=3)
    assert (done.stdout, done.stderr) == ("3", "")


def test_start_after_a_computation_is_refused_only_if_devices_are_missing():
    computed = "import tensorflow as tf; tf.ones(1)"
    assert split(before=computed, cpus=1).stdout == "1"
    done = split(before=computed, cpus=3)
    assert "TensorFlow runs already" in done.stderr
    assert "Restart the kernel" in done.stderr
