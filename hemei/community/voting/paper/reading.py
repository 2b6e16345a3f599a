"""From a file that came in to what its pages say. One reader serves many files: a printed page is drawn once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hemei.community.voting.paper.measuring import DOTS, darkness, found_page, measured
from hemei.community.voting.paper.pictures import UnreadableFile, as_jpeg, as_picture, pictures_of
from hemei.community.voting.paper.printing import reference_of
from hemei.community.voting.rules.marks import RowInk, read_rows
from hemei.community.voting.rules.sheets import Page
from hemei.community.voting.rules.standards import PaperBallots

MOST_PRINTED = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture: which page it shows, or what is wrong with it; as JPEG, laid flat where it could be."""

    token: str
    page: int
    problem: str
    jpeg: bytes
    flat: Any


class Reader:
    """Reads pictures; keeps the last few printed pages it compared with."""

    def __init__(self) -> None:
        self._printed: dict[Page, Any] = {}

    def seen(self, raw: bytes) -> Iterator[Seen | None]:
        """Look at a file picture by picture; None where it cannot be opened, and then nothing more."""
        try:
            for picture in pictures_of(raw):
                found = found_page(picture)
                shown = picture if found.flat is None else found.flat
                yield Seen(found.token, found.page, found.problem or "", as_jpeg(shown), found.flat)
        except UnreadableFile:
            yield None

    def rows(self, seen: Seen, page: Page, reading: PaperBallots) -> list[list[Any]]:
        """Return item, choice, confidence and doubt of each item; a page that lies not flat is for persons."""
        if seen.flat is None:
            inks: tuple[RowInk, ...] = tuple(RowInk(row.item, (), found=False) for row in page.rows)
        else:
            inks = measured(seen.flat, page, self._print_of(page))
        return [[row.item, row.choice, row.confidence, row.doubt] for row in read_rows(inks, reading)]

    def _print_of(self, page: Page) -> Any:
        if page not in self._printed:
            if len(self._printed) >= MOST_PRINTED:
                self._printed.clear()
            self._printed[page] = darkness(as_picture(reference_of(page, DOTS)))
        return self._printed[page]
