"""What the rules of deliberation answer to the facts of an example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hemei.community.deliberation.rules import concluding, small, topics, works
from hemei.community.deliberation.rules.standards import SmallMatters
from hemei.community.deliberation.rules.words import ConclusionKind, OwnersSide, Side, TopicState
from hemei.kernel.decision import Reference
from tests.asked import Answer, Asked


def three_in_one(asked: Asked) -> Answer:
    """Answer by the fact that tells the questions apart."""
    for fact, answer in _ASKED.items():
        if fact in asked.facts:
            return answer(asked)
    return {"listed": _yes(bool(topics.may_refuse(asked.example.item, asked.content).remedy))}


def _chair(asked: Asked) -> Answer:
    return {"allowed": _yes(concluding.may_chair(Side(str(asked.facts["chair"])), asked.content).allowed)}


def _present(asked: Asked) -> Answer:
    present = [Side(code) for code in str(asked.facts["present"]).split()]
    missing = " ".join(concluding.missing_sides(present, asked.content))
    return {"may_conclude": _yes(concluding.may_conclude(present, asked.content).allowed), "missing": missing}


def _seat(asked: Asked) -> Answer:
    there_is = [side for side in OwnersSide if asked.facts.get(side.value) == "yes"]
    return {"sits": concluding.owners_seat(there_is, asked.content).value}


def _kind(asked: Asked) -> Answer:
    code = str(asked.facts["matter"])
    reference = Reference("owner-matters", asked.example.on, code, "", "law")
    matter = concluding.Matter(code, code, "", reference) if code else None
    kind = ConclusionKind(str(asked.facts["kind"]))
    found = concluding.may_be(kind, matter, asked.content)
    taken = asked.facts.get("taken", "adopted")
    signed = asked.facts.get("signed", "yes") == "yes"
    ripe = concluding.is_ripe(kind, adopted=taken == "adopted", rejected=taken == "rejected", signed=signed)
    return {"allowed": _yes(found.allowed and ripe.allowed)}


def _text(asked: Asked) -> Answer:
    return {"hinted": topics.hinted_matter(str(asked.facts["text"]), asked.content)}


def _start(asked: Asked) -> Answer:
    return {"due": asked.due(getattr(asked.content, asked.example.item).limit)}


def _until(asked: Asked) -> Answer:
    task = concluding.Task("修路灯", 1, date.fromisoformat(str(asked.facts["until"])))
    found = concluding.may_set(task, owners=[1], today=asked.example.on, rules=asked.content)
    return {"allowed": _yes(found.allowed)}


def _score(asked: Asked) -> Answer:
    rating, on = asked.content.rating, asked.example.on
    day = on + timedelta(days=int(asked.facts["day"]))
    found = small.may_rate(
        state=TopicState.DONE, done_on=on, today=day, days=rating.days, lives_there=True, rated=False
    )
    satisfied = small.is_satisfied(int(asked.facts["score"]), rating)
    return {"allowed": _yes(found.allowed), "satisfied": _yes(satisfied)}


def _works(asked: Asked) -> Answer:
    record = works.Record(**{name: int(value) for name, value in asked.facts.items()})
    return {"works": works.verdict_of(record, asked.content.works).value}


_ASKED: dict[str, Callable[[Asked], Answer]] = {
    "chair": _chair,
    "present": _present,
    "committee": _seat,
    "kind": _kind,
    "text": _text,
    "start": _start,
    "until": _until,
    "score": _score,
    "meetings": _works,
}


def small_matters(asked: Asked) -> Answer:
    rules: SmallMatters = asked.content
    facts, on = asked.facts, asked.example.on
    if asked.example.item == "photos":
        found = small.has_photos(int(facts["photos"]), needed=rules.photos.before)
        return {"allowed": _yes(found.allowed)}
    if asked.example.item == "upkeep":
        progress = small.Progress(planned=True, built=True, managed=int(facts["duties"]) > 0)
        long_ago = on - timedelta(days=rules.rating.days + 1)
        found = small.may_share(progress, done_on=long_ago, today=on, rules=rules)
        return {"allowed": _yes(found.allowed)}
    if "rated" in facts:
        progress = small.Progress(planned=True, built=True, managed=True)
        today = on + timedelta(days=int(facts["day"]))
        found = small.may_share(progress, done_on=on, today=today, rules=rules)
        shown = int(facts["rated"]) >= rules.rating.least
        return {"may_share": _yes(found.allowed), "rate_shown": _yes(shown)}
    said = {name: value == "yes" for name, value in facts.items()}
    return {"step": small.step_of(small.Progress(**said)).value}


def _yes(holds: bool) -> str:  # noqa: FBT001 - an answer, not a switch
    return "yes" if holds else "no"
