"""A list is read whole page by page, each after the last row of the one before, at constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any, TypeVar

Row = TypeVar("Row")


def page_by_page(
    read: Callable[..., Sequence[Row]],
    *,
    size: int,
    place: Callable[[Row], Any] = attrgetter("id"),
    **asked: Any,
) -> Iterator[Row]:
    """Yield every row of a list. `read` takes what is `asked`, `after` which place, None at first, and the `limit`.

    `place` is that of a row. A page with fewer rows than `size` is the last.
    """
    after = None
    while True:
        page = read(**asked, after=after, limit=size)
        yield from page
        if len(page) < size:
            return
        after = place(page[-1])
