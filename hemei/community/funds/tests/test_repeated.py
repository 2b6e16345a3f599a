"""A vote on a use that lacked participation is held again, and the use follows what is decided then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.funds import services
from hemei.community.funds.models import Use
from hemei.community.funds.queries.parts import parts_of
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_later import told
from hemei.community.funds.tests.test_services import FIRST
from hemei.community.voting import queries as votes
from hemei.community.voting import services as voting
from hemei.community.voting.models import Roll, RollUnit
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY

ENDED = NOW + timedelta(days=27)


def held(chest: Chest, assembly: int, *, agreed: bool, days: int = 0) -> None:
    """Notice a meeting, let all who share agree or nobody take part, count and publish it."""
    now, act = NOW + timedelta(days=days), {"actor": chest.clerk, "assembly_id": assembly}
    opens, closes = TODAY + timedelta(days=days + 16), now + timedelta(days=26)
    voting.notice_assembly(now=now, opens_on=opens, closes_at=closes, **act)
    roll = Roll.objects.get(assembly=assembly)
    rooms = RollUnit.objects.filter(roll=roll).values_list("unit__room", flat=True)
    for room in rooms if agreed else ():
        chest.quarter.cast(roll, room, "for", at=now + timedelta(days=17))
    for step in (voting.close_assembly, voting.judge_assembly, voting.publish_result):
        step(now=now + timedelta(days=27), **act)
    told()


def test_a_use_that_lacked_participation_passes_where_the_repeat_does(chest: Chest) -> None:
    chest.deposit(FIRST)
    made = chest.plan()
    first = services.call_vote(actor=chest.clerk, now=NOW, use_id=made)
    held(chest, first, agreed=False)
    assert chest.state(made) == "failed"
    row = Use.objects.get(pk=made)
    found = votes.assembly(first, actor=SYSTEM)
    assert found is not None
    draft = voting.AssemblyDraft(
        estate_id=chest.quarter.estate, kind="regular", called_by=found.called_by, ground=found.ground,
        title=found.title, key="again", agenda=tuple(replace(item) for item in found.agenda),
        buildings=parts_of(row), repeats_id=first,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="repeats its own"), transaction.atomic():
        Use.objects.filter(pk=made).update(state="voting")
    again = voting.call_assembly(actor=chest.clerk, now=ENDED, draft=draft)
    told()
    row.refresh_from_db()
    assert (row.state, row.assembly_id) == ("voting", again)
    held(chest, again, agreed=True, days=27)
    assert chest.state(made) == "cleared"
