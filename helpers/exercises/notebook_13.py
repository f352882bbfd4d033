"""Questions and exercises of notebook 13: JAX and PyTorch. Its kernel loads no TensorFlow."""

import contextlib

import numpy as np

from helpers.exercises.base import Question, exercise, table
from helpers.exercises.judging import Wrong, call, read_numbers

QUESTIONS = (
    Question(
        "Plain PyTorch: loss = ((rows @ w - targets) ** 2).mean(). What does loss.item() give?",
        ("a number", "an error, as for a KerasTensor"),
        "a number",
        "PyTorch computes each line when Python reaches it, as NumPy does. No blueprint is made.",
        {
            "an error, as for a KerasTensor": "A KerasTensor waits for data. Here the data was "
            "passed before.",
        },
    ),
    Question(
        "The same line stands in a function under jax.jit. What does loss.item() give there?",
        ("a number", "zero", "an error"),
        "an error",
        "While JAX traces the function, Python holds a tracer: shape and dtype, and no number.",
        {
            "a number": "So it is without jax.jit.",
            "zero": "A zero would be a number, and a tracer has none.",
        },
    ),
    Question(
        "In PyTorch, an SGD with momentum is made inside the training step, again in each call. "
        "What happens?",
        ("an error, as in a tf.function", "nothing bad", "it runs, and the momentum is lost"),
        "it runs, and the momentum is lost",
        "The new optimizer does not know the steps before. Nothing tells you.",
        {
            "an error, as in a tf.function": "The error came from making variables while a graph "
            "is traced.",
            "nothing bad": "It runs. But what should a new optimizer know of earlier steps?",
        },
    ),
)

which_hold_a_number = table(
    "13.1",
    title="Which of them hold a number?",
    objective="tell a blueprint from a number in JAX and PyTorch before they run the code",
    minutes=2,
    answer="holds_a_number",
    right_values=(True, False, False, True, True),
    choices=(True, False),
    hint="Who asks for a plan? jax.eval_shape does, and so does the device meta. And what comes "
    "back from a function that was traced?",
    right="Not the name of the framework decides, and not the name of the function: a plan gives "
    "a blueprint, and data give a number.",
    misconceptions={
        "torch.ones(3, requires_grad=True).mean()": "requires_grad=True makes PyTorch remember "
        "where the number came from. The number is there all the same.",
        "torch.ones(3, device='meta').mean()": "On the device meta there is room for a shape and a "
        "dtype, and for no value, not even for a one.",
        "jax.eval_shape(jnp.mean, jnp.ones(3))": "Its argument holds numbers. But eval_shape asks "
        "for shape and dtype of the result alone, and computes nothing.",
        "jax.jit(jnp.mean)(jnp.ones(3))": "There are tracers inside, while it is traced. What "
        "comes back has been computed.",
        "jnp.ones(3).mean()": "jax.jit is what traces. Without it, JAX computes at once.",
    },
)

repairs = table(
    "13.2",
    title="Four messages, four repairs",
    objective="name the repair for the error of each framework",
    minutes=3,
    answer="repair",
    right_values="abcd",
    hint="In one of the four the number is there already. In one of them nobody asks for a number.",
    right="Three of the four are one mistake: a number is asked for where there is none, or not "
    "in this way. The fourth is about what must live on.",
    misconceptions={
        "Can't call numpy() on Tensor that requires grad": "The number is there, and only NumPy "
        "cannot remember where it came from. Which repair leaves the gradient behind?",
        "Tensor.item() cannot be called on meta tensors": "No data has ever come here, so nothing "
        "can be handed out later. The formula has to be computed once more, with data.",
        "Abstract tracer value encountered where concrete value is expected": "Data do come, but "
        "later, when the trace is executed. Where is the number then?",
        "tf.function only supports singleton tf.Variables created on the first call": "Something "
        "is made again in each trace that should be made once. An optimizer, for example.",
    },
)


class _Refused(Exception):  # noqa: N818 - a function of a learner may not ask, that is all
    """A stand-in was asked for its number."""


class _Blueprint(np.lib.mixins.NDArrayOperatorsMixin):
    """What a function finds while it is traced: it can be computed with, and holds no number."""

    shape, ndim, dtype = (3, 1), 2, np.dtype("float32")

    def __array_ufunc__(self, *args, **kwargs):
        return self

    def _another(self, *args, **kwargs):
        return self

    def _refuse(self, *args, **kwargs):
        raise _Refused

    any = all = sum = mean = min = max = __getitem__ = _another
    __float__ = __int__ = __bool__ = __len__ = __array__ = item = tolist = numpy = _refuse


@exercise(
    "13.3",
    title="Momentum without an object",
    objective="write an optimizer as a function that gets its memory and gives it back",
    minutes=6,
    hint="First the velocity: a part of the old one, minus learning rate times gradient. Then "
    "the weights go along with it.",
    solution='''\
def momentum_step(w, velocity, gradient, rate=0.1, momentum=0.9):
    """Returns the weights after one step of SGD with momentum, and the new velocity."""
    velocity = momentum * velocity - rate * gradient
    return w + velocity, velocity''',
    right="State goes in, and state comes out. This step runs under jax.jit as it is, with "
    "PyTorch's tensors, and with NumPy's arrays, and nobody can make its memory in the wrong "
    "place.",
    misconceptions={
        "pair": "Two things are expected, in this order: the weights, and the velocity. What is "
        "not returned is forgotten.",
        "forgets": "These are the weights of plain SGD. The velocity of the step before has to "
        "take part, and the new one has to come back.",
        "sign": "It walks uphill. The gradient points to where the loss grows.",
        "late": "The weights go along with the old velocity, so the first step does not move. "
        "Compute the new one first.",
        "step": "The weights did not move as SGD(0.1, momentum=0.9) moves them.",
        "asks": "The numbers are right. But under jax.jit there are none, and your function asks "
        "for one: an if, float(), .item() or np.asarray. Plus, minus and times on the arrays "
        "will do.",
    },
)
def momentum_step(answer):
    """Compares three steps with momentum in NumPy, then hands over stand-ins without a number."""
    gradients = np.random.default_rng(13).normal(size=(3, 3, 1))
    w = found = expected = plain = uphill = late = np.ones((3, 1))
    memory = velocity = risen = np.zeros((3, 1))
    for gradient in gradients:
        result = call(answer, found, memory, gradient)
        if not isinstance(result, list | tuple) or len(result) != 2:
            raise Wrong("pair")
        found, memory = (read_numbers(each, w.shape) for each in result)
        late = late + velocity
        velocity = 0.9 * velocity - 0.1 * gradient
        risen = 0.9 * risen + 0.1 * gradient
        expected, plain, uphill = expected + velocity, plain - 0.1 * gradient, uphill + risen
    for kind, weights in (("forgets", plain), ("sign", uphill), ("late", late)):
        if np.allclose(found, weights, rtol=1e-4):
            raise Wrong(kind)
    if not np.allclose(found, expected, rtol=1e-4):
        raise Wrong("step")
    # What else goes wrong with a stand-in says nothing about the answer.
    with contextlib.suppress(AttributeError, TypeError, ValueError):
        try:
            answer(_Blueprint(), _Blueprint(), _Blueprint())
        except _Refused:
            raise Wrong("asks") from None


EXERCISES = (which_hold_a_number, repairs, momentum_step)
