"""Whoever gets a clock hears of it, whatever happened to the case: random walks of the cases' own rules."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from hemei.coordination.cases.rules.decide import Decided, decide
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.state import CaseState
from hemei.coordination.cases.rules.words import ClockKind, TaskEnd
from hemei.coordination.cases.tests import test_walks as walks
from hemei.coordination.cases.tests.factories import STANDARDS_FOLDER
from hemei.faces.notices.rules.about import Subject, bodies_told
from hemei.faces.notices.rules.standards import NoticeRules
from hemei.faces.notices.rules.words import To
from hemei.kernel.standards.reader import NATIONAL, read_document, read_sources, shipped_documents

EXEMPT: dict[str, str] = {}
"""Events that start a clock for another body and are told nobody, each with its reason."""
MOVES = 1_000


def shipped_rules() -> NoticeRules:
    file = STANDARDS_FOLDER / "sources.toml"
    sources = read_sources(file.name, file.read_text(encoding="utf-8"))
    texts = [text for text in shipped_documents(STANDARDS_FOLDER, NATIONAL) if text.name == "notice-rules"]
    return read_document(texts[-1], NoticeRules, sources)


def _begun(before: CaseState | None, after: CaseState, own: int | None) -> set[int]:
    """Return the other bodies whose clock began, or that took one over; the reporter's is told him."""
    known = {(clock.key, clock.body) for clock in (before.clocks if before else ())}
    clocks = [clock for clock in after.clocks if clock.open and clock.kind is not ClockKind.ACCEPTANCE]
    return {clock.body for clock in clocks if (clock.key, clock.body) not in known} - {own}


def _recalled(before: CaseState | None, after: CaseState, own: int | None) -> set[int]:
    """Return the other bodies whose call was taken back."""
    open_before = {task.number for task in before.open_tasks} if before else set()
    return {
        task.body for task in after.tasks if task.number in open_before and task.ended is TaskEnd.RECALLED
    } - {own}


def _told(rules: NoticeRules, decided: Decided) -> set[int]:
    event = decided.event
    found = bodies_told(event.type, event.data, Subject("cases.case:1", "A1", home=decided.after.home))
    wanted = {To(word) for rule in rules.of(event.type) for word in rule.to}
    return {body for to, bodies in found.items() if to in wanted for body in bodies}


def test_whoever_gets_a_clock_or_loses_a_call_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rules, forgotten, seen = shipped_rules(), Counter[str](), Counter[str]()

    def watching(before: CaseState | None, act: Any, viewer: Viewer, *rest: Any) -> Decided:
        decided = decide(before, act, viewer, *rest)
        own = viewer.actor.body_id
        owed = _begun(before, decided.after, own) | _recalled(before, decided.after, own)
        seen[decided.event.type] += bool(owed)
        if owed - _told(rules, decided):
            forgotten[decided.event.type] += 1
        return decided

    monkeypatch.setattr(walks, "decide", watching)
    dice, moves = random.Random(2), 0  # noqa: S311 - walks, no secrets
    while moves < MOVES:
        moves += walks.walk(dice).total()
    assert set(forgotten) == set(EXEMPT)
    assert {"cases.case_fell", "cases.call_recalled", "cases.result_given", "cases.body_succeeded"} <= {
        *+seen
    }
