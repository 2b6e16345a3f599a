"""What surrounds a case on its page: the list of its day, names of evidence and laws, who may be called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hemei.coordination.cases import queries
from hemei.coordination.cases.pages.faces import law_title, named
from hemei.coordination.cases.pages.shown import Surroundings
from hemei.coordination.cases.rules.facts import LEVELS, Portion
from hemei.coordination.cases.rules.words import ActName
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.kernel.workdays import shanghai_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from hemei.coordination.cases.rules.law import Law
    from hemei.coordination.cases.rules.state import CaseState


def evidence_names(day: date) -> dict[str, str]:
    """Return what each kind of evidence is called."""
    return {kind.code: named(kind) for kind in queries.listed_on(day).evidence_kind}


def around(page: queries.CasePage, *, now: datetime) -> Surroundings:
    """Return what the page of this case names; whom one may call is asked only for those who may."""
    state = page.state
    law = queries.law_of(state.fact_on)
    rules = _may(page, ActName.ARBITRATE)
    found = _companies(state, now) if rules or _may(page, ActName.HANDLE) else ()
    return Surroundings(
        law=law,
        bodies=page.bodies,
        evidence=evidence_names(state.fact_on),
        departments=_departments(law, state, now) if rules or _may(page, ActName.WHISTLE) else (),
        companies=found,
        laws=_laws(law, state.kind),
        portion=_portion(state, now) if found else None,
        acceptors=_acceptors(page) if rules else (),
    )


def _acceptors(page: queries.CasePage) -> list[tuple[int, str]]:
    """Return who can be ruled to accept a case: the arbiter and those below it at this place."""
    levels = [page.chain.get(level) for level in LEVELS[: page.state.level + 1]]
    return [(body.id, body.name) for body in levels if body is not None and body.active]


def _may(page: queries.CasePage, act: ActName) -> bool:
    return act in page.steps and page.steps[act].allowed


def _departments(law: Law, state: CaseState, now: datetime) -> list[tuple[int, str, str]]:
    rows = people.department_bodies(state.scope, shanghai_day(now))
    return [(row.id, row.department, row.short_name) for row in rows if law.is_department(row.department)]


def _companies(state: CaseState, now: datetime) -> list[tuple[int, str]]:
    if state.place is None:
        return []
    found = companies.company_body_on(state.place, shanghai_day(now))
    return [found] if found else []


def _portion(state: CaseState, now: datetime) -> Portion | None:
    """Return whose the kind of a case is where community and company divide the work."""
    return queries.portions_of(state.place, shanghai_day(now)).get(state.kind) if state.place else None


def _laws(law: Law, kind: str) -> dict[tuple[str, str, str], str]:
    """Return the titles of the laws a decision about this kind may cite, by standard, item and clause."""
    acts = law.acts
    items: tuple[Any, ...] = (
        *acts.refusal,
        *acts.return_rule,
        *acts.return_step,
        *acts.arbitration,
        *law.ladders.escalation,
        *law.ladders.refusing,
        *law.ladders.supervision,
    )
    warrants = [item.warrant for item in items]
    if kind in law.lines:
        warrants += [cited.warrant for cited in law.lines[kind].legal]
    references = [(warrant.reference, law_title(warrant.source)) for warrant in warrants]
    return {(ref.standard, ref.item, ref.clause): title for ref, title in references}
