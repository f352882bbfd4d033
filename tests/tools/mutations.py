"""Small faults put into functions of `helpers/`, drawn at random with a seed.

What is drawn hangs on names alone: each function, and each place in it that can be changed, has
a rank that follows from the seed. So a draw stays as it is when another function is added.
"""

import ast
import dataclasses
import hashlib

SWAPS = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
}


@dataclasses.dataclass(frozen=True)
class Mutation:
    """One place of a file, and what is written there instead.

    Attributes:
        file: Path in the repository.
        name: Module, function and number of the change, by which it is drawn.
        what: The change in words.
        start: Where the old text starts, as a position in the UTF-8 bytes of the file.
        end: Where it ends.
        new: The text that is written instead.
    """

    file: str
    name: str
    what: str
    start: int
    end: int
    new: str


class Places:
    """Positions of syntax nodes in the bytes of a file."""

    def __init__(self, source):
        self.source = source.encode()
        self._lines = [0]
        for line in self.source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def span(self, node):
        """Returns where a node starts and ends."""
        start = self._lines[node.lineno - 1] + node.col_offset
        return start, self._lines[node.end_lineno - 1] + node.end_col_offset

    def between(self, left, right, text):
        """Returns where a text stands between two nodes."""
        start = self.source.index(text.encode(), self.span(left)[1], self.span(right)[0])
        return start, start + len(text)


def changes(node, places):
    """Yields the changes of one node: what, start, end, new text."""
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            yield from _swapped(left, operator, right, places)
        case ast.BinOp(left=left, op=operator, right=right) if not (_text(left) or _text(right)):
            yield from _swapped(left, operator, right, places)
        case ast.BoolOp(op=operator, values=[left, right]):
            yield from _swapped(left, operator, right, places)
        case ast.Constant(value=bool()):
            yield f"{node.value} to {not node.value}", *places.span(node), str(not node.value)
        case ast.Constant(value=int() | float()):
            yield f"{node.value} to {node.value + 1}", *places.span(node), str(node.value + 1)
        case ast.UnaryOp(op=ast.Not()):
            yield "not dropped", places.span(node)[0], places.span(node.operand)[0], ""
        case ast.Return(value=ast.expr()):
            yield "returns None", *places.span(node.value), "None"
        case ast.Expr(value=ast.Call()):
            yield f"{ast.unparse(node.value.func)}() not called", *places.span(node), "pass"
        case ast.Call(keywords=keywords):
            yield from _dropped(node, keywords, places)


def _text(node):
    return isinstance(node, ast.JoinedStr) or isinstance(getattr(node, "value", None), str)


def _swapped(left, operator, right, places):
    if type(operator) in SWAPS:
        old, new = SWAPS[type(operator)]
        yield f"{old} to {new}", *places.between(left, right, old), new


def _dropped(call, keywords, places):
    """Each keyword argument, with the comma before it."""
    parts = sorted([*call.args, *keywords], key=lambda part: places.span(part)[0])
    for before, part in zip([None, *parts], parts, strict=False):
        if part in keywords and part.arg:
            start = places.span(before)[1] if before else places.span(part)[0]
            following = parts[1:] if before is None else ()
            end = places.span(following[0])[0] if following else places.span(part)[1]
            yield f"{part.arg}= dropped", start, end, ""


def functions(tree):
    """Yields name and node of each function of a module, and of each method of its classes."""
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for each in inner:
            if isinstance(each, ast.FunctionDef):
                yield prefix + each.name, each


def by_function(root):
    """Returns a dict from the name of each function of `helpers/` to its mutations."""
    found = {}
    for path in sorted((root / "helpers").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        places, file = Places(source), path.relative_to(root).as_posix()
        for name, function in functions(ast.parse(source)):
            name = f"{file.removeprefix('helpers/').removesuffix('.py')}:{name}"
            changed = [each for node in ast.walk(function) for each in changes(node, places)]
            found[name] = [
                Mutation(file, f"{name}#{number}", *each) for number, each in enumerate(changed)
            ]
    return found


def drawn(root, seed):
    """Lists one mutation of each function that has any, in an order that follows from the seed."""

    def rank(name):
        return hashlib.sha256(f"{seed} {name}".encode()).digest()

    mutations = {name: found for name, found in by_function(root).items() if found}
    return [min(mutations[name], key=lambda each: rank(each.name))
            for name in sorted(mutations, key=rank)]  # fmt: skip


def as_lines(mutation, root):
    """Returns old and new text of a mutation: whole lines, as many as it takes to be unique."""
    source = (root / mutation.file).read_bytes()
    start = source.rfind(b"\n", 0, mutation.start) + 1
    end = source.index(b"\n", mutation.end)
    while source.count(source[start:end]) > 1:
        start = source.rfind(b"\n", 0, start - 1) + 1
    before, after = source[start : mutation.start], source[mutation.end : end]
    return source[start:end].decode(), (before + mutation.new.encode() + after).decode()
