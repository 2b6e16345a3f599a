"""Papers that were received, without their choices: to who shares the home, and to the desk that prints a receipt."""

from __future__ import annotations

from collections.abc import Collection

from hemei.community.voting.models import RollUnit, Sheet
from hemei.community.voting.queries.sheets import opened_sheet
from hemei.community.voting.rules.receipts import CountedSheet, without_choices
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor


def papers_of(unit: RollUnit, *, besides: Collection[int] = ()) -> list[CountedSheet]:
    """Return the papers of a unit, the last first, but for those that these persons sent in themselves."""
    rows = Sheet.objects.filter(roll_unit=unit, channel="paper").exclude(person_id__in=list(besides))
    return [
        without_choices(opened_sheet(row, unit.code), row.received_at, unsigned=row.unsigned)
        for row in rows.order_by("-received_at", "-pk")
    ]


def shared_papers(roll_unit_id: int, *, actor: Actor, persons: Collection[int]) -> list[CountedSheet]:
    """Return the papers of a unit that these persons, all of them the actor, own with others.

    Nobody knows which of the owners marked it: each may see that it was counted and under which code, as each may read
    the full file once the result is published (interpretation art. 13); the choice stands there.
    """
    shown = record.streams_shown_to(actor.person_id or 0, prefix="voting.roll_unit:")
    rows = RollUnit.objects.filter(pk=roll_unit_id, stream__in=shown, delivered=True)
    unit = rows.filter(owner_ids__overlap=list(persons), owner_ids__len__gt=1).first()
    return papers_of(unit, besides=persons) if unit is not None else []


def found_unsigned(roll_unit_id: int) -> str:
    """Return how it was found that none of its owners signed a paper of a unit, empty where that was not asked.

    Row-level security applies: its owners read it.
    """
    unit = RollUnit.objects.filter(pk=roll_unit_id).first()
    told = record.events_of(streams=[unit.stream], kind="voting.paper_signature_settled") if unit else ()
    last = next((event.data for _, event in reversed(list(told))), None)
    if last is None or last["own"]:
        return ""
    vault = last["texts"]["reason"]["vault"]
    return record.open_sealed([vault]).get(vault) or ""
