"""What was published is held against the books every night: who owes it is told to correct what they left behind.

A month may be booked until it is closed, so that what was published of it may be wrong the day after: interest that
came late, a reversal. The published version stays; the disclosure is marked until a corrected one, or the books, agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F

from hemei.community.ledgers import queries as ledgers
from hemei.coordination.disclosure.facts import calendar_on
from hemei.coordination.disclosure.models import Disclosure, Version
from hemei.coordination.disclosure.queries.material import lines_of
from hemei.coordination.disclosure.queries.owing import PLATFORM, there_on
from hemei.coordination.disclosure.rules.calendar import comments_until
from hemei.coordination.disclosure.rules.drafts import left_behind
from hemei.coordination.disclosure.rules.lines import Json
from hemei.coordination.disclosure.rules.owing import There, acting_now
from hemei.coordination.disclosure.rules.words import Owed, State, Subject
from hemei.coordination.disclosure.services.calendar import named
from hemei.coordination.disclosure.services.shared import period_of, tell
from hemei.ground.clocks import queries as clocks
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties

CORRECT = "correct"
"""The item of the duty to correct what was published."""
_MONEY = (Subject.REVENUE.value, Subject.FUND.value)
_CHUNK = 500


def compare(*, actor: Actor, now: datetime) -> int:
    """Mark what the books left behind since it was published, and clear what agrees again; returns how many changed.

    Only money is held against the records: how many cases a quarter had is told as it was. May be repeated.
    """
    after, changed = 0, 0
    while True:
        with records.acting(actor):
            rows = Disclosure.objects.filter(
                subject__in=_MONEY, state=State.PUBLISHED.value, id__gt=after
            ).order_by("id")
            found = list(rows[:_CHUNK])
            if not found:
                return changed
            after = found[-1].pk
            changed += _compare(actor, now, found)


def _compare(actor: Actor, now: datetime, rows: Sequence[Disclosure]) -> int:
    open_from = ledgers.open_from({row.estate_id for row in rows})
    told = dict(
        Version.objects.filter(disclosure__in=rows, number=F("disclosure__number")).values_list(
            "disclosure_id", "lines"
        )
    )
    groups: dict[tuple[str, date, date], list[Disclosure]] = defaultdict(list)
    for row in rows:
        if row.differs_at is not None or open_from.get(row.estate_id, date.max) < row.until:
            groups[row.subject, row.since, row.until].append(row)

    def compared(group: Sequence[Disclosure]) -> int:
        subject, period = Subject(group[0].subject), period_of(group[0])
        shapes = places.shapes_of([row.estate_id for row in group])
        now_are = lines_of(subject, period, shapes, calendar_on(period.until))
        return sum(
            _note(actor, now, row, left_behind(told[row.pk], now_are[row.estate_id]))
            for row in group
            if row.estate_id in now_are and row.pk in told
        )

    return records.each_alone(groups.values(), compared)


def _note(actor: Actor, now: datetime, seen: Disclosure, codes: Sequence[str]) -> int:
    if bool(codes) is (seen.differs_at is not None):
        if codes:
            _owe(now, seen)
        return 0
    row = Disclosure.objects.select_for_update().filter(pk=seen.pk, number=seen.number).first()
    if row is None:  # corrected at this instant
        return 0
    rule = calendar_on(row.until).correction
    if codes:
        row.differs_at = now
        row.correct_by = comments_until(rule.limit, now, clocks.working_time(now=now))
        data: Json = {"lines": list(codes), "correct_by": row.correct_by.isoformat()}
    else:
        row.differs_at, row.correct_by, data = None, None, {}
    row.save(update_fields=["differs_at", "correct_by"])
    name = "disclosure.left_behind" if codes else "disclosure.agrees_again"
    data |= {"estate": row.estate_id, "subject": row.subject, "version": row.number}
    tell(actor, now, row, name, data, (rule.warrant.reference,))
    if codes:
        _owe(now, row)
    else:
        settle(now, row.stream, lapsed=True)
    return 1


def _owe(now: datetime, row: Disclosure) -> None:
    """Let who acts for a disclosure owe its correction; nobody else does any more."""
    today = shanghai_day(now)
    if row.correct_by is None or not duties.are_kept(today):
        return
    with records.acting(PLATFORM):
        there = there_on({row.estate_id: row.scope}, today)[row.estate_id]
        draft = _duty(row, there, today)
        duties.settle_duties(
            actor=PLATFORM, now=now, origin_stream=row.stream, because=row.stream, items=(CORRECT,),
            named=lambda key: key != draft.key, lapsed=True,
        )  # fmt: skip
        duties.set_duties(actor=PLATFORM, now=now, drafts=[draft])


def _duty(row: Disclosure, there: There, today: date) -> duties.DutyDraft:
    calendar, subject = calendar_on(row.until), Subject(row.subject)
    owner = acting_now(there.in_order(calendar, subject, row.until), row.body_id)
    ends = row.correct_by or today
    return duties.DutyDraft(
        key=f"{row.stream}:{CORRECT}:{row.number}:{row.differs_at:%Y%m%d}:{owner}",
        origin=duties.Origin.DISCLOSURE, origin_stream=row.stream, origin_item=CORRECT,
        title=f"更正{named(row, row.estate.name)}", owner=owner,
        setter=there.bodies.get(Owed.COMMUNITY) or owner, limit=Limit(max(1, (ends - today).days), "days"),
        references=(calendar.correction.warrant.reference,),
    )  # fmt: skip


def settle(now: datetime, stream: str, *, lapsed: bool = False) -> None:
    """End the duty to correct a disclosure: it is corrected, or the books agree again."""
    with records.acting(PLATFORM):
        duties.settle_duties(
            actor=PLATFORM, now=now, origin_stream=stream, because=stream, items=(CORRECT,), lapsed=lapsed
        )
