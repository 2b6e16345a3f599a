"""Papers that were received, without their choices: to who shares the home, and to the desk that prints a receipt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.db.models import F

from hemei.community.voting.models import PrintedSheet, RollUnit, Sheet
from hemei.community.voting.queries.sheets import OwnUnit, opened_sheet
from hemei.community.voting.rules.receipts import CountedSheet, without_choices
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange


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


def found_unsigned(unit: OwnUnit, *, actor: Actor) -> dict[int, str]:
    """Return, by sheet, how it was found that none of its owners signed a paper of one's unit, where that was asked.

    What was said of a ballot that never came in, since another replaced it, is of none of them.
    """
    with records.acting(
        replace(actor, places=(PlaceRange(unit.scope),))
    ):  # printed ballots lie with the community
        entered = PrintedSheet.objects.filter(
            roll_unit=unit.roll_unit_id, own_signature=False, roll_unit__sheets__channel="paper",
            roll_unit__sheets__entered_at=F("entered_at"),
        )  # fmt: skip
        vaults = dict(entered.values_list("roll_unit__sheets", "signature_reason_id"))
    said = record.open_sealed([one for one in vaults.values() if one is not None])
    return {sheet: said.get(vault) or "" for sheet, vault in vaults.items() if vault is not None}
