"""The lottery: who could be drawn, in which rounds, with which chances.

One object draws assignments and accepts or refuses a list.
"""

from nextwork_eval.design.lottery import Arm, Round, TrialDesign

__all__ = ["Arm", "Round", "TrialDesign"]
