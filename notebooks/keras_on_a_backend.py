"""One model and one loss in Keras 3, on the backend that KERAS_BACKEND names, for notebook 13.

Keras chooses its backend once for each process, so the notebook starts this file once for each.
It reads the rows and the first weights as JSON, and prints what it found as JSON.
"""

import json
import sys

import keras
import numpy as np


def outcome(question):
    """Returns the number that comes, or the error in a line."""
    try:
        return f"{question():.3f}"
    except Exception as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"


def mean_squared_error(y_true, y_pred):
    """The loss, which notes what Python holds in its place each time that it is called."""
    loss = keras.ops.mean(keras.ops.square(y_true - y_pred))
    device = str(getattr(loss, "device", ""))
    met.append(
        [type(loss).__name__ + " on meta" * (device == "meta"), outcome(lambda: loss.item())]
    )
    return loss


given = json.load(sys.stdin)
x, y, w = (np.array(given[name], "float32") for name in "xyw")
met = []

# The ten lines
rows = keras.Input((10,))
targets = keras.Input((1,))
layer = keras.layers.Dense(1)
output = layer(rows)
layer.set_weights([w, np.zeros(1)])
blueprint = keras.ops.mean(keras.ops.square(output - targets))
asked = outcome(lambda: blueprint.item())
model = keras.Model(rows, output)
model.compile(optimizer=keras.optimizers.SGD(0.01), loss=mean_squared_error)
history = model.fit(x, y, batch_size=len(x), epochs=5, shuffle=False, verbose=0)

found = {
    "backend": keras.config.backend(),
    "blueprint": type(blueprint).__name__,
    "asked": asked,
    "in fit": met,
    "losses": history.history["loss"],
    "tensorflow loaded": "tensorflow" in sys.modules,
}
if found["backend"] != "tensorflow":
    assert not found["tensorflow loaded"], "beside JAX and PyTorch it would end the process"
print(json.dumps(found), flush=True)
