"""Learn the kinds anew from the city's confirmed cases; each time a new version, used only where it proves better.

Texts are opened in the worker, for the length of the learning, and only fragments that many cases share leave it
(`rules.kinds.fitting`). Reading, learning and writing are apart: no transaction stays open while it counts.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.conf import settings

from hemei.coordination.cases.facts import listed_on
from hemei.coordination.cases.models import KindModel
from hemei.coordination.cases.queries import kinds
from hemei.coordination.cases.rules.kinds.fitting import Example, fit
from hemei.coordination.cases.rules.kinds.measuring import answers, measure, read_measured
from hemei.coordination.cases.rules.standards import KindSuggestions, ResponsibilityList
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day


def train_kinds(*, actor: Actor, now: datetime, anyway: bool = False) -> int | None:
    """Learn a new version and return its number; None where it is too early (unless `anyway`) or nothing to learn."""
    day = shanghai_day(now)
    try:
        rules, listed = kinds.suggestions_on(day), listed_on(day)
    except NoStandard:
        return None
    with records.acting(actor):
        if not (anyway or _is_due(rules, listed)):
            return None
        codes = frozenset(row.code for row in listed.problem)
        most = rules.kind.most * rules.held.one_in // (rules.held.one_in - 1)
        cases = list(kinds.confirmed_cases(kinds=codes, most=most))
    taught = [one for one in cases if not rules.held.holds(one.id)]
    if not taught:
        return None
    return _keep(actor, now, rules, listed, taught, [one for one in cases if rules.held.holds(one.id)])


def _is_due(rules: KindSuggestions, listed: ResponsibilityList) -> bool:
    """Whether to learn anew; always where the last version's measures are of the bare order, not of what is shown."""
    last = KindModel.objects.order_by("-id").defer("learnt").first()
    if last is None:
        return rules.learning.due(kinds.newly_confirmed(0), other_list=False)
    if not read_measured(last.measured).as_shown:
        return True
    return rules.learning.due(
        kinds.newly_confirmed(last.newest_case), other_list=last.list_day != listed.head.day
    )


def _keep(
    actor: Actor,
    now: datetime,
    rules: KindSuggestions,
    listed: ResponsibilityList,
    taught: list[Example],
    held: list[Example],
) -> int:
    model = fit(taught, listed, rules.gram)
    taught_kinds = [one.kind for one in taught]
    measured = measure(model, taught_kinds, held, listed, rules)
    written = answers(measure(model, taught_kinds, kinds.written(listed), listed, rules))
    further = answers(measure(model, taught_kinds, kinds.written(listed, further=True), listed, rules))
    measured = replace(measured, generated=_generated(actor, held), written=written, further=further)
    hits = {"held": measured.asked, "model": measured.model.three, "words": measured.words.three}
    used = rules.held.may_use(**hits)
    with records.acting(actor):
        row = KindModel.objects.create(
            trained_at=now,
            list_day=listed.head.day,
            newest_case=max(one.id for one in (*taught, *held)),
            used=used,
            measured=measured.as_data(),
            learnt=model.as_data(),
        )
        records.record_event(
            stream=f"cases.kind_model:{row.pk}",
            type="cases.kinds_learnt",
            actor=actor,
            at=now,
            scope=places.city().path,
            data={"cases": len(taught), **hits, "used": used},
            references=(rules.held.warrant.reference,),
        )
    return row.pk


def _generated(actor: Actor, held: list[Example]) -> int:
    """Return how many of the texts no person wrote; outside a demonstration none."""
    if not settings.DEMO:
        return 0
    with records.acting(actor):
        return len(held) - kinds.sent_by_form(one.id for one in held)
