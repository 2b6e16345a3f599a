"""Readers of call-backs: how each stands, what was denied, and what anybody needs to draw again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Count, Q

from hemei.community.voting.models import (
    Ballot,
    CallBack,
    CalledBallot,
    CallTry,
    Letter,
    Roll,
    Sheet,
    Vote,
    VoterBinding,
)
from hemei.community.voting.queries.called_back import Pool, pool_drawn_from, pools_of
from hemei.community.voting.queries.hands import proxy_hands
from hemei.community.voting.queries.law import trust_of
from hemei.community.voting.queries.paper import reading_of, titles_of
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.calling import Calls, Verdict, chance_of, left_to_street, verdict_on
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class CallBackRow:
    """An item of a roll with its last call-back, if it was drawn; `again` says that it was counted anew since.

    `pool` are the ballots that are called back, and why.
    """

    vote_id: int
    number: int
    title: str
    published: bool
    pool: Pool
    id: int | None
    calls: Calls | None
    verdict: Verdict | None
    again: bool


@dataclass(frozen=True, slots=True)
class CallBackPage:
    """A call-back with everything to draw it again, and what follows from the answers so far.

    Of one from before the vote was `counted_anew` nobody is asked any more.
    """

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
    pool: Pool
    counted_anew: bool


def call_backs(roll_id: int, *, actor: Actor) -> list[CallBackRow]:
    """Return the items of a roll the actor may see, with how their call-backs stand."""
    roll = Roll.objects.filter(record.seen_by(actor), pk=roll_id).first()
    votes = Vote.objects.filter(record.seen_by(actor), roll_id=roll_id).select_related(
        "roll", "roll__assembly"
    )
    rows = list(votes.order_by("number"))
    if roll is None or not rows:
        return []
    titles, pools = dict(titles_of(roll)), pools_of([vote.pk for vote in rows], trust_of(roll).call_back)
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
                vote.pk, vote.number, titles[vote.number], published, pools[vote.pk], drawn.pk if drawn else None,
                calls, verdict, again,
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
    listed = CalledBallot.objects.filter(call_back=found).values("ballot_id")
    return CallBackPage(
        found.pk, vote.pk, vote.roll_id, dict(titles_of(vote.roll))[vote.number], found.seed, found.root,
        found.checkpoint_day, found.drawn_at, found.widened_at is not None, calls,
        verdict_on(calls, detection_of(vote.roll), reading_of(vote.roll)), chance_of(calls),
        pool_drawn_from(listed, trust_of(vote.roll).call_back), found.pk not in current_in(vote.roll),
    )  # fmt: skip


def paper_codes(call_back_id: int, *, actor: Actor) -> list[str]:
    """Return the public codes of all ballots a call-back drew from, sorted."""
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


def current_in(roll: Roll) -> list[int]:
    """Return the call-backs of a roll of whose votes nothing was counted anew since."""
    assembly = getattr(roll, "assembly", None)
    roots = assembly.roots if assembly is not None else {}
    rows = CallBack.objects.filter(vote__roll=roll).order_by("id").values_list("id", "root", "vote__number")
    return [number for number, root, item in rows if roots.get(str(item)) == root]


def by_same_right(sheet: Sheet, prefix: str = "") -> Q:
    """Return what finds the ballots that rest on the same right as a sheet, by whatever paper it was entered last."""
    return Q(**{f"{prefix}sheet__{field}": value for field, value in _same_right(sheet).items()})


def _same_right(sheet: Sheet) -> dict[str, object]:
    """Return what sheets have in common that rest on one right, by field.

    One holder has one proxy of a home, and who is bound for an owner in one capacity is bound once, however often a
    paper of it was entered: what the owner denies of the last, he denies of those before.
    """
    if (proxy := sheet.proxy) is not None:
        return {"proxy__holder": proxy.holder_id, "proxy__roll_unit": proxy.roll_unit_id}
    if (bound := sheet.binding) is not None:
        return {
            "binding__person": bound.person_id,
            "binding__unit": bound.unit_id,
            "binding__owner": bound.owner_id,
            "binding__capacity": bound.capacity,
        }
    return {"pk": sheet.pk}


def cast_for_others(persons: Collection[int], prefix: str = "") -> Q:
    """Return what finds the ballots that records of one human cast for others: by proxy, or bound in another's right.

    Whoever was bound under another record than the owner's, by a letter's code or by a clerk, is among them.
    """
    sheet = f"{prefix}sheet__"
    bound = Q(**{f"{sheet}binding__person__in": persons}) & ~Q(**{f"{sheet}binding__owner__in": persons})
    return Q(**{f"{sheet}proxy__holder__in": persons}) | bound


def denied_among(ballots: Iterable[Ballot]) -> tuple[dict[int, int], dict[int, int]]:
    """Return which ballots of a unit their voters denied, and of which the owner denied another's right: to whom."""
    rows = {one.pk: one for one in ballots}
    said = CallTry.objects.filter(answer="denied", called__ballot__in=rows)
    units = {one.roll_unit_id for one in rows.values()}
    right = CallTry.objects.filter(answer="not_given", called__ballot__roll_unit__in=units)
    sheet = "called__ballot__sheet"
    refused = {
        right_of(one.called.ballot.sheet): one.caller
        for one in right.select_related(f"{sheet}__proxy", f"{sheet}__binding")
    }
    without = {
        number: refused[key] for number, one in rows.items() if (key := right_of(one.sheet)) in refused
    }
    return dict(said.values_list("called__ballot_id", "caller")), without


def right_of(sheet: Sheet) -> tuple[object, ...]:
    """Return by which right a sheet was cast: the same of all sheets that `by_same_right` finds."""
    return tuple(_same_right(sheet).items())


def _right(sheet: Sheet) -> tuple[str, int]:
    if sheet.proxy_id is not None:
        return "proxy", sheet.proxy_id
    return ("binding", sheet.binding_id) if sheet.binding_id is not None else ("sheet", sheet.pk)


def voter_of(sheet: Sheet) -> int | None:
    """Return the person of record who voted: of what was signed or seen the owner is kept, not who signed for him."""
    if sheet.proxy is not None:
        return sheet.proxy.holder_id
    return sheet.binding.person_id if sheet.binding is not None else None


def brought_in_by(ballot: Ballot, roll: Roll) -> frozenset[int]:
    """Return who asks nobody about a ballot, as `hands_on` does; the caller has opened the city."""
    return hands_on(ballot.sheet, hands_of(roll, [ballot.sheet]))


def staff_of(scope: str, on: date) -> frozenset[int]:
    """Return who of the residents' committee of a place calls voters back."""
    body = people.community_body_for(scope, on)
    offices = people.appointments_on(on, body_id=body) if body is not None else []
    return frozenset(one.person_id for one in offices if one.role in roles_for(Act.CAST))


def serves(actor: Actor) -> bool:
    """Whether the actor calls voters back for the residents' committee; else he is of the street, which stands in."""
    return actor.role in roles_for(Act.CAST)


def waits_for_street(made: CallBack, on: date) -> bool:
    """Whether a drawn ballot waits about which nobody of the residents' committee may ask; the city is open."""
    rows = CalledBallot.objects.filter(call_back=made, drawn=True, state="waiting")
    listed = rows.select_related("ballot__sheet__proxy", "ballot__sheet__binding")
    sheets = [one.ballot.sheet for one in listed]
    staff, hands = staff_of(made.scope, on), hands_of(made.vote.roll, sheets)
    return any(left_to_street(hands_on(sheet, hands), staff) for sheet in sheets)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who brought in which sheets, from one to another, and who entered, confirmed or knew the code of which right.

    `humans` has every record of each human among them, as `people.humans_of` does.
    """

    sheets: tuple[tuple[int, int, frozenset[int]], ...]
    rights: dict[tuple[str, int], frozenset[int]]
    humans: dict[int, int]


def hands_of(roll: Roll, sheets: Iterable[Sheet]) -> Hands:
    """Return who brought in sheets of a roll: all that came in batches, of `sheets` also those that came one by one.

    The caller has opened the city: whoever brought them in may live anywhere in it, under several records.
    """
    listed = list(sheets)
    units, found = {one.stream for one in listed}, []
    for _stream, event in record.events_of(streams=sorted(units), kind="voting.sheet_cast"):
        if event.actor["person"] is not None:
            sheet = event.data["sheet"]
            found.append((sheet, sheet, frozenset({event.actor["person"]})))
    for _stream, event in record.events_of(streams=[roll.stream], kind="voting.sheets_entered"):
        worked = {one.actor["person"] for one in record.history(stream=event.data["source"])}
        persons = frozenset(one for one in worked | {event.actor["person"]} if one is not None)
        found.append((event.data["first"], event.data["last"], persons))
    found.extend((sheet, sheet, persons) for sheet, persons in proxy_hands(listed).items())
    rights: dict[tuple[str, int], frozenset[int]] = {}
    bindings = {one.binding.stream for one in listed if one.binding is not None}
    for streams, kind, word in (
        (units, "voting.proxy_given", "proxy"), (bindings, "voting.voter_bound", "binding")
    ):  # fmt: skip
        for _stream, event in record.events_of(streams=sorted(streams), kind=kind) if streams else ():
            entered = (event.actor["person"], event.data.get("entered_by"))
            rights[word, event.data[word]] = frozenset(one for one in entered if one is not None)
    for binding, takers in took_codes(one.binding for one in listed if one.binding is not None).items():
        rights["binding", binding] = rights.get(("binding", binding), frozenset()) | takers
    known = [persons for *_, persons in found] + [*rights.values(), *map(_there_at, listed)]
    return Hands(tuple(found), rights, people.humans_of(frozenset().union(*known)))


def took_codes(bindings: Iterable[VoterBinding]) -> dict[int, set[int]]:
    """Return, by binding, who took the letters to print them by whose codes some voters were bound."""
    lettered = [one for one in bindings if one.kind == "letter"]
    used = Letter.objects.filter(roll_unit__unit__in={one.unit_id for one in lettered}, used_at__isnull=False)
    runs = sorted(set(used.values_list("stream", flat=True))) if lettered else []
    if not runs:
        return {}
    taken = record.events_of(streams=runs, kind="voting.letters_taken")
    return {
        event.data["binding"]: {
            one.actor["person"] for run, one in taken if run == stream and one.actor["person"] is not None
        }
        for stream, event in record.events_of(streams=runs, kind="voting.letter_used")
    }


def hands_on(sheet: Sheet, hands: Hands) -> frozenset[int]:
    """Return whose hands a sheet, and what it rests on, came through, and who cast it: every record of each human.

    Who entered it or worked on its batch, both who were at the door, who entered what it rests on, and who voted; of a
    paper that a proxy came with also who entered, confirmed or refused that, or said who signed.
    """
    brought = [persons for first, last, persons in hands.sheets if first <= sheet.pk <= last]
    persons = _there_at(sheet).union(*brought, hands.rights.get(_right(sheet), frozenset()))
    lowest = {hands.humans[one] for one in persons}
    return frozenset(one for one, human in hands.humans.items() if human in lowest)


def _there_at(sheet: Sheet) -> frozenset[int]:
    """Return who came to the door for a sheet, and who cast it."""
    voter = voter_of(sheet)
    return frozenset(sheet.visitors) | (frozenset() if voter is None else {voter})
