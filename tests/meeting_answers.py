"""What the rules of meetings answer to the facts of an example."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from hemei.community.meetings.rules.calling import Invited, earliest_on, may_demand, needs_of
from hemei.community.meetings.rules.grouping import Opinions, grouped
from hemei.community.meetings.rules.holding import Present, decided, may_come, quorum
from hemei.community.meetings.rules.refusing import Noted
from hemei.community.meetings.rules.standards import Kind, MeetingKinds, MeetingOpinions
from hemei.community.meetings.rules.stating import may_state
from hemei.community.meetings.rules.words import Choice, Opinion, State, side_code
from hemei.kernel.workdays import SHANGHAI, Limit
from tests.asked import Answer, Asked


def meeting_kinds(asked: Asked) -> Answer:
    content: MeetingKinds = asked.content
    kind = content.of(asked.example.item)
    assert kind is not None
    return _OF[str(asked.facts["ask"])](asked, kind)


def _yes(allowed: bool) -> Answer:  # noqa: FBT001 - an answer
    return {"allowed": "yes" if allowed else "no"}


def _sides(asked: Asked, kind: Kind) -> list[Present]:
    """Read `members 4/7; owners 1`: how many are there, of how many where that counts."""
    found = []
    for line in str(asked.facts["sides"]).split("; "):
        name, numbers = line.split(" ")
        here, _, size = numbers.partition("/")
        invited = Invited(side_code(name), int(size) if size else None)
        needs = needs_of(kind, invited)
        found.append(Present(invited.code, int(here), needs.present, needs.agree, invited.size))
    return found


def _decide(asked: Asked, kind: Kind) -> Answer:
    sides = _sides(asked, kind)
    said = [Choice.FOR] * int(asked.facts["for"]) + [Choice.AGAINST] * int(asked.facts["against"])
    if kind.decides == "members":
        return {"outcome": decided(kind, sides, {"members": said})[0].value}
    voices = {side.code: [choice] for side, choice in zip(sides, said, strict=True)}
    return {"outcome": decided(kind, sides, voices)[0].value}


def _due(asked: Asked, limit: Limit | None) -> Answer:
    assert limit is not None
    return {
        "due": asked.working.due(_morning(asked.example.on), limit).at.astimezone(SHANGHAI).date().isoformat()
    }


def _followed(asked: Asked, limit: Limit | None) -> Answer:
    """Read what a side noted on the morning of the day `said`, whether that is `answered`, and `by` which morning."""
    assert limit is not None
    facts, noted_at = asked.facts, _morning(asked.example.on)
    said = [_morning(date.fromisoformat(str(facts["said"])))] if facts["answered"] == "no" else []
    noted = Noted(noted_at, asked.working.due(noted_at, limit).at, tuple(said))
    return _yes(not noted.waits(_morning(date.fromisoformat(str(facts["by"])))))


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)


_OF = {
    "earliest": lambda asked, kind: {"earliest": earliest_on(asked.example.on, kind).isoformat()},
    "demand": lambda asked, kind: _yes(
        may_demand(kind, asking=int(asked.facts["asking"]), of=int(asked.facts["of"])).allowed
    ),
    "quorum": lambda asked, kind: _yes(quorum(kind, _sides(asked, kind)).allowed),
    "proxy": lambda _asked, kind: _yes(may_come(kind, State.NOTICED, proxy=True).allowed),
    "chair": lambda asked, kind: _yes(asked.facts["side"] in kind.chairs),
    "call": lambda asked, kind: _due(asked, kind.call_within),
    "refused": lambda asked, kind: _due(asked, kind.refusal_holds),
    "followed": lambda asked, kind: _followed(asked, kind.refusal_holds),
    "posting": lambda asked, kind: _due(asked, kind.posting),
    "decide": _decide,
}


def meeting_opinions(asked: Asked) -> Answer:
    rules: MeetingOpinions = asked.content
    item, facts = asked.example.item, asked.facts
    if item == "answers":
        return {"due": asked.due(rules.answers.limit)}
    if item == "statements":
        decision = may_state("观" * int(facts["length"]), own=int(facts["own"]), rules=rules)
        return _yes(decision.allowed)
    found = grouped([*_side(facts, "left", agree=True), *_side(facts, "right", agree=False)], rules)
    if item == "groups":
        return {"groups": len(found.groups)}
    return {"common": "yes" if 9 in found.common else "no"}


def _side(facts: Mapping[str, str | int], name: str, *, agree: bool) -> list[Opinions]:
    """Return people who agree, or disagree, with statements 1 to 4; so many of them agree with statement 9."""
    said = Opinion.AGREE if agree else Opinion.DISAGREE
    ninth = int(facts.get(f"{name}_agree", 0))
    return [
        {**dict.fromkeys(range(1, 5), said), 9: Opinion.AGREE if number < ninth else Opinion.DISAGREE}
        for number in range(int(facts[name]))
    ]
