"""What a notebook has stored can be quoted; and what is not there, or twice, is refused."""

import nbformat
import pytest

from helpers.claims import stored

TABLE = "first words | number\na | 1\nb, c | 2\n"


def notebook(folder, *texts):
    """Writes a notebook whose cells have printed these texts; returns its path."""
    cells = [nbformat.v4.new_markdown_cell(TABLE), nbformat.v4.new_code_cell("a = 1")]
    for text in texts:
        output = nbformat.v4.new_output("stream", text=text)
        cells.append(nbformat.v4.new_code_cell("print(a)", outputs=[output]))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "a.ipynb")
    return folder / "a.ipynb"


def test_a_text_is_found_by_its_words(tmp_path):
    path = notebook(tmp_path, "one\ntwo", "three")
    assert stored.stored_text(path, "two") == "one\ntwo"


def test_a_table_is_read_by_the_names_of_its_columns(tmp_path):
    path = notebook(tmp_path, "other", "above\n" + TABLE)
    expected = [{"first words": "a", "number": "1"}, {"first words": "b, c", "number": "2"}]
    assert stored.stored_table(path, "first") == expected


@pytest.mark.parametrize(("words", "count"), [("nothing", 0), ("one", 2)])
def test_what_is_not_there_once_is_refused(words, count, tmp_path):
    path = notebook(tmp_path, "one", "one more")
    with pytest.raises(ValueError, match=rf"a\.ipynb has {count} stored outputs"):
        stored.stored_text(path, words)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"no file 'b\.ipynb'"):
        stored.stored_text(tmp_path / "b.ipynb", "one")
