"""Where things stand in the repository."""

import pathlib

ROOT = pathlib.Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DOCUMENTS = ROOT / "tests" / "support" / "documents"
