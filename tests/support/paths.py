"""Where things stand in the repository."""

import pathlib

ROOT = pathlib.Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DOCUMENTS = ROOT / "tests" / "support" / "documents"
NOT_OURS = {".git", ".venv", ".pytest_cache", ".ruff_cache", "site", "uv.lock"}


def texts():
    """Yields the path and the text of each file of the repository that holds text."""
    for top in ROOT.iterdir():
        for path in [top, *top.rglob("*")] if top.name not in NOT_OURS else ():
            if path.is_file() and path.suffix not in (".pyc", ".png"):
                yield path, path.read_text("utf-8", errors="replace")
