"""A call-back is owed, on clocks; what it comes to marks the result, and where it is late the street hears."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from hemei.community.voting.models import Assembly, Ballot, CallBack, CalledBallot, Outcome, Roll, Vote
from hemei.community.voting.queries.called_back import pools_of
from hemei.community.voting.queries.calling import by_same_right, calls_of, detection_of, waits_for_street
from hemei.community.voting.queries.law import paper_by, procedure_by, trust_of
from hemei.community.voting.queries.paper import reading_of
from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.rules.calling import DOUBTED, ENDED, LATE, verdict_on
from hemei.community.voting.rules.own_rules import own_of
from hemei.community.voting.rules.standards import PaperBallots
from hemei.community.voting.services import clocks
from hemei.community.voting.services.assemblies import tell_of
from hemei.community.voting.services.overseeing import URGE, hand_on, late_here, stop
from hemei.community.voting.services.telling import procedure_of
from hemei.ground.clocks import queries as clock_queries
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day

DRAW, CALLS, DENIED = "draw:", "calls:", "denied:"
STAND = "stand:"
"""Of calls that nobody of the residents' committee may make: the street stands in."""
OVERSEEN = tuple(clocks.KIND.format(key=key[:-1]) for key in (DRAW, CALLS, DENIED))
"""The kinds of clocks of which the street hears when they are late."""


def owe_draw(actor: Actor, now: datetime, found: Assembly) -> None:
    """Begin the clock of the draw where ballots count that are called back; earlier draws of them are over.

    What was denied in one of them is owed all the same until it is struck: a count anew on another ground says nothing
    of it. The residents' committee draws and calls, whoever called the meeting: it keeps the paper.
    """
    for one in _drawn(found):
        if _stale(found, one):
            for key in _clocks(found, CALLS, one):
                stop(actor, now, found, key, cancelled=True)
            _owe_strikes(actor, now, found, one)
            _say(found, one.vote.number, "", now)
    after_denied(actor, now, found)
    rules, running = _rules(found, now), [key for key in _running(found) if key.startswith(DRAW)]
    if rules.drawing is not None and not running and undrawn(found):
        number = 1 + sum(row.key.startswith(DRAW) for row in clock_queries.deadlines_of(stream=found.stream))
        clocks.begin(actor, now, found, rules.drawing, f"{DRAW}{number}", body=_keeper(found, now))


def undrawn(found: Assembly) -> list[int]:
    """Return the items of a published meeting, by number, of which ballots are called back and none was drawn.

    Of an item whose result was annulled none is.
    """
    if found.roll is None:
        return []
    standing = Vote.objects.filter(roll=found.roll).exclude(pk__in=_annulled(found))
    numbers = dict(standing.values_list("pk", "number"))
    pools = pools_of(numbers, trust_of(found.roll).call_back)
    asked = {numbers[vote] for vote, pool in pools.items() if pool}
    return sorted(asked - {one.vote.number for one in _drawn(found) if not _stale(found, one)})


def after_draw(actor: Actor, now: datetime, found: Assembly, made: CallBack) -> None:
    """Begin the clock of the calls; that of the draw stops with the last item."""
    clocks.begin(actor, now, found, _rules(found, now).calling, f"{CALLS}{made.pk}", body=_keeper(found, now))
    _leave_to_street(actor, now, found, made)
    if not undrawn(found):
        for key in [key for key in _running(found) if key.startswith(DRAW)]:
            stop(actor, now, found, key)


def after_widening(actor: Actor, now: datetime, made: CallBack) -> None:
    """Leave to the street what it is to ask about, once all are called."""
    _leave_to_street(actor, now, _held(made), made)


def after_call(actor: Actor, now: datetime, made: CallBack) -> None:
    """Say what a call-back came to, once nobody is to be called: of a result it does not support, for all to read.

    It annuls nothing. Objections run anew where it does not; the ballots that were denied are to be struck, on a clock,
    whatever it came to: what its voter denies is not to count; at once where the vote was counted anew since. What was
    denied elsewhere may let it go on: then the calls are owed anew.
    """
    rules, found = reading_of(made.vote.roll), _held(made)
    verdict = verdict_on(calls_of(made), detection_of(made.vote.roll), rules)
    published, stale = found.state == State.PUBLISHED, _stale(found, made)
    if published and (stale or verdict in ENDED):
        _owe_strikes(actor, now, found, made)
    if verdict not in ENDED:
        if made.verdict:
            _call_on(actor, now, found, made)
        _leave_to_street(actor, now, found, made)
        return
    if verdict == made.verdict:
        return
    made.verdict = verdict
    made.save(update_fields=["verdict"])
    for key in _clocks(found, CALLS, made):
        stop(actor, now, found, key)
    if not published or stale:
        return
    number, doubted = made.vote.number, verdict in DOUBTED
    _say(found, number, verdict if doubted else "", now)
    data: dict[str, Any] = {"call_back": made.pk, "vote": made.vote_id, "number": number, "verdict": verdict}
    if doubted:
        data["objections_until"] = _object_anew(now, found).isoformat()
    tell_of(actor, now, found, "voting.call_back_ended", data, (rules.doubted.warrant.reference,))


def _call_on(actor: Actor, now: datetime, found: Assembly, made: CallBack) -> None:
    """Take back what a call-back came to, and owe its calls anew where the count of it still stands."""
    made.verdict = ""
    made.save(update_fields=["verdict"])
    if found.state == State.PUBLISHED and not _stale(found, made):
        period = _rules(found, now).calling
        clocks.begin(actor, now, found, period, _next(found, CALLS, made), body=_keeper(found, now))


def _leave_to_street(actor: Actor, now: datetime, found: Assembly, made: CallBack) -> None:
    """Begin the street's clock of calls that it alone may make; stop it once none of them is left.

    More may come to be left to it after one ended, once all are called: then the next begins, with its number.
    """
    today, keys = shanghai_day(now), _clocks(found, CALLS, made)
    with people_services.opened(actor, places.city().path):
        waits = bool(keys) and waits_for_street(made, today)
    rows = clock_queries.deadlines_of(stream=found.stream)
    for key in keys:
        known = [row for row in rows if row.key.startswith(STAND) and row.key.endswith(f":{key}")]
        running = [row.key for row in known if row.state == "running"]
        if not waits:
            for one in running:
                clocks.settle(actor, now, found.stream, one)
        elif not running and (street := people.street_body_for(found.scope, today)) is not None:
            rules = _rules(found, now)
            period = rules.street_calls or rules.calling
            word = f"{STAND}{len(known) + 1}:" if known else STAND  # `stop` finds it by how it ends
            data = hand_on(actor, now, found, key, word, period=period, body=street)
            data |= {"call_back": made.pk, "number": made.vote.number}
            tell_of(actor, now, found, "voting.call_back_left", data, (period.warrant.reference,))


def after_denied(actor: Actor, now: datetime, found: Assembly) -> None:
    """Stop the clock of denied ballots once each of them is struck."""
    for one in _drawn(found):
        if not _denied(one):
            for key in _clocks(found, DENIED, one):
                stop(actor, now, found, key)


def end_calling(actor: Actor, now: datetime, found: Assembly) -> None:
    """Stop what is owed of call-backs of results that were annulled, all or one alone: nothing of them stands."""
    annulled = _annulled(found)
    for one in (made for made in _drawn(found) if made.vote_id in annulled):
        for key in (*_clocks(found, CALLS, one), *_clocks(found, DENIED, one)):
            stop(actor, now, found, key, cancelled=True)
    for key in _running(found) if not undrawn(found) else ():
        if key.startswith(DRAW):
            stop(actor, now, found, key, cancelled=True)


def tell_late(actor: Actor, now: datetime, found: Assembly) -> int:
    """Mark what was not called back in time, and let the street see to it; returns how many clocks are new to it."""
    late = late_here(found, now, OVERSEEN, URGE)
    for key in late:
        numbers = _numbers(found, key)
        for number in numbers:
            _say(found, number, LATE, now)
        street, rules = people.street_body_for(found.scope, shanghai_day(now)), _rules(found, now)
        told = hand_on(actor, now, found, key, URGE, period=rules.overseeing, body=street)
        reference = rules.overseeing.warrant.reference
        tell_of(actor, now, found, "voting.call_back_overdue", {**told, "numbers": numbers}, (reference,))
    for made in _drawn(found) if late else ():  # who works there may have changed since
        _leave_to_street(actor, now, found, made)
    return len(late)


def _numbers(found: Assembly, key: str) -> list[int]:
    """Return the items whose results nobody has called back in time; of denied ballots the result says so already."""
    kind, _, number = key.partition(":")
    if kind == DRAW[:-1]:
        return undrawn(found)
    if kind == CALLS[:-1]:
        return [one.vote.number for one in _drawn(found) if str(one.pk) == number.partition(":")[0]]
    return []


def _owe_strikes(actor: Actor, now: datetime, found: Assembly, made: CallBack) -> None:
    """Begin the clock of striking what was denied; another one where more is denied after the first ended."""
    if _denied(made) and not _clocks(found, DENIED, made):
        period = procedure_of(shanghai_day(now)).upheld
        clocks.begin(actor, now, found, period, _next(found, DENIED, made), body=_keeper(found, now))


def _held(made: CallBack) -> Assembly:
    return Assembly.objects.select_for_update(of=("self",)).get(roll=made.vote.roll_id)


def _clocks(found: Assembly, word: str, made: CallBack) -> list[str]:
    """Return the clocks of this kind that run of a call-back."""
    return [key for key in _running(found) if key.split(":")[:2] == [word[:-1], str(made.pk)]]


def _next(found: Assembly, word: str, made: CallBack) -> str:
    """Return the key of a call-back's next clock of this kind: the first bears no number of its own."""
    key = f"{word}{made.pk}"
    rows = clock_queries.deadlines_of(stream=found.stream)
    turns = sum(row.key == key or row.key.startswith(f"{key}:") for row in rows)
    return f"{key}:{turns + 1}" if turns else key


def _object_anew(now: datetime, found: Assembly) -> datetime:
    """Let objections to a result run anew from the day it is known not to be supported; return until when."""
    period = procedure_by(own_of(found.own), shanghai_day(now)).objection
    until = clock_queries.working_time(now=now).due(now, period.limit).at
    found.objections_until = max(found.objections_until or until, until)
    found.save(update_fields=["objections_until"])
    Roll.objects.filter(assembly=found).update(released_at=None)
    return found.objections_until


def _denied(made: CallBack) -> bool:
    """Whether a ballot that its voter denied is still to be struck, or one that rests on a right its owner denied.

    None is whose result was annulled: it is counted no more.
    """
    if Outcome.objects.filter(vote=made.vote_id, annulled_on__isnull=False).exists():
        return False
    said = CalledBallot.objects.filter(call_back=made, state="denied").select_related("ballot__sheet")
    denied, refused = Q(pk__in=said.values("ballot")), said.filter(tries__answer="not_given").distinct()
    rests = (by_same_right(one.ballot.sheet) for one in refused)
    rows = Ballot.objects.filter(reduce(or_, rests, denied), vote=made.vote_id)
    return rows.filter(valid=True, strike=None).exists()


def _say(found: Assembly, number: int, why: str, now: datetime) -> None:
    """Mark the result of an item, or take the mark away."""
    known = found.doubts.get(str(number), {}).get("why", "")
    if known == why:
        return
    doubts = {key: one for key, one in found.doubts.items() if key != str(number)}
    if why:
        doubts[str(number)] = {"on": shanghai_day(now).isoformat(), "why": why}
    found.doubts = doubts
    found.save(update_fields=["doubts"])


def _drawn(found: Assembly) -> list[CallBack]:
    rows = CallBack.objects.filter(vote__roll=found.roll_id).select_related("vote")
    return list(rows.order_by("id"))


def _stale(found: Assembly, made: CallBack) -> bool:
    """Whether the vote was counted anew since a call-back was drawn from it, or its result was annulled."""
    return bool(found.roots.get(str(made.vote.number)) != made.root) or made.vote_id in _annulled(found)


def _annulled(found: Assembly) -> set[int]:
    """Return the votes whose results were annulled; they are not counted anew."""
    rows = Outcome.objects.filter(assembly=found, annulled_on__isnull=False)
    return set(rows.values_list("vote_id", flat=True))


def _running(found: Assembly) -> list[str]:
    return [row.key for row in clock_queries.deadlines_of(stream=found.stream) if row.state == "running"]


def _keeper(found: Assembly, now: datetime) -> int | None:
    return people.community_body_for(found.scope, shanghai_day(now))


def _rules(found: Assembly, now: datetime) -> PaperBallots:
    return paper_by(own_of(found.own), shanghai_day(now))
