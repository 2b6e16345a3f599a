"""The owners of a small estate vote on paper, for what rests on their word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hemei.community.ledgers.tests.conftest import NOW, Purse
from hemei.community.voting import queries as votes_now
from hemei.community.voting import services as voting
from hemei.community.voting.models import Roll, RollUnit, Vote
from hemei.community.voting.services import AgendaItem, AssemblyDraft, SheetDraft
from hemei.community.voting.tests.adopting import SHOWN
from hemei.ground.people import queries as people
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import PropertyUnit
from hemei.ground.records import services as records
from hemei.leadership.duties.tests.conftest import DONGFENG

CALLED = NOW - timedelta(days=60)
OPENS = CALLED.date() + timedelta(days=16)
ENDS = CALLED + timedelta(days=26)


def owners_voted(
    purse: Purse,
    agenda: Sequence[AgendaItem],
    called: int | None = None,
    buildings: Sequence[str] = (),
) -> tuple[int, list[int]]:
    """Let every owner agree to each item; return the assembly, published, and its votes.

    Where a committee is at work it called them, by its own decision; else the residents' committee did. `called` is a
    meeting that was called for something already: the items come after what stands on its agenda. With `buildings` only
    their owners are asked.
    """
    clerk, estate = purse.clerk, purse.estate
    with records.acting(SYSTEM):
        _own(purse)
        at_work = people.committee_at_work(estate, CALLED.date()) is not None
    draft = AssemblyDraft(
        estate_id=estate, kind="regular", title="2026年业主大会", key="a1", agenda=tuple(agenda),
        buildings=tuple(buildings), called_by="committee" if at_work else "residents_committee",
        ground="rules_of_procedure" if at_work else "no_committee",
        decision="业委会〔2026〕3号" if at_work else "", scan=SHOWN if at_work else None,
    )  # fmt: skip
    with records.acting(clerk):
        if called is not None and agenda:
            stands = votes_now.assembly(called, actor=clerk)
            both = (*(stands.agenda if stands else ()), *agenda)
            voting.set_agenda(actor=clerk, now=CALLED, assembly_id=called, agenda=both)
        assembly = called or voting.call_assembly(actor=clerk, now=CALLED, draft=draft)
        voting.notice_assembly(actor=clerk, now=CALLED, assembly_id=assembly, opens_on=OPENS, closes_at=ENDS)
    at = CALLED + timedelta(days=17)
    with records.acting(SYSTEM):
        roll = Roll.objects.get(assembly=assembly)
        votes = list(Vote.objects.filter(roll=roll).order_by("number").values_list("pk", flat=True))
        sheets = [
            SheetDraft(
                roll_unit_id=unit, choices=dict.fromkeys(votes, "for"), spoiled=frozenset(), channel="paper",
                received_at=at,
            )
            for unit in RollUnit.objects.filter(roll=roll).values_list("pk", flat=True)
        ]  # fmt: skip
    with records.acting(clerk):
        voting.enter_sheets(actor=clerk, now=at, roll_id=roll.pk, sheets=sheets, source="test")
        voting.close_assembly(actor=clerk, now=ENDS + timedelta(seconds=1), assembly_id=assembly)
        voting.judge_assembly(actor=clerk, now=ENDS + timedelta(hours=1), assembly_id=assembly)
        voting.publish_result(actor=clerk, now=ENDS + timedelta(hours=2), assembly_id=assembly)
    return assembly, votes


def _own(purse: Purse) -> None:
    """Give each unit an owner of its own."""
    for number, unit in enumerate(PropertyUnit.objects.filter(estate_id=purse.estate).order_by("id")):
        owner = purse.quarter.town.person(f"业主{number}", DONGFENG)
        Ownership.objects.create(
            stream=f"people.person:{owner}", scope=unit.scope, unit=unit, person_id=owner,
            valid_from=date(2026, 1, 1),
        )  # fmt: skip
