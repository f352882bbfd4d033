"""The column of controls beside a picture: a few stand in front, the others fold under *More*."""

import itertools

import ipywidgets as widgets

CONTROL_WIDTH = "310px"
LABEL_WIDTH = "8.5em"
FEW = 5  # so many settings do not fold
WRAP = {"flex_flow": "row wrap", "align_items": "flex-start"}
# A native `details` of HTML holds no widgets, so they stand below it, and are shown with it. It
# needs no kernel, and where a browser does not know `:has`, nothing is hidden.
# On a phone a label stands above its control, because beside it there is no room for both.
STYLE = """<style>.course-more:not(:has([open])) + .course-folded { display: none }
.course-more summary { cursor: pointer; line-height: 28px }
.course-column { container-type: inline-size }
@container (max-width: 300px) {
.course-column .widget-inline-hbox:not(.widget-checkbox) { flex-wrap: wrap; height: auto }
.course-column .widget-inline-hbox:not(.widget-checkbox) > .widget-label {
width: 100% !important; height: auto; text-align: left; white-space: normal }
.course-column .widget-checkbox > .widget-label { display: none }
}</style>"""


def folded(names, in_front):
    """Lists the settings that fold: of a few none, of more those that do not stand in front."""
    return [name for name in names if name not in in_front] if len(names) > FEW else []


def column(rows, folded, is_open):
    """Stacks the controls of a lab.

    Args:
        rows: Dict from the name of each setting to a list of its widgets, top to bottom.
        folded: Names of those that fold under *More*.
        is_open: Whether they are unfolded at first.

    Returns:
        A widget.
    """
    for widget in itertools.chain(*rows.values()):
        widget.layout.width, widget.layout.max_width = CONTROL_WIDTH, "100%"
        if hasattr(widget, "style") and hasattr(widget.style, "description_width"):
            widget.style.description_width = LABEL_WIDTH
    # What belongs to a control stays below it where two of them stand side by side.
    whole = {name: widgets.VBox(row, layout={"max_width": "100%"}) for name, row in rows.items()}
    stack = [each for name, each in whole.items() if name not in folded]
    if folded:
        switch = f"<details{' open' if is_open else ''}><summary>More</summary></details>"
        more = widgets.HTML(switch, layout={"width": "100%"})
        below = widgets.Box([whole[name] for name in folded], layout={"width": "100%", **WRAP})
        stack += [more.add_class("course-more"), below.add_class("course-folded")]
    style = widgets.HTML(STYLE, layout={"display": "none"})
    left = widgets.Box([style, *stack], layout={"flex": "1 1 320px", "min_width": "0", **WRAP})
    return left.add_class("course-column")
