"""What computations say of themselves, in Danish: methods (`of_…`) and remarks (`remarks_on_…`)."""

from nextwork_eval.report.remarks.reading import ONLY_ENGLISH, catalogue, danish_of, in_language

__all__ = ["ONLY_ENGLISH", "catalogue", "danish_of", "in_language"]
