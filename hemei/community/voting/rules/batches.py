"""How the pages of a batch come together to sheets, and which of them may be entered into the count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hemei.community.voting.rules.entries import Entered, Word, settled
from hemei.community.voting.rules.marks import RowReading
from hemei.community.voting.rules.sealing import NO_BALLOT
from hemei.community.voting.rules.standards import PaperBallots
from hemei.kernel.decision import Decision, Reason, mark


class SheetState(StrEnum):
    """How a sheet of a batch stands."""

    READY = "ready"
    JUDGING = "judging"
    REPEATED = "repeated"
    INCOMPLETE = "incomplete"
    ASIDE_ASKED = "aside_asked"
    VOIDED = "voided"
    ENTERED = "entered"


UNSETTLED = frozenset(
    {
        SheetState.READY,
        SheetState.JUDGING,
        SheetState.REPEATED,
        SheetState.INCOMPLETE,
        SheetState.ASIDE_ASKED,
    }
)
"""A sheet that stands so was handed in, and neither counts nor was left out by anybody."""


def aside_takes_two(*, has_sheet: bool, voided: bool, problem: str, same: bool) -> bool:
    """Whether a page is set aside by two persons: it may be a ballot that then does not count.

    By one alone where nothing is lost: a page that is no ballot of this vote for sure, a replaced ballot, or one of
    two pictures that say the `same`.
    """
    if not has_sheet:
        return problem not in NO_BALLOT
    return not (voided or same)


def may_agree(clerk: int, asked_by: int) -> Decision:
    """Whether somebody may say whether a page is set aside: not who asked for it."""
    if clerk != asked_by:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("提出搁置的人不能自己确认"),
            remedy=mark("请由另一名工作人员确认"),
            field="scan",
            code="one_hand",
        )
    )


@dataclass(frozen=True, slots=True)
class PageScan:
    """A page of a sheet as it was read, with what persons entered. `batch` is the one it came in with.

    `aside_asked` says that it waits for a second person to set it aside.
    """

    id: int
    batch: int
    sheet: int
    page: int
    rows: tuple[RowReading, ...]
    entries: Mapping[int, Sequence[Entered]] = field(default_factory=dict)
    aside_asked: bool = False

    def words(self, reading: PaperBallots) -> dict[int, Word | None]:
        """Return what stands for each item; None where persons still have to judge."""
        return {
            row.item: row.choice
            if row.choice is not None
            else settled(self.entries.get(row.item, ()), reading)
            for row in self.rows
        }


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A printed sheet: how many pages it has, whether it was replaced, whether it is in the count already."""

    id: int
    pages: int
    voided: bool = False
    entered: bool = False


@dataclass(frozen=True, slots=True)
class Put:
    """A sheet put together from its pages. Only a ready one has all its words."""

    sheet: int
    state: SheetState
    words: dict[int, Word]
    scans: tuple[PageScan, ...]


def put_together(sheets: Iterable[SheetFacts], scans: Sequence[PageScan], reading: PaperBallots) -> list[Put]:
    """Put pages together by sheet. A page that was seen twice waits until a person has set one aside."""
    by_sheet: dict[int, list[PageScan]] = {}
    for scan in scans:
        by_sheet.setdefault(scan.sheet, []).append(scan)
    return [_put(sheet, tuple(by_sheet.get(sheet.id, ())), reading) for sheet in sheets]


def _put(sheet: SheetFacts, scans: tuple[PageScan, ...], reading: PaperBallots) -> Put:
    words = {item: word for scan in scans for item, word in scan.words(reading).items()}
    pages = [scan.page for scan in scans]
    if sheet.voided:
        state = SheetState.VOIDED
    elif sheet.entered:
        state = SheetState.ENTERED
    elif any(scan.aside_asked for scan in scans):
        state = SheetState.ASIDE_ASKED
    elif len(set(pages)) < len(pages):
        state = SheetState.REPEATED
    elif None in words.values():
        state = SheetState.JUDGING
    elif set(pages) != set(range(1, sheet.pages + 1)):
        state = SheetState.INCOMPLETE
    else:
        state = SheetState.READY
    return Put(sheet.id, state, {item: word for item, word in words.items() if word is not None}, scans)
