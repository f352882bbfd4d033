"""Questions and exercises of notebook 08: when loss and metric disagree."""

import keras
import numpy as np

from helpers.exercises.base import Question, exercise, table
from helpers.exercises.capstone import defend
from helpers.exercises.judging import Wrong, call, compare, read_numbers

QUESTIONS = (
    Question(
        "One payment in a hundred is fraud. A model has an accuracy of 0.99. "
        "How much of the fraud does it find?",
        ("nearly all", "about half", "nothing", "that number does not say"),
        "that number does not say",
        "Whoever always says no is right in 99 of 100 payments, and finds nothing.",
        {
            "nearly all": "It would have an accuracy of 0.99, too. The number cannot tell.",
            "about half": "It would have an accuracy of 0.99, too. The number cannot tell.",
            "nothing": "It may be so, and the number cannot tell.",
        },
    ),
    Question(
        "You let every fraud count fifty times in the loss. What happens to the probabilities?",
        ("they stay right", "they become too high", "they become too low"),
        "they become too high",
        "The network now learns from rows of which a third seem to be fraud, and says so.",
        {
            "they stay right": "They would be right for data in which a third is fraud.",
            "they become too low": "A missed fraud now costs more, so the answers move towards "
            "fraud.",
        },
    ),
    Question(
        "A callback stops training when the AUC on validation rows has not risen for three "
        "epochs. Which steps does training take, compared with none?",
        (
            "other steps: the AUC joins the gradient",
            "the same steps, but fewer",
            "the same steps, all of them",
        ),
        "the same steps, but fewer",
        "No gradient comes from a metric. It decides where training ends, and nothing else.",
        {
            "other steps: the AUC joins the gradient": "AUC counts, and has no gradient to join.",
            "the same steps, all of them": "A callback may end the training, and this one does.",
        },
    ),
)

which_number = table(
    "08.1",
    title="Which number would have told?",
    objective="name the number that reveals a fault which accuracy hides",
    minutes=3,
    answer="told_by",
    right_values="abcd",
    hint="Ask of each number what it is a share of: of the frauds, of the alarms, or of all rows.",
    right="Each number answers one question. A model needs as many as you have questions.",
    misconceptions={
        "the model says no to every payment": "Who finds no fraud at all? That is a share of the "
        "frauds.",
        "weights of the classes made all probabilities too high": "Compare what is "
        "predicted on average with what is observed on average. No threshold and no order is "
        "needed for that.",
        "the network knows the training rows by heart": "Rows that it has seen cannot tell. Which "
        "number looks at others?",
        "of twenty alarms one is right": "That is a share of the alarms, and not of the frauds.",
    },
)


@exercise(
    "08.2",
    title="Take the weight out again",
    objective="turn the output of a network that was trained with a class weight into a "
    "probability",
    minutes=5,
    hint="Think of odds, yes against no: a weight of 50 makes them fifty times as large.",
    solution='''\
def true_probability(y_pred, weight):
    """Probability of fraud, from a network in whose loss each fraud counted `weight` times."""
    odds = y_pred / (1 - y_pred) / weight
    return odds / (1 + odds)''',
    right="A class weight moves all odds by one factor. It can be taken out, and the order of the "
    "rows stays: so a weight and a threshold are two ways to the same decision.",
    misconceptions={
        "divided": "You divided the probability by the weight. The weight acts on the odds, "
        "p / (1 - p): a sure fraud, 1.0, stays sure.",
        "wrong_way": "It got larger. The network said too much already, because frauds counted "
        "more.",
        "odds": "These are odds. Turn them into a probability: odds / (1 + odds).",
        "same": "You gave back what the network said.",
        "formula": "For y_pred 0.5 and the weight 9 it should be 0.1: one fraud that counts nine "
        "times looks as frequent as nine honest payments. You got {found[0][2]:.3g}.",
    },
)
def true_probability(answer):
    """Compares with the odds, at two weights."""
    y_pred = np.array([0.05, 0.3, 0.5, 0.9])
    found = np.array([read_numbers(call(answer, y_pred, weight), (4,)) for weight in (9.0, 50.0)])
    weights = np.array([[9.0], [50.0]])
    odds = y_pred / (1 - y_pred)
    mistakes = {
        "divided": y_pred / weights,
        "wrong_way": odds * weights / (1 + odds * weights),
        "odds": odds / weights,
        "same": np.broadcast_to(y_pred, found.shape),
    }
    compare(found, odds / (odds + weights), mistakes, atol=1e-6)


@exercise(
    "08.3",
    title="Stop when the metric turns",
    objective="set up early stopping so that a metric decides which weights are kept",
    minutes=3,
    hint="keras.callbacks.EarlyStopping. The metric is called auc, and fit puts val_ before its "
    "name. Which weights do you want at the end?",
    solution='''\
def stop_early():
    """Returns a callback: stop when the AUC on validation rows has not risen for 3 epochs."""
    return keras.callbacks.EarlyStopping(
        monitor="val_auc", mode="max", patience=3, restore_best_weights=True
    )''',
    right="No gradient of the AUC was needed. The loss chose the direction of every step, and the "
    "metric how many steps there are.",
    misconceptions={
        "callback": "This is no callback that can be handed to fit.",
        "loss": "It watches the loss, val_loss, which is the default.",
        "training": "It watches the AUC on the training rows, which hardly ever turns. Put val_ "
        "before the name.",
        "direction": "It stops although the AUC is rising. More is better: mode='max'.",
        "never": "It did not stop after three epochs without a rise.",
        "patience": "It should wait for three epochs without a rise, and it waited for {found}.",
        "restore": "It stops, and leaves you with the weights of the last epoch. "
        "restore_best_weights=True brings back those of the best one.",
    },
)
def stop_early(answer):
    """Plays ten epochs to the callback, whose best one is the third."""
    callback = call(answer)
    if not isinstance(callback, keras.callbacks.Callback):
        raise Wrong("callback")
    if _stops_after(callback, val_auc=[0.5, 0.6, 0.7, 0.8, 0.9]) is not None:
        turned = _stops_after(callback, val_auc=[0.9, 0.8, 0.7, 0.6, 0.5])
        raise Wrong("direction" if turned is None else "loss")
    falling = [0.6, 0.7, 0.8, 0.79, 0.78, 0.77, 0.76, 0.75, 0.74, 0.73]
    epochs = _stops_after(callback, val_auc=falling)
    if epochs is None:
        if _stops_after(callback, auc=falling) is not None:
            raise Wrong("training")
        raise Wrong("loss" if _stops_after(callback, val_loss=[1, 2, 3, 4, 5, 6]) else "never")
    if epochs != 6:
        raise Wrong("patience", found=epochs - 3)
    if callback.model.get_weights()[0].item() != 3.0:
        raise Wrong("restore")


def _stops_after(callback, **changing):
    """Plays epochs to a callback: one log changes, and the others get better all the time.

    Returns the number of epochs after which it stops, or None. The only weight of its model
    is the number of the epoch.
    """
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(loss="mse", metrics=[keras.metrics.AUC(name="auc")])
    # Only then does the callback find the metrics, and with them which direction is better.
    model.evaluate(np.ones((1, 1)), np.ones((1, 1)), verbose=0)
    model.stop_training = False
    callback.set_model(model)
    callback.on_train_begin()
    ((name, values_),) = changing.items()
    for epoch, value in enumerate(values_, start=1):
        model.set_weights([np.full((1, 1), float(epoch))])
        better = {"loss": 1 / epoch, "val_loss": 1 / epoch}
        better |= {"auc": 1 - 0.5 / epoch, "val_auc": 1 - 0.5 / epoch}
        callback.on_epoch_end(epoch - 1, better | {name: value})
        if model.stop_training:
            callback.on_train_end()
            return epoch
    return None


EXERCISES = (which_number, true_probability, stop_early, defend)
