"""Words that labs write in more than one place."""


def moved(before, now, digits=3, still=""):
    """Returns two numbers as "from … to …", or the one that both are, with a word before it."""
    before, now = f"{before:.{digits}f}", f"{now:.{digits}f}"
    return f"{still}{now}" if before == now else f"from {before} to {now}"


def status(text, style):
    """Returns HTML that a screen reader reads out when it changes."""
    return f'<div role="status" style="{style}">{text}</div>'
