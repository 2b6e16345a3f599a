"""The times of one case: its row first, then its service class."""

from __future__ import annotations

from dataclasses import dataclass

from hemei.coordination.cases.rules.standards.duties import Problem, Step
from hemei.coordination.cases.rules.standards.limits import CaseLimits, TimeLimit
from hemei.coordination.cases.rules.standards.words import ServiceClass


@dataclass(frozen=True, slots=True)
class Terms:
    """The times of one case, put together from its row and its service class.

    `handling_class` is the class of its handling, by which it may be extended.
    """

    service_class: ServiceClass
    handling_class: ServiceClass
    accept: TimeLimit
    arrival: TimeLimit
    handling: TimeLimit
    feedback: TimeLimit
    return_window: TimeLimit
    rework: TimeLimit
    steps: tuple[Step, ...]


def interim(terms: Terms) -> tuple[Step, ...]:
    """Return the steps on the way, with a clock of their own; the final one is the handling itself."""
    return tuple(step for step in terms.steps if not step.final)


def terms_of(problem: Problem, limits: CaseLimits, variant: str = "") -> Terms:
    """Return the times of a case of this problem: a row's own final step comes before its class."""
    chosen = problem.variant_of(variant)
    service_class = chosen.service_class if chosen else problem.service_class
    arrives = limits.of(service_class)
    handled = limits.of((not chosen and problem.handling_class) or service_class)
    steps = (chosen.step if chosen else ()) or problem.step
    final = next((step for step in steps if step.final), None)
    handling = TimeLimit(final.limit, final.counts_from, final.warrant) if final else handled.handling
    return Terms(
        service_class=service_class,
        handling_class=handled.code,
        accept=arrives.accept,
        arrival=arrives.arrival,
        handling=handling,
        feedback=arrives.feedback,
        return_window=arrives.return_window,
        rework=handled.rework,
        steps=steps,
    )
