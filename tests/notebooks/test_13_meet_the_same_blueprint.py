"""What notebook 13 has found: against NumPy, against the frameworks, and as evidence for A06."""

import json

import nbformat
import numpy as np
import pytest

from helpers import course, session
from helpers.claims import stored
from helpers.claims.verdicts import CARE, HOLDS, WRONG
from support import answers, frameworks
from support.notebooks import cells
from support.paths import NOTEBOOKS, ROOT
from tools import save_notebooks, verdicts

(PATH,) = ROOT.glob("notebooks/13_*.ipynb")
(OF_THE_CLAIM,) = [cell for cell in cells(verdicts.PATH, "code") if '"A06"' in cell.source]
# What a learner may ask once all cells have run, in the words of the exercises.
ASKED = f"""
import json
asked = {{code: outcome(lambda: eval(code).item()) for code in {list(answers.HAVE_NUMBERS)!r}}}
print(json.dumps({{"losses": losses, "asked": asked, "found": found}}))
"""
with_both = pytest.mark.skipif(not frameworks.installed(), reason=frameworks.COMMAND)


def losses_by_hand():
    """The five losses of example 3's step, with the rows that the notebook makes."""
    (rows,) = [cell.source for cell in cells(PATH, "code") if "default_rng" in cell.source]
    names = {}
    exec(rows.replace("import torch", ""), names)
    x, y, w = (names[name].astype("float64") for name in ("x", "y", "first_w"))
    b, losses = np.zeros(1), []
    for _ in range(5):
        error = x @ w + b - y
        losses.append(np.mean(error**2))
        w, b = w - 0.01 * 2 * np.mean(x * error, axis=0)[:, None], b - 0.01 * 2 * error.mean()
    return losses


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Executes the notebook in a folder of its own; gives its path there, and what it found."""
    folder = tmp_path_factory.mktemp("notebooks")
    for path in [*ROOT.glob("notebooks/*.py"), *NOTEBOOKS[1:3]]:
        (folder / path.name).write_bytes(path.read_bytes())
    notebook = nbformat.read(PATH, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(ASKED))
    save_notebooks.execute(notebook, folder)
    found = json.loads(notebook.cells.pop().outputs[0].text)
    nbformat.write(notebook, folder / PATH.name)
    return folder / PATH.name, found


def verdict_on_a06(folder, monkeypatch):
    """Runs the cell of notebook 10 in a folder with a notebook 13."""
    monkeypatch.chdir(folder)
    exec(OF_THE_CLAIM.source, {"course": course})
    return session.state.findings["A06"].verdict


def test_the_stored_losses_are_those_of_numpy():
    rows = stored.stored_text(PATH, "within 1e-6").splitlines()
    expected = [f"{loss:.4f}" for loss in losses_by_hand()]
    assert [row.split()[0] for row in rows] == ["NumPy", "PyTorch", "JAX", "TensorFlow"]
    assert [row.split()[1:6] for row in rows] == [expected] * 4


def test_the_kernel_of_keras_on_a_backend_asserts_that_tensorflow_is_not_loaded():
    script = (ROOT / "notebooks" / "keras_on_a_backend.py").read_text("utf-8")
    assert 'assert not found["tensorflow loaded"]' in script
    assert "set_random_seed" not in script


@pytest.mark.parametrize(
    ("what", "becomes", "verdict"),
    [
        ("", "", CARE),
        ("| no     | TracerBool", "| yes    | TracerBool", WRONG),
        ("within 1e-6: True", "within 1e-6: False", WRONG),
        ("| yes    | True", "| no     | True", HOLDS),
    ],
)
def test_the_verdict_on_a06_follows_from_what_is_stored(
    what, becomes, verdict, tmp_path, monkeypatch
):
    text = PATH.read_text("utf-8")
    assert what in text
    (tmp_path / PATH.name).write_text(text.replace(what, becomes), "utf-8")
    assert verdict_on_a06(tmp_path, monkeypatch) == verdict


@with_both
def test_frameworks_train_as_numpy_does(fresh):
    _, found = fresh
    assert set(found["losses"]) == {"PyTorch", "JAX", "TensorFlow"}
    for losses in found["losses"].values():
        np.testing.assert_allclose(losses, losses_by_hand(), rtol=1e-6)


@with_both
def test_the_table_is_what_was_found_and_the_verdict_comes_again(fresh, monkeypatch):
    path, found = fresh
    table = stored.stored_table(path, "stand-in")
    assert table == stored.stored_table(PATH, "stand-in")
    assert [row["class"] for row in table] == [row["class"] for row in found["found"].values()]
    numbers = {name: row[".item()"] for name, row in found["found"].items()}
    assert [row["number"] == "yes" for row in table] == [
        answer.replace(".", "").isdigit() for answer in numbers.values()
    ]
    assert verdict_on_a06(path.parent, monkeypatch) == verdicts.settled(verdicts.NOTEBOOK)["A06"]


@with_both
def test_what_holds_a_number_in_13_1_is_what_gives_it(fresh):
    _, found = fresh
    given = {code: said.replace(".", "").isdigit() for code, said in found["asked"].items()}
    assert given == answers.HAVE_NUMBERS


@with_both
def test_messages_of_13_2_are_those_of_the_frameworks(fresh):
    path, _ = fresh
    outputs = [output for cell in cells(path, "code") for output in cell.outputs]
    said = "\n".join(output.get("text", "") + output.get("evalue", "") for output in outputs)
    for message in answers.MESSAGES["13.2"]:
        assert message in said
