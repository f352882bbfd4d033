"""The code of an exercise's cell: what learners find is what is left of a solution."""

import ast
import textwrap


def read_solution(solution, starter="return ..."):
    """Derives from a solution what the learner finds in its place.

    In a function everything below the docstring goes, and `starter` comes instead. In a class
    this happens to each method; a call of `super()` stays, and `__init__` ends in
    `self.state = ...`. In a dict each value becomes `...`.

    Args:
        solution: Code that defines one function, class or dict.
        starter: Body of the function as the learner finds it. Where it gives back `...`,
            the exercise counts as not attempted.

    Returns:
        The name that the code defines, and the code of the blank.
    """
    (node,) = ast.parse(solution).body
    if isinstance(node, ast.Assign):
        name = node.targets[0].id
        return name, dict_code(name, dict.fromkeys(ast.literal_eval(node.value), ...))
    lines = solution.splitlines()
    if isinstance(node, ast.FunctionDef):
        return node.name, "\n".join(_emptied(lines, node, starter))
    methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
    blank = lines[: methods[0].lineno - 1]
    for method in methods:
        is_init = method.name == "__init__"  # from which nothing can be returned
        blank += [*_emptied(lines, method, "self.state = ..." if is_init else starter), ""]
    return node.name, "\n".join(blank[:-1])


def dict_code(name, entries):
    """Returns the code that makes a dict.

    Args:
        name: Name of the dict in the code.
        entries: The dict. A value may be `...`, for what is missing.
    """
    lines = [f'    "{key}": {_literal(value)},' for key, value in entries.items()]
    return "\n".join([f"{name} = {{", *lines, "}"])


def _literal(value):
    if value is ...:
        return "..."
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _emptied(lines, function, starter):
    """Returns the lines of a function with its body replaced, but for docstring or `super()`."""
    first = function.body[0]
    stays = ast.get_docstring(function) is not None or "super()" in ast.unparse(first)
    end = first.end_lineno if stays else first.lineno - 1
    indented = textwrap.indent(starter, " " * first.col_offset)
    return [*lines[function.lineno - 1 : end], *indented.splitlines()]
