"""A community owes a reason for what was missed in its cells; the duty is done when every one has its reason."""

from __future__ import annotations

from datetime import datetime

from hemei.coordination.patrols.facts import SYSTEM, rules_on
from hemei.coordination.patrols.models import Round
from hemei.coordination.patrols.queries.lists import unexplained
from hemei.coordination.patrols.services.points import stream_of_cell
from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties

EXPLAIN = "explain"


def keep_explanations(*, cell_id: int, scope: str, now: datetime) -> None:
    """Let the duty to explain stand as long as something of the cell is unexplained."""
    stream, day = stream_of_cell(cell_id), shanghai_day(now)
    with records.acting(SYSTEM):
        owed = Round.objects.filter(unexplained(), cell_id=cell_id).exists()
        guide, street = people.community_body_for(scope, day), people.street_body_for(scope, day)
        if guide is None or street is None:
            return

        def draft(_: str) -> list[duties.DutyDraft]:
            rule, name = rules_on(day).missed, places.names_of([cell_id]).get(cell_id, "")
            return [
                duties.DutyDraft(
                    key=f"{stream}:{EXPLAIN}", origin=duties.Origin.PATROL, origin_stream=stream, origin_item=EXPLAIN,
                    title=f"说明漏巡原因：{name}", owner=guide, setter=street, limit=rule.limit,
                    references=(rule.warrant.reference,),
                )
            ]  # fmt: skip

        duties.keep_duties(
            actor=SYSTEM, now=now, origin_stream=stream, owed=[EXPLAIN] if owed else [], draft_of=draft, because=stream,
        )  # fmt: skip
