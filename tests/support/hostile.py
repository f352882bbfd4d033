"""Functions of `y_true` and `y_pred` that nobody should write, and somebody will.

Each entry has a name, what is wrong with it, its source text, and what is said about it.
"""

from typing import NamedTuple

FITS = "is in the labs now."
ALIKE = "The model was trained again"


class Hostile(NamedTuple):
    """A broken function.

    Attributes:
        what: What is wrong with it, in words.
        source: Python text that makes `answer`. It may use `keras`, `ops`, `tf` and `np`.
        loss: What `course.loss` says of it, in part.
        metric: What `course.metric` says, where that is something else.
        in_lab: What the lab says of a loss that fits, in part.
    """

    what: str
    source: str
    loss: str
    metric: str = ""
    in_lab: str = ALIKE


def body(what, lines, loss, metric=""):
    """Makes a function of its lines."""
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    return Hostile(what, f"def answer(y_true, y_pred):\n{indented}", loss, metric)


MEAN = "return ops.mean(ops.square(y_true - y_pred))"
GOOD = f"def answer(y_true, y_pred):\n    {MEAN}\n"
MARKUP = "<script>alert(1)</script><b>&amp;</b>"
NAMED = f"{GOOD}answer.__name__ = answer.__qualname__ ="

ERRORS = (
    *(ValueError, TypeError, KeyError, IndexError, LookupError, AttributeError, NameError),
    *(ZeroDivisionError, FloatingPointError, AssertionError, RuntimeError, NotImplementedError),
    *(StopIteration, OSError, MemoryError, ImportError, EOFError, Warning, Exception),
    *(BaseException, SystemExit, GeneratorExit),
)

HOSTILE = {
    # What comes back
    "nothing": body("no return", "ops.mean(y_pred)", "Its last line may lack the word `return`"),
    "text": body(
        "a string", "return 'a good loss'", "Return a tensor of numbers, such as keras.ops.mean(…)"
    ),
    "markup text": body(
        "a string of HTML",
        f"return '{MARKUP}'",
        "Return a tensor of numbers, such as keras.ops.mean(…)",
    ),
    "bytes": body("bytes", "return b'0'", "Return a tensor of numbers, such as keras.ops.mean(…)"),
    "list": body(
        "a list that is no tensor",
        "return [y_true, 'loss']",
        "Return one tensor, such as keras.ops.mean(…)",
    ),
    "list of tensors": body(
        "two tensors in a list",
        "return [y_true, y_pred]",
        "If two sizes are 7, y_true and y_pred had different shapes and were",
    ),
    "tuple": body(
        "two results",
        "return ops.mean(y_true), ops.mean(y_pred)",
        "If two sizes are 7, y_true and y_pred had different shapes and were",
    ),
    "dict": body(
        "a dict",
        "return {'loss': ops.mean(y_pred)}",
        "Return one tensor, such as keras.ops.mean(…)",
    ),
    "set": body("a set", "return {1, 2}", "Return one tensor, such as keras.ops.mean(…)"),
    "generator": body(
        "yield for return", "yield ops.mean(y_pred)", "Write return where you wrote yield"
    ),
    "lambda back": body(
        "a function",
        "return lambda: ops.mean(y_pred)",
        "Return one tensor, such as keras.ops.mean(…)",
    ),
    "class back": body(
        "a class", "return keras.losses.Huber", "Return one tensor, such as keras.ops.mean(…)"
    ),
    "loss object": body(
        "a loss in place of its value",
        "return keras.losses.Huber()",
        "Return one tensor, such as keras.ops.mean(…)",
    ),
    "itself": body(
        "the function itself", "return answer", "Return one tensor, such as keras.ops.mean(…)"
    ),
    "dots": body("dots", "return ...", "Return one tensor, such as keras.ops.mean(…)"),
    "not implemented": body(
        "NotImplemented", "return NotImplemented", "Return one tensor, such as keras.ops.mean(…)"
    ),
    "blueprint": body(
        "a KerasTensor", "return ops.mean(keras.Input((1,)))", "Compute with y_true and y_pred"
    ),
    "variable": body(
        "a new tf.Variable",
        "return tf.Variable(1.0)",
        "Make it before the function",
    ),
    "old variable": Hostile(
        "a tf.Variable of its own",
        "kept = tf.Variable(1.0)\ndef answer(y_true, y_pred):\n    return kept\n",
        "Compare y_true with y_pred",
        FITS,
    ),
    "complex": body(
        "complex numbers",
        "return tf.cast(y_pred, 'complex64')",
        "Return a tensor of numbers, such as keras.ops.mean(…)",
    ),
    "python complex": body(
        "a complex number", "return 1j", "Return a tensor of numbers, such as keras.ops.mean(…)"
    ),
    "number": body(
        "a number that depends on nothing", "return 3.0", "Compare y_true with y_pred", FITS
    ),
    "whole": body(
        "whole numbers", "return ops.cast(ops.sum(y_pred), 'int32')", "Keep y_pred a float", FITS
    ),
    "true": body(
        "true or false",
        "return y_pred > 0",
        "Use something smooth in its place, such as keras.ops.sigmoid(10 *",
        FITS,
    ),
    "half": body("float16", "return ops.cast(ops.mean(y_pred), 'float16')", FITS),
    "double": body("float64", "return ops.cast(ops.mean(y_pred), 'float64')", FITS),
    "nan": body(
        "NaN",
        "return ops.mean(y_pred) * float('nan')",
        "Keep what goes into it away from the edge, for example with",
    ),
    "inf": body(
        "infinity",
        "return ops.mean(y_pred) / 0.0",
        "Keep what goes into it away from the edge, for example with",
    ),
    "log of negative": body(
        "NaN from a log",
        "return ops.mean(ops.log(-1.0 - y_pred**2))",
        "Keep what goes into it away from the edge, for example with",
    ),
    "huge number": body(
        "near the largest float",
        "return ops.mean(y_pred) * 3e38 * 10.0",
        "Keep what goes into it away from the edge, for example with",
        FITS,
    ),
    "huge int": body(
        "an int too large for a tensor",
        "return 10**400",
        "Return one tensor, such as keras.ops.mean(…)",
    ),
    "huge result": body(
        "80 terabytes",
        "return ops.zeros((10**6, 10**7)) + ops.mean(y_pred)",
        "That is too large: take a mean, or compare row by row",
    ),
    "huge constant": body(
        "80 terabytes of NumPy",
        "return np.ones((10**6, 10**7))",
        "Unable to allocate 72.8 TiB for an array with shape (1000000,",
    ),
    "columns": body(
        "a value for each output",
        "return ops.mean(y_pred, axis=0)",
        "If two sizes are 7, y_true and y_pred had different shapes and were",
    ),
    "spread": body(
        "rows spread against each other",
        "return ops.square(y_true - ops.reshape(y_pred, (1, -1)))",
        "compares each of the 7 rows with all 7",
    ),
    "empty": body(
        "no values",
        "return y_pred[:0]",
        "If two sizes are 7, y_true and y_pred had different shapes and were",
    ),
    "five axes": body(
        "too many axes",
        "return ops.reshape(y_pred, (-1, 1, 1, 1, 1))",
        "If two sizes are 7, y_true and y_pred had different shapes and were",
    ),
    "ragged": body(
        "rows of different length",
        "return tf.ragged.constant([[1.0], [1.0, 2.0]])",
        "Return one tensor, such as keras.ops.mean(…)",
    ),
    "sparse": body(
        "a sparse tensor",
        "return tf.sparse.from_dense(y_pred)",
        "Return one tensor, such as keras.ops.mean(…)",
    ),
    "text tensor": body(
        "a tensor of text",
        "return tf.as_string(y_pred)",
        "Return a tensor of numbers, such as keras.ops.mean(…)",
    ),
    # What it raises
    **{
        f"raises {name}": body(
            f"raises {name}", f"raise {name}('on purpose')", f"raised {name} in line 2"
        )
        for name in (error.__name__ for error in ERRORS)
    },
    "raises KeyboardInterrupt": body(
        "as if somebody pressed the stop button", "raise KeyboardInterrupt", "KeyboardInterrupt"
    ),
    "exit": body("ends the program", "exit()", "answer raised SystemExit in line 2, `exit()`"),
    "unicode error": body(
        "raises UnicodeDecodeError",
        "return b'\\xff'.decode()",
        "'utf-8' codec can't decode byte 0xff in position 0: invalid start",
    ),
    "missing key": body("a KeyError of a dict", "return {}['loss']", "raised KeyError in line 2"),
    "markup error": body(
        "an error with HTML",
        f"raise ValueError('{MARKUP}')",
        "<script>alert(1)</script><b>&amp;</b>",
    ),
    "long error": body(
        "an endless error text",
        "raise ValueError('x' * 100_000)",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ),
    "several lines": body("an error of several lines", "raise ValueError('a\\n\\nb')", "b')`: a."),
    "no text": Hostile(
        "an exception without text",
        "class Mute(Exception):\n    def __str__(self): raise SystemExit\n"
        "def answer(y_true, y_pred):\n    raise Mute\n",
        "answer raised Mute in line 2, `raise Mute`",
    ),
    "endless text": Hostile(
        "an exception whose text never ends",
        "class Endless(Exception):\n    def __str__(self):\n        while True: pass\n"
        "def answer(y_true, y_pred):\n    raise Endless\n",
        "Look for a loop that never ends",
    ),
    "own base exception": Hostile(
        "a BaseException of its own",
        "class Mine(BaseException): pass\ndef answer(y_true, y_pred):\n    raise Mine('mine')\n",
        "raised Mine in line 2",
    ),
    # How long it takes
    "endless": body("a loop without end", "while True: pass", "Look for a loop that never ends"),
    "endless and deaf": body(
        "a loop that catches everything",
        "while True:\n    try: ops.mean(y_pred)\n    except: pass",
        "Look for a loop that never ends",
    ),
    "endless graph": body(
        "a graph that grows", "while True: y_pred = y_pred + 1", "Look for a loop that never ends"
    ),
    "asleep": body(
        "sleeps for a minute",
        "import time; time.sleep(60)\n" + MEAN,
        "Look for a loop that never ends",
    ),
    "waits": body(
        "waits for another",
        "import threading; threading.Event().wait()\n" + MEAN,
        "Look for a loop that never ends",
    ),
    "slow": body("takes a moment", "import time; time.sleep(0.02)\n" + MEAN, FITS),
    "recursion": body(
        "calls itself", "return answer(y_true, y_pred)", "maximum recursion depth exceeded"
    ),
    # What it does besides
    "chatty": body("prints a lot", "for n in range(10_000): print(n, '<b>')\n" + MEAN, FITS),
    "stderr": body("writes to stderr", "import sys; print('<b>', file=sys.stderr)\n" + MEAN, FITS),
    "warns": body("warns", "import warnings; warnings.warn('<b>')\n" + MEAN, FITS),
    "in place": body(
        "changes its input",
        "y_pred[0] = 0.0\n" + MEAN,
        "Make a new one, for example with keras.ops.where",
    ),
    "in place with +=": body("seems to change its input", "y_pred += 1.0\n" + MEAN, FITS),
    "seeds": body(
        "seeds everything",
        "import random; random.seed(1); np.random.seed(1); keras.utils.set_random_seed(1)\n" + MEAN,
        FITS,
    ),
    "floatx": body("another float type", "keras.config.set_floatx('float64')\n" + MEAN, FITS),
    "policy": body(
        "another precision", "keras.config.set_dtype_policy('mixed_float16')\n" + MEAN, FITS
    ),
    "epsilon": body("another epsilon", "keras.config.set_epsilon(0.3)\n" + MEAN, FITS),
    "seterr": body("NumPy raises", "np.seterr(all='raise')\n" + MEAN, FITS),
    "eager": body("turns graphs off", "tf.config.run_functions_eagerly(True)\n" + MEAN, FITS),
    "chdir": body("goes elsewhere", "import os; os.chdir('/')\n" + MEAN, FITS),
    "recursion limit": body(
        "lowers a limit", "import sys; sys.setrecursionlimit(500)\n" + MEAN, FITS
    ),
    "clears Keras": body(
        "clears the session",
        "keras.utils.clear_session()\n" + MEAN,
        "Do not use tf.reset_default_graph() to clear nested graphs",
    ),
    "no stdout": body("takes stdout away", "import sys; sys.stdout = None\n" + MEAN, FITS),
    # What it is
    "lambda": Hostile(
        "a lambda",
        "answer = lambda y_true, y_pred: ops.mean(y_pred)",
        "Write the function with def and a name, like this: def",
    ),
    "class": Hostile(
        "a class",
        "class answer:\n    def call(self, a, b): return b\n",
        "Write it above a function, like this: def my_function(y_true, y_pred): …",
    ),
    "partial": Hostile(
        "a partial",
        f"import functools\n{GOOD}answer = functools.partial(answer)",
        FITS,
    ),
    "builtin": Hostile(
        "a builtin",
        "answer = max",
        "Use keras.ops.where or keras.ops.logical_and",
    ),
    "ufunc": Hostile(
        "a function of NumPy",
        "answer = np.subtract",
        "Write keras.ops where you wrote np",
    ),
    "bound method": Hostile(
        "a bound method",
        "answer = keras.losses.Huber().call",
        FITS,
    ),
    "object": Hostile(
        "a loss of Keras",
        "answer = keras.losses.Huber()",
        "is in the labs already.",
    ),
    "tf.function": Hostile(
        "its own tf.function",
        f"answer = None\n{GOOD}answer = tf.function(answer)",
        FITS,
    ),
    "none": Hostile(
        "nothing at all",
        "answer = None",
        "Write it above a function, like this: def my_function(y_true, y_pred): …",
    ),
    "async": Hostile(
        "async",
        "async def answer(y_true, y_pred):\n    return ops.mean(y_pred)\n",
        "Leave out the word async",
    ),
    "no arguments": Hostile(
        "takes nothing",
        "def answer(): return 1.0\n",
        "Keras calls it with two arguments: y_true and y_pred, in this order",
    ),
    "one argument": Hostile(
        "takes one argument",
        "def answer(y_pred): return ops.mean(y_pred)\n",
        "Keras calls it with two arguments: y_true and y_pred, in this order",
    ),
    "three arguments": Hostile(
        "takes three arguments",
        "def answer(a, b, c): return ops.mean(b)\n",
        "Keras calls it with two arguments: y_true and y_pred, in this order",
    ),
    "named only": Hostile(
        "takes names only",
        "def answer(*, y_true, y_pred): return 1.0\n",
        "Keras calls it with two arguments: y_true and y_pred, in this order",
    ),
    "default": Hostile(
        "a third argument with a default",
        "def answer(y_true, y_pred, weight=2.0):\n    return weight * ops.mean(y_true - y_pred)\n",
        FITS,
    ),
    "swapped": Hostile(
        "its arguments swapped",
        "def answer(y_pred, y_true):\n    return ops.mean(y_pred)\n",
        "Compare y_true with y_pred",
        FITS,
    ),
    "any arguments": Hostile(
        "*args", "def answer(*args):\n    return ops.mean(args[0] - args[1])\n", FITS
    ),
    "wrong inside": body(
        "calls something with too much",
        "return ops.mean(y_pred, 0, False, 1)",
        "mean() takes from 1 to 3 positional arguments but 4 were given",
    ),
    # What it is called
    "markup name": Hostile(
        "HTML for a name",
        f"{NAMED} {MARKUP!r}",
        "Write the function with def and a name, like this: def",
    ),
    "markup docstring": body("HTML in its docstring", f"'''{MARKUP}'''\n" + MEAN, FITS),
    "long name": Hostile(
        "a name of 5000 letters", f"{NAMED} 'x' * 5000", "Give the function one of up to 60"
    ),
    "empty name": Hostile(
        "no name", f"{NAMED} ''", "Write the function with def and a name, like this: def"
    ),
    "name of two lines": Hostile(
        "a name of two lines",
        f"{NAMED} 'a\\nb'",
        "Write the function with def and a name, like this: def",
    ),
    "formula name": Hostile(
        "a name that is LaTeX",
        f"{NAMED} '$\\\\frac{{'",
        "Write the function with def and a name, like this: def",
    ),
    "unicode name": Hostile("a name in Chinese", f"{NAMED} '损失函数'", FITS),
    "underscores": Hostile("a name of underscores", f"{NAMED} '___'", FITS),
    "name of Keras": Hostile(
        "the name of another loss",
        f"{NAMED} 'mean_squared_error'",
        "Give your function another name, such as my_mean_squared_error",
    ),
    "abbreviation": Hostile("an abbreviation", f"{NAMED} 'mse'", FITS),
    "keyword": Hostile("the name of a keyword", f"{NAMED} 'lambda'", FITS),
    "twice": Hostile(
        "decorated by itself twice",
        "import functools\n"
        "def again(f):\n    @functools.wraps(f)\n    def g(*a): return f(*a)\n    return g\n"
        "@again\n@again\n" + GOOD,
        FITS,
    ),
    "deleted": Hostile(
        "closes over something deleted",
        "def make():\n    scale = 2.0\n    def answer(y_true, y_pred):\n"
        "        return scale * ops.mean(y_pred)\n    del scale\n    return answer\n"
        "answer = make()\n",
        "cannot access free variable 'scale' where it is not associated with a",
    ),
    "without source": Hostile(
        "made by exec, so that nobody has its lines",
        "exec('def answer(y_true, y_pred):\\n    return missing')",
        "answer raised NameError in line 2: name 'missing' is not defined",
    ),
    # What it computes with
    "asks for the number": body(
        "calls .numpy()",
        "return ops.mean(y_pred).numpy()",
        "Leave out .numpy() or .item() and go on with the tensor, using",
    ),
    "if": body(
        "an if on a tensor",
        "if ops.mean(y_pred) > 0: return ops.mean(y_pred)\n" + MEAN,
        "Use keras.ops.where or keras.ops.logical_and",
    ),
    "for": body(
        "a for on a tensor",
        "return sum(row for row in y_pred)",
        "Compute with the whole tensor at once, using keras.ops",
    ),
    "float": body(
        "float of a tensor", "return float(ops.mean(y_pred))", "Go on with the tensor as it is"
    ),
    "int": body(
        "int of a tensor", "return int(ops.mean(y_pred))", "Go on with the tensor as it is"
    ),
    "float of None": body(
        "float of None",
        "return float(None)",
        "Look for a function without `return`, or for a gradient that does not",
    ),
    "item": body(
        ".item() of a tensor",
        "return ops.mean(y_pred).item()",
        "Leave out .numpy() or .item() and go on with the tensor, using",
    ),
    "len": body(
        "len of a number",
        "return ops.sum(y_pred) / len(ops.mean(y_pred))",
        "Write keras.ops.shape(x)[0]",
    ),
    "numpy": body(
        "np.mean of a tensor",
        "return np.mean(y_true - y_pred)",
        "Write keras.ops where you wrote np",
    ),
    "numpy abs": body(
        "np.abs of a tensor", "return np.abs(y_true - y_pred)", "Write keras.ops where you wrote np"
    ),
    "asarray": body(
        "np.asarray of a tensor", "return np.asarray(y_pred)", "Write keras.ops where you wrote np"
    ),
    "none in ops": body(
        "None where a tensor is needed",
        "return ops.mean(None)",
        "Look for a function without `return`, or for a gradient that does not",
    ),
    "none in tf": body(
        "None in a function of tf",
        "return tf.reduce_mean(None)",
        "Look for a function without `return`, or for a gradient that does not",
    ),
    "object in tf": body(
        "an object in a function of tf",
        "return tf.reduce_mean(object())",
        "and this is something else",
        "and this is something else",
    ),
    "tf of a blueprint": body(
        "tf of a KerasTensor", "return tf.reduce_mean(keras.Input((1,)))", "Those of keras.ops can"
    ),
    "missing": body("an unknown name", "return y_true - missing", "name 'missing' is not defined"),
    "no attribute": body(
        "an unknown function",
        "return ops.meen(y_pred)",
        "module 'keras.ops' has no attribute 'meen'",
    ),
    "text and tensor": body(
        "adds text",
        "return y_pred + 'one'",
        "Bring both to one, such as keras.ops.cast(x, 'float32')",
    ),
    "types": body(
        "float64 and float32",
        "return ops.mean(tf.cast(y_pred, 'float64') - y_pred)",
        "Bring both to one, such as keras.ops.cast(x, 'float32')",
    ),
    "shapes": body(
        "shapes that do not fit",
        "return ops.matmul(y_true, y_pred)",
        "Two shapes do not fit together. y_true and y_pred have the shape",
    ),
    "at run time": body(
        "fails when numbers flow",
        "with tf.control_dependencies([tf.debugging.assert_less(y_pred, -1e9)]):\n"
        "    return ops.mean(y_pred)",
        "assertion failed: [Condition x < y did not hold element-wise:] [x",
    ),
    "python inside": body(
        "Python that fails inside the graph",
        "return tf.py_function(lambda a: [][1], [y_pred], tf.float32)",
        "IndexError: list index out of range",
    ),
    "no gradient": body(
        "argmax",
        "return ops.mean(ops.cast(ops.argmax(y_pred, -1), 'float32'))",
        "Compare the probabilities themselves, for example with",
        FITS,
    ),
    "half a gradient": body(
        "a gradient from a part alone",
        "return ops.mean(ops.stop_gradient(y_pred) * y_pred) + ops.mean(ops.round(y_pred))",
        FITS,
    ),
    "infinite gradient": body(
        "a root of zero",
        "return ops.mean(ops.sqrt(y_pred * 0.0))",
        "Keep what goes into it away from the edge, for example with",
        FITS,
    ),
    "own gradient": body(
        "a custom gradient of None",
        "@tf.custom_gradient\ndef cut(x): return x, lambda g: None\nreturn ops.mean(cut(y_pred))",
        "Its slope is zero or not defined on this batch",
        FITS,
    ),
    "random": body("other numbers each time", "return ops.mean(y_pred) * np.random.rand()", FITS),
    "random tensor": body(
        "other numbers each time", "return ops.mean(y_pred) * tf.random.normal(())", FITS
    ),
    "own graph": body(
        "its own tf.function", "return tf.function(lambda a: ops.mean(a))(y_pred)", FITS
    ),
    "own tape": body(
        "its own GradientTape",
        "with tf.GradientTape() as tape:\n    tape.watch(y_pred)\n    z = y_pred**2\n"
        "return ops.mean(tape.gradient(z, y_pred))",
        FITS,
    ),
    "own model": body(
        "a new layer each time",
        "return ops.mean(keras.layers.Dense(1)(y_pred))",
        "Make it before the function",
    ),
    "predicts": body(
        "predict of a model",
        "return keras.Sequential([keras.layers.Dense(1)]).predict(y_pred)",
        "Leave out .numpy() or .item() and go on with the tensor, using",
    ),
    "another graph": Hostile(
        "keeps a tensor of another call",
        "kept = []\ndef answer(y_true, y_pred):\n    kept.append(y_pred)\n"
        "    return ops.mean(kept[0])\n",
        "Use y_true and y_pred",
    ),
    "fails in the lab": Hostile(
        "fails when rows are cut out of the data, as they are in training",
        "def answer(y_true, y_pred):\n"
        "    if y_true.op.type == 'Slice': raise SystemExit('<b>enough</b>')\n    " + MEAN + "\n",
        FITS,
        in_lab="answer raised SystemExit in line 2",
    ),
    "endless in the lab": Hostile(
        "never ends when rows are cut out of the data",
        f"def answer(y_true, y_pred):\n    while y_true.op.type == 'Slice': pass\n    {MEAN}\n",
        FITS,
        in_lab="answer was still running after 0.3 seconds",
    ),
}
