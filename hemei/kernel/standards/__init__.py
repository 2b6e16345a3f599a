"""Law as data: the strict, dated reader of `standards/`, and of what a city issues itself.

A document is one TOML file named by its day in force. Each app declares the
shapes of its documents in its rules as `STANDARDS = {"name": Shape}`; everything
is read at start, and the first thing that does not fit stops it with file, line
and remedy. `Standards.find("name", Shape, on=day)` returns the document in force
on the day of the fact; each of its items carries a `Warrant` whose `reference`
goes into decisions and events.

Pure: no database, no clock. Issued documents are passed in by the caller.
"""

from hemei.kernel.standards.bar import Bar
from hemei.kernel.standards.changes import ItemChange, changed_items, changed_lines
from hemei.kernel.standards.errors import Misfit, NoStandard, StandardError
from hemei.kernel.standards.library import Document, Standards, load_some_standards, load_standards
from hemei.kernel.standards.markdown import Values, document_markdown, said_items, valued_items
from hemei.kernel.standards.reader import NATIONAL, DocumentText, read_document, read_sources
from hemei.kernel.standards.second_factor import FactorTime
from hemei.kernel.standards.share import Share
from hemei.kernel.standards.source import Head, Source, Warrant

__all__ = [
    "NATIONAL",
    "Bar",
    "Document",
    "DocumentText",
    "FactorTime",
    "Head",
    "ItemChange",
    "Misfit",
    "NoStandard",
    "Share",
    "Source",
    "StandardError",
    "Standards",
    "Values",
    "Warrant",
    "changed_items",
    "changed_lines",
    "document_markdown",
    "load_some_standards",
    "load_standards",
    "read_document",
    "read_sources",
    "said_items",
    "valued_items",
]
