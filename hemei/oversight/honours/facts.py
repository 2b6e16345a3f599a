"""Load what a decision must know: the documents of a day, what an estate can show, what evaluation there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from hemei.community.deliberation import queries as deliberation
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.figures import Verdict
from hemei.kernel.standards import NoStandard
from hemei.oversight.honours.rules.deciding import Candidate
from hemei.oversight.honours.rules.standards import ExemplarRules, HarmoniousPlan
from hemei.oversight.honours.rules.words import Kind


def exemplar_rules(day: date) -> ExemplarRules:
    """Return how somebody becomes an exemplar on a day."""
    return records.standards().find("exemplar-rules", ExemplarRules, on=day)


def harmonious_plan(day: date) -> HarmoniousPlan | None:
    """Return the action plan of a day; a city without the document has none."""
    try:
        return records.standards().find("harmonious-plan", HarmoniousPlan, on=day)
    except NoStandard:
        return None


def candidate_of(kind: Kind, estate_id: int, *, actor: Actor, on: date) -> Candidate:
    """Return what an estate has to show of a kind on a day, as far as the actor may see it."""
    if kind is Kind.MECHANISM:
        return _mechanism(estate_id, actor, on)
    if kind is Kind.COMMITTEE:
        committee = people.committee_at_work(estate_id, on)
        return Candidate(committee=committee, filed=people.filed_at_work(estate_id, on) is not None)
    project = companies.project_on(estate_id, on, actor=actor)
    return Candidate(project=project.id if project else None)


def _mechanism(estate_id: int, actor: Actor, on: date) -> Candidate:
    community = places.accountable_on(estate_id, on)
    if community is None or not any(
        row.runs_on(on) for row in deliberation.mechanisms_of(community, actor=actor)
    ):
        return Candidate()
    try:
        works = deliberation.working_on(community, on).verdict
    except NoStandard:
        works = Verdict.NOT_PROVABLE
    return Candidate(mechanism=community, works=works)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The result of an evaluation that lies before a group: points of so many, by the standard of a day."""

    standard: str
    entry: int
    points: Fraction
    of: Fraction

    @property
    def share(self) -> Fraction | None:
        """Which part of the points there were; None where nothing could be scored."""
        return self.points / self.of if self.of else None

    def as_payload(self) -> dict[str, Any]:
        """Return it as the review stores it."""
        return {
            "standard": self.standard,
            "entry": self.entry,
            "points": str(self.points),
            "of": str(self.of),
        }
