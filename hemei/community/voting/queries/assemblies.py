"""Assemblies with their agenda, and what came of their votes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from hemei.community.voting.models import Assembly, Outcome, Vote
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.assemblies import AgendaItem, State, worded
from hemei.community.voting.rules.count import Sums
from hemei.community.voting.rules.own_rules import Own, own_of
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role


@dataclass(frozen=True, slots=True)
class AssemblyRow:
    """An assembly as lists and other apps know it; `agenda` is the draft until the notice, then what is voted on.

    `recall_id` is the recall that was put to it alone; `own` is what the estate's own rules of procedure said when its
    roll was frozen.
    """

    id: int
    stream: str
    scope: str
    estate_id: int
    estate: str
    kind: str
    called_by: str
    ground: str
    title: str
    buildings: tuple[str, ...]
    agenda: tuple[AgendaItem, ...]
    state: State
    roll_id: int | None
    proposal_id: int | None
    repeats_id: int | None
    called_at: datetime
    noticed_on: date | None
    opens_on: date | None
    closes_at: datetime | None
    closed_at: datetime | None
    judged_at: datetime | None
    published_at: datetime | None
    objections_until: datetime | None
    commitments: list[tuple[datetime, str]]
    roots: dict[str, str]
    body_id: int | None
    repeated_by: int | None
    moot: dict[str, dict[str, str]]
    doubts: dict[str, dict[str, str]]
    recall_id: int | None
    outside: tuple[int, ...]
    own: Own
    decision_item: int | None = None
    decided_matters: tuple[str, ...] = ()
    decision_scan: int | None = None

    def runs(self, now: datetime, today: date) -> bool:
        """Whether ballots may be cast."""
        return (
            self.state is State.NOTICED
            and self.opens_on is not None
            and self.closes_at is not None
            and self.opens_on <= today
            and now <= self.closes_at
        )


@dataclass(frozen=True, slots=True)
class VoteRow:
    """A vote of an assembly: a matter with its words, a candidate, or a member to be recalled."""

    id: int
    number: int
    matter: str
    title: str
    group: str
    seats: int | None
    candidate_id: int | None
    recalled_id: int | None
    record: str = ""
    spends_fen: int | None = None

    @property
    def person_id(self) -> int | None:
        """Who is voted on, where it is a person."""
        return self.candidate_id or self.recalled_id


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What came of a vote, as it was judged last."""

    vote: VoteRow
    round: int
    judged_at: datetime
    noticed_on: date
    decided_on: date | None
    total: Sums
    part: Sums
    agree: Sums
    quorum: bool
    passed: bool
    comparisons: tuple[dict[str, Any], ...]
    details: dict[str, Any]
    standards: tuple[dict[str, Any], ...]
    annulled_on: date | None
    annulled_by: str


@dataclass(frozen=True, slots=True)
class AssemblyFilter:
    """What a list is narrowed to; empty means all."""

    text: str = ""
    state: State | None = None
    kind: str = ""
    estate_id: int | None = None


_TOLD_EARLY = roles_for(Act.SEE) | {Role.SYSTEM}


def assembly(assembly_id: int, *, actor: Actor) -> AssemblyRow | None:
    """Return an assembly the actor may see; an owner sees those of his estate that were noticed to him."""
    return next(iter(_rows(Assembly.objects.filter(record.seen_by(actor), pk=assembly_id), 1)), None)


def assemblies(
    *, actor: Actor, asked: AssemblyFilter | None = None, after: int | None = None, limit: int = 50
) -> list[AssemblyRow]:
    """Return assemblies the actor may see, the newest first, those before an id."""
    chosen = asked or AssemblyFilter()
    rows = Assembly.objects.filter(record.seen_by(actor), _narrowed(chosen))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return _rows(rows, limit)


def all_assemblies(asked: AssemblyFilter, *, actor: Actor, chunk: int = 1_000) -> Iterator[AssemblyRow]:
    """Yield the whole list for an export, read in pages."""
    after: int | None = None
    while page := assemblies(actor=actor, asked=asked, after=after, limit=chunk):
        yield from page
        after = page[-1].id


def _narrowed(asked: AssemblyFilter) -> Q:
    found = Q()
    if asked.text:
        found &= Q(title__contains=asked.text) | Q(estate_name__contains=asked.text)
    if asked.state:
        found &= Q(state=asked.state)
    if asked.kind:
        found &= Q(kind=asked.kind)
    if asked.estate_id is not None:
        found &= Q(estate_id=asked.estate_id)
    return found


def votes_of(assembly_id: int, *, actor: Actor) -> list[VoteRow]:
    """Return the votes of a noticed assembly the actor may see, in the order of the agenda."""
    stream = f"voting.assembly:{assembly_id}"
    rows = Vote.objects.filter(record.seen_by(actor), stream=stream).order_by("number")
    return [_vote(row) for row in rows]


def outcomes(assembly_id: int, *, actor: Actor) -> list[OutcomeRow]:
    """Return what came of each vote of an assembly the actor may see, as judged last, in the order of the agenda.

    Who does not organise or oversee it learns of it when it is published.
    """
    rows = (
        Outcome.objects.filter(record.seen_by(actor), _told(actor), assembly=assembly_id)
        .select_related("vote")
        .order_by("vote__number", "-round")
    )
    latest: dict[int, Outcome] = {}
    for row in rows:
        latest.setdefault(row.vote_id, row)
    return [_outcome(row) for row in latest.values()]


@dataclass(frozen=True, slots=True)
class PassedVote:
    """A vote that passed a matter and stands: whether its result is published, and of which parts only it was."""

    id: int
    title: str
    published: bool
    parts: tuple[str, ...]

    @property
    def partial(self) -> bool:
        """Whether only the owners of a part of the estate decided."""
        return bool(self.parts)


def passed_votes(
    estate_id: int, matter: str, *, actor: Actor, of_all: bool = False, limit: int = 20
) -> list[PassedVote]:
    """Return the votes of an estate that passed a matter and stand, the latest first.

    With `of_all` only those of the whole estate whose result is published: what binds the whole may rest on them.
    """
    later = Outcome.objects.filter(vote=OuterRef("vote"), round__gt=OuterRef("round"))
    rows = Outcome.objects.filter(
        ~Exists(later), record.seen_by(actor), _told(actor), vote__matter=matter, assembly__estate_id=estate_id,
        passed=True, annulled_on=None,
    )  # fmt: skip
    if of_all:
        rows = rows.filter(assembly__published_at__isnull=False, assembly__buildings=[])
    fields = ("vote_id", "vote__title", "assembly__published_at", "assembly__buildings")
    return [
        PassedVote(vote, title, at is not None, tuple(parts))
        for vote, title, at, parts in rows.order_by("-judged_at").values_list(*fields)[:limit]
    ]


def assembly_of_vote(vote_id: int, *, actor: Actor) -> int | None:
    """Return the assembly of a vote the actor may see."""
    rows = Vote.objects.filter(record.seen_by(actor), pk=vote_id, stream__startswith="voting.assembly:")
    stream = rows.values_list("stream", flat=True).first()
    return int(stream.rsplit(":", 1)[1]) if stream else None


def _told(actor: Actor) -> Q:
    """Who organises or oversees a meeting learns of its count at once, everybody else when it is published."""
    if actor.role in _TOLD_EARLY:
        return Q()
    published = Q(assembly__published_at__isnull=False)
    own = actor.role is Role.COMMITTEE_MEMBER and actor.body_id is not None
    return published | Q(assembly__body_id=actor.body_id) if own else published


def former_outcomes(assembly_id: int, *, actor: Actor) -> list[OutcomeRow]:
    """Return what earlier rounds of the count came to, by vote and round: every one but the last of each vote.

    Who does not organise or oversee the meeting learns of them when its result is published.
    """
    later = Outcome.objects.filter(vote=OuterRef("vote"), round__gt=OuterRef("round"))
    rows = Outcome.objects.filter(Exists(later), record.seen_by(actor), _told(actor), assembly=assembly_id)
    return [_outcome(row) for row in rows.select_related("vote").order_by("vote__number", "round")]


def _rows(rows: QuerySet[Assembly], limit: int) -> list[AssemblyRow]:
    again = Assembly.objects.filter(repeats=OuterRef("pk")).exclude(state=State.CALLED_OFF).order_by("-id")
    found = rows.annotate(again=Subquery(again.values("pk")[:1]))
    return [_row(row) for row in found.order_by("-id")[:limit]]


def _row(row: Assembly) -> AssemblyRow:
    return AssemblyRow(
        row.pk, row.stream, row.scope, row.estate_id, row.estate_name, row.kind, row.called_by, row.ground, row.title,
        tuple(row.buildings), tuple(AgendaItem(**item) for item in row.agenda), State(row.state), row.roll_id,
        row.proposal_id, row.repeats_id, row.called_at, row.noticed_on, row.opens_on, row.closes_at, row.closed_at,
        row.judged_at, row.published_at, row.objections_until,
        [(datetime.fromisoformat(at), value) for at, value in row.commitments], row.roots, row.body_id, row.again,  # type: ignore[attr-defined]
        row.moot or {}, row.doubts, _recall(row.key), tuple(row.outside), own_of(row.own), row.decision_item,
        tuple(row.decided_matters), row.decision_scan_id,
    )  # fmt: skip


RECALL = "committees.recall:"
"""How the keys of meetings begin that decide on a recall: its stream, and then what tells one call from another."""


def _recall(key: str) -> int | None:
    return int(key.removeprefix(RECALL).split(":")[0]) if key.startswith(RECALL) else None


def posted_names(found: AssemblyRow, *, actor: Actor, now: datetime) -> dict[int, str]:
    """Return who stands, or is to be recalled, in a meeting the actor sees, by person.

    From the notice on whole, as they are posted in the estate and stand on every ballot: of two masked names of one
    family nobody can tell which is which. Before it as masked everywhere.
    """
    wanted = [item.person_id for item in found.agenda if item.person_id is not None]
    if not wanted:
        return {}
    if found.noticed_on is None:
        return {number: row.name for number, row in people.persons(wanted, now=now).items()}
    with records.acting(replace(actor, places=(PlaceRange(found.scope),))):
        return people.whole_names(wanted)


def vote_words(
    found: AssemblyRow, votes: Iterable[VoteRow], *, actor: Actor, now: datetime
) -> dict[int, str]:
    """Return the words of votes of a meeting the actor sees, by vote: title, and who is voted on as it is posted."""
    names = posted_names(found, actor=actor, now=now)
    return {vote.id: worded(vote.title, names.get(vote.person_id or 0, "")) for vote in votes}


def _vote(row: Vote) -> VoteRow:
    return VoteRow(
        row.pk, row.number, row.matter, row.title, row.group, row.seats, row.candidate_id, row.recalled_id,
        row.record, row.spends_fen,
    )  # fmt: skip


def _outcome(row: Outcome) -> OutcomeRow:
    return OutcomeRow(
        _vote(row.vote),
        row.round,
        row.judged_at,
        row.noticed_on,
        row.decided_on,
        Sums(row.total_area_dm2, row.total_heads),
        Sums(row.part_area_dm2, row.part_heads),
        Sums(row.agree_area_dm2, row.agree_heads),
        row.quorum,
        row.passed,
        tuple(row.comparisons),
        row.details,
        tuple(row.standards),
        row.annulled_on,
        row.annulled_by,
    )


def called_off_for(assembly_ids: Iterable[int]) -> dict[int, str]:
    """Return why meetings were called off, in the words of who did it; two statements, none without a meeting."""
    return _said_for(assembly_ids, "voting.assembly_called_off")


def decided_for(assembly_ids: Iterable[int]) -> dict[int, str]:
    """Return in which words committees decided to call meetings: an item as resolved, or a document; two statements."""
    return _said_for(assembly_ids, "voting.assembly_called", "decision")


def called_by_item(item_id: int, *, actor: Actor) -> AssemblyRow | None:
    """Return the meeting that stands on an item of a committee's meeting, the one held again rather than the first."""
    rows = Assembly.objects.filter(record.seen_by(actor), decision_item=item_id)
    return next(iter(_rows(rows.exclude(state=State.CALLED_OFF), 1)), None)


def decision_content(found: AssemblyRow) -> tuple[bytes, str] | None:
    """Return the scan of the sealed document a meeting was called by, and its media type; the place is opened."""
    scan = next((one for one in record.files_of([found.stream]) if one.id == found.decision_scan), None)
    return (record.file_content(scan), scan.media_type) if scan is not None else None


def left_out_for(assembly_ids: Iterable[int]) -> dict[int, str]:
    """Return why votes were sealed before the paper that came in time was settled; two statements, as above."""
    return _said_for(assembly_ids, "voting.assembly_closed")


def _said_for(assembly_ids: Iterable[int], kind: str, field: str = "reason") -> dict[int, str]:
    streams = {f"voting.assembly:{number}": number for number in assembly_ids}
    if not streams:
        return {}
    told = record.events_of(streams=streams, kind=kind)
    vaults = {
        stream: event.data["texts"][field]["vault"]
        for stream, event in told
        if field in event.data.get("texts", {})
    }
    said = record.open_sealed(vaults.values())
    return {streams[stream]: said.get(vault) or "" for stream, vault in vaults.items()}


def drafted_count(*, actor: Actor) -> record.Lines[tuple[int]]:
    """Return how many meetings the actor may notice are called only; one statement, none for who notices nothing."""
    if actor.role not in roles_for(Act.CALL):
        return record.Lines()
    rows = Assembly.objects.filter(record.seen_by(actor), state=State.CALLED)
    own = {"body_id": actor.body_id} if actor.role is Role.COMMITTEE_MEMBER else {}
    return record.counted(rows.filter(**own))
