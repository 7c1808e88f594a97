"""Three people of DREAM over a new year with a week 53, and their spells by the calendar."""

import datetime as dt

ANNA, BO, CARL = "annaannaanna", "bobobobobobo", "carlcarlcarl"
ROWS = {
    "PNR": [ANNA, BO, CARL],
    "y_1552": ["720", "", ""],
    "y_1553": ["720", "651", ""],
    "y_1601": ["", "651", ""],
    "y_1602": ["111", "651", ""],
}
SPELLS = [
    (ANNA, 720, dt.date(2015, 12, 21), dt.date(2016, 1, 4)),
    (ANNA, 111, dt.date(2016, 1, 11), dt.date(2016, 1, 18)),
    (BO, 651, dt.date(2015, 12, 28), dt.date(2016, 1, 18)),
]
