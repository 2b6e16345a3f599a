"""What a community owes for its cells: a reason for what was missed, and a grid worker where there is none.

Each is a duty that ends by itself, when every miss has its reason and when somebody is named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from hemei.coordination.patrols.facts import SYSTEM, rules_on
from hemei.coordination.patrols.models import Round
from hemei.coordination.patrols.queries.lists import unexplained
from hemei.coordination.patrols.queries.planning import cells_to_plan
from hemei.coordination.patrols.rules.words import EXPLAIN, NAME_WALKER
from hemei.coordination.patrols.services.points import stream_of_cell
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duty_queries
from hemei.leadership.duties import services as duties

_TITLES = {EXPLAIN: "说明漏巡原因：{cell}", NAME_WALKER: "确定网格员：{cell}"}


def keep_owed(*, cell_id: int, scope: str, now: datetime) -> None:
    """Let the duties of a cell stand as long as something of it is unexplained, or nobody is there to walk it."""
    stream, day = stream_of_cell(cell_id), shanghai_day(now)
    with records.acting(SYSTEM):
        guide, street = people.community_body_for(scope, day), people.street_body_for(scope, day)
        if guide is None or street is None:
            return
        owed = [item for item, owes in _owes(cell_id, day).items() if owes]

        def draft(item: str) -> list[duties.DutyDraft]:
            rules, name = rules_on(day), places.names_of([cell_id]).get(cell_id, "")
            rule = rules.missed if item == EXPLAIN else rules.vacant
            return [
                duties.DutyDraft(
                    key=f"{stream}:{item}", origin=duties.Origin.PATROL, origin_stream=stream, origin_item=item,
                    title=_TITLES[item].format(cell=name), owner=guide, setter=street, limit=rule.limit,
                    references=(rule.warrant.reference,),
                )
            ]  # fmt: skip

        duties.keep_duties(
            actor=SYSTEM, now=now, origin_stream=stream, owed=owed, draft_of=draft, because=stream
        )


def _owes(cell_id: int, day: date) -> dict[str, bool]:
    return {
        EXPLAIN: Round.objects.filter(unexplained(), cell_id=cell_id).exists(),
        NAME_WALKER: any(cell.walker_id is None for cell in cells_to_plan(day, only=[cell_id])),
    }


def keep_namings(*, vacant: Mapping[int, str], now: datetime, only: Collection[int] | None = None) -> None:
    """Let a grid worker be owed for each of these cells, by their scopes, and for no other, or no other of `only`."""
    with records.acting(SYSTEM):
        owed = {
            int(stream.rpartition(":")[2])
            for stream in duty_queries.streams_owing(duties.Origin.PATROL, NAME_WALKER)
        }
        for cell_id in sorted(owed - set(vacant)):
            if only is None or cell_id in only:
                stream = stream_of_cell(cell_id)
                duties.settle_duties(
                    actor=SYSTEM, now=now, origin_stream=stream, because=stream, items=[NAME_WALKER]
                )
    for cell_id in sorted(set(vacant) - owed):
        keep_owed(cell_id=cell_id, scope=vacant[cell_id], now=now)
