"""What a body owed goes on with who follows it: another committee or company, or the community until one does.

The fund's goes on with the authority or the committee: whoever had the fund when the period ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from hemei.coordination.disclosure.facts import calendar_on
from hemei.coordination.disclosure.models import CalendarEntry, Disclosure, Question
from hemei.coordination.disclosure.queries.owing import PLATFORM, authorities_of, there_on
from hemei.coordination.disclosure.rules.owing import There, acting_now, is_wrongly_put_down
from hemei.coordination.disclosure.rules.words import About, Subject
from hemei.coordination.disclosure.services.asking import ANSWERING, asked_about
from hemei.coordination.disclosure.services.calendar import Owes, duty_of
from hemei.coordination.disclosure.services.pressing import press, release
from hemei.coordination.disclosure.services.shared import tell
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.clocks import services as clocks
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties

_CHUNK = 500


def follow_estate(*, actor: Actor, now: datetime, estate_id: int) -> int:
    """Let what is owed of an estate go on with who follows a body that is not there any more; returns how much did.

    The community holds only what nobody else is there for, and gives it to who comes. What is not due yet is owed by
    who follows. What was late stays with who was late, and what was published with who published it; who follows sees
    it, and may publish and correct it. What only the authority may owe is its own, late or not: another was put down
    by mistake. May be repeated without harm.
    """
    with records.acting(actor):
        scopes = dict(CalendarEntry.objects.filter(estate_id=estate_id).values_list("estate_id", "scope"))
        return _follow(actor, now, scopes)


def follow_all(*, actor: Actor, now: datetime) -> int:
    """Let all estates follow: terms and contracts also end by the calendar. For the schedule."""
    after, moved = 0, 0
    while True:
        with records.acting(actor):
            rows = CalendarEntry.objects.filter(id__gt=after).order_by("id")
            found = list(rows.values_list("id", "estate_id", "scope")[:_CHUNK])
            if not found:
                return moved
            after = found[-1][0]
            moved += _follow(actor, now, {estate: scope for _id, estate, scope in found})


def _follow(actor: Actor, now: datetime, scopes: Mapping[int, str]) -> int:
    today = shanghai_day(now)
    with records.acting(PLATFORM):
        there = there_on(scopes, today)
    gone = defaultdict[int, set[int]](set)
    owing = Disclosure.objects.filter(estate_id__in=scopes).values_list(
        "estate_id", "body_id", "subject", "until"
    )
    asked = Question.objects.filter(estate_id__in=scopes, answered_at=None).values_list(
        "estate_id", "body_id"
    )
    untils = (
        date.min,
        today + timedelta(days=1),
    )  # what is asked may be of the fund before its handover or after it
    of_any = {(*one, subject.value, until) for one in asked for subject in Subject for until in untils}
    calendar = calendar_on(today)
    for estate, body, subject, until in {*owing.distinct(), *of_any}:
        if acting_now(there[estate].in_order(calendar, Subject(subject), until), body) != body:
            gone[estate].add(body)

    def follow(estate: int) -> int:
        disclosures = _pass_disclosures(actor, now, estate, gone[estate], there[estate])
        return disclosures + _pass_questions(actor, now, estate, gone[estate], there[estate])

    return records.each_alone([estate for estate in gone if there[estate].bodies], follow)


def _pass_disclosures(actor: Actor, now: datetime, estate: int, gone: set[int], there: There) -> int:
    today, moved, seen, above = shanghai_day(now), 0, [], authorities_of(gone)
    rows = Disclosure.objects.select_for_update().filter(estate_id=estate, body_id__in=gone).order_by("id")
    for row in rows:
        order = there.in_order(calendar_on(row.until), Subject(row.subject), row.until)
        body = acting_now(order, row.body_id)
        if body == row.body_id:
            continue  # by this city's calendar nobody who is there owes it
        seen.append((row.stream, body))
        if row.published_on is not None:
            continue
        if row.due_on >= today or is_wrongly_put_down(order, of_authority=row.body_id in above):
            was, row.body_id = row.body_id, body
            row.save(update_fields=["body_id"])
            data = {"estate": estate, "from": was, "body": body, "late": row.late_at is not None}
            tell(actor, now, row, "disclosure.passed_on", data)
            moved += 1
        _pass_duty(now, row, body, there, today)
    records.grant_many(bodies=seen)
    return moved


def _pass_duty(now: datetime, row: Disclosure, body: int, there: There, today: date) -> None:
    owes = Owes(body, there.sets(body))
    with records.acting(PLATFORM):
        draft = duty_of(row, row.estate.name, owes, today, key=f"{row.stream}:publish:{body}")
        duties.settle_duties(
            actor=PLATFORM, now=now, origin_stream=row.stream, because=row.stream,
            named=lambda key: key != draft.key, lapsed=True,
        )  # fmt: skip
        if duties.are_kept(today):
            duties.set_duties(actor=PLATFORM, now=now, drafts=[draft])


def _pass_questions(actor: Actor, now: datetime, estate: int, gone: set[int], there: There) -> int:
    today, working = shanghai_day(now), clock_queries.working_time(now=now)
    rows = list(
        Question.objects.select_for_update()
        .filter(estate_id=estate, body_id__in=gone, answered_at=None)
        .order_by("id")
    )
    moved = 0
    for row in rows:
        order = there.in_order(calendar_on(today), *asked_about(About(row.about), row.about_stream, today))
        was, row.body_id = row.body_id, acting_now(order, row.body_id)
        if row.body_id == was:
            continue
        moved += 1
        row.save(update_fields=["body_id"])
        limit = calendar_on(shanghai_day(row.asked_at)).answer.limit
        subject = clocks.Subject(row.stream, row.scope, "answer", ANSWERING, row.body_id)
        course = clocks.Course(row.asked_at, (str(limit),))
        clocks.write_deadlines([clocks.deadline_row(subject, course, working)])
        records.grant_access(stream=row.stream, bodies=(row.body_id,))
        if row.late_at is not None:
            release(now, row, lapsed=True)
            press(now, [row])
        tell(actor, now, row, "disclosure.passed_on", {"estate": estate, "from": was, "body": row.body_id})
    return moved
