"""The door out: which numbers may leave the secure room.

It keeps a record of everything that was withheld, rounded or delayed.

`rules` says what the data owner demands, `counts` treats single numbers and the flow, `curves` treats everything by
week, `release` puts the released result together.
"""

from nextwork_eval.disclosure.release import release
from nextwork_eval.disclosure.rules import Rules

__all__ = ["Rules", "release"]
