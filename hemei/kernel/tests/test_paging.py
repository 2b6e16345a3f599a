"""A list is read whole page by page, and no further than it goes."""

from __future__ import annotations

import pytest

from hemei.kernel.paging import page_by_page


@pytest.mark.parametrize(("rows", "asked"), [(0, 1), (2, 1), (3, 2), (4, 2), (6, 3)])
def test_every_row_comes_once_and_a_short_page_is_the_last(rows: int, asked: int) -> None:
    places: list[int | None] = []

    def read(*, begin: int, after: int | None, limit: int) -> list[int]:
        places.append(after)
        first = begin if after is None else after + 1
        return list(range(rows))[first : first + limit]

    assert list(page_by_page(read, size=3, place=lambda row: row, begin=0)) == list(range(rows))
    assert len(places) == asked
    assert places[0] is None
