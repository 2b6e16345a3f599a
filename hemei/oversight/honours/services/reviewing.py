"""Visits and reviews: a group sits over many nominations at once, each judged for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.honours.facts import exemplar_rules
from hemei.oversight.honours.models import Nomination, Review
from hemei.oversight.honours.queries.evidence import evidence_of
from hemei.oversight.honours.rules.acts import Act
from hemei.oversight.honours.rules.deciding import Look, may_look, may_review, passes
from hemei.oversight.honours.rules.standards import ExemplarRules
from hemei.oversight.honours.rules.words import Stage, State
from hemei.oversight.honours.services.shared import locked, sealed, tell, tell_all


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a nomination fared in a review: how many agreed, and what was found."""

    nomination: int
    agree: int
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A review: its day, who sat, and the verdict on each nomination."""

    held_on: date
    members: Sequence[str]
    verdicts: Sequence[Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit on site: its day, who came, whether all was in order, and what was found."""

    held_on: date
    members: Sequence[str]
    in_order: bool
    found: str


def hold_review(*, actor: Actor, now: datetime, session: Session) -> dict[int, bool]:
    """Enter what a group found; return for each nomination whether it passed. Raises Refused, and then nothing is."""
    today = shanghai_day(now)
    rules, verdicts = exemplar_rules(today), {one.nomination: one for one in session.verdicts}
    members = _members(session.members, rules)
    with transaction.atomic():
        rows = locked(actor, Act.REVIEW, list(verdicts))
        visits, known = _visits(rows), evidence_of(rows, rules, on=session.held_on)
        found: list[tuple[Nomination, dict[str, Any]]] = []
        for row in rows:
            one, kind = verdicts[row.pk], rules.of(row.kind)
            look = Look(session.held_on, len(members), one.agree, row.nominated_on, today)
            demand(
                may_review(State(row.state), kind, visited=visits.get(row.pk)),
                may_look(look, least=rules.group.least),
            )
            evidence = known.get(row.pk)
            passed = passes(look, evidence.share if evidence else None, kind, rules)
            row.state = (State.PASSED if passed else State.DECLINED).value
            row.ended_on = None if passed else session.held_on
            review = Review(
                stream=row.stream, scope=row.scope, nomination=row, stage=Stage.GROUP.value,
                held_on=session.held_on, members=members, present=look.present, agree=one.agree, passed=passed,
                evidence=evidence.as_payload() if evidence else {},
            )  # fmt: skip
            found.append((row, {"passed": passed, "agree": one.agree, **_keep(review, one.found)}))
        Nomination.objects.bulk_update(rows, ["state", "ended_on"])
        tell_all(actor, now, found, "honours.nomination_reviewed", rules.group.warrant.reference)
    return {row.pk: data["passed"] for row, data in found}


def record_visit(*, actor: Actor, now: datetime, nomination_id: int, visit: Visit) -> None:
    """Enter a visit on site; one that found something wrong may be followed by another."""
    today = shanghai_day(now)
    rules = exemplar_rules(today)
    members = _members(visit.members, rules)
    with transaction.atomic():
        (row,) = locked(actor, Act.REVIEW, [nomination_id])
        if row.state != State.NOMINATED:
            raise Refused.because(mark("不在待评审状态"), remedy=mark("请刷新页面"), code="state")
        agree = len(members) if visit.in_order else 0
        look = Look(visit.held_on, len(members), agree, row.nominated_on, today)
        demand(may_look(look, least=rules.visitors.least))
        review = Review(
            stream=row.stream, scope=row.scope, nomination=row, stage=Stage.VISIT.value, held_on=visit.held_on,
            members=members, present=len(members), agree=agree, passed=visit.in_order,
        )  # fmt: skip
        data = {"passed": visit.in_order, **_keep(review, visit.found)}
        tell(actor, now, row, "honours.project_visited", data, rules.visitors.warrant.reference)


def _members(codes: Sequence[str], rules: ExemplarRules) -> list[str]:
    """Return who took part, each once, as the standard names them; raises Refused at a stranger."""
    known = [member.code for member in rules.member]
    if not set(codes) <= set(known):
        raise Refused.because(mark("请从名单里选择参加的单位"), field="members", code="members")
    return [code for code in known if code in set(codes)]


def _visits(rows: Sequence[Nomination]) -> dict[int, bool]:
    """Return for each nomination what its latest visit found."""
    visits = Review.objects.filter(nomination__in=rows, stage=Stage.VISIT.value).order_by("held_on", "id")
    return dict(visits.values_list("nomination_id", "passed"))


def _keep(review: Review, found: str) -> dict[str, Any]:
    (review.pk,) = records.next_ids("honours_review", 1)
    review.found_id, said = sealed(review.stream, review.scope, "found", found)
    review.save(force_insert=True)
    return {"review": review.pk, "evidence": review.evidence or None, **said}
