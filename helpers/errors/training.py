"""Errors on the way into training: no gradient, shapes, labels, types, names, a model not ready."""

from helpers.errors.entry import ErrorEntry, thread

ENTRIES = (
    ErrorEntry(
        id="E12",
        title="No gradients provided for any variable",
        cause=(
            "Between the loss and the weights stands something without a gradient: argmax, round, "
            "a comparison, a count (so accuracy and the like), NumPy, or a constant. Or the model "
            "was compiled without a loss. Then nothing says in which direction to move a weight."
        ),
        repair=(
            "No gradient comes back to the weights. course.explain_gradient says where it stops. "
            "Train on something smooth, and report the other number as a metric."
        ),
        taught=("03", "08"),
        links=(thread("tensorflow/tensorflow", 50111), thread("keras-team/keras", 11157)),
        older=("An operation has `None` for gradient",),
        types=("ValueError",),
        signs=(r"No gradients provided", r"`?None`? for gradient"),
    ),
    ErrorEntry(
        id="E13",
        title="None values not supported",
        cause=(
            "`None` reached a place where a tensor should stand. Mostly a function has no "
            "`return`: Python then returns `None`."
        ),
        repair=(
            "None stands where a tensor should be. Look for a function without `return`, or for a "
            "gradient that does not exist."
        ),
        links=(thread("keras-team/keras", 7567),),
        types=("ValueError", "TypeError"),
        signs=(
            r"None values not supported",
            r"of type <class 'NoneType'>",
            r"argument must be .{0,80}, not 'NoneType'",
        ),
    ),
    ErrorEntry(
        id="E14",
        title="Dimensions must be equal",
        cause=(
            "Two tensors of one calculation have shapes that do not fit. In a loss or a metric "
            "they are `y_true` and `y_pred`: another number of columns, another rank, another size "
            "of picture. Often the last layer has another number of units than there are targets."
        ),
        repair=(
            "Two shapes do not fit together. y_true and y_pred have the shape (rows, outputs). "
            "Print both shapes, and change the units of the last layer or the shape of the targets."
        ),
        taught=("07",),
        links=(thread("keras-team/keras", 8813), thread("keras-team/keras", 4781)),
        older=(
            "Incompatible shapes",
            "`logits` and `labels` must have the same shape",
            "Arguments `target` and `output` must have the same shape",
            "Shapes (None, 3) and (None, 2) are incompatible",
        ),
        types=("ValueError", "InvalidArgumentError"),
        signs=(
            r"Dimensions must be equal",
            r"Incompatible shapes",
            r"required broadcastable shapes",
            r"Shapes \([^()]{0,60}\) and \([^()]{0,60}\) are incompatible",
            r"logits`? and `?labels`? must have the same shape",
            r"`target` and `output` must have the same (?:shape|rank)",
        ),
    ),
    ErrorEntry(
        id="E15",
        title="Arguments `target` and `output` must have the same rank (ndim). Received: "
        "target.shape=(None,), output.shape=(None, 3)",
        cause=(
            "The labels are class numbers, one for each row. The model has one output for each "
            "class, and the loss compares column by column, as `categorical_crossentropy` and "
            "`binary_crossentropy` do."
        ),
        repair=(
            "The labels are class numbers, and this loss wants one column for each class. Take "
            "sparse_categorical_crossentropy, or keras.utils.to_categorical for the labels; for "
            "two classes one output with a sigmoid will do."
        ),
        taught=("06", "07"),
        links=(thread("keras-team/keras", 7339), thread("keras-team/keras", 3009)),
        older=(
            "must have the same shape. Received: target.shape=(None, 1), output.shape=(None, 3)",
            "Shapes (None, 1) and (None, 3) are incompatible",
            "Error when checking target: expected dense to have shape (None, 2) but got array "
            "with shape (928, 1)",
        ),
        types=("ValueError",),
        signs=(
            r"Shapes \(\w+, 1\) and \(\w+, (?!1\))\d+\) are incompatible",
            r"Received: target\.shape=\(\w+,(?: 1)?\), output\.shape=\(\w+, (?!1\))\d+\)",
            r"must have the same shape,? (?:received )?\(\(\w+, (?!1\))\d+\) vs \(\w+, 1\)\)",
            r"expected \w+ to have shape \((?:None, )?(?!1,?\))\d+,?\) but got array with shape "
            r"\((?:\d+, )?1,?\)",
        ),
    ),
    ErrorEntry(
        id="E16",
        title="Argument `output` must have rank (ndim) `target.ndim - 1`",
        cause=(
            "The labels are one-hot, one column for each class. The sparse losses and metrics want "
            "class numbers, one for each row."
        ),
        repair=(
            "A sparse loss wants class numbers, and the labels have one column for each class. "
            "Take categorical_crossentropy, or keras.ops.argmax(labels, axis=-1) for the labels."
        ),
        taught=("06", "07"),
        links=(thread("tensorflow/privacy", 38), thread("tensorflow/tensorflow", 28226)),
        older=("logits and labels must have the same first dimension",),
        types=("ValueError", "InvalidArgumentError"),
        signs=(
            r"must have rank \(ndim\) `target\.ndim - 1`",
            r"logits and labels must have the same first dimension",
            r"must have the same shape up until the last dimension",
        ),
    ),
    ErrorEntry(
        id="E17",
        title="Received a label value which is outside the valid range",
        cause=(
            "A label has a larger number than the last output. Classes are counted from 0, so "
            "three outputs know the labels 0, 1 and 2. Often labels begin at 1."
        ),
        repair=(
            "A class number is too large for the outputs, or negative. Count classes from 0, and "
            "give the last layer one unit for each."
        ),
        taught=("06", "07"),
        links=(thread("keras-team/keras", 2450), thread("tensorflow/tensorflow", 54233)),
        types=("InvalidArgumentError",),
        signs=(r"Received a label value .{0,30}which is outside the valid range",),
    ),
    ErrorEntry(
        id="E18",
        title="Input 'y' of 'Sub' Op has type float32 that does not match type int32",
        cause=(
            "Labels came as integers and predictions as floats, and TensorFlow mixes no types. "
            "`fit` of Keras 3 turns labels into floats for your loss. In a training loop of your "
            "own, in a layer, and in Keras 2, nobody does."
        ),
        repair=(
            "Two types meet that do not mix. Bring both to one, such as keras.ops.cast(x, "
            "'float32')."
        ),
        links=(thread("qubvel/segmentation_models", 592), thread("tensorflow/tensorflow", 30404)),
        older=("cannot compute Sub as input #1 was expected to be a float tensor",),
        types=("TypeError", "InvalidArgumentError", "ValueError"),
        signs=(
            r"has type \w+ that does not match type",
            r"cannot compute \w+ as input #\d.{0,20} was expected to be an? \w+ tensor",
        ),
    ),
    ErrorEntry(
        id="E19",
        title="Failed to convert a NumPy array to a Tensor (Unsupported object type)",
        cause=(
            "TensorFlow computes with arrays of numbers. This is an array of objects (often a "
            "table with text or gaps in it, or rows of different lengths), a plain list, or no "
            "data at all."
        ),
        repair=(
            "TensorFlow computes with numbers, arrays and tensors, and this is something else. "
            "Make an array of numbers first: np.asarray(data, dtype='float32')."
        ),
        links=(thread("nicknochnack/Tensorflow-in-10-Minutes", 2),),
        older=(
            "Unrecognized data type: x=[[1, 2]] (of type <class 'list'>)",
            "Attempt to convert a value with an unsupported type",
        ),
        types=("ValueError", "TypeError"),
        signs=(
            r"Failed to convert a NumPy array to a Tensor",
            r"Failed to convert elements of",
            r"Attempt to convert a value",
            r"Unrecognized data type: x=",
        ),
    ),
    ErrorEntry(
        id="E20",
        title="FBetaScore expects 2D inputs with shape (batch_size, output_dim)",
        cause=(
            "`F1Score` and `FBetaScore` count one score for each class, so they want labels and "
            "predictions with one column for each. Class numbers, or a flat array, have none."
        ),
        repair=(
            "This metric wants one column for each class, in labels and predictions: "
            "keras.utils.to_categorical makes them; for yes and no, labels of shape (rows, 1)."
        ),
        taught=("08",),
        links=(thread("keras-team/keras", 19716), thread("keras-team/tf-keras", 771)),
        older=("(F1Score|FBetaScore) expects 2D inputs",),
        types=("ValueError",),
        signs=(r"F\w*Score\)? expects 2D inputs",),
    ),
    ErrorEntry(
        id="E21",
        title="Could not interpret loss identifier",
        cause=(
            "Keras knows no loss of that name. It may be misspelt, a metric, such as accuracy, "
            "or a function of yours whose name stands in quotes. In Keras 2, loading a model "
            "with a custom loss says the same."
        ),
        repair=(
            "Keras has no loss of that name. Look at the spelling, pass a function of your own "
            "without quotes, and put a metric into metrics=[…]."
        ),
        taught=("07", "04"),
        links=(thread("imenebak/UAV-Crowd-Counting", 3), thread("keras-team/keras", 369)),
        older=("Unknown loss function", "Could not interpret loss function identifier"),
        types=("ValueError",),
        signs=(r"Could not interpret loss", r"Unknown loss function"),
    ),
    ErrorEntry(
        id="E22",
        title="Could not interpret metric identifier",
        cause=(
            "`compile` knows no metric of that name. It may be misspelt, come from another "
            "library, or be a function of yours whose name stands in quotes. Keras finds out at "
            "the first batch, and not in `compile`."
        ),
        repair=(
            "Keras has no metric of that name. Look at the spelling, pass a function of your own "
            "without quotes, and a callback to fit and not to compile."
        ),
        taught=("04",),
        links=(thread("adriangb/scikeras", 313), thread("bstriner/keras-tqdm", 13)),
        older=("Unknown metric function", "Could not interpret metric function identifier"),
        types=("ValueError",),
        signs=(r"Could not interpret metric", r"Unknown metric function"),
    ),
    ErrorEntry(
        id="E23",
        title="You must call `compile()` before using the model",
        cause=(
            "`fit` and `evaluate` need to know loss and optimizer, and `compile` tells them. A "
            "model that was loaded with `compile=False`, or made of another's layers, is not "
            "compiled."
        ),
        repair=(
            "fit and evaluate need a loss and an optimizer: call model.compile(optimizer, loss) "
            "first. predict works without."
        ),
        taught=("04",),
        links=(thread("ageron/handson-ml2", 175), thread("keras-team/keras", 2621)),
        older=("You must compile your model before training/testing",),
        types=("ValueError", "RuntimeError"),
        signs=(r"You must call `?compile\(\)`? before", r"You must compile your model before"),
    ),
    ErrorEntry(
        id="E24",
        title="Could not locate function. Make sure custom classes and functions are decorated",
        cause=(
            "A saved model keeps the name of a custom loss or metric, and not its code. When the "
            "model is loaded, Keras looks for that name, and does not find it."
        ),
        repair=(
            "A saved model does not hold the code of a custom loss or metric. Pass it: "
            "keras.saving.load_model(path, custom_objects={'my_loss': my_loss}), or load with "
            "compile=False and compile again."
        ),
        links=(thread("keras-team/keras", 20806), thread("tensorflow/tensorflow", 32348)),
        types=("TypeError", "ValueError"),
        signs=(r"Could not locate (function|class)\b",),
    ),
    ErrorEntry(
        id="E25",
        title="Unknown variable. This optimizer can only be called for the variables it was "
        "originally built with",
        cause=(
            "An optimizer remembers something for each weight, and learns at its first step which "
            "weights these are. Then it was given those of another model, or a layer that was "
            "frozen before."
        ),
        repair=(
            "An optimizer belongs to the weights of its first step. Make a new one for another "
            "model, and again after you freeze or unfreeze layers."
        ),
        taught=("03",),
        links=(thread("mrosol/Nonlincausality", 12), thread("yzhao062/pyod", 459)),
        older=("The optimizer cannot recognize variable",),
        types=("ValueError", "KeyError"),
        signs=(
            r"optimizer can only be called for the variables",
            r"optimizer cannot recognize variable",
        ),
    ),
    ErrorEntry(
        id="E26",
        title="Do not pass an `input_shape`/`input_dim` argument to a layer",
        cause=(
            "A warning of Keras 3, and no error: the model works. Until Keras 2 the first layer "
            "said what the input looks like; now an `Input` of its own does."
        ),
        repair=(
            "Nothing is broken. Write keras.Input((10,)) as the first line of the model, and leave "
            "input_shape out of the layer."
        ),
        taught=("04",),
        links=(thread("shap/shap", 3971),),
        types=("UserWarning",),
        signs=(r"Do not pass an `?input_shape`?/`?input_dim`? argument",),
    ),
)
