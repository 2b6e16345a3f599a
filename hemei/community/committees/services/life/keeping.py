"""What a committee owes its members and its owners: training done, and a report every year."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from hemei.community.committees.models import OwnersReport, Training
from hemei.community.committees.rules.life_acts import LifeAct
from hemei.community.committees.rules.life_words import committee_stream
from hemei.community.committees.rules.watching import report_due
from hemei.community.committees.services.demanding import written
from hemei.community.committees.services.life.shared import (
    at_committee,
    rules_of,
    sealed,
    tell,
)
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day

LONGEST_TOPIC, MOST_HOURS, FIRST_YEAR = 60, 40, 2010


def record_training(
    *, actor: Actor, now: datetime, estate_id: int, seat_ids: list[int], topic: str, held_on: date, hours: int
) -> int:
    """Enter that members had so many hours of training on a day; return for how many. Entered twice, it counts once.

    Raises:
        Refused: nobody is chosen, a seat is not of this committee, or day or hours will not do.
    """
    today = shanghai_day(now)
    with at_committee(actor, LifeAct.TRAIN, estate_id, now) as term:
        words = " ".join(topic.split())[:LONGEST_TOPIC]
        if not words:
            raise Refused.because(mark("请写明培训的内容。"), field="topic", code="topic")
        if not term.valid_from <= held_on <= today:
            raise Refused.because(mark("培训日期须在本届任期内、且不晚于今天。"), field="held_on", code="day")
        if not 0 < hours <= MOST_HOURS:
            raise Refused.because(
                mark("学时须是1至{most}的整数。"), field="hours", code="hours", most=MOST_HOURS
            )
        sitting = {one.id for one in people.sitting_seats(term.id, today)}
        if not seat_ids or not set(seat_ids) <= sitting:
            raise Refused.because(mark("请选择参加培训的在任成员。"), field="seats", code="seats")
        stream = committee_stream(term.body_id)
        records.grant_access(stream=stream, bodies=(term.body_id,))
        rows = [
            Training(stream=stream, scope=term.scope, seat_id=seat, topic=words, held_on=held_on, hours=hours)
            for seat in sorted(set(seat_ids))
        ]
        Training.objects.bulk_create(rows, ignore_conflicts=True)
        data = {"seats": sorted(set(seat_ids)), "on": held_on.isoformat(), "hours": hours}
        tell(
            actor,
            now,
            rows[0],
            "committees.training_recorded",
            data,
            (rules_of(today).training.warrant.reference,),
        )
    return len(rows)


def post_report(*, actor: Actor, now: datetime, estate_id: int, year: int, posted_on: date, text: str) -> int:
    """Enter that the committee reported to the owners on a year, posted on a day; return the id.

    Raises:
        Refused: the year is not over, was reported on already, or the day will not do.
    """
    today = shanghai_day(now)
    with at_committee(actor, LifeAct.REPORT, estate_id, now) as term:
        if not FIRST_YEAR <= year < today.year:
            raise Refused.because(mark("只能报告已经过去的年度。"), field="year", code="year")
        if not date(year + 1, 1, 1) <= posted_on <= today:
            raise Refused.because(
                mark("公示日期须在年度结束以后、且不晚于今天。"), field="posted_on", code="day"
            )
        words = written(text, "text", mark("请写明上一年度的工作、收益和开支。"))
        row = OwnersReport(
            stream=term.stream, scope=term.scope, estate_id=estate_id, body_id=term.body_id, year=year,
            posted_on=posted_on,
        )  # fmt: skip
        row.text_id = sealed(row, "report", words)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Refused.because(mark("这个年度已经登记过报告。"), field="year", code="twice") from error
        item = rules_of(today).report
        late = posted_on > report_due(year, item)
        tell(actor, now, row, "committees.owners_report_posted", {"body": term.body_id, "year": year, "late": late},
             (item.warrant.reference,))  # fmt: skip
    return row.pk


def post_member_facts(*, actor: Actor, now: datetime, estate_id: int, code: str, posted_on: date) -> None:
    """Enter that arrears or absences of members were posted, where the law of the place asks for it.

    Raises:
        Refused: the standard has this switched off, as it ships, or the day will not do.
    """
    today = shanghai_day(now)
    with at_committee(actor, LifeAct.POST, estate_id, now) as term:
        item = next((one for one in rules_of(today).posting if one.code == code), None)
        if item is None or not item.on:
            raise Refused.because(
                mark("本地没有规定要公示“{name}”，没有依据不能公示。"),
                remedy=mark("确有地方规定的，由市里发布自己的标准开启。"), field="code", code="off",
                name=item.name if item else code[:40],
            )  # fmt: skip
        if not term.valid_from <= posted_on <= today:
            raise Refused.because(
                mark("公示日期须在本届任期内、且不晚于今天。"), field="posted_on", code="day"
            )
        records.record_event(
            stream=f"people.body:{term.body_id}", type="committees.member_facts_posted", actor=actor, at=now,
            scope=term.scope, data={"term": term.id, "code": code, "on": posted_on.isoformat()},
            references=(item.warrant.reference,),
        )  # fmt: skip
