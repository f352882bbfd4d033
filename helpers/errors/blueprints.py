"""Errors of those who ask a symbolic tensor, a blueprint, for what only numbers have."""

from helpers.errors.entry import ErrorEntry, thread

API = "https://www.tensorflow.org/api_docs/python/tf/"
FUNCTION_GUIDE = "tf.function", f"{API}function"
SCATTER_GUIDE = "tf.tensor_scatter_nd_update", f"{API}tensor_scatter_nd_update"

ENTRIES = (
    ErrorEntry(
        id="E01",
        title="'SymbolicTensor' object has no attribute 'numpy'",
        cause=(
            "Python ran this line while `fit` or a `tf.function` was traced. Then a tensor stands "
            "for numbers to come, and has none. When the numbers flow, TensorFlow computes with "
            "them, and Python is not asked again."
        ),
        repair=(
            "fit traces your function before any numbers flow, so there is none to ask for. "
            "Leave out .numpy() or .item() and go on with the tensor, using keras.ops."
        ),
        taught=("02",),
        links=(thread("tensorflow/tensorflow", 38038), thread("tensorflow/tensorflow", 40508)),
        older=("'Tensor' object has no attribute 'numpy'",),
        types=("AttributeError",),
        signs=(r"(?<!Keras)(?<!Eager)Tensor['\"]? object has no attribute ['\"]?(numpy|item)\b",),
    ),
    ErrorEntry(
        id="E02",
        title="'KerasTensor' object has no attribute 'numpy'",
        cause=(
            "What `keras.Input` makes, and all that is built on it, is a blueprint: a shape and a "
            "dtype. No data were passed, so there is no number that `.numpy()` could give."
        ),
        repair=(
            "A blueprint has no number, so there is none to ask for. Make a keras.Model from input "
            "to output and pass data to it, or compute with arrays in place of keras.Input."
        ),
        taught=("02", "01"),
        links=(thread("tensorflow/tensorflow", 43516),),
        older=("'Tensor' object has no attribute 'numpy'",),
        types=("AttributeError",),
        signs=(r"KerasTensor['\"]? object has no attribute ['\"]?(numpy|item)\b",),
    ),
    ErrorEntry(
        id="E03",
        title="A KerasTensor cannot be used as input to a TensorFlow function",
        cause=(
            "Since TensorFlow 2.16, `tf.keras` is Keras 3, whose blueprints belong to no "
            "framework. Functions of `tf` want a tensor of TensorFlow, and cannot read them."
        ),
        repair=(
            "Functions of tf cannot read a blueprint of Keras. Those of keras.ops can. "
            "A function that exists in tf only goes into the call method of a layer."
        ),
        taught=("01", "02"),
        links=(thread("keras-team/keras", 20124), thread("DataCanvasIO/DeepTables", 93)),
        types=("ValueError",),
        signs=(r"KerasTensor cannot be used as input to a TensorFlow function",),
    ),
    ErrorEntry(
        id="E04",
        title="A KerasTensor is symbolic: it's a placeholder for a shape",
        cause=(
            "`float()`, `int()` and the functions of NumPy ask for a value. What `keras.Input` "
            "makes, and all that is built on it, has a shape and a dtype only."
        ),
        repair=(
            "A blueprint has no value for float(), int() or a function of NumPy. Write keras.ops "
            "where you wrote np, or make a keras.Model of it and pass data."
        ),
        taught=("02", "01"),
        links=(thread("tensorflow/tensorflow", 72497),),
        older=("Cannot convert a symbolic Keras input/output to a numpy array",),
        types=("ValueError", "TypeError"),
        signs=(
            r"KerasTensor is symbolic: it's a placeholder",
            r"symbolic Keras input/output to a numpy array",
        ),
    ),
    ErrorEntry(
        id="E05",
        title="Cannot convert a symbolic tf.Tensor to a numpy array",
        cause=(
            "A function of NumPy, or of a library that uses NumPy, such as scikit-learn, got a "
            "tensor while `fit` or a `tf.function` was traced. It wants numbers, and there are "
            "none yet."
        ),
        repair=(
            "A function of NumPy cannot read a blueprint, and fit traces your function before any "
            "numbers flow. Write keras.ops where you wrote np."
        ),
        taught=("02",),
        links=(thread("keras-team/keras", 16998), thread("tensorflow/tensorflow", 36792)),
        older=("Cannot convert a symbolic Tensor to a numpy array",),
        types=("NotImplementedError",),
        signs=(r"Cannot convert a symbolic (tf\.)?Tensor\b.{0,200}? to a numpy array",),
    ),
    ErrorEntry(
        id="E06",
        title="float() argument must be a string or a real number, not 'SymbolicTensor'",
        cause=(
            "`float()`, `int()` and `range()` want a number of Python's at once. While `fit` or a "
            "`tf.function` is traced, a tensor has none."
        ),
        repair=(
            "float(), int() and range() ask for a number, and fit traces your function before any "
            "numbers flow. Go on with the tensor as it is; keras.ops.cast changes its type."
        ),
        taught=("02",),
        links=(FUNCTION_GUIDE,),
        older=("int() argument must be a string, a bytes-like object or a number, not 'Tensor'",),
        types=("TypeError",),
        signs=(
            r"(float|int)\(\) argument must be .{0,80}, not '(Symbolic|Keras)?Tensor'",
            r"'(Symbolic|Keras)?Tensor' object cannot be interpreted as an integer",
        ),
    ),
    ErrorEntry(
        id="E07",
        title="Using a symbolic `tf.Tensor` as a Python `bool` is not allowed",
        cause=(
            "`if`, `while`, `and`, `or` and `not` decide at once which way Python goes. While your "
            "function is traced, the values that would decide are not there. AutoGraph rewrites "
            "some of these in a `tf.function`; in a loss or a layer of Keras it does not."
        ),
        repair=(
            "Python's `if`, `and` and `while` need an answer at once, and fit traces your "
            "function before any numbers flow. Use keras.ops.where or keras.ops.logical_and."
        ),
        taught=("02",),
        links=(thread("tensorflow/tensorflow", 11840), FUNCTION_GUIDE),
        older=("Using a `tf.Tensor` as a Python `bool` is not allowed",),
        types=("OperatorNotAllowedInGraphError", "TypeError"),
        signs=(
            r"[Uu]sing a (symbolic )?`?tf\.Tensor`? as a Python `?bool`?",
            r"KerasTensor cannot be used as a boolean",
        ),
    ),
    ErrorEntry(
        id="E08",
        title="Iterating over a symbolic `tf.Tensor` is not allowed",
        cause=(
            "`for` and `len` need to know how many rows there are. While your function is traced, "
            "their number is open: the shape begins with `None`."
        ),
        repair=(
            "Python's `for` needs to know the rows, and fit traces your function before any "
            "arrive. Compute with the whole tensor at once, using keras.ops. Write "
            "keras.ops.shape(x)[0] for the number of rows."
        ),
        links=(thread("tensorflow/tensorflow", 67323),),
        older=(
            "iterating over `tf.Tensor` is not allowed",
            "len is not well defined for a symbolic Tensor",
        ),
        types=("OperatorNotAllowedInGraphError", "TypeError", "NotImplementedError"),
        signs=(
            r"[Ii]terating over (a symbolic )?`?(tf\.Tensor|KerasTensor)",
            r"len is not well defined for",
        ),
    ),
    ErrorEntry(
        id="E09",
        title="is out of scope and cannot be used here",
        cause=(
            "A tensor of a traced function was kept, in a list or a global name, and used outside "
            "of it. It belongs to the graph of that one trace, and has no value anywhere else."
        ),
        repair=(
            "A tensor of an earlier call was kept, and each call has its own. Use y_true and "
            "y_pred, and return what you want to keep; a number over many batches is a metric."
        ),
        taught=("03",),
        links=(thread("tensorflow/tensorflow", 37512), thread("tensorflow/tensorflow", 54540)),
        older=(
            "cannot be accessed here: it is defined in another function or code block",
            'is being passed a "Graph" tensor',
        ),
        types=("InaccessibleTensorError", "TypeError"),
        signs=(
            r"is out of scope",
            r"cannot be accessed here: it is defined in another function",
            r"is being passed a \"Graph\" tensor",
        ),
    ),
    ErrorEntry(
        id="E10",
        title="'SymbolicTensor' object does not support item assignment",
        cause=(
            "A tensor cannot be changed, with or without numbers in it. `x[0] = 1` is written for "
            "an array of NumPy, or a list."
        ),
        repair="A tensor cannot be changed. Make a new one, for example with keras.ops.where.",
        links=(SCATTER_GUIDE,),
        older=("'Tensor' object does not support item assignment",),
        types=("TypeError",),
        signs=(r"Tensor' object does not support item assignment",),
    ),
    ErrorEntry(
        id="E11",
        title="tf.function only supports singleton tf.Variables created on the first call",
        cause=(
            "A `tf.function` makes a variable: a layer, an optimizer, a metric or a `tf.Variable` "
            "is created inside of it. Each call would make a new one, and a graph must know all "
            "of its variables from the start."
        ),
        repair=(
            "A variable would be made again at each call. Make it before the function, and use it "
            "there: the layer, the optimizer, the metric or the tf.Variable."
        ),
        taught=("03",),
        links=(thread("tensorflow/tensorflow", 26812), FUNCTION_GUIDE),
        older=("tf.function-decorated function tried to create variables on non-first call",),
        types=("ValueError",),
        signs=(
            r"singleton tf\.Variables",
            r"tried to create variables on non-first call",
            r"Creating variables on a non-first call",
        ),
    ),
)
