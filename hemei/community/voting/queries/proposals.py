"""Proposals of owners: what they ask for, who supports it, and who owes the assembly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from hemei.community.voting.models import Assembly, Outcome, Proposal, Support
from hemei.community.voting.queries.register import owners_of, registered_units
from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.rules.count import Sums
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure, Caller
from hemei.community.voting.rules.proposals import (
    ELECTS,
    OWED,
    Asked,
    ProposalState,
    asked_by,
    still_asks,
)
from hemei.ground.clocks import queries as clocks
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day

TOPIC = "deliberation.topic:"
"""How the keys of proposals begin that a three-in-one meeting made."""
AGAIN = "#"
"""What stands in such a key between the topic and the meeting that proposed it anew."""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal with what its supporters came to when the last of them joined.

    `matter` is what it asks for; `seat` the number of the member it would recall, `seat_id` whose it is. `origin` is
    the subject of a later chapter it came from, by its stream, or empty.
    """

    id: int
    stream: str
    scope: str
    estate_id: int
    estate: str
    estate_code: str
    matter: str
    seat_id: int | None
    seat: int | None
    title: str
    state: ProposalState
    proposed_at: datetime
    total: Sums
    part: Sums
    origin: str
    by_members: bool = False

    @property
    def owed(self) -> bool:
        """Whether it reached its share and the assembly it asks for was not called yet."""
        return self.state in OWED

    @property
    def unmet(self) -> bool:
        """Whether the committee did not call it though it was ordered to: the residents' committee calls."""
        return self.state is ProposalState.UNMET

    @property
    def calling(self) -> tuple[Caller, str]:
        """Whose turn it is to call where a committee is at work, and the ground of the standard."""
        if self.unmet:
            return ("residents_committee", "unmet_order")
        return ("committee", "members_recall" if self.by_members else "fifth_of_owners")

    @property
    def elects(self) -> bool:
        """Whether it asks that the committee be elected, and not that one member be recalled."""
        return self.matter == ELECTS and self.seat_id is None


@dataclass(frozen=True, slots=True)
class SupportRow:
    """A unit that supports a proposal; `counts` until whoever gave the support has sold it."""

    unit_id: int
    unit: str
    channel: str
    supported_at: datetime
    counts: bool


def proposals(
    *, actor: Actor, state: str = "", after: int | None = None, limit: int = 50
) -> list[ProposalRow]:
    """Return proposals the actor may see, the newest first, those before an id."""
    rows = Proposal.objects.filter(record.seen_by(actor), **({"state": state} if state else {}))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [_row(row) for row in rows.select_related("estate").order_by("-id")[:limit]]


def proposals_in(estate_id: int, *, actor: Actor, limit: int = 50) -> list[ProposalRow]:
    """Return the latest proposals of an estate the actor may see."""
    rows = Proposal.objects.filter(record.seen_by(actor), estate_id=estate_id).select_related("estate")
    return [_row(row) for row in rows.order_by("-id")[:limit]]


def proposal(proposal_id: int, *, actor: Actor) -> ProposalRow | None:
    """Return a proposal the actor may see."""
    rows = Proposal.objects.filter(record.seen_by(actor), pk=proposal_id).select_related("estate")
    return next((_row(row) for row in rows), None)


def reason_of(found: ProposalRow) -> str:
    """Return why a proposal the reader may see was made, empty where members made it or it was erased."""
    told = record.events_of(streams=[found.stream], kind="voting.assembly_proposed")
    vaults = [event.data["texts"]["reason"]["vault"] for _stream, event in told]
    return next((text or "" for text in record.open_sealed(vaults).values()), "")


def proposal_passed(proposal_id: int) -> bool:
    """Whether the owners passed what a proposal asks for, at its assembly or one that repeats it: published, standing.

    Row-level security applies.
    """
    matter = Proposal.objects.filter(pk=proposal_id).values_list("matter", flat=True).first()
    meetings = set(Assembly.objects.filter(proposal_id=proposal_id).values_list("id", flat=True))
    while again := set(Assembly.objects.filter(repeats__in=meetings).values_list("id", flat=True)) - meetings:
        meetings |= again
    later = Outcome.objects.filter(vote=OuterRef("vote"), round__gt=OuterRef("round"))
    return Outcome.objects.filter(
        ~Exists(later), assembly__in=meetings, vote__matter=matter, passed=True, annulled_on=None,
        assembly__published_at__isnull=False,
    ).exists()  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShortVote:
    """The last meeting on a proposal, in which too few took part: nothing is decided; which meeting is held again."""

    assembly_id: int
    repeated_by: int | None


def short_vote(proposal_id: int | None, *, actor: Actor) -> ShortVote | None:
    """Return the published meeting that left open what a proposal asks for, as far as the actor sees it.

    None where nothing was voted on yet, or it is decided; a recall is proposed and heard anew.
    """
    rows = Proposal.objects.filter(record.seen_by(actor), seat=None)
    asked = rows.filter(pk=proposal_id).first() if proposal_id is not None else None
    meetings = Assembly.objects.filter(record.seen_by(actor)).exclude(state=State.CALLED_OFF).order_by("id")
    found = meetings.filter(proposal=asked).last() if asked is not None else None
    again = None
    while found is not None:
        again = meetings.filter(repeats=found).last()
        if again is None or again.published_at is None:
            break
        found = again
    if asked is None or found is None or found.published_at is None:
        return None
    later = Outcome.objects.filter(vote=OuterRef("vote"), round__gt=OuterRef("round"))
    counts = Outcome.objects.filter(~Exists(later), assembly=found, annulled_on=None)
    if asked.matter:
        counts = counts.filter(vote__matter=asked.matter)
    quorums = set(counts.values_list("quorum", flat=True))
    return ShortVote(found.pk, again.pk if again is not None else None) if quorums == {False} else None


def asked_of(row: ProposalRow, *, now: datetime) -> Asked:
    """Hold a proposal's numbers against the bars of today."""
    return asked_by(row.total, row.part, procedure_on(now))


def gather_ends(rows: Collection[ProposalRow], *, now: datetime) -> dict[int, datetime]:
    """Return until when proposals gather support, by their number; with too few by then they end. One statement."""
    kept = clocks.ends_of([row.stream for row in rows], kind="voting_gather")
    ends = {stream: row.due_at for (stream, _key), row in kept.items()}
    limit = procedure_on(now).gathering.limit
    working = clocks.working_time(now=now)
    return {row.id: ends.get(row.stream) or working.due(row.proposed_at, limit).at for row in rows}


def leaving_ends(rows: Collection[ProposalRow]) -> dict[int, datetime]:
    """Return how long proposals wait, enough but for who signed to ask no more, by their number. One statement."""
    kept = clocks.ends_of([row.stream for row in rows], kind="voting_leave")
    ends = {stream: row.due_at for (stream, _key), row in kept.items() if row.state == "running"}
    return {row.id: ends[row.stream] for row in rows if row.stream in ends}


def procedure_on(now: datetime) -> AssemblyProcedure:
    """Return how assemblies are held by the standard of a moment."""
    return record.standards().find("assembly-procedure", AssemblyProcedure, on=shanghai_day(now))


def supports_of(
    row: ProposalRow, *, actor: Actor, now: datetime, after: int = 0, limit: int = 200
) -> list[SupportRow]:
    """Return the units that support a proposal, in the order they joined, held against the register of today."""
    owners = {
        unit.id: owners_of(unit)
        for unit in registered_units(row.estate_id, actor=actor, on=shanghai_day(now))
    }
    rows = Support.objects.filter(record.seen_by(actor), proposal_id=row.id, taken_back_at=None, pk__gt=after)
    fields = (
        "unit_id", "unit__building__name", "unit__entrance__name", "unit__room", "channel", "supported_at", "owner_ids",
    )  # fmt: skip
    return [
        SupportRow(
            unit,
            f"{building}{entrance or ''}{room}",
            channel,
            at,
            unit in owners and still_asks(asked, owners[unit]),
        )
        for unit, building, entrance, room, channel, at, asked in rows.order_by("id").values_list(*fields)[
            :limit
        ]
    ]


def _row(row: Proposal) -> ProposalRow:
    return ProposalRow(
        row.pk, row.stream, row.scope, row.estate_id, row.estate.name, row.estate.code, row.matter, row.seat_id,
        row.seat_number, row.title, ProposalState(row.state),
        row.proposed_at, Sums(row.total_area_dm2, row.total_heads), Sums(row.area_dm2, row.heads),
        row.key.partition(AGAIN)[0] if row.key.startswith(TOPIC) else "", row.by_members,
    )  # fmt: skip
