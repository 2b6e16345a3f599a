"""A line of a list: what it is, where, what is to be done, in which state, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hemei.ui.words import ClockWords


class Badge(NamedTuple):
    """A word with its tone."""

    words: str
    tone: str = ""


class Row(NamedTuple):
    """A line of a list, in the order in which the component `rows` unpacks it: a page draws fifty of them."""

    address: str
    title: str
    place: str
    state: Badge
    clock: ClockWords | None = None
    number: str = ""
    todo: str = ""
    provisional: bool = False
    limit: str = ""
