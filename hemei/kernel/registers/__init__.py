"""Registers as they come in files: columns and their names, how cells are read, what a row must satisfy.

A register says in one declaration what its columns are called, how a cell becomes a value, which columns name
a row, and what is wrong with a row. The engine in `records` does the rest: reading files, recognising headers,
reporting, batches, undo. Nothing here knows a database.
"""

from hemei.kernel.registers.cells import Unreadable
from hemei.kernel.registers.checking import Checked, Checker, check_rows
from hemei.kernel.registers.headers import (
    EXPLANATIONS,
    REPORTED,
    Recognised,
    header_digest,
    normal,
    own_width,
    propose,
    recognise,
)
from hemei.kernel.registers.shape import Column, Given, Problem, Register, Row

__all__ = [
    "EXPLANATIONS",
    "REPORTED",
    "Checked",
    "Checker",
    "Column",
    "Given",
    "Problem",
    "Recognised",
    "Register",
    "Row",
    "Unreadable",
    "check_rows",
    "header_digest",
    "normal",
    "own_width",
    "propose",
    "recognise",
]
