"""A blank is what is left of a solution."""

import pytest

from helpers.exercises import cells

TWICE = '''\
def twice(x,
          y=2):
    """Returns y times x.

    They are numbers.
    """
    product = x * y
    return product'''


@pytest.mark.parametrize(
    ("starter", "body"),
    [
        ("return ...", ["    return ..."]),
        ("product = x * y\n\nreturn ...", ["    product = x * y", "", "    return ..."]),
    ],
)
def test_a_function_keeps_its_head(starter, body):
    name, blank = cells.read_solution(TWICE, starter)
    assert name == "twice"
    assert blank.splitlines() == [*TWICE.splitlines()[:6], *body]


def test_a_function_without_docstring_keeps_its_signature_alone():
    assert cells.read_solution("def f(x):\n    return 1") == ("f", "def f(x):\n    return ...")


def test_a_class_keeps_the_heads_of_its_methods_and_what_it_inherits():
    solution = '''\
class Count(Base):
    """Counts."""

    factor = 2

    def __init__(self):
        super().__init__()
        self.count = 0

    def add(self, n):
        """Adds n."""
        self.count += n
        return self.count'''
    blank = '''\
class Count(Base):
    """Counts."""

    factor = 2

    def __init__(self):
        super().__init__()
        self.state = ...

    def add(self, n):
        """Adds n."""
        return ...'''
    assert cells.read_solution(solution) == ("Count", blank)


def test_a_dict_keeps_its_keys():
    entries = {"a 'b'": True, "c": "d", "e": 1, "f": None}
    code = cells.dict_code("answer", entries)
    found = {}
    exec(code, found)
    assert found["answer"] == entries
    name, blank = cells.read_solution(code)
    exec(blank, found)
    assert name == "answer"
    assert found["answer"] == dict.fromkeys(entries, ...)
