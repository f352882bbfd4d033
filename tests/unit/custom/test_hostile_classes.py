"""Broken classes of learners: a sentence for each, and everything works on as before."""

import linecache

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from helpers import course
from helpers.catalogue import lookup
from helpers.training import engine
from helpers.training.run import RunConfig
from support import hostile_classes, limits, speeds
from support.runs import small, train_again


@pytest.mark.parametrize("name", speeds.sampled(hostile_classes.CLASSES, every=3))
def test_what_is_said_of_it(name, capsys, monkeypatch):
    entry, cell = hostile_classes.CLASSES[name], f"<cell {name}>"
    limits.allow(monkeypatch, 0.3 if "never ends" in name else 60)
    linecache.cache[cell] = (1, None, entry.source.splitlines(keepends=True), cell)
    names = {"keras": keras, "ops": ops, "tf": tf, "np": np}
    exec(compile(entry.source, cell, "exec"), names)
    config, data = RunConfig("regression", "mse", epochs=1), small("regression")
    before = engine.train(config, data).digest
    {"loss": course.loss, "metric": course.metric}[entry.kind](names["answer"])
    said = capsys.readouterr().out
    assert entry.said in said
    assert "Traceback" not in said
    accepted = [each for each in lookup.fitting(entry.kind, "regression") if each.custom]
    assert bool(accepted) == ("is in the labs now" in said)
    assert train_again(config, data).digest == before
    assert tf.executing_eagerly()
