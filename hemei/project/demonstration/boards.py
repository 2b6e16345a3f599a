"""Write the boards of the made-up city: numbers of bodies, a board in every estate, what lapsed replaced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from hemei.coordination.boards import queries, services
from hemei.coordination.boards.services import PhoneDraft
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_HUNG = timedelta(days=60)
_REPLACED = timedelta(days=1)


def write_boards(*, now: datetime, estates: Sequence[int], progress: Progress) -> None:
    """Give every body its numbers, hang a board in every estate, and replace those that lapsed since."""
    with progress.stage("公示牌 boards", len(estates), "boards") as stage:
        first = now - _HUNG
        services.load_phones(actor=_SYSTEM, now=first, rows=list(_numbers(now)))
        for part in _parts(estates):
            _hang(part, first)
            services.compare_boards(now=now, estate_ids=part)
            lapsed = queries.lapsed_in(part)
            if lapsed:
                _hang(lapsed, now - _REPLACED)
            stage.step(len(part))
        services.sweep_boards(now=now)


def _numbers(now: datetime) -> Iterable[tuple[PhoneDraft, str]]:
    """Return a made-up number for each purpose a body has; they begin with 154, which nobody was given."""
    rows = queries.phone_rows(actor=_SYSTEM, now=now, limit=1_000_000)
    for row in rows:
        throw = dice("board", row.key)
        purposes = (
            (queries.Purpose.SERVICE, queries.Purpose.EMERGENCY)
            if row.estate_id is not None
            else (queries.Purpose.COMPLAINT,)
        )
        for purpose in purposes:
            number = f"154{throw.randrange(10**8):08}"
            yield PhoneDraft(row.body_id, row.estate_id, purpose, number), row.scope


def _hang(estates: Sequence[int], at: datetime) -> None:
    made = services.make_editions(actor=_SYSTEM, now=at, estate_ids=estates)
    services.post_editions(actor=_SYSTEM, now=at, edition_ids=made, posted_on=shanghai_day(at))


def _parts(estates: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(estates), services.MOST_AT_ONCE):
        yield estates[start : start + services.MOST_AT_ONCE]
