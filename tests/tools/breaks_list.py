"""The deliberate breaks that were chosen by hand, and the drawn ones that do no harm.

Each is a fault that a learner or a teacher would meet, with the tests that should see it. Old
text stands exactly once in its file. A star in a path stands for the rest of a name.
"""

import base64
import dataclasses
import io
import json

from PIL import Image

ENGINE = ("tests/unit/training/test_engine.py",)
EXERCISES = ("tests/unit/exercises",)
FORMULA = ("tests/unit/labs/test_formula.py",)
CLAIMS = ("tests/unit/claims", "tests/notebooks/test_claims.py")


@dataclasses.dataclass(frozen=True)
class Break:
    """A deliberate fault.

    Attributes:
        name: By which it is called.
        kind: Which part of the course it is in.
        file: Path in the repository.
        old: The text that goes.
        new: The text that comes instead.
        why: Why it matters to a learner.
        tests: Files and folders with the tests that should see it, the quickest first.
    """

    name: str
    kind: str
    file: str
    old: str
    new: str
    why: str
    tests: tuple[str, ...]

    def texts(self, path):
        """Returns old and new text in the file at `path`."""
        return self.old, self.new


@dataclasses.dataclass(frozen=True)
class PictureBreak(Break):
    """A fault in a stored picture of a notebook.

    `old` begins the cell that shows the picture, and `new` is a function from one image to another.
    """

    def texts(self, path):
        """Returns the picture as the notebook stores it, before and after."""
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        pictures = [
            output["data"]["image/png"]
            for cell in cells
            if cell["cell_type"] == "code" and "".join(cell["source"]).startswith(self.old)
            for output in cell["outputs"]
            if "image/png" in output.get("data", {})
        ]
        if len(pictures) != 1:
            return self.old, ""
        (old,) = pictures
        image = Image.open(io.BytesIO(base64.b64decode(old))).convert("RGB")
        new = io.BytesIO()
        self.new(image).save(new, "PNG")
        ends = "\n" if old.endswith("\n") else ""
        stored = base64.b64encode(new.getvalue()).decode() + ends
        return tuple(f'"image/png": {json.dumps(each)}' for each in (old, stored))


# Where the inside of a panel is, and the label below it: see `paint` in the figures' still.py.
PANEL, INSIDE, BELOW = (410, 310), (97, 37, 398, 253), (95, 278, 400, 310)


def part(box, column, row):
    """Returns the place of a part of a panel in the picture."""
    across, up = PANEL[0] * column, PANEL[1] * row
    return box[0] + across, box[1] + up, box[2] + across, box[3] + up


def another_colour(image):
    """Blue becomes green, and grey stays grey."""
    red, green, blue = image.split()
    return Image.merge("RGB", (red, blue, green))


def without(box, column=0, row=0):
    """Returns a function that leaves a part of a panel white."""

    def edit(image):
        image.paste("white", part(box, column, row))
        return image

    return edit


def curve_of(source, target):
    """Returns a function that shows the curves of one panel in another one."""

    def edit(image):
        image.paste(image.crop(part(INSIDE, *source)), part(INSIDE, *target))
        return image

    return edit


def picture(name, number, cell, edit, why):
    """Makes a break of a stored picture of the notebook with a number."""
    file = f"notebooks/{number}_*.ipynb"
    return PictureBreak(name, "picture", file, cell, edit, why, (file,))


CHOSEN = [
    # How a run is trained.
    Break("the last batch counts as one row", "engine", "helpers/training/program.py",
          "loss_sum += loss * left_over", "loss_sum += loss",
          "The loss shown is not the one that fit reports.", ENGINE),
    Break("predictions stay in the order of training", "engine", "helpers/training/engine.py",
          "np.put_along_axis(running, order[:, :, np.newaxis], by_batch, axis=1)",
          "running[:] = by_batch",
          "Metrics on training rows compare answers with the truth of other rows.", ENGINE),
    Break("smaller weights at the start", "engine", "helpers/training/models.py",
          "math.sqrt(6 / (n_in + n_out))", "math.sqrt(3 / (n_in + n_out))",
          "The lab does not start as Keras does, so its curves are not those of fit.",
          ("tests/unit/training/test_engine.py", "notebooks/04_*.ipynb")),
    Break("outliers below", "engine", "helpers/training/datasets.py",
          '] += 20.0 * hit', '] -= 20.0 * hit',
          "The text says above.", ("tests/unit/training/test_datasets.py", "notebooks/07_*.ipynb")),
    Break("nobody seeds", "session", "helpers/session.py",
          "    keras.utils.set_random_seed(seed)\n", "",
          "Every run of a notebook shows other numbers than the text.",
          ("tests/unit/test_session.py", "notebooks/04_*.ipynb")),
    # The catalogue.
    Break("F1 is called F2", "catalogue", "helpers/catalogue/metrics.py",
          '"beta": 2.0', '"beta": 1.0', "The label says F2, and the number is another one.",
          ("tests/unit/catalogue",)),
    Break("more false alarms are better", "catalogue", "helpers/catalogue/metrics.py",
          'CLASSIFICATION, FP, "lower"),', "CLASSIFICATION, FP),",
          "The lab writes that higher is better.", ("tests/unit/catalogue",)),
    Break("Poisson is offered for regression", "catalogue", "helpers/catalogue/losses.py",
          'SAME + ", not negative", CLASSIFICATION,', 'SAME + ", not negative", EVERY_TASK,',
          "Trained on numbers below zero, it ends without a number.", ("tests/unit/catalogue",)),
    # Labs and what they draw.
    Break("what a lab says is the contrary", "labs", "helpers/labs/threshold.py",
          "are the same at every threshold.", "are others at every threshold.",
          "The lesson of the lab is turned around.",
          ("tests/unit/labs/test_threshold.py", "notebooks/05_*.ipynb")),
    Break("a choice less in a menu", "labs", "helpers/labs/threshold.py",
          "(0.5, 0.2, 0.05, 0.02)", "(0.5, 0.2, 0.05)",
          "The rarest class, at which accuracy fails, cannot be chosen.",
          ("tests/unit/labs/test_threshold.py", "notebooks/05_*.ipynb")),
    Break("two threads train at once", "labs", "helpers/labs/one_thread.py",
          "if self._loop is None or threading", "if True or threading",
          "Numbers of neither run, and nobody is told: JupyterLab has a thread for widgets.",
          ("tests/unit/labs/test_one_thread.py",)),
    Break("a metric is never reset", "labs", "helpers/training/engine.py",
          "            metric.reset_state()\n            metric.update_state(y_true, y_pred)\n"
          "            return tf.cast", "            metric.update_state(y_true, y_pred)\n"
          "            return tf.cast",
          "The curve of a metric is its mean over all epochs so far.", ENGINE),
    Break("the browser forgets a gap", "labs", "helpers/labs/picture.js",
          'pen = there ? "L" : "M";', 'pen = "L";',
          "A line is drawn over epochs that have no number.", ("tests/browser/test_painters.py",)),
    Break("the browser ignores a logarithmic axis", "labs", "helpers/labs/picture.js",
          "(axis.log\n    ?", "(!axis.log\n    ?",
          "Points stand where the axis says another number.", ("tests/browser/test_painters.py",)),
    Break("a position is that of its neighbour", "labs", "helpers/labs/base.py",
          "settings = {**self.settings, name: value, **implied}",
          "settings = {**self.settings, name: old, **implied}",
          "A dragged slider shows the run of another place.", ("tests/unit/labs/test_replay.py",)),
    Break("another seed is the same start", "labs", "helpers/labs/loss_metric.py",
          'in ("seed", "task")', 'in ("task",)', "The sentence about the change is wrong.",
          ("tests/unit/labs/test_loss_metric.py",)),
    Break("the validation curve is that of training", "figures", "helpers/figures/loss_metric.py",
          "_curve(curves.validation,", "_curve(curves.train,",
          "Nobody sees a model that overfits.", ("tests/unit/figures", "notebooks/04_*.ipynb")),
    Break("an axis without a label", "figures", "helpers/figures/threshold.py",
          'Axis("false alarms (share of truth no)", ', 'Axis("", ',
          "Nobody can tell what the curve runs over.",
          ("tests/unit/figures", "tests/unit/labs/test_threshold.py", "notebooks/05_*.ipynb")),
    Break("both classes in one colour", "figures", "helpers/figures/threshold.py",
          '(1, "yes", "orange", "dots")', '(1, "yes", "blue", "dots")',
          "The two classes cannot be told apart.",
          ("tests/unit/figures", "tests/unit/labs/test_threshold.py", "notebooks/05_*.ipynb")),
    # What unfolds under More, and formulas.
    Break("a fraction upside down", "labs", "helpers/labs/formula.py",
          "<mfrac>{_one(tokens)}{_one(tokens)}</mfrac>",
          "<mfrac>{''.join([_one(tokens), _one(tokens)][::-1])}</mfrac>",
          "The formula is another one.", FORMULA),
    Break("a name is markup", "labs", "helpers/labs/formula.py",
          "<code>{html.escape(entry.name)}</code>", "<code>{entry.name}</code>",
          "A learner's parameter with a < in it vanishes.", FORMULA),
    Break("a formula that stays", "labs", "helpers/labs/formula.py",
          '        control.observe(self._follow, "value")\n', "",
          "The formula is that of the loss before.", FORMULA),
    Break("the formula of other parameters", "learner code", "helpers/learner_code/forms.py",
          'label if self.is_relative else f"{label} without your parameters"', "label",
          "Huber(delta=2.0) seems to have the formula of delta=1.", FORMULA),
    Break("five settings fold", "labs", "helpers/labs/column.py", "FEW = 5", "FEW = 4",
          "What stood in front is looked for.", ("tests/unit/labs/test_column.py",)),
    Break("More never opens", "labs", "helpers/labs/column.py",
          "{' open' if is_open else ''}", "", "What was chosen in code cannot be seen.",
          ("tests/unit/labs/test_column.py",)),
    Break("More opens only for all", "labs", "helpers/labs/base.py",
          "is_moved = any(", "is_moved = all(", "What was chosen in code cannot be seen.",
          ("tests/unit/labs/test_loss_metric.py",)),
    Break("everything folds", "labs", "helpers/labs/fraud.py",
          '    in_front = ("n_rows", "weight", "epoch", "threshold")\n', "",
          "A lab opens without a control.", ("tests/unit/labs/test_every_lab.py",)),
    Break("a long label in one line", "labs", "helpers/labs/picture.css",
          ".x-label { text-align: center;", ".x-label { text-align: center; white-space: nowrap;",
          "It runs into the next panel.", ("tests/browser/test_painters.py",)),
    Break("a label is markup", "labs", "helpers/labs/picture.js",
          'element("div", { class: "x-label", style: below }, panel.x.label)',
          'Object.assign(element("div", { class: "x-label", style: below }), '
          "{ innerHTML: panel.x.label })",
          "A name with a < in it vanishes, or runs.", ("tests/browser/test_painters.py",)),
    # Exercises.
    Break("a wrong answer key", "exercises", "helpers/exercises/notebook_04.py",
          "right_values=(False, True, False, True)", "right_values=(False, True, True, True)",
          "Who is right is told to be wrong.", EXERCISES),
    Break("a wrong prediction counts", "exercises", "helpers/exercises/notebook_04.py",
          '"not at all",\n        "Not in', '"a little",\n        "Not in',
          "The question's answer contradicts the explanation.",
          (*EXERCISES, "notebooks/04_*.ipynb")),
    Break("a fault gets another fault's words", "exercises", "helpers/exercises/notebook_05.py",
          '"sign": [-expected]', '"base": [-expected]', "The advice is about something else.",
          EXERCISES),
    Break("a judge refuses the solution", "exercises", "helpers/exercises/notebook_05.py",
          "1 - y_pred), 1e-7, 1))", "1 - y_pred), 1e-5, 1))", "The solution is refused.",
          EXERCISES),
    # What runs a learner's code.
    Break("NumPy's random numbers are not put back", "learner code",
          "helpers/learner_code/sandbox.py",
          "        (np.random.set_state, np.random.get_state()),\n", "",
          "A learner's loss with a random term changes what the next cell prints.",
          ("tests/unit/learner_code",)),
    Break("no advice about a Python if", "learner code", "helpers/errors/blueprints.py",
          "as a Python `?bool`?\"", "as a `?bool`?\"",
          "The learner is left with Keras' words alone.",
          ("tests/unit/learner_code", "tests/unit/exercises")),
    Break("the line before", "learner code", "helpers/learner_code/messages.py",
          "{number - first + 1}", "{number - first}", "The error is looked for in the wrong line.",
          ("tests/unit/learner_code",)),
    # What notebooks have stored.
    Break("a stored number", "output", "notebooks/04_*.ipynb",
          "MSE: 4.125   MAE: 1.25", "MSE: 4.152   MAE: 1.25", "The text explains another number.",
          ("notebooks/04_*.ipynb",)),
    Break("a stored answer", "output", "notebooks/05_*.ipynb",
          "halved       AUC 0.935", "halved       AUC 0.953",
          "The text says the contrary.", ("notebooks/05_*.ipynb",)),
    Break("a stored error", "output", "notebooks/04_*.ipynb",
          "\"evalue\": \"name 'X_train' is not defined\"",
          "\"evalue\": \"name 'x_train' is not defined\"",
          "Learners look for the message that they see.", ("notebooks/04_*.ipynb",)),
    Break("the stored sentence of a lab", "first view", "notebooks/04_*.ipynb",
          "Trained with Mean squared error. Fingerprint of the weights: …",
          "Trained with Mean absolute error. Fingerprint of the weights: …",
          "Who reads without running reads something that is not so.", ("notebooks/04_*.ipynb",)),
    Break("a stored choice of a lab", "first view", "notebooks/05_*.ipynb",
          "[50% of all rows] | 20% of", "[50% of all rows] | 25% of",
          "The menu shows what cannot be chosen.", ("notebooks/05_*.ipynb",)),
    Break("the stored description of a picture", "first view", "notebooks/05_*.ipynb",
          '"alt": "At threshold 0.50 a table counts 195',
          '"alt": "At threshold 0.50 a table counts 159',
          "Who cannot see the picture is told another number.",
          ("tests/notebooks/test_format.py",)),
    # Pictures that notebooks have stored.
    picture("another colour", "11", "course.loss_breakdown_lab()", another_colour,
            "The text names the colour."),
    picture("another colour of curves", "04", "course.loss_metric_lab(", another_colour,
            "Blue is training everywhere else."),
    picture("a missing label", "05", "course.threshold_lab(", without(BELOW, 0, 1),
            "Nobody can tell what the axis is."),
    picture("a missing title", "08", "course.fraud_lab(", without((95, 8, 400, 33), 1, 0),
            "Nobody can tell what the panel shows."),
    picture("the curve of another metric", "04", "course.loss_metric_lab(",
            curve_of((0, 0), (1, 0)), "The loss is shown under the name of the metric."),
    picture("the curve of the loss for the AUC", "05", 'course.loss_metric_lab(task="binary")',
            curve_of((0, 0), (1, 0)), "The loss is shown under the name of the AUC."),
    picture("an empty panel", "05", "course.threshold_lab(", without(INSIDE, 1, 1),
            "The curve that the text speaks of is not there."),
    picture("an empty panel of top k", "06", "course.top_k_lab(", without(INSIDE, 1, 0),
            "The curve that the text speaks of is not there."),
    # Documents and claims.
    Break("a quotation with another letter", "documents", "notebooks/05_*.ipynb",
          "AUC-ROC: {auc_roc}'", "AUC_ROC: {auc_roc}'", "It is not what the document prints.",
          ("tests/notebooks/test_document_examples.py",)),
    Break("another curve in a document", "documents", "tests/support/documents/B2.txt",
          "curve='ROC'", "curve='PR'", "It is not what the document prints.",
          ("tests/notebooks/test_document_examples.py",)),
    Break("a claim without its qualifier", "claims", "helpers/claims/documents.py",
          "not suitable for direct use as a metric or a loss\nA03",
          "not suitable for use as a metric or a loss\nA03",
          "The document is held to something that it does not say.", CLAIMS),
    Break("a flipped verdict in a recap", "claims", "notebooks/05_*.ipynb",
          "how well two classes are told apart | holds, with care |",
          "how well two classes are told apart | holds |",
          "The recap contradicts the experiment.", CLAIMS),
    Break("the worse of two readings", "claims", "helpers/claims/verdicts.py",
          "    better, worse = sorted", "    worse, better = sorted",
          "A document gets a worse verdict than it deserves.", (*CLAIMS, "notebooks/10_*.ipynb")),
    Break("a stored verdict", "claims", "notebooks/10_*.ipynb",
          '"B16 holds: equal to', '"B16 wrong: equal to', "The verdict was not found.", CLAIMS),
    # Other documents.
    Break("a command that is not there", "docs", "README.md",
          "tools/build_site.py site", "tools/make_site.py site", "The command fails.",
          ("tests/project/test_paths.py",)),
    Break("a count in the README", "docs", "README.md",
          "| holds | 3 | 11 |", "| holds | 4 | 11 |", "The README contradicts notebook 10.",
          CLAIMS),
    Break("a lab that cannot be opened so", "docs", "TEACHING.md",
          "course.loss_curve_lab(outlier=10.0)", "course.loss_curve_lab(outliers=10.0)",
          "The line fails in front of a class.", ("tests/project/test_teaching.py",)),
    Break("a plan that takes longer", "docs", "TEACHING.md",
          "| 5 | Welcome; everybody", "| 15 | Welcome; everybody", "The lesson ends too late.",
          ("tests/project/test_teaching.py",)),
]  # fmt: skip

# Drawn with the seed 1, looked at, and left out, because nobody can see what they change.
HARMLESS = {}
