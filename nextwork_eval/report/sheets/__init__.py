"""The same document in the files that an office works with and a data owner lets out: workbook, document, pictures.

`workbook`   every table of the report as a sheet
`document`   the report as an editable document
`pictures`   each figure as a drawing and as a picture
`archive`    the same bytes for the same content
"""

from nextwork_eval.report.sheets.document import word_document
from nextwork_eval.report.sheets.pictures import figure_files
from nextwork_eval.report.sheets.workbook import workbook

__all__ = ["figure_files", "word_document", "workbook"]
