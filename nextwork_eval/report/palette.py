"""The colours of the report: at the end you know which colour means what, in every figure, table and box.

Derived from the palette of Okabe and Ito (2008), darkened until thin lines hold on white paper. Treated and control
differ in hue and in lightness, so that they stay apart for every common kind of colour blindness and on a grey
printer; no figure relies on colour alone.
"""

from __future__ import annotations

TREATED = "#0B6E6E"
CONTROL = "#C47F17"
TREATED_TINT = "#D5E8E6"
CONTROL_TINT = "#F6E7CB"

INK = "#16242B"
QUIET = "#5A676D"  # contrast 5.9 to 1 on white: small text may use it
RULE = "#C9D1D1"
PAPER = "#FFFFFF"
WASH = "#F3F6F5"
ACCENT = "#0B4F55"
NOTICE = "#8A2B0E"
NOTICE_TINT = "#FBEDE7"

# Groups of states, in the order in which they are stacked. A group that has a colour of its own keeps it in every plan.
STATES = {
    "job": "#0B6E6E",
    "working": "#0B6E6E",
    "education": "#3F8FC5",
    "other": "#B8C4C4",
    "not_working": "#B8C4C4",
    "gone": "#6B747A",
    "support": "#E0A33A",
    "rearrested": "#B5482A",
    "never_left": "#E0A33A",
    "out": "#0B6E6E",
    "back": "#B5482A",
    "out_again": "#6FB0A8",
}
_FURTHER = ("#7B5EA7", "#A8B545", "#CC79A7", "#4D5A9E")


def state_colours(groups: tuple[str, ...]) -> tuple[str, ...]:
    """Return one colour for each group of states, no two alike unless the plan has more groups than there are colours.

    Examples
    --------
    >>> state_colours(("job", "somewhere"))
    ('#0B6E6E', '#7B5EA7')
    """
    further = iter(_FURTHER * len(groups))
    return tuple(STATES.get(group) or next(further) for group in groups)
