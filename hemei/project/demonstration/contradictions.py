"""How registers that contradict themselves are put right week by week, made up like everything else.

Some contracts were entered without an end, and a manager is lent to a second company. The city's bureau agrees the
missing terms, some each week; after each week the same round counts that the worker counts at night. No number is
written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hemei.faces.quality import services as quality
from hemei.ground.companies import queries as projects
from hemei.ground.companies import services as companies
from hemei.ground.companies.queries import ProjectRow
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration.people import Bodies, People, showcase
from hemei.project.demonstration.places import Ground

_WEEK = timedelta(days=7)
_WEEKS = 11
_KEPT = 4  # one in so many missing terms is still missing today
_TERM = timedelta(days=1095)


def put_right(*, now: datetime, ground: Ground, bodies: Bodies, people: People) -> None:
    """Lend out a manager, agree the missing terms week by week, and count after each week up to `now`."""
    bureau = people.clerks[bodies.ids["city", ground.city.id, ""]]
    begin = now - _WEEKS * _WEEK
    day = shanghai_day(begin)
    running = projects.projects(actor=bureau, on=day, limit=len(ground.lots))
    shown = showcase(ground).row.id  # whose manager the sample persons know
    _lend(bureau, begin, [row for row in running if row.estate_id != shown], people)
    missing = [row for row in running if row.term_until is None]
    left = missing[len(missing) // _KEPT :]
    each = -(-len(left) // _WEEKS)
    quality.count_round(now=begin)
    for week in range(1, _WEEKS + 1):
        at = begin + week * _WEEK
        for row in left[(week - 1) * each : week * each]:
            until = shanghai_day(at) + _TERM
            companies.extend_term(actor=bureau, now=at, project_id=row.id, term_until=until)
        quality.count_round(now=at)


def _lend(bureau: Actor, at: datetime, running: Sequence[ProjectRow], people: People) -> None:
    """Put the manager of one company in charge of an estate of another, beside his own."""
    day = shanghai_day(at)
    begun = [row for row in running if row.valid_from < day and row.body_id in people.clerks]
    lent = next((row for row in begun if row.company_id != begun[0].company_id), None)
    manager = people.clerks[begun[0].body_id].person_id if begun else None
    if lent is not None and manager is not None:
        companies.appoint_manager(actor=bureau, now=at, project_id=lent.id, person_id=manager, day=day)
