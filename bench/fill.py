"""Grow the tables of a bench: copies of the demonstration's cases with us, as many rows with the floor.

Up to a bound copies carry their events too; see `hemei/project/demonstration/filling.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys

from bench import ground
from hemei.project.demonstration import filling
from hemei.project.demonstration.filling import CASES_A_BATCH, SETTLED_OR_NOT_DUE, Kind

EVENTS_UP_TO = 100_000


def build_city() -> None:
    """Build the demonstration city in this run's state folder, once."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "hemei.project", "demo", "--build-only"], check=False, env=os.environ
    )
    if done.returncode:
        raise ground.AbsentError("The demonstration city could not be built; its message stands above.")


def fill_ours(wanted: int) -> int:
    """Grow our cases to the wanted number; returns how many there are."""
    with ground.connect() as owner:
        filling.begin(owner, Kind(of=SETTLED_OR_NOT_DUE))
        there = filling.count(owner, "cases_case")
        if there >= wanted:
            return there
        while there < wanted:
            number = min(wanted - there, CASES_A_BATCH)
            # Over no weeks: a list of the newest is to be as full as it would be.
            filling.add_cases(owner, number, Kind(weeks=1, events=there < EVENTS_UP_TO))
            there += number
        filling.tidy(owner)
    return there


def fill_floor(wanted: int) -> None:
    """Give the floor's own table as many rows."""
    with ground.connect(ground.FLOOR_DATABASE) as floor:
        floor.execute("set synchronous_commit = off")
        there = filling.count(floor, "problem_case")
        floor.execute(
            """insert into problem_case (case_no, district_id, street_id, community_id, estate_id, reporter_id,
                 category, channel, status, priority, title, body, created_at, due_at)
               select 'B' || n, n %% 16, n %% 330, n %% 7000, n %% 6000, n, n %% 40, 1, 1, 2, 'Lift ' || n,
                 'Two elderly residents on floor 18 cannot leave home.', now() - n * interval '1 minute', now()
               from generate_series(%s::integer, %s::integer) n""",
            [there + 1, wanted],
        )
        floor.execute(
            """insert into case_event (case_id, kind, actor_id, at, payload)
               select c.id, 1, c.reporter_id, c.created_at, '{"state": "created"}' from problem_case c
               where not exists (select 1 from case_event e where e.case_id = c.id)"""
        )
        filling.tidy(floor)
