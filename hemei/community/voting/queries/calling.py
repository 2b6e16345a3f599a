"""Readers of call-backs: how each stands, whom to call, and what anybody needs to draw again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Count, Q

from hemei.community.voting.models import Ballot, CallBack, CalledBallot, CallTry, Roll, Vote
from hemei.community.voting.queries.law import trust_of
from hemei.community.voting.queries.paper import reading_of, titles_of
from hemei.community.voting.rules.calling import Calls, Verdict, chance_of, verdict_on
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class CallBackRow:
    """An item of a roll with its last call-back, if it was drawn; `again` says that it was counted anew since.

    `paper` are the ballots that are called back, with `desk` those of the desk too.
    """

    vote_id: int
    number: int
    title: str
    published: bool
    paper: int
    id: int | None
    calls: Calls | None
    verdict: Verdict | None
    again: bool
    desk: bool


@dataclass(frozen=True, slots=True)
class CalledRow:
    """A ballot whose voter is to be asked: unit, owners by masked name, how the calls went; never its choice.

    `own` says that the reader brought it in himself and asks nobody about it.
    """

    id: int
    unit: str
    code: str
    state: str
    tries: tuple[tuple[datetime, str], ...]
    owners: tuple[people.OwnerRow, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class CallBackPage:
    """A call-back with everything to draw it again, and what follows from the answers so far."""

    id: int
    vote_id: int
    roll_id: int
    title: str
    seed: str
    root: str
    checkpoint_day: date | None
    drawn_at: datetime
    widened: bool
    calls: Calls
    verdict: Verdict
    chance: Fraction | None
    desk: bool


def call_backs(roll_id: int, *, actor: Actor) -> list[CallBackRow]:
    """Return the items of a roll the actor may see, with how their call-backs stand."""
    roll = Roll.objects.filter(record.seen_by(actor), pk=roll_id).first()
    channels = trust_of(roll).call_back.channels if roll is not None else ()
    paper = Count("ballots", filter=Q(ballots__standing=True, ballots__channel__in=channels))
    votes = Vote.objects.filter(record.seen_by(actor), roll_id=roll_id).select_related(
        "roll", "roll__assembly"
    )
    rows = list(votes.annotate(on_paper=paper).order_by("number"))
    titles = dict(titles_of(rows[0].roll)) if rows else {}
    drawn_by = {one.vote_id: one for one in CallBack.objects.filter(vote__in=rows).order_by("id")}
    states = _states_of(drawn.pk for drawn in drawn_by.values())
    found = []
    for vote in rows:
        drawn = drawn_by.get(vote.pk)
        calls = _calls(drawn, states.get(drawn.pk, {})) if drawn else None
        verdict = (
            verdict_on(calls, detection_of(vote.roll), reading_of(vote.roll)) if drawn and calls else None
        )
        assembly = getattr(vote.roll, "assembly", None)
        published = assembly is not None and assembly.published_at is not None
        roots = assembly.roots if assembly is not None and published else {}
        again = drawn is not None and roots.get(str(vote.number), drawn.root) != drawn.root
        found.append(
            CallBackRow(
                vote.pk, vote.number, titles[vote.number], published, vote.on_paper, drawn.pk if drawn else None,
                calls, verdict, again, "desk" in channels,
            )
        )  # fmt: skip
    return found


def call_back(call_back_id: int, *, actor: Actor) -> CallBackPage | None:
    """Return a call-back the actor may see."""
    rows = CallBack.objects.filter(record.seen_by(actor), pk=call_back_id)
    found = rows.select_related("vote__roll").first()
    if found is None:
        return None
    calls, vote = calls_of(found), found.vote
    return CallBackPage(
        found.pk, vote.pk, vote.roll_id, dict(titles_of(vote.roll))[vote.number], found.seed, found.root,
        found.checkpoint_day, found.drawn_at, found.widened_at is not None, calls,
        verdict_on(calls, detection_of(vote.roll), reading_of(vote.roll)), chance_of(calls),
        "desk" in trust_of(vote.roll).call_back.channels,
    )  # fmt: skip


def called_rows(
    call_back_id: int, *, actor: Actor, now: datetime, after: int = 0, limit: int = 50
) -> list[CalledRow]:
    """Return the drawn ballots of a call-back the actor may see, in the order of the draw, those after a place."""
    rows = CalledBallot.objects.filter(
        record.seen_by(actor), call_back_id=call_back_id, drawn=True, place__gt=after
    )
    fields = (
        "id",
        "ballot__roll_unit__code",
        "ballot__roll_unit__unit_id",
        "code",
        "state",
        "ballot__sheet_id",
        "ballot__roll_unit__stream",
    )
    lines = list(rows.order_by("place").values_list(*fields)[:limit])
    tries: dict[int, list[tuple[datetime, str]]] = {}
    for called, at, answer in (
        CallTry.objects.filter(called_id__in=[line[0] for line in lines]).order_by("id")
        .values_list("called_id", "called_at", "answer")
    ):  # fmt: skip
        tries.setdefault(called, []).append((at, answer))
    owners = people.owners_of([line[2] for line in lines], actor=actor, now=now, on=shanghai_day(now))
    roll = Roll.objects.filter(votes__call_backs=call_back_id).first()
    hands = _hands(roll, [line[6] for line in lines]) if roll is not None and lines else []
    return [
        CalledRow(
            number, unit, code, state, tuple(tries.get(number, ())), tuple(owners.get(unit_id, ())),
            own=actor.person_id in _hands_on(sheet, hands),
        )
        for number, unit, unit_id, code, state, sheet, _stream in lines
    ]  # fmt: skip


def paper_codes(call_back_id: int, *, actor: Actor) -> list[str]:
    """Return the public codes of all ballots of a call-back, sorted: what the draw drew from."""
    rows = CalledBallot.objects.filter(record.seen_by(actor), call_back_id=call_back_id)
    return sorted(rows.values_list("code", flat=True))


def calls_of(found: CallBack) -> Calls:
    """Return how a call-back stands."""
    return _calls(found, _states_of([found.pk]).get(found.pk, {}))


def _states_of(call_backs: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return how many drawn ballots stand how, by call-back; one statement."""
    rows = CalledBallot.objects.filter(call_back_id__in=list(call_backs), drawn=True)
    found: dict[int, dict[str, int]] = {}
    counted = rows.values_list("call_back_id", "state").annotate(number=Count("id")).order_by("call_back_id")
    for number, state, count in counted:
        found.setdefault(number, {})[state] = count
    return found


def _calls(found: CallBack, counts: dict[str, int]) -> Calls:
    said = (counts.get(state, 0) for state in ("confirmed", "denied", "unconfirmed"))
    return Calls(found.paper, found.forged, sum(counts.values()), *said)


def detection_of(roll: Roll) -> Fraction:
    """Return the chance with which a call-back is to find a forgery that changed the result."""
    return trust_of(roll).call_back.detection.value


def tries_of(called_id: int) -> Iterable[tuple[datetime, str]]:
    """Return moment and answer of the calls for a ballot, in order."""
    return CallTry.objects.filter(called_id=called_id).order_by("id").values_list("called_at", "answer")


def brought_in_by(ballot: Ballot, roll: Roll) -> frozenset[int]:
    """Return the persons who brought a ballot in: who entered it, and who worked on the batch it came with."""
    return _hands_on(ballot.sheet_id, _hands(roll, [ballot.roll_unit.stream]))


def _hands(roll: Roll, units: Iterable[str]) -> list[tuple[int, int, frozenset[int]]]:
    """Return who brought in which sheets of a roll, from one to another; of `units`, by stream, also one by one."""
    found = []
    for _stream, event in record.events_of(streams=list(units), kind="voting.sheet_cast"):
        if event.actor["person"] is not None:
            sheet = event.data["sheet"]
            found.append((sheet, sheet, frozenset({event.actor["person"]})))
    for _stream, event in record.events_of(streams=[roll.stream], kind="voting.sheets_entered"):
        worked = {one.actor["person"] for one in record.history(stream=event.data["source"])}
        persons = frozenset(one for one in worked | {event.actor["person"]} if one is not None)
        found.append((event.data["first"], event.data["last"], persons))
    return found


def _hands_on(sheet_id: int, hands: Iterable[tuple[int, int, frozenset[int]]]) -> frozenset[int]:
    return frozenset().union(*(persons for first, last, persons in hands if first <= sheet_id <= last))
