"""Records what labs show at many settings, so that a page without a kernel can replay them."""

import base64
import datetime
import io
import itertools
import json
import multiprocessing
import types
from concurrent import futures
from importlib.metadata import version

import ipywidgets as widgets
from PIL import Image

from helpers import course
from helpers.figures.picture import as_data
from helpers.labs.gradient_examples import EXAMPLES
from helpers.labs.image import ImageScreen

RATES = (0.001, 0.01, 0.1)
# What a page offers of a lab, beginning with what changes least: all values of a setting (None),
# or some. The other settings stay as the notebook opens the lab.
OFFERED = {
    "loss_metric_lab": {"loss": None, "learning_rate": RATES, "metrics": None, "epoch": None},
    "loss_curve_lab": {"losses": None, "outlier": None},
    "threshold_lab": {"positives": None, "threshold": None},
    "top_k_lab": {"row": tuple(range(0, 50, 2)), "epoch": None, "k": None},
    "fraud_lab": {
        "weight": None,
        "cost_of_miss": None,
        "threshold": tuple(round(0.05 * n, 2) for n in range(21)),
    },
    "replica_lab": {"reduction": None, "replicas": None, "n_rows": None},
    # Each of these compiles a model and runs `fit`.
    "loss_breakdown_lab": {"method": None, "weights": ("none", "class"), "penalty": None},
    "all_losses_lab": {"metric": None},
    "tensor_lab": {"mode": None, "step": None, "feed": None},
    "gradient_lab": {"example": tuple(EXAMPLES), "task": None},
}
SWITCHES = widgets.Checkbox, widgets.ToggleButton
# All losses with all metrics are many; all of them at each epoch are too many.
MOST_POSITIONS = 3000


class _Table:
    """Things that are in many positions: each is written once, and goes by its number."""

    def __init__(self):
        self._numbers = {}

    def number(self, thing):
        return self._numbers.setdefault(thing, len(self._numbers))

    def __iter__(self):
        return iter(self._numbers)


def record(lab):
    """Computes what a lab shows at all settings that a page offers.

    Args:
        lab: The lab, as the notebook opens it.

    Returns:
        Dict that can be written as JSON: the controls, the positions in the order of
        `itertools.product` over their values, and the tables that these refer to.
    """
    offered = {
        name: _values(lab.controls[name], some) for name, some in OFFERED[lab.opened_by].items()
    }
    while len(list(itertools.product(*offered.values()))) > MOST_POSITIONS:
        offered.popitem()
    words, marks, panels, images, positions = _Table(), _Table(), _Table(), _Table(), []
    is_painted = lab.screen_class is ImageScreen
    for values in itertools.product(*offered.values()):
        chosen = dict(zip(offered, values, strict=True))
        *texts, shown = _painted(lab, chosen) if is_painted else _described(lab, chosen)
        table = images if is_painted else panels
        positions.append([*map(words.number, texts), *map(table.number, shown)])
    drawn = [
        as_data(panel) | {"marks": [marks.number(mark) for mark in panel.marks]} for panel in panels
    ]
    return {
        "made": f"on {datetime.date.today():%-d %B %Y} with TensorFlow {version('tensorflow')} "
        f"and Keras {version('keras')}",
        "controls": [
            _control(name, lab.controls[name], values, lab.settings[name])
            for name, values in offered.items()
        ],
        "words": list(words),
        "marks": [as_data(mark) for mark in marks],
        "panels": drawn,
        "images": list(images),
        "positions": positions,
    }


def _described(lab, chosen):
    """Returns sentence, alternative text, code and the panels of a picture that is data."""
    settings = lab.settings | chosen
    view = lab.view(types.SimpleNamespace(**settings), None)
    return view.sentence, view.alt, lab.line_of_code(settings), view.figure.panels


def _painted(lab, chosen):
    """Returns the same of a lab whose picture the kernel paints."""
    opened = type(lab)(**chosen)
    small = io.BytesIO()  # in 32 colours a quarter of the bytes
    Image.open(io.BytesIO(opened.picture)).convert("RGB").quantize(32).save(small, "PNG")
    picture = base64.b64encode(small.getvalue()).decode()
    return opened.sentence, opened.alt, opened.code, [picture]


def write(code, path):
    """Records a lab into a file.

    Args:
        code: Line of code that opens the lab.
        path: Path of the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    recorded = record(eval(code, {"course": course}))
    path.write_text(json.dumps(recorded, separators=(",", ":")), encoding="utf-8")


def processes():
    """Returns a pool of processes that record, one for each of two processors."""
    spawn = multiprocessing.get_context("spawn")  # a fork of TensorFlow may stop for ever
    return futures.ProcessPoolExecutor(2, spawn, course.start)


def _values(control, some):
    """Returns the values of a control that are offered, in its order."""
    if isinstance(control, SWITCHES):
        return (False, True)
    if isinstance(control, widgets.SelectMultiple):
        alone = [(option,) for option in _options(control)]
        return tuple(dict.fromkeys([control.value, *alone]))
    return tuple(some or (_options(control) if hasattr(control, "options") else _steps(control)))


def _steps(slider):
    count = round((slider.max - slider.min) / slider.step)
    return [round(slider.min + place * slider.step, 6) for place in range(count + 1)]


def _options(control):
    return [value for value, _ in _with_labels(control)]


def _with_labels(control):
    pairs = zip(control.options, control._options_labels, strict=True)
    return [(option[1] if isinstance(option, tuple) else option, label) for option, label in pairs]


def _control(name, control, values, start):
    """Describes a control for the page: what stands beside it, and its values in words."""
    if isinstance(control, SWITCHES):
        kind, labels = "switch", ["no", "yes"]
    elif hasattr(control, "options"):
        kind = "slider" if isinstance(control, widgets.SelectionSlider) else "menu"
        called = dict(_with_labels(control))
        several = isinstance(control, widgets.SelectMultiple)
        labels = [
            ", ".join(called[each] for each in value) if several else called[value]
            for value in values
        ]
    else:
        kind, labels = "slider", [format(value, control.readout_format) for value in values]
    return {
        "name": name,
        "label": control.description,
        "kind": kind,
        "values": [",".join(value) if isinstance(value, tuple) else str(value) for value in values],
        "words": labels,
        "start": values.index(start),
    }
