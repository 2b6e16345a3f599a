"""Sheets: what a voter finds again, what is published after the end, and which units sent more than one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from hemei.community.voting.models import Assembly, Roll, RollUnit, Sheet, VisitAsk, Vote
from hemei.community.voting.queries.paper import titles_of
from hemei.community.voting.rules import roll as facts
from hemei.community.voting.rules import trust
from hemei.community.voting.rules.casting import Basis, Channel
from hemei.community.voting.rules.receipts import WrittenBallot, WrittenSheet, code_and_salt, receipt_from
from hemei.community.voting.rules.roll import Choice
from hemei.community.voting.rules.trust import short_check
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """A unit of a roll that the actor owns or votes for, with the sheet last received for it.

    `visit` says when somebody is at home who asked for a visit; `published_at` when the result was made known;
    `unsigned` that the last sheet was paper without a signature.
    """

    roll_unit_id: int
    roll_id: int
    unit_id: int
    scope: str
    estate: str
    unit: str
    area_dm2: int
    total_area_dm2: int
    total_heads: int
    noticed_on: date
    opens_at: datetime | None
    closes_at: datetime
    closed_at: datetime | None
    assembly_id: int | None
    title: str | None
    published_at: datetime | None
    state: str | None
    moot: dict[str, dict[str, str]] | None
    channel: Channel | None
    received_at: datetime | None
    visit: str | None
    unsigned: bool | None
    commitments: list[list[str]] | None

    @property
    def check(self) -> str:
        """The short form of the commitment to the roll that was published last."""
        return short_check(self.commitments[-1][1]) if self.commitments else ""


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An item as a voter reads it; those of one group compete for its seats. `moot` is since when and why, or empty."""

    vote_id: int
    number: int
    title: str
    group: str
    seats: int
    moot: dict[str, str]


@dataclass(frozen=True, slots=True)
class DoubleRow:
    """A valid ballot of a unit that sent more than one to a vote."""

    vote_id: int
    roll_unit_id: int
    unit: str
    stands: bool
    channel: Channel
    received_at: datetime
    struck: bool
    handed_from: datetime | None
    handed_until: datetime | None


_OWN = (
    "pk", "roll_id", "unit_id", "scope", "roll__estate_name", "code", "area_dm2", "roll__total_area_dm2",
    "roll__total_heads", "roll__noticed_on", "roll__opens_at", "roll__closes_at", "roll__closed_at",
    "roll__assembly__id", "roll__assembly__title", "roll__assembly__published_at",
    "roll__assembly__state", "roll__assembly__moot",
)  # fmt: skip


def own_units(*, actor: Actor, roll_unit_id: int | None = None) -> list[OwnUnit]:
    """Return the units of rolls that the actor may vote for or owns, the newest first; one statement.

    They are those whose access list names him: `services.claim_units` puts him there.
    """
    shown = record.streams_shown_to(actor.person_id, prefix="voting.roll_unit:") if actor.person_id else []
    rows = RollUnit.objects.filter(stream__in=shown)
    if roll_unit_id is not None:
        rows = rows.filter(pk=roll_unit_id)
    last = Sheet.objects.filter(roll_unit=OuterRef("pk")).order_by("-received_at", "-pk")
    rows = rows.annotate(
        channel=Subquery(last.values("channel")[:1]),
        received_at=Subquery(last.values("received_at")[:1]),
        visit=visit_asked(),
        unsigned=Subquery(last.values("unsigned")[:1]),
    )
    more = ("channel", "received_at", "visit", "unsigned", "roll__assembly__commitments")
    return [OwnUnit(*row) for row in rows.order_by("-pk").values_list(*_OWN, *more)]


def visit_asked() -> Subquery:
    """Return when the owner of a unit is at home who asked for a visit, for a query of units of a roll."""
    asked = VisitAsk.objects.filter(roll_unit=OuterRef("pk"), taken_back_at=None)
    return Subquery(asked.values("when")[:1])


def own_agenda(unit: OwnUnit, *, actor: Actor) -> list[AgendaLine]:
    """Return the items put to the vote of one's unit; candidates stand there by name, as they are posted."""
    with records.acting(replace(actor, places=(PlaceRange(unit.scope),))):
        return agenda_lines(Roll.objects.get(pk=unit.roll_id))


def agenda_lines(roll: Roll) -> list[AgendaLine]:
    """Return the items put to the vote of a roll."""
    titles = dict(titles_of(roll))
    moot = Assembly.objects.filter(roll=roll).values_list("moot", flat=True).first() or {}
    rows = Vote.objects.filter(roll=roll).order_by("number").values_list("pk", "number", "group", "seats")
    return [
        AgendaLine(vote, number, titles[number], group, seats or 0, moot.get(str(number), {}))
        for vote, number, group, seats in rows
    ]


_SEALED = """
select b.id, u.code, b.choice, b.received_at, b.channel, b.valid, s.secret, s.stream,
       (select count(*) from voting_ballot o where o.sheet_id = b.sheet_id and o.id < b.id), coalesce(k.ground, '')
from voting_ballot b
join voting_sheet s on s.id = b.sheet_id
join voting_rollunit u on u.id = b.roll_unit_id
left join voting_strike k on k.ballot_id = b.id
  and case when %(round)s::int is null then b.struck else k.round <= %(round)s::int end
where b.vote_id = %(vote)s
order by b.id
"""


def sealed_ballots(
    vote_id: int, *, actor: Actor, now: datetime, at_round: int | None = None
) -> Iterator[trust.SealedBallot]:
    """Yield the ballots of a closed vote with code and salt, in the order of their numbers; none before the end.

    A struck one is not valid and says on what ground; without `at_round` those struck until the last count.
    """
    vote = Vote.objects.filter(record.seen_by(actor), pk=vote_id).select_related("roll").first()
    if vote is not None:
        yield from sealed_of(vote, now=now, at_round=at_round)


def sealed_of(vote: Vote, *, now: datetime, at_round: int | None) -> Iterator[trust.SealedBallot]:
    """Yield the ballots of a vote that was read for who may see it, as `sealed_ballots`; one statement."""
    if now <= vote.roll.closes_at:
        return
    with connection.cursor() as cursor:
        cursor.execute(_SEALED, {"vote": vote.pk, "round": at_round})
        for number, unit, choice, at, channel, valid, secret, stream, place, struck in cursor:
            opened = record.unlock_bytes(bytes(secret), stream)
            ballot = facts.Ballot(unit, choice, at, number, channel, valid and not struck)
            yield trust.SealedBallot(ballot, *code_and_salt(opened, place), struck)


_DOUBLES = """
with several as (
  select b.vote_id, b.roll_unit_id
  from voting_ballot b join voting_vote v on v.id = b.vote_id
  where v.roll_id = %(roll)s and b.valid and (b.vote_id, b.roll_unit_id) > (%(vote)s, %(unit)s)
  group by b.vote_id, b.roll_unit_id having count(*) > 1
  order by b.vote_id, b.roll_unit_id limit %(limit)s
)
select b.vote_id, b.roll_unit_id, u.code, b.standing, b.channel, b.received_at, b.struck,
  s.handed_from, s.handed_until
from several d
join voting_ballot b using (vote_id, roll_unit_id)
join voting_rollunit u on u.id = b.roll_unit_id
join voting_sheet s on s.id = b.sheet_id
where b.valid
order by b.vote_id, b.roll_unit_id, b.received_at, b.id
"""


def doubles(
    roll_id: int, *, actor: Actor, after: tuple[int, int] = (0, 0), limit: int = 50
) -> list[DoubleRow]:
    """Return the valid ballots of units that sent more than one to a vote, by vote and unit; `limit` counts units."""
    if not Roll.objects.filter(record.seen_by(actor), pk=roll_id).exists():
        return []
    values = {"roll": roll_id, "vote": after[0], "unit": after[1], "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_DOUBLES, values)
        return [DoubleRow(*row) for row in cursor.fetchall()]


def all_doubles(roll_id: int, *, actor: Actor) -> Iterator[DoubleRow]:
    """Yield the whole list for an export, read in pages."""
    after = (0, 0)
    while page := doubles(roll_id, actor=actor, after=after, limit=500):
        yield from page
        after = (page[-1].vote_id, page[-1].roll_unit_id)


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A sheet the actor cast, with its receipts."""

    channel: Channel
    basis: Basis
    received_at: datetime
    written: WrittenSheet
    unsigned: bool = False


def own_sheets(roll_unit_id: int, *, actor: Actor, persons: Collection[int]) -> list[OwnSheet]:
    """Return the sheets that these persons, all of them the actor, cast for a unit, the last first.

    And the paper of a unit that is theirs alone: its owner may read every ballot anyway (interpretation art. 13), and
    so finds out whether his was read as he marked it.
    """
    shown = record.streams_shown_to(actor.person_id or 0, prefix="voting.roll_unit:")
    alone = Q(roll_unit__delivered=True, roll_unit__owner_ids__in=[[person] for person in persons])
    rows = Sheet.objects.filter(
        Q(person_id__in=persons) | Q(alone, channel="paper"), roll_unit_id=roll_unit_id, stream__in=shown
    )
    return [
        OwnSheet(
            cast("Channel", row.channel),
            cast("Basis", row.basis),
            row.received_at,
            opened_sheet(row, row.roll_unit.code),
            row.unsigned,
        )
        for row in rows.select_related("roll_unit").order_by("-received_at", "-pk")
    ]


def opened_sheet(sheet: Sheet, unit: str) -> WrittenSheet:
    """Open the secret of a sheet and return it as it was written; for whoever cast it."""
    secret = record.unlock_bytes(bytes(sheet.secret), sheet.stream)
    columns = ("vote_id", "choice", "received_at", "valid", "standing", "struck")
    rows = sheet.ballots.order_by("pk").values_list(*columns)
    ballots = tuple(
        WrittenBallot(
            vote, valid, stands, receipt_from(vote, unit, cast("Choice", choice), at, secret, place), struck
        )
        for place, (vote, choice, at, valid, stands, struck) in enumerate(rows)
    )
    return WrittenSheet(sheet.pk, sheet.roll_unit_id, ballots)
