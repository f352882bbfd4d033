"""A batch on several replicas. Oracle: `tf.distribute` itself, in a process of its own."""

import json
import subprocess
import sys

import numpy as np
import pytest

from helpers.scoring.replicas import REDUCTIONS, replica_step

CASES = [(4, 32), (4, 29), (4, 5), (3, 10), (2, 1), (4, 10)]
REAL = """
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np, tensorflow as tf

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 4)
names = [device.name for device in tf.config.list_logical_devices("CPU")]
losses = np.random.default_rng(0).exponential(size=64).astype("float32")
found = []
for replicas, rows in json.loads(sys.argv[1]):
    strategy = tf.distribute.MirroredStrategy(names[:replicas])
    batch = tf.data.Dataset.from_tensor_slices(losses[:rows]).batch(32)
    (parts,) = strategy.experimental_distribute_dataset(batch)
    def report(part):
        return tf.reduce_mean(part), tf.reduce_sum(part) / 32, tf.reduce_sum(part) / rows
    means, of_batch, of_rows = strategy.run(report, args=(parts,))
    local = strategy.experimental_local_results
    found.append({
        "counts": [len(part) for part in local(parts)],
        "mean_then_sum": float(strategy.reduce("sum", means, axis=None)),
        "mean_then_mean": float(strategy.reduce("mean", means, axis=None)),
        "sum_over_batch_size": float(strategy.reduce("sum", of_batch, axis=None)),
        "sum_over_rows": float(strategy.reduce("sum", of_rows, axis=None)),
    })
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def real():
    done = subprocess.run(
        [sys.executable, "-c", REAL, json.dumps(CASES)],
        capture_output=True, text=True, check=True, timeout=200,
    )  # fmt: skip
    return dict(zip(CASES, json.loads(done.stdout.splitlines()[-1]), strict=True))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_rows_and_result_are_those_of_tensorflow(real, case, reduction):
    replicas, rows = case
    losses = np.random.default_rng(0).exponential(size=64)[:rows]
    step = replica_step(losses, replicas, 32, reduction)
    assert [len(part) for part in step.parts] == real[case]["counts"]
    np.testing.assert_allclose(step.reported, real[case][reduction], rtol=1e-5)
    assert step.of_one_device == pytest.approx(losses.mean())


def test_only_one_reduction_is_always_right():
    losses = np.array([1.0, 2.0, 3.0, 9.0, 4.0])
    reported = {name: replica_step(losses, 4, 8, name).reported for name in REDUCTIONS}
    assert reported["sum_over_rows"] == pytest.approx(3.8)
    assert reported["sum_over_batch_size"] == pytest.approx(19 / 8)
    assert np.isnan(reported["mean_then_sum"])
    assert np.isnan(reported["mean_then_mean"])
