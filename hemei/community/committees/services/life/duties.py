"""What a committee's life demands becomes duties: of the committee, the community that guides, the street above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.committees.models import Handover
from hemei.community.committees.rules.life_words import CHANGE, committee_stream
from hemei.community.committees.services.bodies import PLATFORM, bodies_of
from hemei.community.committees.services.life.shared import Streamed
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.decision import Reference
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties

BELOW_HALF = "below_half"
"""The item of the duty to elect all seats anew where too few are held."""
VACANCY = "vacancy"
"""The item of the duty to fill free seats by a by-election."""
STEP_IN = "step_in"
"""The item of the duty to let the reserve whose turn it is take a free seat."""
TERM_ITEMS = frozenset({"first", "d90", "d60", BELOW_HALF, VACANCY})
"""What an election that begins has answered: the warnings of a term's end, and too few members."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A duty to be: who owes it, who sets it, in which words."""

    owner: int | None
    setter: int | None
    title: str
    superior: int | None = None


def set_demands(
    *, now: datetime, key: str, stream: str, item: str, until: date, demands: Iterable[Demand], reference: Reference,
    more: tuple[Reference, ...] = (),
) -> int:  # fmt: skip
    """Set the duties of which owner and setter are known; the same key sets none twice. Returns how many are new.

    Of a day before there were rules of duties nothing is set: nobody owed any then.
    """
    if not duties.are_kept(shanghai_day(now)):
        return 0
    left = max(1, (until - shanghai_day(now)).days)
    drafts = [
        duties.DutyDraft(
            key=f"{key}:{one.owner}", origin=duties.Origin.COMMITTEE_LIFE, origin_stream=stream, origin_item=item,
            title=one.title, owner=one.owner, setter=one.setter, superior=one.superior,
            limit=Limit(left, "days"), references=(reference, *more),
        )
        for one in demands if one.owner is not None and one.setter is not None
    ]  # fmt: skip
    if not drafts:
        return 0
    with records.acting(PLATFORM):
        return len(duties.set_duties(actor=PLATFORM, now=now, drafts=drafts).ids)


def settle(row: Streamed, now: datetime, *items: str, lapsed: bool = False) -> None:
    """End what was owed by reason of a record: its own act has done it, or it is owed no more."""
    with records.acting(PLATFORM):
        duties.settle_duties(
            actor=PLATFORM, now=now, origin_stream=row.stream, because=row.stream, items=items, lapsed=lapsed
        )


def end_vacancies(*, now: datetime, term_id: int, lapsed: bool = False) -> None:
    """With enough members again nobody owes an election for want of them, however they came; may be repeated.

    `lapsed` where they came by no act that the duty asked for, as by a recount.
    """
    today = shanghai_day(now)
    with records.acting(PLATFORM):
        term = people.term_by_id(term_id)
        if term is None:
            return
        held = sum(not one.reserve for one in people.sitting_seats(term.id, today))
        short = people.watched(today, until=term.end, seats=term.seats, held=held).below_half
        done = [BELOW_HALF] * (not short) + [VACANCY] * (held >= term.seats)
        if done:
            duties.settle_duties(
                actor=PLATFORM, now=now, origin_stream=committee_stream(term.body_id),
                because=f"people.body:{term.body_id}", items=done, lapsed=lapsed,
            )  # fmt: skip


def lapse_changes(*, now: datetime, body_id: int) -> None:
    """End what was owed for changes of members: with their term over, the next one is filed as a whole."""
    with records.acting(PLATFORM):
        duties.settle_duties(
            actor=PLATFORM, now=now, origin_stream=committee_stream(body_id), because=f"people.body:{body_id}",
            items=(CHANGE,), lapsed=True,
        )  # fmt: skip


def owe_handover(*, now: datetime, row: Handover, reference: Reference) -> None:
    """The committee owes the handover; where it is late, the street hears of it (see `watch`)."""
    bodies = bodies_of(row.scope, shanghai_day(now))
    set_demands(
        now=now, key=row.stream, stream=row.stream, item=row.kind, until=row.due_on,
        demands=[Demand(row.body_id, bodies.community, "移交印章、档案资料和属于全体业主的财物", bodies.street)],
        reference=reference,
    )  # fmt: skip
