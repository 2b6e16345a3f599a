"""The desk prints the receipt of a paper for an owner without a phone: that it counts, and no choice."""

from __future__ import annotations

import pytest

from hemei.community.voting.models import Roll, RollUnit
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.test_assemblies import cast, noticed
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.community.voting.tests.test_voter_pages import resident, unit_of
from hemei.ground.people.services import stream_of
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE

pytestmark = pytest.mark.django_db


def types(stream: str) -> list[str]:
    with records.acting(EVERYONE):
        return [event.type for event in record.history(stream=stream)]


def test_the_desk_prints_a_papers_receipt_without_its_choice(quarter: Quarter, settings) -> None:
    settings.DEMO = True
    found = noticed(quarter)
    for room in ("101", "103"):
        cast(quarter, found, room, "for", channel="desk" if room == "101" else "paper")
    roll = Roll.objects.get(assembly=found)
    unit = RollUnit.objects.get(pk=unit_of(quarter, roll, "103"))
    records.bind(EVERYONE)
    clerk = browser(quarter, "钱一")
    address = f"/paper/units/{unit.pk}/receipt"
    assert clerk.get(f"/paper/units/{unit_of(quarter, roll, '101')}/receipt").status_code == 404
    assert "来的是哪一位业主" in clerk.get(address).text
    refused = clerk.post(address, {"owner": "0", "document": ""})
    assert refused.status_code == 422
    assert "请选择来的是哪一位业主" in refused.text
    assert "请核对证件，选择看的是哪一种" in refused.text
    assert "voting.receipt_printed" not in types(unit.stream)
    page = clerk.post(address, {"owner": unit.owner_ids[0], "document": "identity_card"}).text
    assert "选票码" in page
    assert "计入" in page
    assert "的选择</dt>" not in page
    assert types(unit.stream)[-1] == "voting.receipt_printed"
    assert [types(stream_of(owner))[-1] == "people.unmasked" for owner in unit.owner_ids] == [True, False]
    assert resident(quarter, "甲").get(address).status_code == 403
