"""What became of uses that were cleared and are not built: who asks, why, and since when it is so."""

from __future__ import annotations

from datetime import date

from hemei.community.funds.models import Use
from hemei.community.funds.queries.uses import UseRow, use_rows
from hemei.community.funds.rules.words import State
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import mark

MOST = 20


def giving_up_facts(row: UseRow) -> list[tuple[str, str]]:
    """Return what is told of a use that is not to be built, each with its name; the caller opened its place."""
    if row.state not in {State.GIVING_UP, State.WITHDRAWN} or row.giving_up_reason_id is None:
        return []
    reason = records.open_sealed([row.giving_up_reason_id]).get(row.giving_up_reason_id) or ""
    told = [(mark("申请不再实施"), str(row.giving_up_on)), (mark("不再实施的理由"), reason)]
    return [*told, (mark("确认不再实施"), str(row.ended_on))] if row.ended_on else told


def own_given_up(*, actor: Actor, on: date) -> list[tuple[UseRow, list[tuple[str, str]]]]:
    """Return what was cleared and given up in the estates where the actor owns a home, with what is told of each."""
    found: list[tuple[UseRow, list[tuple[str, str]]]] = []
    for scope, estate in sorted({(one.scope, one.estate_id) for one in people.own_units(actor=actor, on=on)}):
        with opened(actor, scope):
            rows = Use.objects.filter(fund__estate_id=estate, ended_on__isnull=False)
            found += [
                (row, giving_up_facts(row)) for row in use_rows(rows.order_by("-ended_on", "-id"), MOST)
            ]
    return found
