"""The course outside its own checkout: on Binder, on Colab, without a network, and its set-up
in another repository.

These checks need a network, git, uv and some minutes, so the default run leaves them out. They
look at what is committed.

uv run --group elsewhere pytest -o addopts= tests/project/check_elsewhere.py
"""

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap

import nbformat
import pytest
from nbclient import NotebookClient

from support.paths import ROOT

# What a kernel or a uv of this environment would hand on to the other one.
OURS = ("VIRTUAL_ENV", "PYTHONPATH", "UV_PYTHON", "CI")


def run(*command, folder):
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=1500
    )


def done(*command, folder):
    result = run(*map(str, command), folder=folder)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return result.stdout + result.stderr


def block(document, language, word):
    """Returns the one block of code in a document that holds a word."""
    text = (ROOT / document).read_text("utf-8")
    blocks = re.findall(rf"^ *```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    (found,) = [textwrap.dedent(each) for each in blocks if word in each]
    return found


@pytest.fixture
def clone(tmp_path):
    done("git", "clone", "--quiet", ROOT, tmp_path / "clone", folder=tmp_path)
    return tmp_path / "clone"


def test_binder_would_install_the_lock_and_the_course(clone):
    """It says what repo2docker would build; Docker itself is not needed for that."""
    options = ("--no-build", "--debug", "--user-id", "1000", "--user-name", "jovyan")
    said = done(sys.executable, "-m", "repo2docker", *options, ".", folder=clone)
    assert "Building conda environment for python=3.12" in said
    # The file of the environment names other files, so they have to be there before.
    assert said.index("src/ ${REPO_DIR}/") < said.index('--file "environment.yml"')


def test_notebook_09_runs_as_on_colab(tmp_path):
    """Another folder, a Python that has TensorFlow only, and the cell of the README above it."""
    colab = tmp_path / "colab"
    done("uv", "venv", "--quiet", "--seed", colab, folder=tmp_path)
    python = colab / "bin" / "python"
    done("uv", "pip", "install", "-q", "--python", python, "ipykernel", "tensorflow==2.20.*",
         folder=tmp_path)  # fmt: skip
    spec = tmp_path / "share" / "kernels" / "colab" / "kernel.json"
    spec.parent.mkdir(parents=True)
    start = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.write_text(json.dumps({"argv": start, "display_name": "Colab", "language": "python"}))
    content = tmp_path / "content"
    content.mkdir()
    (path,) = ROOT.glob("notebooks/09*.ipynb")
    notebook = nbformat.read(shutil.copy(path, content), as_version=4)
    above = block("README.md", "python", "ADDRESS").replace("ADDRESS", str(ROOT))
    notebook.cells.insert(0, nbformat.v4.new_code_cell(above))
    where = nbformat.v4.new_code_cell("import helpers; print(helpers.__file__)")
    notebook.cells.append(where)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
        patch.delenv("PYTHONPATH", raising=False)
        client = NotebookClient(
            notebook,
            kernel_name="colab",
            timeout=900,
            resources={"metadata": {"path": str(content)}},
        )
        client.execute()
    assert "site-packages" in where.outputs[0].text


def test_set_up_holds_in_another_repository(tmp_path):
    """Follows CONTRIBUTING.md: it passes, and fails as soon as a stored output is another one."""
    for name in (".ci/run", ".gitignore", "tests/tools/save_notebooks.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "pyproject.toml").write_text(block("CONTRIBUTING.md", "toml", "my-notebooks"))
    path = tmp_path / "notebooks" / "hello.ipynb"
    path.parent.mkdir()
    cells = [nbformat.v4.new_code_cell("print(6 * 7)")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    done("uv", "run", "python", "tests/tools/save_notebooks.py", folder=tmp_path)
    assert "1 passed" in done("bash", ".ci/run", folder=tmp_path)
    path.write_text(path.read_text("utf-8").replace("42", "43"), "utf-8")
    changed = run("bash", ".ci/run", folder=tmp_path)
    assert changed.returncode == 1
    assert "1 failed" in changed.stdout
