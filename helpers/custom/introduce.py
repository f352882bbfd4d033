"""A learner's custom loss or metric enters the labs, or a sentence says why not."""

import functools
from typing import NamedTuple

from helpers import session
from helpers.catalogue import lookup
from helpers.catalogue.entry import Entry
from helpers.custom import batches
from helpers.custom.findings import REFUSED
from helpers.custom.try_loss import BEST, FLAT, TrapError, traced_loss, try_loss
from helpers.custom.try_metric import metric_value, try_metric
from helpers.learner_code import sandbox
from helpers.learner_code.forms import Form
from helpers.learner_code.messages import FunctionError, explained
from helpers.learner_code.trial_batch import trial_batch

LONGEST_NAME = 60
TASKS = ("regression", "binary", "multiclass", "multiclass_integer")
# Where what a metric remembers shows most: what counts answers counts none among plain numbers.
MEMORY = ("binary", "multiclass", "multiclass_integer", "regression")
KINDS = {"regression": "numbers", "binary": "probabilities"}


class Introduced(NamedTuple):
    """A custom loss or metric that is in the labs.

    Attributes:
        entry: Its `Entry`.
        findings: List of `Finding`: what its author may not know.
        note: A sentence about tasks for which it is hardly meant; or nothing.
    """

    entry: Entry
    findings: list
    note: str = ""


def loss(thing):
    """Makes a custom loss appear in the labs. Write `@course.loss` above it, or hand it over.

    It is first tried on a few rows. If it cannot train, you are told why, and the
    labs stay as they are. What it does that you may not know is said as well.

    Args:
        thing: What `compile` takes: a function of `y_true` and `y_pred` that returns one
            number or one for each row, a class that derives from `keras.losses.Loss`, an object
            of one, a `functools.partial`, or a name of Keras.

    Returns:
        The thing, unchanged.
    """
    return _introduce("loss", thing)


def metric(thing):
    """Makes a custom metric appear in the labs. Write `@course.metric` above it, or hand it over.

    It is first tried on a few rows. If it gives no number, you are told why, and
    the labs stay as they are. What it does that you may not know is said as well.

    Args:
        thing: What `compile` takes: a function of `y_true` and `y_pred`, of whose values Keras
            takes the mean, a class that derives from `keras.metrics.Metric`, an object of one, a
            `functools.partial`, or a name of Keras.

    Returns:
        The thing, unchanged.
    """
    return _introduce("metric", thing)


def add(kind, thing):
    """Tries a loss or a metric, and adds it to the catalogue.

    Args:
        kind: `"loss"` or `"metric"`.
        thing: In any form that Keras takes.

    Returns:
        An `Introduced`. The tasks of its entry are those that it can train, or for which it has
        a value. The direction of a metric is the one in which a perfect prediction is better.

    Raises:
        FunctionError: If there is no such task, or it does something else than its author can
            mean; the message says what happened, on which line, and what to write instead.
        ValueError: If Keras has a loss or metric of that name.
    """
    form = Form(kind, thing)
    if form.is_relative:
        if not form.relative.tasks:
            raise FunctionError(f"{form.relative.label} fits no task here. {form.relative.reason}")
        return Introduced(form.relative, [])
    _check_name(form)
    with session.quick_graphs():
        first = sandbox.run(lambda: _tasks(form), form)
        tried, meant = _try_all(form, first)
    findings = _gathered(tried, meant)
    refused = [each for each in findings if each.verdict == REFUSED]
    if refused:
        raise TrapError(refused[0])
    tasks, is_loss = tuple(first), kind == "loss"
    relative = form.relative
    entry = Entry(
        name=form.name,
        class_name="",
        kind=kind,
        label=f"{form.name} (your own)",
        formula=relative.formula if relative else "",
        shapes=relative.shapes if relative else "what your own takes",
        direction="lower" if is_loss else sandbox.run(lambda: _direction(form, tasks), form),
        tasks=tasks,
        differentiable=is_loss,
        reason="" if is_loss else "A metric watches. To train with it, use it as a loss.",
        custom=form,
    )
    lookup.register(entry)
    return Introduced(entry, findings, _note(tried, meant))


def _introduce(kind, thing):
    """Adds a loss or metric to the catalogue and to the open labs, or says why not."""
    try:
        entry, findings, note = add(kind, thing)
    except ValueError as error:
        print(f"Not in the labs yet. {error}")
        return thing
    when = "now" if entry.custom else "already"
    print(f"{entry.name} is in the labs {when}. Tasks: {', '.join(entry.tasks)}.{note}")
    for each in findings:
        print(f"{each.title}: {each}")
    for lab in list(session.state.open_labs):
        lab.refresh()
    return thing


def _check_name(form):
    """Refuses what has no name for a menu, or the name of a class of Keras."""
    name = form.__name__
    if not name.isidentifier():
        raise FunctionError(
            f"{name[:LONGEST_NAME]!r} is no name for a menu. Write the function with def and a "
            "name, like this: def my_function(y_true, y_pred): …"
        )
    if len(name) > LONGEST_NAME:
        raise FunctionError(
            f"The name {name[:LONGEST_NAME]}… has {len(name)} letters, too many for a menu. "
            f"Give the function one of up to {LONGEST_NAME}."
        )
    if form.name in {entry.class_name for entry in lookup.KINDS[form.kind].values()}:
        raise FunctionError(
            f"Keras has a {form.kind} named {name} already. Give your class another name, such as "
            f"My{name}."
        )


def first_batch(task):
    """Returns the rows of `trial_batch` as a `Batch`."""
    return batches.Batch(*trial_batch(task), KINDS.get(task, "distribution"))


def _tasks(form):
    """Returns a dict from each task that fits to what the trial gave; raises if it is none."""
    trial = traced_loss if form.kind == "loss" else metric_value
    complaints, fitting = [], {}
    for task in TASKS:
        if task == "multiclass_integer" and "multiclass" in fitting:
            continue  # it takes one-hot labels, as the data have them
        try:
            with explained(form):
                fitting[task] = trial(form, first_batch(task))
        except TrapError:
            raise
        except FunctionError as error:  # one task may fail in a way of its own
            complaints.append(error)
    if not fitting:
        raise complaints[0]
    return fitting


def _try_all(form, first):
    """Returns what was tried on each task, and those for which the form is meant."""
    tried, minima = {}, {}
    if form.kind == "metric":  # what it remembers is the same for all tasks
        task = next(each for each in MEMORY if each in first)
        batch = batches.of_task(task)
        return {task: sandbox.run(lambda: try_metric(form, batch), form)}, list(first)
    for task, traced in first.items():
        batch, others = batches.of_task(task), batches.of_task(task, seed=3)
        given = form, traced, first_batch(task), batch, others, task
        tried[task], minima[task] = sandbox.run(functools.partial(try_loss, *given), form)
    return tried, _meant(minima)


def _meant(minima):
    """Lists the tasks on which a perfect prediction is best; none if that is an illusion."""
    sound = [task for task, each in minima.items() if each.is_sound]
    numbers = minima.get("regression")
    if numbers and numbers.findings and not numbers.is_foreign and "binary" not in sound:
        return []  # where each row sums to 1, a term that should not be there may vanish
    return sound


def _gathered(tried, meant):
    """Returns each finding once, from the tasks that the form is meant for."""
    found = {}
    for task, of_task in tried.items():
        for words, findings in of_task.items():
            foreign = meant and task not in meant and words in (BEST, FLAT)
            for each in () if foreign else findings or ():
                found.setdefault(each.name, each)
    if "no minimum" in found:
        found.pop("perfect is not best", None)
    return list(found.values())


def _note(tried, meant):
    """Says for which tasks a loss is hardly meant, if it is for others."""
    foreign = [task for task in tried if task not in meant]
    if not foreign or not meant:
        return ""
    return (
        f" It is hardly meant for {' and '.join(foreign)}: a perfect prediction is not best there."
    )


def _direction(form, tasks):
    """Returns `"higher"` if a perfect prediction scores above an imperfect one."""
    for task in tasks:
        batch = first_batch(task)
        perfect = metric_value(form, batch.predicting(batch.dense))
        if perfect > metric_value(form, batch):
            return "higher"
    return "lower"
