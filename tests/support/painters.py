"""Pictures of many settings, and what each of the two painters made of one."""

import dataclasses

import numpy as np
from matplotlib.text import Annotation

from helpers.figures import still
from helpers.figures.loss_metric import Curves, training_run
from helpers.labs import replay
from helpers.training.run import Dataset, History, RunConfig
from support import lab_fakes

NAMES = (
    "Huber",
    "<img src=x onerror=alert(1)>",
    "</svg><script>alert(1)</script>",
    'R² & <b>score</b> &amp; "quoted"',
    "a name that is so long that no line of a small panel can hold all of it at once",
    "שלום $x_1$ 🙂",
)

# What a page shows, with all places as shares of the plot, from its lower left corner.
SEEN = """
figure => {
    const numbers = text => [...text.matchAll(/-?[\\d.]+/g)].map(Number);
    const [left, top, bottom, right] = numbers(figure.querySelector(".grid").getAttribute("d"));
    const share = ([x, y]) => [(x - left) / (right - left), (bottom - y) / (bottom - top)];
    const places = path => [...path.getAttribute("d").matchAll(/[ML][^MLVHhZ]*/g)]
        .map(found => share(numbers(found[0])));
    const all = kind => [...figure.querySelectorAll(`:scope > svg .${kind}`)];
    const words = name => figure.querySelector(name)?.textContent;
    return {
        title: words("figcaption"), x: words(".x-label"), y: words(".measure"),
        ticks: [...figure.querySelectorAll(":scope > svg .tick")].map(each => each.textContent),
        legend: [...figure.querySelectorAll(".legend span")].map(each => each.textContent),
        lines: all("line").map(places), points: all("points").map(places),
        pieces: all("line").map(path => (path.getAttribute("d").match(/M/g) || []).length),
        bars: all("bars").map(path => [...path.getAttribute("d").matchAll(/V([\\d.]+)/g)]
            .map(found => share([0, Number(found[1])])[1]).slice(0, -1)),
        cells: all("cells").length,
        names: all("name").map(each => each.textContent),
        spots: all("spot").map(({cx, cy}) => share([cx.baseVal.value, cy.baseVal.value])),
        boxes: all("box").map(({x, y, width, height}) => [
            ...share([x.baseVal.value, y.baseVal.value + height.baseVal.value]),
            ...share([x.baseVal.value + width.baseVal.value, y.baseVal.value])]),
        counts: all("count").map(each => each.textContent),
        rules: all("rule").map(path => places(path)[0][0]),
        labels: all("label").map(each => each.textContent),
    };
}
"""


def random_picture(seed):
    """Makes a picture of a run that never was, from random settings."""
    random = np.random.default_rng(seed)
    task = ("regression", "binary", "multiclass")[seed % 3]
    epochs = int(random.choice([1, 2, 5, 10, 23, 40]))
    scale = 10.0 ** random.integers(-6, 12)
    phases = ((int(random.integers(1, epochs)), "huber"),) if epochs > 4 else ()
    run = _run(random, task, epochs, phases)
    curves = []
    for number in range(int(random.integers(1, 8))):
        train, validation, earlier = scale * random.normal(size=(3, epochs)) + 2 * scale
        if seed % 4 == 0:
            train[random.integers(epochs) :] = np.nan
        if seed % 4 == 1:
            validation[epochs // 2] = np.nan
        if seed % 8 == 0:
            train[:], validation[:] = np.nan, np.inf
        beside = ((str(random.choice(NAMES)), earlier),) * (number % 3)
        direction = str(random.choice(["lower", "higher"]))
        curves.append(Curves(str(random.choice(NAMES)), direction, train, validation, beside))
    picture = training_run(curves, run, int(random.integers(1, epochs + 1)))
    *panels, last = picture.panels
    x = dataclasses.replace(last.x, label=NAMES[seed % len(NAMES)])
    return dataclasses.replace(picture, panels=(*panels, dataclasses.replace(last, x=x)))


def picture_of(lab, seed):
    """Opens a lab with an engine whose answers are made up, and chooses at random.

    Args:
        lab: The class.
        seed: Number from which the choices follow.

    Returns:
        Its `Picture`.
    """
    random = np.random.default_rng(seed)
    engine = lab_fakes.ENGINES.get(lab.opened_by, lab_fakes.WillingEngine)()
    opened = lab_fakes.opened(lab, engine)
    for name, control in opened.controls.items():
        if hasattr(control, "options") and not isinstance(control.value, tuple):
            control.index = int(random.integers(len(control.options)))
        elif hasattr(control, "step"):
            setattr(opened, name, random.choice(replay.places(control)).item())
    return opened._screen.shown.figure


def _run(random, task, epochs, phases):
    shape = {"regression": (500, 1), "binary": (500, 1), "multiclass": (500, 10)}[task]
    y_true = random.normal(size=shape)
    if task == "binary":
        y_true = (y_true > 0).astype(float)
    if task == "multiclass":
        y_true = np.eye(10)[y_true.argmax(axis=1)]
    y_pred = y_true + random.normal(size=(epochs, *shape)) / 2
    if random.random() < 0.2:
        y_pred[-1] = np.nan
    rows = None, y_true
    config = RunConfig(task, "huber", epochs=epochs, loss_phases=phases)
    loss = np.ones(epochs)
    return History(config, Dataset(task, rows, rows, rows), loss, loss, None, y_pred, None)


def seen_in_figure(axes):
    """Returns of a panel that matplotlib painted what `SEEN` returns of one in the browser."""

    to_share = (axes.transScale + axes.transLimits).transform

    def shares(line):
        data = np.array(line.get_xydata(), float)
        return to_share(data[np.isfinite(data).all(axis=1)]).tolist()

    def pieces(line):
        here = np.isfinite(np.array(line.get_xydata(), float)).all(axis=1)
        return int(np.sum(here & ~np.append(False, here[:-1])))

    is_rule = {line: line.get_transform() is not axes.transData for line in axes.lines}
    steps = [patch for patch in axes.patches if hasattr(patch, "get_data")]
    rectangles = [patch for patch in axes.patches if patch not in steps]
    boxes = [patch for patch in rectangles if patch.get_linewidth()]
    legend = axes.get_legend()
    labels = [text.get_text() for text in axes.texts if isinstance(text, Annotation)]
    texts = [text.get_text() for text in axes.texts if not isinstance(text, Annotation)]
    in_cells = [text.split("\n") for text in texts if text.split("\n")[0].isdigit()]
    rules = [line for line in axes.lines if is_rule[line]]
    marked = [line for line in axes.lines if not is_rule[line]]
    spots = [line for line in marked if (line.get_marker(), line.get_linestyle()) == ("o", "None")]
    lines = [line for line in marked if line not in spots]
    return {
        "title": axes.get_title(loc="left"),
        "x": axes.get_xlabel(),
        "y": axes.get_ylabel().replace("\n", " "),
        "ticks": [tick.get_text() for tick in (*axes.get_yticklabels(), *axes.get_xticklabels())],
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
        "lines": [shares(line) for line in lines if line.get_marker() != "."],
        "pieces": [pieces(line) for line in lines if line.get_marker() != "."],
        "points": [shares(line) for line in lines if line.get_marker() == "."],
        "bars": [to_share([(0, height) for height in step.get_data()[0]])[:, 1] for step in steps],
        "cells": len(rectangles) - len(boxes),
        "counts": [count for count, *_ in in_cells],
        "names": [name for _, *names in in_cells for name in names],
        "spots": [each for line in spots for each in shares(line)],
        "boxes": [np.sort(to_share(box.get_bbox().get_points()), axis=0).ravel() for box in boxes],
        "rules": [to_share((line.get_xdata()[0], 1))[0] for line in rules],
        "labels": [*(text for text in texts if text == "no number is left"), *labels],
    }


def seen_in_still(picture):
    """Returns what each panel shows when matplotlib paints a picture."""
    return [seen_in_figure(axes) for axes in still.paint(picture).axes]
