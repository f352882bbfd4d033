"""The module that notebooks import: quiet, repeatable, and clear about errors."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from helpers import course
from support import workers

COURSE_FIRST = """
import os, sys, warnings
from helpers import course
course.start(cpus=2)
course.start(cpus=2)
course.check_setup()
import tensorflow as tf
print(len(tf.config.list_logical_devices("CPU")), end="")
os.write(2, b"heard from native code;")
warnings.warn("mind")
END
print("sklearn" in sys.modules)
import sklearn.metrics
print(sklearn.metrics.f1_score([0, 1], [0, 1]))
END
import keras, numpy, random, tensorflow as tf
for seed in (5, 5, 6):
    course.start(seed)
    weights = keras.layers.Dense(1)(numpy.ones((1, 1))).numpy().item()
    print(random.random(), numpy.random.rand(), tf.random.normal(()).numpy(), weights)
END
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
course.start()
message = '''in user code:

    File "/tmp/ipykernel_41/2750.py", line 2, in f  *
        g()
    File "/somewhere/site-packages/keras/src/a.py", line 3, in g
        h()'''
shell.push({"message": message})
print("RAISED", shell.run_cell("raise ValueError(message)").error_in_exec)
END
out_of_scope = '''
import tensorflow as tf
kept = []
@tf.function
def keep(values):
    kept.append(tf.reduce_mean(values))

keep(tf.ones(3))
kept[0] + 1
'''
print("RAISED", shell.run_cell(out_of_scope).error_in_exec)
END
course.start(explain_errors=True)
shell.run_cell("1 + 1")
shell.run_cell("raise ValueError('No gradients provided for any variable.')")
shell.run_cell("raise KeyError('image')")
mute = '''
class MuteError(Exception):
    def __str__(self):
        raise self

raise MuteError
'''
shell.run_cell(mute)
END
course.start()
shell.run_cell("raise ValueError('No gradients provided for any variable.')")
"""
TENSORFLOW_FIRST = f"""
import runpy
runpy.run_path({str(workers.SCRIPT)!r}, run_name="__main__")
END
import os
del os.environ["TF_CPP_MIN_LOG_LEVEL"]  # the script had set it: it keeps TensorFlow quiet
import tensorflow as tf
from helpers import course
course.start()
print(len(tf.config.list_logical_devices("CPU")))
END
course.start(cpus=3)
"""


def python(code):
    """Runs code in a fresh process; returns what it wrote."""
    # The course sets this one, also in the process of the tests.
    fresh = {name: os.environ[name] for name in os.environ if name != "TF_CPP_MIN_LOG_LEVEL"}
    return subprocess.run(
        [sys.executable, "-c", code], env=fresh, capture_output=True, text=True, check=False
    )


def parts(code):
    """Runs code in a fresh process; returns pairs: what each part wrote, to stdout and stderr."""
    mark = 'import os, sys; print("@@", flush=True); os.write(2, b"@@\\n")'
    done = python(code.replace("END", mark))
    return list(zip(done.stdout.split("@@\n"), done.stderr.split("@@\n"), strict=True))


@pytest.fixture(scope="module")
def course_first():
    """A process costs the loading of TensorFlow, so several tests look at one."""
    return parts(COURSE_FIRST)


@pytest.fixture(scope="module")
def tensorflow_first():
    return parts(TENSORFLOW_FIRST)


def test_start_up_is_silent_and_what_comes_later_is_not(course_first):
    # The warning is one line, without the path of the file that it comes from.
    assert course_first[0][1] == "heard from native code;UserWarning: mind\n"


def test_processor_appears_as_several_devices_and_nothing_else_is_printed(course_first):
    assert course_first[0][0] == "2"


def test_where_tensorflow_came_first_a_new_kernel_is_recommended(tensorflow_first, course_first):
    _, stderr = tensorflow_first[1]
    assert "restart the kernel, and run this cell first" in stderr
    assert course_first[2][1] == ""  # Keras was imported after the course


def test_without_a_cluster_the_script_of_09_is_the_only_worker(tensorflow_first):
    report = json.loads(tensorflow_first[0][0])
    assert (report["worker"], report["replicas"]) == (0, 1)
    np.testing.assert_allclose(report["losses"], workers.losses_by_hand()[0], rtol=1e-5)


def test_scikit_learn_is_loaded_by_those_who_ask_for_it_alone(course_first):
    assert course_first[1][0].split() == ["False", "1.0"]


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


def test_same_seed_same_numbers(course_first):
    first, again, other = (line.split() for line in course_first[2][0].splitlines())
    assert first == again
    assert not set(first) & set(other)


def test_error_inside_a_function_names_no_folder(course_first):
    stdout, _ = course_first[3]
    assert 'File "your cell", line 2' in stdout
    assert 'File "keras/src/a.py", line 3' in stdout
    raised = stdout.split("RAISED")[1]
    assert "/tmp" not in raised
    assert "somewhere" not in raised


def test_a_tensor_out_of_scope_is_not_followed_through_the_kernel(course_first):
    raised = course_first[4][0].split("RAISED ")[1]
    assert "is out of scope and cannot be used here" in raised
    assert "File" not in raised


def test_an_entry_stands_under_each_error_that_has_one_if_it_is_asked_for(course_first):
    (asked, failed), (not_asked, _) = course_first[5], course_first[6]
    before, entry = asked.split("E12 · ")
    assert before.count("ValueError") >= 1
    assert "Repair: No gradient comes back to the weights." in entry
    assert "KeyError" in entry
    assert "Custom TB Handler failed" not in failed + asked
    assert "No gradients provided" in not_asked
    assert "Repair:" not in not_asked


def test_set_up_check_says_what_was_found():
    check = course.check_setup()
    assert check.ready
    assert repr(check) == "SetupCheck(ready=True)"
    for name in ("this course", "Python", "tensorflow", "keras", "tf-keras", "device"):
        assert name in check.value
    assert "Everything that the course needs is here." in check.value


def test_lab_of_an_unknown_task_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="task is one of 'regression', 'binary'"):
        course.loss_metric_lab("ranking")


def test_start_after_a_computation_is_refused_only_if_devices_are_missing(tensorflow_first):
    _, (started, _), (_, refused) = tensorflow_first
    assert started == "1\n"
    assert "TensorFlow runs already" in refused
    assert "Restart the kernel" in refused
