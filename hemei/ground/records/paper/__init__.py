"""Paper: documents for printing and filing, made as DOCX and PDF from one description, the same bytes each time.

A chapter says what stands on the paper (`Paper`); how it looks is decided here, once for all.
"""

from hemei.ground.records.paper.apart import set_apart
from hemei.ground.records.paper.pdf import fonts_kept, joined_pdf, pdf_of, typesetter
from hemei.ground.records.paper.shape import Code, Heading, Note, Paper, Paragraph, Part, Table, Words
from hemei.ground.records.paper.word import docx_of

__all__ = [
    "Code",
    "Heading",
    "Note",
    "Paper",
    "Paragraph",
    "Part",
    "Table",
    "Words",
    "docx_of",
    "fonts_kept",
    "joined_pdf",
    "pdf_of",
    "set_apart",
    "typesetter",
]
