"""What a notebook has stored below its cells: evidence that another notebook quotes."""

import json
import pathlib


def stored_text(notebook, words):
    """Finds the stored output of a notebook that holds certain words.

    Args:
        notebook: Path of its file; a name is looked for in the folder of this notebook.
        words: Words of the output.

    Returns:
        What the cell had printed.

    Raises:
        ValueError: If there is no such file, or not one such output.
    """
    path = pathlib.Path(notebook)
    if not path.is_file():
        raise ValueError(f"There is no file {path.name!r} in the folder of this notebook.")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    texts = ["".join(output.get("text", "")) for output in outputs]
    found = [text for text in texts if words in text]
    if len(found) != 1:
        raise ValueError(
            f"{path.name} has {len(found)} stored outputs with {words!r}, and one is expected. "
            "Run it and save it; or get it back with: git checkout notebooks/"
        )
    return found[0]


def stored_table(notebook, heading):
    """Reads a table that a notebook has printed, with `|` between its columns.

    Args:
        notebook: Path of its file; a name is looked for in the folder of this notebook.
        heading: The line with the names of its columns begins with this.

    Returns:
        List with a dict for each line: from the name of a column to what stands there.

    Raises:
        ValueError: If there is no such file, or not one such table.
    """
    lines = stored_text(notebook, heading).splitlines()
    rows = [[part.strip() for part in line.split(" | ")] for line in lines if " | " in line]
    head = next(number for number, row in enumerate(rows) if row[0].startswith(heading))
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
