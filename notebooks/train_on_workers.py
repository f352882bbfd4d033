"""Trains one model on all workers that TF_CONFIG names, and prints the loss of each epoch.

The notebook starts it several times on one machine. On several machines, start this file on
each of them, unchanged, with the environment variable TF_CONFIG. On the first machine:

    TF_CONFIG='{"cluster": {"worker": ["first:12345", "second:12345"]},
                "task": {"type": "worker", "index": 0}}' python train_on_workers.py

On the second machine, the index is 1. The names and ports are yours. Without TF_CONFIG there is
one worker. Kubernetes and SLURM start it in the same way: they set TF_CONFIG for you (a
TFJob of Kubeflow), or TensorFlow reads their own variables
(`tf.distribute.cluster_resolver.SlurmClusterResolver`).

Each worker prints one line of JSON when it is done.
"""

import json
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

ROWS, BATCH_SIZE, EPOCHS = 1001, 100, 3  # the last batch of an epoch has one row


def make_rows():
    """Returns features `(ROWS, 10)` and `y_true` `(ROWS, 1)`: the same on every worker."""
    random = np.random.default_rng(9)
    x = random.normal(size=(ROWS, 10)).astype("float32")
    y = x @ random.normal(size=(10, 1)) + 2 * np.abs(x[:, :1])
    return x, y.astype("float32")


def make_model():
    """Returns a model: the same on every worker, because the seed is."""
    keras.utils.set_random_seed(9)
    layers = [keras.layers.Dense(64, activation="relu"), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input((10,)), *layers])


def main():
    # First of all, because it must find TensorFlow as it was after the import.
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    with strategy.scope():
        model = make_model()
        optimizer = keras.optimizers.SGD(0.01)
        optimizer.build(model.trainable_variables)

    def step_of_replica(x, y_true):
        """One step on the part of the batch that this worker has."""
        replica = tf.distribute.get_replica_context()
        rows = replica.all_reduce("sum", tf.cast(tf.shape(x)[0], "float32"))
        with tf.GradientTape() as tape:
            row_losses = tf.square(y_true - model(x))[:, 0]
            loss = tf.reduce_sum(row_losses) / rows  # all rows of all workers
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return tf.reduce_sum(row_losses)

    @tf.function(reduce_retracing=True)
    def step(x, y_true):
        sums = strategy.run(step_of_replica, args=(x, y_true))
        return strategy.reduce("sum", sums, axis=None)

    # Each worker takes its share of every batch from the same rows.
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    batches = tf.data.Dataset.from_tensor_slices(make_rows()).batch(BATCH_SIZE)
    batches = strategy.experimental_distribute_dataset(batches.with_options(options))

    losses = [sum(float(step(*batch)) for batch in batches) / ROWS for _ in range(EPOCHS)]
    report = {
        "worker": strategy.cluster_resolver.task_id or 0,
        "replicas": strategy.num_replicas_in_sync,
        "losses": losses,
        "first weights": model.get_weights()[0][0, :3].tolist(),
    }
    print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
