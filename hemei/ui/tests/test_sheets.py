from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime

from hemei.ui.sheets import workbook


def content(rows: list[list[object]]) -> str:
    with workbook("表", ["甲", "乙"], rows) as room, zipfile.ZipFile(room) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    written = content([["=1+1", "@x"], ["+2", "-3"]])
    assert "<f>" not in written
    assert "=1+1" in written


def test_moments_are_local_and_numbers_are_numbers() -> None:
    written = content([[datetime(2026, 1, 1, 16, 30, tzinfo=UTC), 12], [date(2026, 1, 2), None]])
    assert "<v>46024.0208" in written  # 2026-01-02 00:30 in Shanghai
    assert "<v>12</v>" in written


def test_a_name_that_no_sheet_may_have_is_written_otherwise() -> None:
    with workbook("2025/2026年度[试]评价", ["甲"], []) as room, zipfile.ZipFile(room) as book:
        assert 'name="2025-2026年度-试-评价"' in book.read("xl/workbook.xml").decode()
