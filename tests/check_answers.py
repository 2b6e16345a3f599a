"""What `case-checks` and `kind-suggestions` answer to their examples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from hemei.coordination.cases.rules.alike import is_repeat, likely, said
from hemei.coordination.cases.rules.capture import Capture
from hemei.coordination.cases.rules.looks import Look, Pictured, looks
from hemei.coordination.cases.rules.standards import CaseChecks, KindSuggestions
from hemei.ground.records import queries as records
from hemei.kernel.clock import utc_now
from tests.asked import Answer, Asked


@dataclass(frozen=True)
class Before:
    """An earlier text of the same place and kind, or, without a kind, one of a neighbouring estate."""

    its: int
    has: frozenset[str]
    kind: str
    here: bool
    spot: str = ""
    spot_has: frozenset[str] = frozenset()


def case_checks(asked: Asked) -> Answer:
    content: CaseChecks = asked.content
    facts, item = asked.facts, asked.example.item
    if "start" in facts:
        return {"due": asked.due(getattr(content, item).limit)}
    if item == "revisit":
        outcome = str(facts.get("outcome", ""))
        drawn = "yes" if content.revisit.draws(outcome, asked=facts.get("asked", "yes") == "yes") else "no"
        return {"drawn": drawn if outcome else content.revisit.size_of(int(facts["closed"]))}
    if item == "pattern":
        day = date(2026, 11, 25)
        tied = is_repeat(day - timedelta(days=int(facts["days_between"])), day, content.pattern)
        return {"tied": "yes" if tied else "no"}
    if item == "duplicate":
        kind, usual = str(facts.get("kind", "")), records.pairs_of(str(facts.get("usual", "")))
        mine = said(records.pairs_of(str(facts["said"])), content.duplicate, {kind: usual} if kind else {})
        before = records.pairs_of(str(facts["before"]))
        found = likely(mine, [Before(len(before), before & mine.asked, kind, bool(kind))], content.duplicate)
        return {"shown": "yes" if found else "no"}
    photo = Pictured(Capture(), facts.get("metres"), facts.get("differs"))  # type: ignore[arg-type]
    found = looks(photo, since=utc_now(), checks=content)
    if item == "photo_distance":
        return {"far": "yes" if Look.FAR in found else "no"}
    return {"same": "yes" if Look.REUSED in found else "no"}


def kind_suggestions(asked: Asked) -> Answer:
    content: KindSuggestions = asked.content
    facts = {name: int(value) for name, value in asked.facts.items()}
    told: dict[str, tuple[str, Callable[[], bool]]] = {
        "gram": ("kept", lambda: content.gram.keeps(facts["cases"], facts["places"])),
        "kind": ("enough", lambda: not content.kind.are_few(facts["cases"])),
        "held": ("used", lambda: content.held.may_use(**facts)),
        "learning": ("due", lambda: content.learning.due(facts["new"], other_list=False)),
        "shown": ("shown", lambda: content.shown.shows(facts["percent"] / 100)),
    }
    name, answer = told[asked.example.item]
    return {name: "yes" if answer() else "no"}
