"""The end of a year: every score replayed at once and kept with its explanation, levels by rank, what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from hemei.ground.companies import queries as companies
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.periods import months_after
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit.models import CreditReport, YearLevel
from hemei.oversight.credit.queries.scores import statement, values
from hemei.oversight.credit.queries.standards import catalogue_on, repair_on
from hemei.oversight.credit.rules.acts import Act, may, may_settle
from hemei.oversight.credit.rules.levels import levels_of, places_of
from hemei.oversight.credit.rules.standards import CreditCatalogue, Holder, LevelCode
from hemei.oversight.credit.services.consequences import follow_levels

_KEEP = """
insert into credit_yearlevel (stream, scope, year, {holder}_id, score, level, rated, explained, catalogue_on, repair_on,
                              settled_at)
select 'credit.{holder}:' || r.subject, %(scope)s, %(year)s, r.subject, r.total, '', 0, r.explained::jsonb,
       %(catalogue)s, %(repair)s, %(now)s
from ({scores}) r(subject, total, explained)
returning {holder}_id, score
"""
_RANK = """
update credit_yearlevel y set level = n.level, place = n.place, rated = %s
from unnest(%s::bigint[], %s::text[], %s::int[]) as n(subject, level, place)
where y.{holder}_id = n.subject and y.year = %s
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settlement came to: how many have each level; the empty one is too short here to be rated."""

    counts: Mapping[str, int]


def settle_year(*, actor: Actor, now: datetime, year: int, holder: Holder) -> Settled:
    """Settle the levels of a year that has ended, for all who were at work on its last day.

    Raises:
        Refused: not the bureau, the year has not ended, or it was settled before.
    """
    demand(may(actor.role, Act.SETTLE))
    city, on = places.city().path, date(year, 12, 31)
    with records.acting(actor), opened(actor, city):
        _lock(f"credit/settle/{holder}/{year}")
        kept = YearLevel.objects.filter(year=year, **{f"{holder}__isnull": False})
        demand(may_settle(year=year, today=shanghai_day(now), settled=kept.exists()))
        known = companies.companies_at_work(on) if holder == "company" else companies.managers_at_work(on)
        catalogue = catalogue_on(on)
        found = keep_scores(holder, list(known), year=year, scope=city, now=now)
        since = months_after(on, -catalogue.unrated.months)
        rated = {subject: score for subject, score in found.items() if known[subject] <= since}
        levels = _rank(holder, year, rated, catalogue)
        _open(holder, list(known))
        _tell(actor, now, holder, year, found, levels, catalogue)
        if holder == "company":
            CreditReport.objects.filter(outdated_at=None).update(outdated_at=now)
            follow_levels(actor=actor, now=now, levels=levels)
    return Settled(Counter(levels.get(subject, "") for subject in found))


def keep_scores(
    holder: Holder, subjects: list[int], *, year: int, scope: str, now: datetime
) -> dict[int, int]:
    """Keep the scores of a year's last day with their explanation, by one statement; returns the scores."""
    on = date(year, 12, 31)
    repair = repair_on(on)
    given = values(holder, subjects, on) | {
        "scope": scope,
        "year": year,
        "now": now,
        "catalogue": catalogue_on(on).head.day,
        "repair": repair.head.day if repair else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP.format(holder=holder, scores=statement(holder, explained=True)), given)
        return {int(subject): int(total) for subject, total in cursor.fetchall()}


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _rank(
    holder: Holder, year: int, rated: Mapping[int, int], catalogue: CreditCatalogue
) -> dict[int, LevelCode]:
    named = levels_of({str(subject): score for subject, score in rated.items()}, catalogue)
    levels = {int(subject): level for subject, level in named.items()}
    ranks = places_of(rated)
    with connection.cursor() as cursor:
        cursor.execute(
            _RANK.format(holder=holder),
            [
                len(rated),
                list(levels),
                list(levels.values()),
                [ranks[subject] for subject in levels],
                year,
            ],
        )
    return levels


def _open(holder: Holder, subjects: list[int]) -> None:
    """Let each see its own, wherever it lies."""
    if holder == "company":
        bodies = companies.bodies_of(subjects)
        records.grant_many(bodies=[(f"credit.company:{number}", body) for number, body in bodies.items()])
    else:
        records.grant_many(persons=[(f"credit.manager:{number}", number) for number in subjects])


def _tell(
    actor: Actor,
    now: datetime,
    holder: Holder,
    year: int,
    found: Mapping[int, int],
    levels: Mapping[int, LevelCode],
    catalogue: CreditCatalogue,
) -> None:
    scope = places.city().path
    counts = Counter(levels.get(subject, "") for subject in found)
    references = (catalogue.top.warrant.reference, catalogue.bottom.warrant.reference)
    whole = records.EventDraft(
        f"credit.year:{holder}:{year}", "credit.year_settled", now, scope,
        {"holder": holder, "year": year, "counts": dict(sorted(counts.items()))}, references,
    )  # fmt: skip
    each = (
        records.EventDraft(
            f"credit.{holder}:{subject}", "credit.level_set", now, scope,
            {"year": year, "score": score, "level": levels.get(subject, "")}, references,
        )
        for subject, score in sorted(found.items())
    )  # fmt: skip
    records.record_many((one, actor) for one in (whole, *each))
