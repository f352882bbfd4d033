"""A batch on several replicas. Oracle: `tf.distribute`, and NumPy on the rows that it gave to each.

How many rows it gave is written down; that it still does so, the exhaustive run tries.
"""

import json
import subprocess
import sys

import numpy as np
import pytest

from helpers.scoring.replicas import REDUCTIONS, replica_step
from support import speeds

# Replicas and rows of a batch of 32, and how many rows `tf.distribute` gave to each replica.
COUNTS = {
    (4, 32): [8, 8, 8, 8],
    (4, 29): [8, 8, 8, 5],
    (4, 5): [2, 2, 1, 0],
    (3, 10): [4, 4, 2],
    (2, 1): [1, 0],
    (4, 10): [3, 3, 3, 1],
}
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


@pytest.fixture
def real():
    done = subprocess.run(
        [sys.executable, "-c", REAL, json.dumps([*COUNTS])],
        capture_output=True, text=True, check=True, timeout=200,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("case", COUNTS)
def test_rows_and_result_are_those_of_numpy(case):
    replicas, rows = case
    losses = np.random.default_rng(0).exponential(size=64)[:rows]
    parts = np.split(losses, np.cumsum(COUNTS[case])[:-1])
    sums = [part.sum() for part in parts]
    with np.errstate(invalid="ignore"):
        means = np.divide(sums, COUNTS[case])  # a replica without a row has none
    expected = {
        "mean_then_sum": sum(means),
        "mean_then_mean": np.mean(means),
        "sum_over_batch_size": sum(sums) / 32,
        "sum_over_rows": sum(sums) / rows,
    }
    for reduction in REDUCTIONS:
        step = replica_step(losses, replicas, 32, reduction)
        assert [len(part) for part in step.parts] == COUNTS[case]
        np.testing.assert_allclose(step.reported, expected[reduction], rtol=1e-5)
        assert step.of_one_device == pytest.approx(losses.mean())


@speeds.exhaustive
def test_they_are_those_of_tensorflow(real):
    for ((replicas, rows), counts), found in zip(COUNTS.items(), real, strict=True):
        losses = np.random.default_rng(0).exponential(size=64)[:rows]
        assert found.pop("counts") == counts
        for reduction, reported in found.items():
            step = replica_step(losses, replicas, 32, reduction)
            np.testing.assert_allclose(step.reported, reported, rtol=1e-5)


def test_only_one_reduction_is_always_right():
    losses = np.array([1.0, 2.0, 3.0, 9.0, 4.0])
    reported = {name: replica_step(losses, 4, 8, name).reported for name in REDUCTIONS}
    assert reported["sum_over_rows"] == pytest.approx(3.8)
    assert reported["sum_over_batch_size"] == pytest.approx(19 / 8)
    assert np.isnan(reported["mean_then_sum"])
    assert np.isnan(reported["mean_then_mean"])
