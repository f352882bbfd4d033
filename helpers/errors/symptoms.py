"""Failures that raise no error: a number is wrong, missing, or another than expected."""

from helpers.errors.entry import ErrorEntry, thread

REDUCTION_GUIDE = (
    "tf.keras.losses.Reduction, TensorFlow 2.14",
    "https://www.tensorflow.org/versions/r2.14/api_docs/python/tf/keras/losses/Reduction",
)
METRIC_GUIDE = (
    "tf.keras.metrics.Metric",
    "https://www.tensorflow.org/api_docs/python/tf/keras/metrics/Metric",
)

ENTRIES = (
    ErrorEntry(
        id="E27",
        title="Early stopping conditioned on metric which is not available",
        cause=(
            "A callback watches a name that `fit` does not report: there are no validation data, "
            "or the metric has another name. Keras warns in each epoch, and the callback does "
            "nothing: training is not stopped, and no best model is kept."
        ),
        repair=(
            "The callback watches a name that fit does not report. Take one of history.history: "
            "what you wrote in metrics, with val_ before it if there are validation data."
        ),
        taught=("08", "04"),
        links=(thread("tensorflow/tensorflow", 33163), thread("jessieren/DeepVirFinder", 12)),
        older=("Can save best model only with val_acc available, skipping",),
        types=("UserWarning", "RuntimeWarning"),
        signs=(
            r"conditioned on metric .{0,80}which is not available",
            r"Can save best model only with \w{1,80} available",
        ),
    ),
    ErrorEntry(
        id="E28",
        title="model.metrics_names is ['loss', 'compile_metrics']",
        cause=(
            "Keras 3 keeps all metrics of `compile` in one object, and `metrics_names` shows that "
            "object. So the names are fewer than the numbers that `evaluate` returns."
        ),
        repair=(
            "Ask for the names together with the numbers: model.evaluate(x, y, return_dict=True)."
        ),
        links=(thread("keras-team/keras", 20244),),
        signs=(r"\bcompile_metrics['\"`]",),
    ),
    ErrorEntry(
        id="E29",
        title="A custom loss stays high, because shapes (n,) and (n, 1) spread to (n, n)",
        cause=(
            "A flat `y_true` of shape (n,) and a `y_pred` of shape (n, 1) are subtracted. NumPy "
            "and TensorFlow stretch both to (n, n) and compare each target with each prediction. "
            "The best constant wins, and nothing is raised."
        ),
        repair=(
            "Give both one shape: keras.ops.reshape(y_true, keras.ops.shape(y_pred)). The losses "
            "of Keras do it by themselves."
        ),
        links=(thread("keras-team/keras", 14627), thread("tensorflow/tensorflow", 30040)),
    ),
    ErrorEntry(
        id="E30",
        title="The loss does not fall: the last layer gives logits, and the loss expects "
        "probabilities",
        cause=(
            "Without a sigmoid or softmax the last layer gives logits, which may be any number. "
            "The loss takes them for probabilities, and cuts off all that lies outside of 0 and 1. "
            "There the gradient is zero."
        ),
        repair=(
            "Tell the loss what it gets, from_logits=True, or give the last layer a sigmoid or "
            "softmax; never both."
        ),
        taught=("07",),
        links=(thread("tensorflow/docs", 2102),),
    ),
    ErrorEntry(
        id="E31",
        title="The accuracy is too low, because logits are compared with 0.5",
        cause=(
            "`BinaryAccuracy`, `Precision` and `Recall` say yes from 0.5 on. A logit of 0.4 is a "
            "probability of 0.6: a yes that they count as a no. A loss with `from_logits=True` "
            "does not tell the metrics."
        ),
        repair=(
            "The threshold for logits is 0: keras.metrics.BinaryAccuracy(threshold=0.0). Or let "
            "the model end in a sigmoid."
        ),
        taught=("07",),
        links=(thread("tensorflow/tensorflow", 41413), thread("keras-team/keras", 20101)),
    ),
    ErrorEntry(
        id="E32",
        title="loss: nan",
        cause=(
            "One of the numbers is not a number any more: there are gaps in the data, the loss "
            "takes a logarithm of 0 or divides by 0, or steps are so large that weights grow "
            "beyond all bounds. From then on every weight is NaN."
        ),
        repair=(
            "Look at the data first, np.isfinite(x).all(). Then keep logarithms and divisions "
            "away from 0, keras.ops.maximum(x, 1e-7), and make the learning rate smaller."
        ),
        taught=("03",),
        links=(thread("keras-team/keras", 198), thread("aymericdamien/TensorFlow-Examples", 383)),
        signs=(r"\bloss: nan\b",),
    ),
    ErrorEntry(
        id="E33",
        title="The loss of fit is another than that of evaluate, on the same rows",
        cause=(
            "`fit` reports a mean over the epoch, and the weights moved after each batch of it. "
            "`evaluate` asks the weights at the end. Dropout and batch normalisation work in `fit` "
            "only."
        ),
        repair=(
            "Compare numbers of one kind: evaluate on both sets after training. "
            "course.loss_breakdown adds up what comes between the two."
        ),
        taught=("11",),
        links=(thread("keras-team/keras", 6977), thread("keras-team/keras", 503)),
    ),
    ErrorEntry(
        id="E34",
        title="The validation loss is lower than the training loss",
        cause=(
            "The training loss is a mean over the epoch, with dropout at work and penalties added. "
            "The validation loss comes after the epoch, without dropout. So it may be lower, and "
            "nothing is wrong."
        ),
        repair=(
            "evaluate both sets with the same weights before you compare them. If validation is "
            "still better by far, look for rows that are in both."
        ),
        taught=("11",),
        links=(thread("keras-team/keras", 1761), thread("keras-team/keras", 481)),
    ),
    ErrorEntry(
        id="E35",
        title="The accuracy drops to chance after loading a model",
        cause=(
            "`'accuracy'` is no metric, but a wish: Keras chooses one by the shapes of labels and "
            "outputs. TensorFlow 2.3 chose again after loading, and chose wrongly; the weights "
            "were right. Today's Keras chooses the same twice, as the first cell shows."
        ),
        repair=(
            "Name the metric that you mean, such as 'sparse_categorical_accuracy'; or compile the "
            "loaded model again. Compare model.predict before and after to see the weights."
        ),
        links=(thread("tensorflow/tensorflow", 42890), thread("ageron/handson-ml2", 258)),
    ),
    ErrorEntry(
        id="E36",
        title="keras.metrics.Accuracy() is 0, and 'accuracy' is not",
        cause=(
            "`Accuracy()` counts how often prediction and label are *equal*, and a probability of "
            "0.9 never equals 1. The string `'accuracy'` lets Keras choose the accuracy for your "
            "shapes."
        ),
        repair=(
            "Write 'accuracy', or the class that fits: BinaryAccuracy, CategoricalAccuracy or "
            "SparseCategoricalAccuracy."
        ),
        links=(thread("keras-team/keras", 18796), thread("keras-team/tf-keras", 15)),
    ),
    ErrorEntry(
        id="E37",
        title="A metric ignores class_weight and sample_weight",
        cause=(
            "Weights act on the loss, and so on the training. What stands in `metrics=[…]` counts "
            "every row once."
        ),
        repair=("Metrics that shall be weighted go into compile(weighted_metrics=[…])."),
        taught=("08", "11"),
        links=(thread("keras-team/keras", 7482), thread("tensorflow/tensorflow", 51902)),
    ),
    ErrorEntry(
        id="E38",
        title="The RMSE is not the root of the MSE",
        cause=(
            "A function in `metrics=[…]` gives a number for each row or batch, and Keras takes "
            "their mean last. A mean of roots is smaller than the root of a mean."
        ),
        repair=(
            "Take keras.metrics.RootMeanSquaredError(), which keeps the mean of the squares and "
            "takes the root last. To train on it, take the mean squared error."
        ),
        taught=("11",),
        links=(thread("keras-team/keras", 9312), thread("keras-team/keras", 15412)),
    ),
    ErrorEntry(
        id="E39",
        title="A metric hardly changes from epoch to epoch in a training loop of your own",
        cause=(
            "A metric object remembers all that it has seen since it was made or reset. `fit` "
            "resets it at each epoch; in a loop of your own nobody does, so you see the mean of "
            "all epochs."
        ),
        repair="Call metric.reset_state() at the beginning of each epoch.",
        taught=("11", "04"),
        links=(thread("lucasjinreal/tfboys", 1), METRIC_GUIDE),
    ),
    ErrorEntry(
        id="E40",
        title="Training with reduction=None takes steps that grow with the batch size",
        cause=(
            "A loss without reduction gives one number for each row. The gradient of several "
            "numbers is that of their *sum*, so 8 rows move the weights 8 times as far. What `fit` "
            "reports is the mean, so nothing looks wrong."
        ),
        repair=(
            "Leave reduction as it is in compile. reduction=None is for looking at single rows."
        ),
        taught=("02",),
        links=(REDUCTION_GUIDE,),
    ),
    ErrorEntry(
        id="E41",
        title="Gradients do not exist for variables when minimizing the loss",
        cause=(
            "A warning, and no error: training goes on without these weights, which keep their "
            "first values. The loss does not depend on them: their layer leads to an output "
            "without a loss, or nowhere, or something without a gradient stands between."
        ),
        repair=(
            "Give each output a loss, and leave out a layer that leads nowhere. Where something "
            "without a gradient stands between, course.explain_gradient says what it is. If "
            "the weights should stay as they are, set trainable=False for their layer."
        ),
        taught=("03",),
        links=(thread("huggingface/transformers", 5427), thread("huggingface/transformers", 2256)),
        types=("UserWarning",),
        signs=(r"Gradients? do(?:es)? not exist for variables",),
    ),
    ErrorEntry(
        id="E42",
        title="The history of a custom metric has the validation number twice",
        cause=(
            "`result` returns the variable of the metric, and not the number in it. `fit` reads "
            "the number of training when the epoch is over, and by then validation has changed "
            "the variable."
        ),
        repair="Return a new tensor from result, such as keras.ops.copy(self.total).",
        taught=("05",),
        links=(thread("tensorflow/tensorflow", 72366),),
    ),
)
