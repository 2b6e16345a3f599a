"""What the estates with books published in the last four quarters, what came late, what is missing, what owners asked.

What the authority published of their maintenance funds for the last year, which are not handed over, stands beside it.

Periods are opened, and what is late or missing is recorded, by the acts of those nights; what was published is taken
over. The estate that hides something (`purses.SCANDAL`) publishes late, and not at all what it was asked for last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from hemei.community.funds import queries as funds
from hemei.coordination.disclosure import queries, services
from hemei.coordination.disclosure.queries import Period
from hemei.coordination.disclosure.services import PastPublication, QuestionDraft, Subject
from hemei.ground.people import queries as people_now
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.periods import months_after
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration.money import Book
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.purses import HIDES
from hemei.project.demonstration.scale import dice

_QUARTERS = 4
_SUBJECTS = (Subject.REVENUE, Subject.AFFAIRS)
_LATE, _NEVER, _OUT, _ASLEEP = 18, 48, 25, 50
"""Of so many one comes late, one never; of the last quarter one is open for comments, one only drafted."""
_LAST = 15  # days after a quarter in which it is published in time
_WORDS = {
    "parking": "本季度临时停车比上年同期有增减，收费标准没有变。",
    "repair": "本季度维修项目与上年同期不同，明细见付款单。",
    "rent": "租金按合同一季度一付，收款月份与上年不同。",
    "advertising": "电梯广告按合同一季度一付，收款月份与上年不同。",
}
_REST = "按合同和实际发生额记账，与上年同期的时间不同。"
_OF_FUND = "按分户账和专户记账，交存、利息和使用各年不同。"
_SETTLED = 40
"""Days after a year by which the made-up city has published what became of its funds."""
_ASKED = (
    (
        "公共收益里电梯广告一年收了多少？和合同对得上吗？",
        "本年已收款和合同一致，每季度一笔，账簿里可以查看每一笔。",
    ),
    (
        "地面停车的收入用到哪里去了？",
        "先付停车管理的人工和设备，余下的按规定比例转入维修资金，公开的表里列明。",
    ),
    ("去年修路沿石花了三千多元，能看发票吗？", ""),
)


@dataclass(frozen=True, slots=True)
class _Night:
    """A quarter that is over, and the nights that follow it."""

    period: Period
    last: bool
    hides: int
    shows: int
    """The estate of the sample persons: its affairs of the last quarter are late, and open for its owners' comments."""

    def at(self, days: int, hour: int = 10) -> datetime:
        """Return a moment so many days after the quarter."""
        return datetime.combine(self.period.until + timedelta(days=days), time(hour), SHANGHAI)


def write_disclosures(
    *, now: datetime, books: Sequence[Book], clerks: Mapping[int, Actor], system: Actor, progress: Progress
) -> None:
    """Enter the estates on the calendar and write four quarters; then look for risks, and let owners ask."""
    estates = [book.estate.id for book in books]
    hides = books[HIDES].estate.id if len(books) > HIDES else 0
    latest = shanghai_day(now).replace(day=1, month=(shanghai_day(now).month - 1) // 3 * 3 + 1)
    since = months_after(latest, -3 * _QUARTERS)
    shows = estates[0] if estates else 0
    quarters = [Period(months_after(since, 3 * n), months_after(since, 3 * n + 3)) for n in range(_QUARTERS)]
    nights = [_Night(quarter, quarter is quarters[-1], hides, shows) for quarter in quarters]
    with progress.stage("公开 disclosures", len(nights), "quarters") as stage, records.acting(system):
        first = datetime.combine(since, time(10), SHANGHAI)
        services.start_calendar(actor=system, now=first, estate_ids=estates, since=since)
        for night in nights:
            _write(night, estates, clerks, system, now)
            stage.step()
        _write_funds(clerks, system, now)
        services.mark_late(actor=system, now=now)
        services.mark_missing(actor=system, now=now)
        services.look(actor=system, now=now)
    _ask(books[:1], now, system)


def _write(
    night: _Night, estates: Sequence[int], clerks: Mapping[int, Actor], system: Actor, now: datetime
) -> None:  # fmt: skip
    for subject in _SUBJECTS:
        services.open_disclosures(
            actor=system, now=night.at(0, 2), subject=subject, period=night.period, estate_ids=estates, owing=False
        )  # fmt: skip
    past = list(_went(night, clerks, system, now))
    in_time = [one for one in past if not one.published_at or one.published_at < night.at(16)]
    late = [one for one in past if one.published_at and one.published_at >= night.at(16)]
    services.take_over_publications(actor=system, now=now, past=in_time)
    if night.at(16) <= now:
        services.mark_late(actor=system, now=night.at(16, 1))
    services.take_over_publications(actor=system, now=now, past=late)
    if night.at(46) <= now:
        services.mark_missing(actor=system, now=night.at(46, 1))


def _write_funds(clerks: Mapping[int, Actor], system: Actor, now: datetime) -> None:
    """Write what the authority published of the funds it keeps, for the last year that is well over."""
    day = shanghai_day(now)
    until = (day - timedelta(days=_SETTLED)).replace(month=1, day=1)
    night = _Night(Period(months_after(until, -12), until), last=False, hides=0, shows=0)
    estates = [row.estate_id for row in funds.all_funds(funds.FundFilter(), actor=system, on=day)]
    services.open_disclosures(
        actor=system, now=night.at(0, 2), subject=Subject.FUND, period=night.period, estate_ids=estates, owing=False
    )  # fmt: skip
    services.take_over_publications(actor=system, now=now, past=list(_went(night, clerks, system, now)))


def _went(
    night: _Night, clerks: Mapping[int, Actor], system: Actor, now: datetime
) -> Iterator[PastPublication]:
    drafted = queries.DisclosureFilter(state="drafted")
    for row in queries.all_disclosures(drafted, actor=system):
        if row.period != night.period:
            continue
        throw = dice("disclosure", row.estate, row.subject.value, row.period.name())
        shown = night.last and row.estate_id == night.shows and row.subject is Subject.AFFAIRS
        of_fund = row.subject is Subject.FUND
        at = _published(night, throw, hides=row.estate_id == night.hides) or (1 if shown else 0)
        at = _LAST - 1 if of_fund else at
        if at == 0:
            continue
        published = night.at(at, throw.randrange(9, 17))
        open_ = shown or (night.last and throw.randrange(_OUT) == 0 and row.estate_id != night.hides)
        actor = clerks.get(row.body_id) or Actor(role=Role.COMMITTEE_MEMBER, body_id=row.body_id)
        begun = (
            shanghai_day(night.at(throw.randrange(1, 4)))
            if at < _LAST
            else shanghai_day(published) - timedelta(days=14)
        )
        commented = shanghai_day(now) - timedelta(days=2) if open_ else begun
        yield PastPublication(
            disclosure_id=row.id, actor=actor, words={} if of_fund else _WORDS, rest=_OF_FUND if of_fund else _REST,
            commented_at=datetime.combine(commented, time(9), SHANGHAI),
            published_at=None if open_ or published > now else published,
        )  # fmt: skip


def _published(night: _Night, throw: Random, *, hides: bool) -> int:
    """Return how many days after the quarter it was published; 0 where it never was."""
    if hides:
        return 0 if night.last else 29
    if throw.randrange(_NEVER) == 0 or (night.last and throw.randrange(_ASLEEP) == 0):
        return 0
    return throw.randrange(_LAST + 2, 41) if throw.randrange(_LATE) == 0 else throw.randrange(10, _LAST)


def _ask(books: Sequence[Book], now: datetime, system: Actor) -> None:
    """An owner of the first estate asks; two questions are answered, the third waits too long."""
    for book in books:
        with records.acting(system):
            owners = people_now.owner_ids_in(book.estate.id, actor=system, on=shanghai_day(now))
        if not owners or book.company is None:
            return
        owner = Actor(role=Role.RESIDENT, person_id=owners[min(owners)][0])
        for number, (text, answer) in enumerate(_ASKED):
            at = datetime.combine(shanghai_day(now) - timedelta(days=40 - 9 * number), time(20), SHANGHAI)
            draft = QuestionDraft(estate_id=book.estate.id, text=text, key=f"demonstration:{number}")
            with records.acting(owner):
                question = services.ask(actor=owner, now=at, draft=draft)
            if answer:
                with records.acting(book.company):
                    services.answer(
                        actor=book.company, now=at + timedelta(days=2), question_id=question, text=answer
                    )
    with records.acting(system):
        services.mark_unanswered(actor=system, now=now)
