"""What the loss and metric lab says about a run, and about one before it."""

import numpy as np

from helpers.catalogue import lookup
from helpers.labs.training_controls import value_as_html


def alt(look):
    """Says what the picture of a `Look` shows, for those who cannot see it."""
    loss, settings = look.history.loss, look.settings
    so = f"goes from {loss[0]:.3g} to {loss[-1]:.3g}"
    if look.history.diverged_at:
        so = f"stops being a number in epoch {look.history.diverged_at}"
    names = ", ".join(lookup.find("metric", name).label for name in settings["metrics"])
    return (
        f"Learning curves over {len(loss)} epochs. The training loss "
        f"({lookup.find('loss', settings['loss']).label}) {so}. Metrics shown: "
        f"{names or 'none'}. The last panel shows the validation rows after epoch "
        f"{settings['epoch']}."
    )


def looked(look, name):
    """Says what the change of a setting did that decides nothing.

    Args:
        look: The `Look` after it.
        name: Name of the setting.
    """
    settings = look.settings
    if name == "metrics":
        metrics = value_as_html("metrics", settings["metrics"])
        return f"You changed the metrics to: {metrics or 'none'}."
    if name == "epoch":
        return f"You look at epoch {settings['epoch']} of {settings['epochs']}."
    if name == "overlay":
        count = len(look.earlier) if settings["overlay"] else 0
        return f"Earlier runs drawn in the panels of the metrics: {count}."
    if not settings["swap_to"]:
        return "The loss is not swapped: choose what to swap to."
    return f"Epoch {settings['swap_at']} is not before the last one, so the loss is not swapped."


def how_far(history, before):
    """Says how far from the weights of the `History` before those of a `History` ended."""
    if history.diverged_at:
        return f"<b>it diverged in epoch {history.diverged_at}</b>: no number is left."
    if before.diverged_at:
        return "it has numbers again."
    moved = np.linalg.norm(history.weights[-1] - before.weights[-1])
    share = moved / np.linalg.norm(before.weights[-1])
    return f"<b>its weights ended elsewhere</b>, {share:.1%} of their length away."


def fingerprint(history):
    """Returns the fingerprint of the weights of a `History`, as HTML."""
    return f'<code class="fingerprint">{history.digest}</code>'
