"""The lottery: who could be drawn, in which rounds, with which chances.

One object accepts or refuses a list and draws assignments; `Lottery` draws and lists them for people at hand.
"""

from nextwork_eval.design.assignments import Lottery, lottery_as_it_came_out
from nextwork_eval.design.lottery import Arm, Round, TrialDesign

__all__ = ["Arm", "Lottery", "Round", "TrialDesign", "lottery_as_it_came_out"]
