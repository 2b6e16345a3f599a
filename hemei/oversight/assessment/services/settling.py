"""A round is settled from marks and records, posted to its subjects, and published to all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import connection

from hemei.ground.clocks import queries as clocks
from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.assessment.facts import rules_on, version
from hemei.oversight.assessment.models import Entry, Mark, MarkObjection, Round
from hemei.oversight.assessment.queries.kit_surveys import survey_shares
from hemei.oversight.assessment.queries.records import Period, Whose, shares
from hemei.oversight.assessment.queries.results import quality_shares
from hemei.oversight.assessment.rules.kept import evaluated_of, lines_of, records_of
from hemei.oversight.assessment.rules.rounds import (
    Progress,
    latest,
    may_move,
    may_publish,
    may_settle,
    ranks,
)
from hemei.oversight.assessment.rules.scoring import Evaluated, Share, evaluate
from hemei.oversight.assessment.rules.spread import Spread, spread_of
from hemei.oversight.assessment.rules.standards import EvaluationStandard
from hemei.oversight.assessment.rules.words import ObjectionState, Stage
from hemei.oversight.assessment.services.following import set_consequences
from hemei.oversight.assessment.services.shared import organised, tell

Records = Mapping[str, Share | None]
_KEEP = """
update assessment_entry e set points_num = n.points_num, points_den = n.points_den, "of" = n.full_points,
       grade = n.grade, vetoes = n.vetoes::text[], lines = n.lines::jsonb, rank = n.rank
from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::integer[], %b::text[], %b::text[], %b::text[],
            %b::integer[]) as n(id, points_num, points_den, full_points, grade, vetoes, lines, rank)
where e.id = n.id
"""


@dataclass(frozen=True, slots=True)
class Settled:
    """A subject's score with what the records said for it."""

    found: Evaluated
    records: Records


def settle_round(*, actor: Actor, now: datetime, round_id: int, with_gaps: bool = False) -> None:
    """Score all subjects of a round; from now on each sees its own score.

    Raises:
        Refused: the round is not the actor's or not open, its period runs, or items are unmarked and that is not meant.
    """
    row, today = organised(actor, round_id), shanghai_day(now)
    standard, entries = version(row.standard, row.standard_day), _entries(row)
    with opened(actor, row.scope):
        settled = score(row, standard, entries)
        unmarked = sum(one.why == "not_marked" for each in settled.values() for one in each.found.items)
        progress = Progress(len(entries), unmarked)
        demand(
            may_settle(Stage(row.stage), progress, until=row.period_until, today=today, with_gaps=with_gaps)
        )
        row.stage, row.scored_at = Stage.SCORED, now
        row.spread = keep(standard, settled, now)
        row.save(update_fields=["stage", "scored_at", "spread"])
        show_to_subjects(row, entries)
    data = {"subjects": len(entries), "unmarked": unmarked, "grades": dict(row.spread["grades"])}
    tell(actor, now, row, "assessment.round_settled", data)


def _entries(row: Round) -> list[Entry]:
    return list(Entry.objects.select_for_update().filter(round=row).order_by("id"))


def score(row: Round, standard: EvaluationStandard, entries: Sequence[Entry]) -> dict[int, Settled]:
    """Return the score of each entry from its marks and the records of the period."""
    marks: dict[int, list[tuple[str, int | None, Fraction]]] = {}
    given = Mark.objects.filter(entry__in=[entry.pk for entry in entries], counts=True).order_by("id")
    for entry, item, assessor, num, den in given.values_list(
        "entry_id", "item", "assessor_id", "value_num", "value_den"
    ):
        marks.setdefault(entry, []).append((item, assessor, Fraction(num, den)))
    found = filled(standard, entries, Period(row.period_from, row.period_until))
    return {
        entry.pk: Settled(
            evaluate(standard, marks=latest(marks.get(entry.pk, ())), records=found[entry.pk]),
            found[entry.pk],
        )
        for entry in entries
    }


def filled(
    standard: EvaluationStandard, entries: Iterable[Entry], period: Period
) -> dict[int, dict[str, Share | None]]:
    """Return what records say of each entry by the name of their source; one statement a name."""
    rows = list(entries)
    whose = [Whose(one.pk, one.subject_id, one.place_path, one.body_id, one.estate_id) for one in rows]
    names = {item.filled_by for item in standard.item if item.filled_by}
    found: dict[int, dict[str, Share | None]] = {entry.pk: {} for entry in rows}
    for name in sorted(names):
        if name == "assessment.service_quality":
            known = quality_shares(
                standard.subjects, [(one.key, one.subject_id, one.body_id) for one in whose], period.last
            )
        elif name == "assessment.survey":
            known = survey_shares(one.key for one in whose)
        else:
            known = shares(name, whose, period)
        for number, said in found.items():
            said[name] = known.get(number)
    return found


def keep(standard: EvaluationStandard, settled: Mapping[int, Settled], now: datetime) -> dict[str, Any]:
    """Write scores and ranks, and return what the round as a whole came to."""
    placed = ranks({number: one.found for number, one in settled.items()}, standard)
    rows = [
        (
            number, one.found.points.numerator, one.found.points.denominator, one.found.of, one.found.grade,
            "{" + ",".join(one.found.vetoes) + "}", json.dumps(lines_of(one.found, one.records), ensure_ascii=False),
            placed.get(number),
        )
        for number, one in settled.items()
    ]  # fmt: skip
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [list(column) for column in zip(*rows, strict=True)])
    return _spread(spread_of([one.found for one in settled.values()], rules_on(shanghai_day(now))))


def _spread(found: Spread) -> dict[str, Any]:
    return {
        "grades": [list(pair) for pair in found.grades],
        "crowded": found.crowded,
        "same": [
            [one.code, one.fulfilled.numerator, one.fulfilled.denominator, one.times, one.of]
            for one in found.same
        ],
    }


def show_to_subjects(row: Round, entries: Sequence[Entry]) -> None:
    """Let each subject see the round's head and its own score."""
    known = [(entry.stream, entry.body_id) for entry in entries if entry.body_id is not None]
    records.insert_many("records_access", {"stream": "text", "body_id": "bigint"}, known)
    records.grant_access(stream=row.stream, bodies=tuple({body for _stream, body in known}))


def post_round(*, actor: Actor, now: datetime, round_id: int) -> None:
    """Post a settled round to its subjects; from now on they may object, until a day.

    Raises:
        Refused: the round is not the actor's or not settled.
    """
    row = organised(actor, round_id)
    demand(may_move(Stage(row.stage), Stage.POSTED))
    rules, working = rules_on(shanghai_day(now)), clocks.working_time(now=now)
    row.stage, row.posted_at = Stage.POSTED, now
    row.posted_until = working.due(now, rules.posting.limit).at
    row.objections_until = working.due(now, rules.objection.limit).at
    row.save(update_fields=["stage", "posted_at", "posted_until", "objections_until"])
    data = {"until": row.posted_until.isoformat(), "objections_until": row.objections_until.isoformat()}
    references = (rules.posting.warrant.reference, rules.objection.warrant.reference)
    tell(actor, now, row, "assessment.round_posted", data, references)


def publish_round(*, actor: Actor, now: datetime, round_id: int) -> None:
    """Publish a round: everybody reads it, and what follows by rule is set.

    Raises:
        Refused: the round is not the actor's, its posting runs, or an objection waits for its answer.
    """
    row = organised(actor, round_id)
    waiting = MarkObjection.objects.filter(entry__round=row, state=ObjectionState.FILED).count()
    demand(may_publish(Stage(row.stage), Progress(0, 0, waiting), posted_until=row.posted_until, now=now))
    row.stage, row.published_at = Stage.PUBLISHED, now
    row.save(update_fields=["stage", "published_at"])
    entries = _entries(row)
    tell(actor, now, row, "assessment.round_published", {"subjects": len(entries)})
    set_consequences(actor=actor, now=now, row=row, entries=entries)


def settle_again(*, now: datetime, row: Round, entry: Entry) -> tuple[str, str]:
    """Score one subject anew after a decision; ranks and spread follow. Return its grade before and after."""
    standard, entries = version(row.standard, row.standard_day), _entries(row)
    kept = {
        one.pk: Settled(evaluated_of(one.lines, standard, one.grade), records_of(one.lines, standard))
        for one in entries
    }
    fresh = score(row, standard, [entry])
    row.spread = keep(standard, {**kept, **fresh}, now)
    row.save(update_fields=["spread"])
    return entry.grade, fresh[entry.pk].found.grade
