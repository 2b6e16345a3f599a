"""One paper binds a guardian or delegate for all homes of the same owners in a vote, and is looked at once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hemei.community.voting import services, work
from hemei.community.voting.models import AwaitedBinding, RollUnit, VoterBinding
from hemei.community.voting.pages import acting, desk
from hemei.community.voting.queries import acting as acting_queries
from hemei.community.voting.queries.bound import owners_on
from hemei.community.voting.tests.street import Street
from hemei.community.voting.tests.supporting import PDF
from hemei.community.voting.tests.test_acting import PHONE, delegate, stranger, street
from hemei.community.voting.tests.test_pages import call, text
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record

__all__ = ["street"]
pytestmark = pytest.mark.django_db


def test_one_paper_binds_the_delegate_for_all_homes_of_the_developer(street: Street) -> None:
    stranger(street.quarter)
    homes = {row.unit_id for row in RollUnit.objects.filter(roll=street.roll) if not owners_on(row)}
    assert len(homes) > 1
    number = delegate(street, "203", None, roll_id=street.roll.pk)
    rows = VoterBinding.objects.filter(ended_at=None)
    assert {row.unit_id for row in rows} == homes
    assert {(row.scan_id, row.evidence_id, row.capacity) for row in rows} == {
        (rows[0].scan_id, rows[0].evidence_id, "delegate")
    }
    assert VoterBinding.objects.get(unit_id=street.quarter.units["203"]).pk == number
    assert {acting_queries.paper_of_voter(row.pk, actor=street.quarter.clerk)[0] for row in rows} == {PDF}


def test_only_homes_of_just_the_same_owners_are_bound_and_they_are_told_once(street: Street) -> None:
    stranger(street.quarter)
    whose = {row.unit_id: owners_on(row) for row in RollUnit.objects.filter(roll=street.roll)}
    own = street.person("甲")
    delegate(street, "101", "甲", roll_id=street.roll.pk)
    bound = VoterBinding.objects.filter(ended_at=None)
    assert {row.unit_id for row in bound} == {unit for unit, owners in whose.items() if owners == {own}}
    told = [
        event.data["owners"] for row in bound.order_by("pk") for event in record.history(stream=row.stream)
    ]
    assert told == [[own], *([] for _ in told[1:])]
    assert len(told) > 1
    contested = bound.exclude(unit_id=street.quarter.units["101"]).get()
    services.object_to_binding(actor=street.quarter.clerk, now=NOW, binding_id=contested.pk, text="不是")
    delegate(street, "101", "甲", roll_id=street.roll.pk)
    contested.refresh_from_db()
    assert (contested.ended_at, VoterBinding.objects.filter(ended_at=None).count()) == (None, len(told))


@pytest.mark.parametrize(("act", "bound"), [("confirm", "all"), ("refuse", "none")])
def test_the_second_clerk_looks_once_at_a_paper_for_all_homes(street: Street, act: str, bound: str) -> None:
    stranger(street.quarter)
    for room, owner in (("101", "甲"), ("103", "乙"), ("104", "丙")):
        delegate(street, room, owner)
    one, other = street.quarter.hands
    form = {"act": "bind", "owner": "", "capacity": "delegate", "document": "passport", "evidence": "三号盒",
            "all": "1", "phone": PHONE, "scan": SimpleUploadedFile("授权书.pdf", PDF)}  # fmt: skip
    assert call(desk.desk_unit, one, street.unit("203"), post=form).status_code == 302
    waits = list(AwaitedBinding.objects.order_by("pk"))
    assert len(waits) > 1
    assert "1名监护人" in next(iter(work.awaited(other))).words
    page = text(call(acting.awaited, other))
    assert f"等{len(waits)}户" in page
    assert page.count("对照无误") == 1
    said = {"act": act, "reason": "没有盖章"}
    assert call(acting.confirm, other, waits[0].pk, post=said).status_code == 302
    rows = VoterBinding.objects.filter(pk__in=[row.pk for row in waits], confirmed_by=other.person_id)
    assert rows.count() == (len(waits) if bound == "all" else 0)
    assert not AwaitedBinding.objects.filter(settled_at=None).exists()


def test_the_desk_offers_to_bind_for_all_homes_of_one_owner(street: Street) -> None:
    clerk = street.quarter.clerk
    assert "一并登记" in text(call(desk.desk_unit, clerk, street.unit("203")))
    assert "一并登记" not in text(call(desk.desk_unit, clerk, street.unit("104")))
