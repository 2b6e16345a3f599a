"""From what happened to one notice for each person it concerns; telling twice writes nothing new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from hemei.community.voting import queries as voting
from hemei.community.voting.queries.acting import BINDING, roll_unit_of
from hemei.coordination.cases import queries as cases
from hemei.coordination.hotline import queries as hotline
from hemei.faces.notices.facts import rules_at
from hemei.faces.notices.models import Notice, Preference, Watch
from hemei.faces.notices.rules.about import (
    Bodies,
    Subject,
    bodies_told,
    owners_told,
    waits_for_reporter,
    what_of,
)
from hemei.faces.notices.rules.acts import IN_OFFICE
from hemei.faces.notices.rules.standards import NEAR, NoticeRules, Told
from hemei.faces.notices.rules.words import To
from hemei.faces.notices.services import money
from hemei.faces.notices.streams import PLATFORM, SCOPE, contact_stream, stream_of, supporter_stream
from hemei.ground.clocks import queries as clocks
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.people import services as sender
from hemei.ground.people.queries import Channel
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties

CASE, DUTY, ROLL = "cases.case:", "duties.duty:", "voting.roll:"
CONTEST, ACCOUNT = "committees.contest:", "purses.account:"
PROPOSAL, MEETING = "voting.proposal:", "meetings.meeting:"
_OF_VOTES = (ROLL, voting.UNIT, BINDING, PROPOSAL)
_BATCH = 500
_COLUMNS = {
    "stream": "text", "scope": "text", "person_id": "bigint", "cause": "text", "code": "text", "matter": "text",
    "subject": "text", "number": "text", "what": "text", "happened_at": "timestamptz", "urgent": "boolean",
    "due_at": "timestamptz", "state": "text",
}  # fmt: skip
_INSERT = f"""
insert into notices_notice ({", ".join(_COLUMNS)})
select * from unnest({", ".join(f"%s::{kind}[]" for kind in _COLUMNS.values())})
on conflict (cause, stream) do nothing
"""

_Offices = dict[Bodies, list[people.AppointmentRow]]
"""Who handles things in these bodies, as far as it was asked."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: a person, the telephone left with a case, or one by which it is followed."""

    stream: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to a subject, when, and by whom; `cause` names it once and for all."""

    cause: str
    event: str
    at: datetime
    data: Mapping[str, Any]
    by_person: int | None = None


def tell(*, now: datetime, events: Sequence[Mapping[str, Any]]) -> int:
    """Write the notices of recorded events; returns how many are new. What is long past is told to nobody.

    Whose the cases are, who holds office in a body: what many events have in common is asked once.
    """
    rules = rules_at(now)
    told = [(event["stream"], found) for event in events if (found := _happening(event, rules, now))]
    if not told:
        return 0
    with records.acting(PLATFORM):
        known = cases.parties_of(stream for stream, _happened in told if stream.startswith(CASE))
        offices: _Offices = {}
        rows = [
            row
            for stream, happening in told
            if (subject := _subject(stream, happening.data, known))
            for row in _rows(rules, now, happening, subject, offices)
        ]
        return _write(rows)


def _happening(event: Mapping[str, Any], rules: NoticeRules, now: datetime) -> Happening | None:
    """Return what happened, None where it is long past or no rule tells it."""
    payload = event["payload"]
    happening = Happening(
        cause=f"event:{event['id']}",
        event=payload["type"],
        at=datetime.fromisoformat(payload["at"]),
        data=payload["data"],
        by_person=payload["actor"].get("person"),
    )
    return None if rules.past.is_past(happening.at, now) or not rules.of(happening.event) else happening


def tell_near(*, now: datetime) -> int:
    """Write a notice for each deadline of a case that came near since the last look; returns how many are new.

    A limit that is shorter than that is not told: it was near when it began.
    """
    rules, working = rules_at(now), clocks.working_time(now=now)
    until = working.due(now, rules.near.limit).at
    told = 0
    with records.acting(PLATFORM):
        watch, first = Watch.objects.select_for_update().get_or_create(pk=1, defaults={"looked_until": until})
        if first:  # what is near on the first day was told when it began
            return 0
        after = (max(watch.looked_until, now), 2**62)
        while rows := clocks.deadlines_due(actor=PLATFORM, until=until, after=after, limit=_BATCH):
            told += sum(_near(rules, now, row) for row in rows)
            after = (rows[-1].due_at, rows[-1].pk)
        # What another system wants by then has no clock here; it hurries those who have the case in hand all the same.
        for order in hotline.orders_near(since=max(watch.looked_until, now), until=until):
            told += _near_order(rules, now, order)
        if until > watch.looked_until:
            watch.looked_until = until
            watch.save(update_fields=["looked_until"])
    return told


def _near(rules: NoticeRules, now: datetime, row: Any) -> int:
    if not row.stream.startswith(CASE) or row.kind == cases.ClockKind.ACCEPTANCE.value:
        return 0  # a duty's clock speaks for itself, and the reporter is not hurried
    happening = Happening(
        f"clock:{row.pk}:{row.due_at.isoformat()}", NEAR, now, {"about": {"body": row.body_id}}
    )
    subject = _subject(row.stream, happening.data)
    return _tell(rules, now, happening, subject) if subject else 0


def _near_order(rules: NoticeRules, now: datetime, order: hotline.NearOrder) -> int:
    cause = f"order:{order.id}:{order.due_at.isoformat()}"
    subject = _subject(order.stream, {})
    told = [
        _tell(rules, now, Happening(cause, NEAR, now, {"about": {"body": body}}), subject)
        for body in order.bodies
        if subject
    ]
    return sum(told)


def _subject(
    stream: str, data: Mapping[str, Any], known: Mapping[str, cases.Parties] | None = None
) -> Subject | None:
    if stream.startswith((CONTEST, ACCOUNT, MEETING)):
        return _office(stream, data)
    if stream.startswith(_OF_VOTES):
        return _vote(stream, data)
    if stream.startswith(money.ABOUT):
        return money.subject_of(stream)
    if stream.startswith(DUTY):
        return _duty(stream)
    found = cases.parties(stream) if known is None else known.get(stream)
    if found is None:
        return None
    return Subject(
        stream=stream,
        number=found.number,
        service_class=found.service_class,
        estate_id=found.estate_id,
        home=found.home_body_id,
        at_work=found.accountable_body_id,
        reporter=found.reporter_id,
        contact=found.contact,
    )


def _office(stream: str, data: Mapping[str, Any]) -> Subject | None:
    """Return whose seat, word or signature it is about: few contests let anybody give way, few refuse."""
    if stream.startswith(MEETING):
        return Subject(stream, stream.removeprefix(MEETING)) if data.get("persons") else None
    if stream.startswith(CONTEST):
        return Subject(stream, str(data["election"])) if data.get("members") else None
    return Subject(stream, stream.removeprefix(ACCOUNT)) if data.get("for") else None


def _vote(stream: str, data: Mapping[str, Any]) -> Subject | None:
    """Return a home in a vote, the vote, who was bound to vote for a home, or what owners ask for."""
    if stream.startswith(BINDING):  # by an extract thousands are bound, each in his own right
        unit = roll_unit_of(stream) if owners_told(data) else None
        return Subject(stream, str(unit)) if unit else None
    if stream.startswith(PROPOSAL):  # who took it back himself knows
        return Subject(stream, stream.removeprefix(PROPOSAL)) if owners_told(data) else None
    if stream.startswith(ROLL):
        assembly = voting.assembly_of_roll(stream)
        return Subject(f"{voting.UNIT}{data['unit']}", str(assembly)) if assembly else None
    assembly = voting.assembly_of_unit(stream)
    return Subject(f"{voting.ASSEMBLY}{assembly}", str(assembly)) if assembly else None


def _duty(stream: str) -> Subject | None:
    """Return a duty with what it is and where: its estate, else the place in the city it lies in."""
    owed = duties.owed(stream)
    if owed is None:
        return None
    owner, title, scope, estate = owed
    estates = places.estates_by_id([estate], actor=PLATFORM) if estate is not None else {}
    where = [one.name for one in estates.values()] or [one.name for one in places.places_on_path(scope)[1:]]
    what = what_of(title, where[-1] if where else "")
    return Subject(stream, stream.removeprefix(DUTY), estate_id=estate, owner=owner, what=what)


def _tell(rules: NoticeRules, now: datetime, happening: Happening, subject: Subject) -> int:
    return _write(_rows(rules, now, happening, subject, {}))


def _rows(
    rules: NoticeRules, now: datetime, happening: Happening, subject: Subject, offices: _Offices
) -> list[Notice]:
    working, rows = clocks.working_time(now=now), list[Notice]()
    for rule in rules.of(happening.event):
        urgent = rules.is_urgent(rule, subject.service_class)
        due_at = rules.due_at(happening.at, working, urgent=urgent)
        rows += [
            _row(rule, happening, subject, who, urgent=urgent, due_at=due_at)
            for who in _told(rule, happening, subject, shanghai_day(now), offices)
        ]
    return rows


def _write(rows: Sequence[Notice]) -> int:
    if not rows:
        return 0
    records.grant_many(persons=[(row.stream, row.person_id) for row in rows if row.person_id is not None])
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [[getattr(row, name) for row in rows] for name in _COLUMNS])
        return int(cursor.rowcount)


def _row(
    rule: Told, happening: Happening, subject: Subject, who: Recipient, *, urgent: bool, due_at: datetime
) -> Notice:  # fmt: skip
    return Notice(
        stream=who.stream, scope=SCOPE, person_id=who.person_id, cause=happening.cause, code=rule.code,
        matter=rule.matter, subject=subject.stream, number=subject.number, what=subject.what,
        happened_at=happening.at, urgent=urgent, due_at=due_at,
    )  # fmt: skip


def _told(
    rule: Told, happening: Happening, subject: Subject, day: date, offices: _Offices
) -> list[Recipient]:
    """Return whom a rule tells of this, each once, but never who did it; who entered it did not end it."""
    wanted = {To(word) for word in rule.to}
    found = bodies_told(happening.event, happening.data, subject, _visiting(happening, subject))
    if happening.event == NEAR:
        found = {To.LATE: frozenset({happening.data["about"]["body"]})}
    bodies: Bodies = frozenset().union(*(ids for to, ids in found.items() if to in wanted))
    persons = {*_in_office(bodies, subject, day, offices), *_concerned(wanted, happening, subject, day)}
    persons -= {happening.by_person}
    if To.ENTERED in wanted and (entered := happening.data.get("entered_by")) is not None:
        persons.add(int(entered))
    who = [Recipient(stream_of(person), person) for person in sorted(persons)]
    if subject.reporter is None and subject.contact and _to_reporter(wanted, happening):
        who.append(Recipient(contact_stream(int(subject.stream.removeprefix(CASE))), None))
    if To.SUPPORTERS in wanted and (settings.DEMO or sender.channel_is_set(Channel.SMS)):
        who += [Recipient(supporter_stream(one), None) for one in _still_texted(subject.stream)]
    return who


def _to_reporter(wanted: set[To], happening: Happening) -> bool:
    """Whether a rule tells who reported: always, or where the matter waits for him."""
    return To.REPORTER in wanted or (To.AWAITED in wanted and waits_for_reporter(happening.data))


def _concerned(wanted: set[To], happening: Happening, subject: Subject, day: date) -> Iterable[int]:
    """Yield the persons themselves an event concerns, whatever office they hold."""
    if subject.reporter is not None and _to_reporter(wanted, happening):
        yield subject.reporter
    if To.VOTERS in wanted:
        yield from people.known_as(owners_told(happening.data))
    if To.MEMBERS in wanted:
        yield from people.known_as(happening.data.get("members", ()))
    if To.SIGNATORY in wanted:
        yield from people.known_as([happening.data["for"]])
    if To.SIDE in wanted:
        yield from people.known_as(happening.data["persons"])
    if To.SUPPORTERS in wanted:
        yield from cases.followers(subject.stream)
    for to in sorted(wanted & money.PARTIES):
        yield from money.persons_told(to, subject.stream, happening.data, day)


def _still_texted(stream: str) -> list[int]:
    """Return who follows a case by telephone; not who stopped the messages of his own, which was joined into it."""
    found = cases.texted_supporters(stream)
    own = [contact_stream(one.caller_of) for one in found if one.caller_of is not None]
    rows = Preference.objects.filter(stream__in=own, channel=Channel.PLATFORM.value)
    stopped = set(rows.values_list("stream", flat=True)) if own else set()
    return [one.id for one in found if one.caller_of is None or contact_stream(one.caller_of) not in stopped]


def _visiting(happening: Happening, subject: Subject) -> list[int]:
    visit = happening.data.get("about", {}).get("visit")
    named = happening.event.startswith("cases.visit_") and visit is not None
    return cases.visiting(subject.stream, visit) if named else []


def _in_office(bodies: Bodies, subject: Subject, day: date, known: _Offices) -> Iterable[int]:
    """Yield who handles things in these bodies; of a company who is in charge of the estate and holds office there.

    Where the estate is not known, or nobody in charge of it holds office, all its managers are told.
    """
    if not bodies:
        return
    if bodies not in known:
        known[bodies] = [row for row in people.appointments_of(bodies, day) if Role(row.role) in IN_OFFICE]
    offices = known[bodies]
    managers: set[int] = set()
    if subject.estate_id is not None and any(row.role == Role.COMPANY_MANAGER for row in offices):
        running = [project.id for project in companies.projects_at(subject.estate_id, day)]
        managers = set(companies.managers_on(running, day).values())
    held = managers & {row.person_id for row in offices if row.role == Role.COMPANY_MANAGER}
    for office in offices:
        if office.role != Role.COMPANY_MANAGER or not held or office.person_id in held:
            yield office.person_id
