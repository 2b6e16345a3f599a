"""One committee's life for its page: recalls, handovers, training, reports, and the body that stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.committees.models import Advice, Handover, OwnersReport, Recall, Training
from hemei.community.committees.queries.contests import ContestView, contest_home, contests
from hemei.community.committees.queries.life.advice import AdviceView, advices
from hemei.community.committees.queries.life.standing_in import StandInView, stand_ins
from hemei.community.committees.rules.handing import Signer, may_sign_for
from hemei.community.committees.rules.life_acts import LifeAct, may
from hemei.community.committees.rules.life_standards import CommitteeLife
from hemei.community.committees.rules.life_words import (
    CHANGE,
    OPEN_RECALLS,
    HandoverKind,
    ProposedBy,
    RecallState,
    Side,
    committee_stream,
)
from hemei.community.committees.rules.recalls import may_confirm, may_hear
from hemei.community.committees.rules.watching import report_due, training_due
from hemei.community.voting import queries as votes
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties


@dataclass(frozen=True, slots=True)
class RecallView:
    """A recall with its facts opened, as those see it who guide the committee or sit in it.

    It `waits` for a second person to hold the `paper` that members signed against what was entered; the reader
    `confirms` that.
    """

    id: int
    seat_id: int
    ground: str
    by: ProposedBy
    asking: int | None
    asking_of: int | None
    proposed_on: date
    reason: str
    state: RecallState
    hearing_due_on: date | None
    hearing_id: int | None
    heard_on: date | None
    assembly_id: int | None
    decided_on: date | None
    vote_due_on: date | None
    drafted: bool
    asking_seats: tuple[int, ...] = ()
    paper: bool = False
    waits: bool = False
    confirms: bool = False

    @property
    def open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in OPEN_RECALLS


@dataclass(frozen=True, slots=True)
class ItemView:
    """A thing on the list of a handover."""

    id: int
    name: str
    handed_on: date | None
    absent: bool


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A handover with its list; `late` says that the day passed without both signatures.

    `clause` is what its day rests on; `seat_id` the seat of a member who left. `escalated_on` is the day the street was
    asked to urge it, `ended_on` the day it ended because the member sits again, or unsigned: `ended_why`, by the note
    in words, or by the document of the street, and the file of either. `giver` and `receiver` are who signed
    or has to, by masked name; `signs` says that the reader may enter the side that is next; the scans are files of
    what was signed on paper.
    """

    id: int
    kind: HandoverKind
    seat_id: int | None
    clause: str
    begun_on: date
    due_on: date
    giver_signed: bool
    receiver_signed: bool
    late: bool
    escalated_on: date | None
    ended_on: date | None
    ended_why: str
    ended_document: str
    note: str
    note_scan: int | None
    giver: str
    receiver: str
    scans: tuple[tuple[Side, int], ...]
    signs: bool
    items: tuple[ItemView, ...]

    @property
    def complete(self) -> bool:
        """Whether everything on the list was dealt with."""
        return all(item.handed_on is not None or item.absent for item in self.items)

    @property
    def next(self) -> Side:
        """The side that signs next."""
        return Side.RECEIVER if self.giver_signed else Side.GIVER


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report to the owners."""

    year: int
    posted_on: date
    late: bool
    text: str


@dataclass(frozen=True, slots=True)
class LifePage:
    """What an estate's page of its committee's life shows; `owed` are hours of training by seat."""

    recalls: tuple[RecallView, ...]
    handovers: tuple[HandoverView, ...]
    owed: dict[int, int]
    reports: tuple[ReportView, ...]
    report_due: date | None
    stand_ins: tuple[StandInView, ...]
    advices: tuple[AdviceView, ...]
    contests: tuple[ContestView, ...]
    changes: duties.Progress


def life_page(
    estate_id: int,
    *,
    actor: Actor,
    now: datetime,
    body_id: int | None = None,
    seats: Iterable[tuple[int, date]] = (),
) -> LifePage | None:
    """Return the life of an estate's committee, None where the actor may see none; `seats` are those held."""
    on = shanghai_day(now)
    if not may(actor, LifeAct.SEE).allowed:
        return None
    rules = record.standards().find("committee-life", CommitteeLife, on=on)
    reports = _reports(estate_id, actor, rules)
    reported = {one.year for one in reports}
    missing = on.year - 1 if on.year - 1 not in reported else None
    return LifePage(
        _recalls(estate_id, actor, rules), _handovers(estate_id, actor, now, rules), _owed(list(seats), on, rules),
        reports, report_due(missing, rules.report) if missing else None, stand_ins(estate_id, actor=actor),
        advices(estate_id, actor=actor), contests(actor=actor, estate_id=estate_id), _changes(body_id, actor, now),
    )  # fmt: skip


def _changes(body_id: int | None, actor: Actor, now: datetime) -> duties.Progress:
    """Return how far the filings of changes of the members are."""
    stream = committee_stream(body_id or 0)
    found = duties.progress_of(actor=actor, now=now, origin_streams=[stream] if body_id else [])
    return found.get((stream, CHANGE), duties.Progress())


def _recalls(estate_id: int, actor: Actor, rules: CommitteeLife) -> tuple[RecallView, ...]:
    rows = list(Recall.objects.filter(record.seen_by(actor), estate_id=estate_id).order_by("-id"))
    texts = record.open_sealed(row.reason_id for row in rows)
    found = []
    for row in rows:
        ground = rules.ground(row.ground)
        found.append(
            RecallView(
                row.pk, row.seat_id, ground.name if ground else row.ground, ProposedBy(row.proposed_by), row.asking,
                row.asking_of, row.proposed_on, texts.get(row.reason_id) or "", RecallState(row.state),
                row.hearing_due_on, row.hearing_id, row.heard_on, row.assembly_id, row.decided_on,
                row.vote_due_on, _drafted(row, actor), tuple(row.asking_seats), row.paper_id is not None,
                _waits(row), _confirms(row, actor),
            )
        )  # fmt: skip
    return tuple(found)


def _waits(row: Recall) -> bool:
    return not may_hear(entered_by=row.entered_by, confirmed_by=row.confirmed_by).allowed


def _confirms(row: Recall, actor: Actor) -> bool:
    hands = {"entered_by": row.entered_by, "confirmed_by": row.confirmed_by}
    second = may_confirm(RecallState(row.state), **hands, by=actor.person_id).allowed
    return second and may(actor, LifeAct.PROPOSE_RECALL).allowed


def recalls_to_confirm(*, actor: Actor, limit: int = 20) -> record.Lines[tuple[int, str]]:
    """Return recalls whose signatures wait for the actor as the second person, with estates; one statement."""
    if not may(actor, LifeAct.PROPOSE_RECALL).allowed or actor.person_id is None:
        return record.Lines()
    rows = Recall.objects.filter(
        record.seen_by(actor), state__in=[one.value for one in OPEN_RECALLS], entered_by__isnull=False,
        confirmed_by=None,
    )  # fmt: skip
    rows = rows.exclude(entered_by=actor.person_id).order_by("id")
    return record.lines_of(rows[:limit], ("id", "estate__name"), lambda *row: row)


def recall_paper(recall_id: int, *, actor: Actor) -> tuple[bytes, str] | None:
    """Return what members signed for a recall, for who enters and confirms it: content and media type."""
    row = Recall.objects.filter(record.seen_by(actor), pk=recall_id).first()
    if row is None or not may(actor, LifeAct.PROPOSE_RECALL).allowed:
        return None
    file = next((one for one in record.files_of([row.stream]) if one.id == row.paper_id), None)
    return (record.file_content(file), file.media_type) if file is not None else None


def _drafted(row: Recall, actor: Actor) -> bool:
    """Whether the meeting on a recall is called and its notice not posted yet."""
    found = votes.assembly(row.assembly_id or 0, actor=actor) if row.state == RecallState.VOTING else None
    return found is not None and found.noticed_on is None


def _handovers(estate_id: int, actor: Actor, now: datetime, rules: CommitteeLife) -> tuple[HandoverView, ...]:
    on = shanghai_day(now)
    left, term = rules.handover_left.warrant, rules.handover_term.warrant
    clauses = {
        HandoverKind.LEFT: f"{left.source.title}{left.clause}",
        HandoverKind.TERM: f"{term.source.title}{term.clause}",
    }
    rows = list(
        Handover.objects.filter(record.seen_by(actor), estate_id=estate_id)
        .select_related("seat").prefetch_related("items").order_by("-id")
    )  # fmt: skip
    chairs = people.last_chairs(row.term_id for row in rows if row.seat_id is None) if rows else {}
    givers = {
        row.pk: row.giver_id or (row.seat.person_id if row.seat else chairs.get(row.term_id)) for row in rows
    }
    persons = {one for row in rows for one in (givers[row.pk], row.receiver_id) if one is not None}
    names = {number: one.name for number, one in people.persons(persons, now=now).items()} if persons else {}
    noted = [row.end_note_id for row in rows if row.end_note_id is not None]
    notes = record.open_sealed(noted) if noted else {}
    return tuple(
        HandoverView(
            row.pk, HandoverKind(row.kind), row.seat_id, clauses[HandoverKind(row.kind)], row.begun_on,
            row.due_on, row.giver_signed_at is not None, row.receiver_signed_at is not None,
            row.receiver_signed_at is None and row.ended_on is None and row.due_on < on, row.escalated_on, row.ended_on,
            row.ended_why, row.ended_document, notes.get(row.end_note_id or 0) or "", row.end_scan_id,
            names.get(givers[row.pk] or 0, ""), names.get(row.receiver_id or 0, ""), _scans(row),
            _signs(row, givers[row.pk], actor),
            tuple(
                ItemView(item.pk, item.name, item.handed_on, item.absent)
                for item in sorted(row.items.all(), key=lambda one: one.pk)
            ),
        )
        for row in rows
    )  # fmt: skip


def _scans(row: Handover) -> tuple[tuple[Side, int], ...]:
    both = ((Side.GIVER, row.giver_scan_id), (Side.RECEIVER, row.receiver_scan_id))
    return tuple((side, number) for side, number in both if number is not None)


def _signs(row: Handover, giver: int | None, actor: Actor) -> bool:
    """Whether the reader may enter the side that is next; who enters a paper brings its scan."""
    side = Side.GIVER if row.giver_signed_at is None else Side.RECEIVER
    himself = actor.role is Role.COMMITTEE_MEMBER
    signer = Signer(actor.person_id if himself else None, himself=himself, scanned=True)
    return may(actor, LifeAct.SIGN).allowed and may_sign_for(side, signer, giver=giver).allowed


def handover_scan(handover_id: int, file_id: int, *, actor: Actor) -> tuple[bytes, str] | None:
    """Return a side's signed list of a handover the actor may see: content and media type."""
    row = Handover.objects.filter(record.seen_by(actor), pk=handover_id).first()
    if (
        row is None
        or not may(actor, LifeAct.SEE).allowed
        or file_id not in [row.end_scan_id, *(number for _side, number in _scans(row))]
    ):
        return None
    file = next((one for one in record.files_of([row.stream]) if one.id == file_id), None)
    return (record.file_content(file), file.media_type) if file is not None else None


def _owed(seats: list[tuple[int, date]], on: date, rules: CommitteeLife) -> dict[int, int]:
    held: dict[int, list[tuple[date, int]]] = {}
    rows = Training.objects.filter(seat_id__in=[seat for seat, _ in seats])
    for seat, day, hours in rows.values_list("seat_id", "held_on", "hours"):
        held.setdefault(seat, []).append((day, hours))
    return {seat: training_due(since, held.get(seat, ()), on, rules.training) for seat, since in seats}


def _reports(estate_id: int, actor: Actor, rules: CommitteeLife) -> tuple[ReportView, ...]:
    rows = list(OwnersReport.objects.filter(record.seen_by(actor), estate_id=estate_id).order_by("-year"))
    texts = record.open_sealed(row.text_id for row in rows)
    return tuple(
        ReportView(
            row.year, row.posted_on, row.posted_on > report_due(row.year, rules.report), texts.get(row.text_id) or ""
        )
        for row in rows
    )  # fmt: skip


def recall_estate(recall_id: int, *, actor: Actor) -> int | None:
    """Return the estate of a recall the actor may see."""
    rows = Recall.objects.filter(record.seen_by(actor), pk=recall_id)
    return rows.values_list("estate_id", flat=True).first()


def handover_estate(handover_id: int, *, actor: Actor) -> int | None:
    """Return the estate of a handover the actor may see."""
    rows = Handover.objects.filter(record.seen_by(actor), pk=handover_id)
    return rows.values_list("estate_id", flat=True).first()


def item_estate(item_id: int, *, actor: Actor) -> int | None:
    """Return the estate of a thing on a list the actor may see."""
    rows = Handover.objects.filter(record.seen_by(actor), items__pk=item_id)
    return rows.values_list("estate_id", flat=True).first()


def advice_estate(advice_id: int, *, actor: Actor) -> int | None:
    """Return the estate of a decision that was told, which the actor may see."""
    rows = Advice.objects.filter(record.seen_by(actor), pk=advice_id)
    return rows.values_list("estate_id", flat=True).first()


def _contest_estate(contest_id: int, *, actor: Actor) -> int | None:
    home = contest_home(contest_id, actor=actor)
    return home[0] if home else None


def _body_estate(body_id: int, *, actor: Actor) -> int | None:
    del actor  # which estate a committee is of is no secret; its page asks who may see it
    return people.estate_of_body(body_id)


def origin_estate(thing: str, number: int, *, actor: Actor) -> int | None:
    """Return the estate on whose page a record stands by which somebody got a duty."""
    found = {
        "recall": recall_estate,
        "handover": handover_estate,
        "advice": advice_estate,
        "committee": _body_estate,
        "contest": _contest_estate,
    }.get(thing)
    return found(number, actor=actor) if found and may(actor, LifeAct.SEE).allowed else None


def may_see_dangers(actor: Actor) -> bool:
    """Whether the list of committees in danger is the actor's to see."""
    return may(actor, LifeAct.SEE_DANGERS).allowed


def recall_grounds(on: date) -> list[tuple[str, str]]:
    """Return the grounds a recall may name on a day, by code."""
    rules = record.standards().find("committee-life", CommitteeLife, on=on)
    return [(one.code, one.name) for one in rules.recall_ground]
