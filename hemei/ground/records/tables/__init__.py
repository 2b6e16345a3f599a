"""Reading what was uploaded, and giving it back filled: CSV and XLSX as rows of texts at constant memory.

A table is refused as a whole only for what would endanger the system or make its rows wrong: an unknown kind, a
decompression bomb, links to outside. What is wrong with a row is for the row's report.
"""

from hemei.ground.records.tables.filling import Fills, filled
from hemei.ground.records.tables.opening import look, rows_after
from hemei.ground.records.tables.shape import Look, Place, Sheet

__all__ = ["Fills", "Look", "Place", "Sheet", "filled", "look", "rows_after"]
