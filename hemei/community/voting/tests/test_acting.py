"""Guardians and delegates: the scan of their paper, a second clerk for who represents many owners, who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.http import Http404

from hemei.community.voting import services, work
from hemei.community.voting.models import AwaitedBinding, RollUnit, Sheet, VoterBinding
from hemei.community.voting.pages import acting, counter, desk, own
from hemei.community.voting.queries import voters
from hemei.community.voting.queries.acting import to_tell_on_paper
from hemei.community.voting.rules.voters import BindingKind, Capacity
from hemei.community.voting.services import BindingDraft, SheetDraft
from hemei.community.voting.tests.conftest import HOME, Quarter
from hemei.community.voting.tests.street import Street, bound_until, refused
from hemei.community.voting.tests.supporting import PDF, letter_of
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day

PHONE = "15400000077"
pytestmark = pytest.mark.django_db


@pytest.fixture
def street(quarter: Quarter, monkeypatch: pytest.MonkeyPatch) -> Street:
    for module in (acting, counter, desk, own):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)
    return Street(quarter)


def stranger(quarter: Quarter) -> None:
    """Let 戊, who owns nothing, be known by his telephone."""
    with records.acting(SYSTEM):
        quarter.town.person("戊", HOME, PHONE)


def delegate(
    street: Street, room: str, owner: str | None, *, by: Actor | None = None, at: datetime = NOW, **more
) -> int:
    """Let 戊 vote for a home in the right of an owner, by one clerk."""
    values = {
        "capacity": Capacity.GUARDIAN if owner else Capacity.DELEGATE, "document": "passport", "evidence": "三号盒",
        "scan": letter_of(),
    }  # fmt: skip
    draft = BindingDraft(
        unit_id=street.quarter.units[room], person_id=street.person("戊"), kind=BindingKind.DESK,
        owner_id=street.person(owner) if owner else None, **(values | more),
    )  # fmt: skip
    return services.bind_voter(actor=by or street.quarter.hands[0], now=at, draft=draft)


@pytest.fixture
def four(street: Street) -> Street:
    """Three owners whom 戊 represents; 104's owner would be the fourth."""
    quarter = street.quarter
    stranger(quarter)
    delegate(street, "101", "甲")
    delegate(street, "103", "乙")
    delegate(street, "203", None)
    return street


def test_a_guardian_is_bound_by_the_scan_of_his_paper(street: Street) -> None:
    stranger(street.quarter)
    assert refused(lambda: delegate(street, "101", "甲", scan=None)) == "no_scan"
    number = delegate(street, "101", "甲")
    row = VoterBinding.objects.get(pk=number)
    [event] = record.history(stream=row.stream)
    assert event.data["scan"]["file"] == row.scan_id
    assert len(event.data["scan"]["sha256"]) == 64
    row.pk, row.stream, row.scan_id, row.unit_id = row.pk + 9, "x", None, street.quarter.units["104"]
    with pytest.raises(DatabaseError, match="scan of his paper"), transaction.atomic():
        row.save(force_insert=True)


def here(street: Street, room: str, channel: str, **more) -> SheetDraft:
    """Return the ballot of somebody who signs or stands there; a grid worker comes along to a door."""
    if channel == "doorstep" and "网格员" not in street.quarter.town.persons:
        street.quarter.town.person("网格员", HOME)
        street.quarter.town.appoint("网格员", "东风社区居委会", Role.GRID_WORKER)
    shown = {"document": "passport", "visitor_id": street.quarter.town.persons.get("网格员")}
    return street.sheet(room, channel=channel, evidence="三号盒", **(shown | more))


@pytest.mark.parametrize("channel", ["desk", "doorstep", "paper"])
def test_who_votes_for_another_is_bound_first_by_whatever_door(street: Street, channel: str) -> None:
    stranger(street.quarter)
    clerk, _other = street.quarter.hands
    ward, guardian = street.person("丙"), {"capacity": Capacity.GUARDIAN}
    sheet = here(street, "104", channel, owner_id=ward, **guardian)

    def cast() -> None:
        services.cast_sheet(actor=clerk, now=NOW, sheet=sheet)

    assert refused(cast) == "not_bound"
    street.bind("104", "丙")  # that the owner himself is bound lets nobody else vote
    assert refused(cast) == "not_bound"
    number = delegate(street, "104", "丙", at=NOW - timedelta(days=9))
    short = bound_until(number, NOW.date())
    assert refused(cast) == "not_bound"
    number = bound_until(short, NOW.date() + timedelta(days=9))
    cast()
    row = Sheet.objects.get()
    assert (row.capacity, row.binding_id, row.person_id) == ("guardian", number, street.person("戊"))


def test_who_waits_for_a_second_clerk_votes_at_no_desk(four: Street) -> None:
    delegate(four, "104", "丙")
    sheet = here(four, "104", "desk", owner_id=four.person("丙"), capacity=Capacity.GUARDIAN)
    assert refused(lambda: four.desk(sheet)) == "not_bound"


def test_paper_of_the_developer_rests_on_its_delegate_also_where_nobody_says_so(street: Street) -> None:
    enter = {"actor": street.quarter.clerk, "now": NOW, "roll_id": street.roll.pk, "source": "test"}
    sheet = street.sheet("203", channel="paper")
    assert refused(lambda: services.enter_sheets(sheets=[sheet], **enter)) == "not_bound"
    stranger(street.quarter)
    number = delegate(street, "203", None)
    services.enter_sheets(sheets=[sheet], **enter)
    assert Sheet.objects.get().binding_id == number


def test_the_database_takes_no_ballot_for_another_without_the_binding_of_the_unit(four: Street) -> None:
    four.desk(here(four, "101", "desk", owner_id=four.person("甲"), capacity=Capacity.GUARDIAN))
    [bound, foreign] = (VoterBinding.objects.get(unit_id=four.quarter.units[room]) for room in ("101", "103"))
    row = Sheet.objects.get()
    for binding in (None, foreign.pk, bound.pk):
        if binding == bound.pk:
            VoterBinding.objects.filter(pk=binding).update(ended_at=NOW)
        row.pk, row.binding_id = None, binding
        with pytest.raises(DatabaseError, match="binding of the unit"), transaction.atomic():
            row.save(force_insert=True)


def test_the_desk_binds_and_offers_the_ballot_at_once(street: Street) -> None:
    stranger(street.quarter)
    clerk, unit = street.quarter.hands[0], street.unit("104")
    who = {"owner": str(street.person("丙")), "capacity": "guardian", "document": "passport"}
    marks = {f"choice_{vote}": "for" for vote in street.votes}
    page = text(call(desk.desk_unit, clerk, unit, post={"act": "cast", **who, **marks}))
    assert "没有登记这样的监护人或者单位代表" in page
    link = (
        f"/votes/units/{unit}?act=bind&amp;owner={who['owner']}&amp;capacity=guardian&amp;document=passport"
    )
    assert link in page
    opened = text(call(desk.desk_unit, clerk, unit, act="bind", **who))
    assert opened.count('value="guardian" selected') == 2
    form = {
        "act": "bind",
        **who,
        "evidence": "三号盒",
        "phone": PHONE,
        "scan": SimpleUploadedFile("判决书.pdf", PDF),
    }
    done = call(desk.desk_unit, clerk, unit, post=form)
    assert done.headers["Location"].startswith(
        f"/votes/units/{unit}?act=cast&owner={who['owner']}&capacity=guardian"
    )
    assert "选票码" in text(call(desk.desk_unit, clerk, unit, post={"act": "cast", **who, **marks}))
    assert Sheet.objects.get().binding_id == VoterBinding.objects.get(unit_id=street.quarter.units["104"]).pk


def test_who_is_bound_after_the_vote_is_offered_no_ballot(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger(street.quarter)
    monkeypatch.setattr(desk, "utc_now", lambda: NOW + timedelta(days=60))
    clerk, unit = street.quarter.hands[0], street.unit("104")
    shown = text(call(desk.desk_unit, clerk, unit))
    assert "监护人、代表必填" in shown
    assert (
        "由另一名工作人员确认以后生效；这是平台默认，法律没有规定" in shown
    )  # no rules of procedure may say it
    form = {
        "act": "bind", "owner": str(street.person("丙")), "capacity": "guardian", "document": "passport",
        "evidence": "三号盒", "phone": PHONE, "scan": SimpleUploadedFile("判决书.pdf", PDF),
    }  # fmt: skip
    done = call(desk.desk_unit, clerk, unit, post=form)
    assert done.headers["Location"] == f"/votes/units/{unit}"


def test_all_homes_of_one_owner_count_once(street: Street) -> None:
    stranger(street.quarter)
    for room in ("101", "102", "103"):
        delegate(street, room, "甲")
    delegate(street, "203", None)
    assert VoterBinding.objects.filter(ended_at=None).count() == 4
    assert not AwaitedBinding.objects.exists()


def test_who_represents_many_owners_waits_for_a_second_clerk(four: Street) -> None:
    one, other = four.quarter.hands
    number = delegate(four, "104", "丙", by=one)
    waits = AwaitedBinding.objects.get()
    assert (waits.pk, waits.represents) == (number, 3)
    assert not VoterBinding.objects.filter(unit_id=four.quarter.units["104"]).exists()
    assert refused(lambda: delegate(four, "104", "丙", by=one)) == "waits"
    settle = {"now": NOW, "binding_id": number, "confirmed": True}
    assert refused(lambda: services.confirm_voter(actor=one, **settle)) == "two_hands"
    himself = replace(other, person_id=four.person("戊"))
    assert refused(lambda: services.confirm_voter(actor=himself, **settle)) == "two_hands"
    services.confirm_voter(actor=other, **settle)
    row = VoterBinding.objects.get(pk=number)
    assert (row.bound_by, row.confirmed_by, row.ended_at) == (one.person_id, other.person_id, None)
    entered, bound = (one for one in record.history(stream=row.stream) if one.type.startswith("voting."))
    assert (entered.type, bound.type) == ("voting.binding_entered", "voting.voter_bound")
    assert (bound.data["owners"], bound.data["entered_by"]) == ([four.person("丙")], one.person_id)
    assert refused(lambda: services.confirm_voter(actor=other, **settle)) == "not_found"
    services.object_to_binding(actor=four.quarter.clerk, now=NOW, binding_id=number, text="没有委托")
    for hand in (one, other):
        settle = {"actor": hand, "now": NOW, "binding_id": number, "upheld": True, "reason": "查实"}
        assert refused(lambda: services.settle_objection(**settle)) == "one_hand"  # noqa: B023 - called at once


def test_who_is_not_confirmed_votes_for_nobody(four: Street) -> None:
    one, other = four.quarter.hands
    number = delegate(four, "104", "丙", by=one)
    settle = {"actor": other, "now": NOW, "binding_id": number, "confirmed": False}
    assert refused(lambda: services.confirm_voter(**settle)) == "text"
    services.confirm_voter(**settle, reason="授权书没有盖章")
    assert not VoterBinding.objects.filter(unit_id=four.quarter.units["104"]).exists()
    assert [entry.expires_on for entry in voters.binding_entries([four.person("戊")])].count(None) == 1


def test_who_entered_a_waiting_one_takes_him_back_and_the_next_can_be_entered(four: Street) -> None:
    one, other = four.quarter.hands
    number = delegate(four, "104", "丙", by=one)
    take = {"now": NOW, "binding_id": number, "reason": "扫错了材料"}
    assert refused(lambda: services.withdraw_voter(actor=other, **take)) == "not_own"
    assert refused(lambda: services.withdraw_voter(actor=one, **(take | {"reason": " "}))) == "text"
    services.withdraw_voter(actor=one, **take)
    row = AwaitedBinding.objects.get()
    assert (row.settled_by, row.confirmed) == (one.person_id, False)
    event = record.history(stream=row.stream)[-1]
    assert event.type == "voting.binding_withdrawn"
    assert record.open_sealed([event.data["texts"]["reason"]["vault"]]) == {
        event.data["texts"]["reason"]["vault"]: "扫错了材料"
    }
    assert refused(lambda: services.withdraw_voter(actor=one, **take)) == "not_found"
    settle = {"actor": other, "now": NOW, "binding_id": number, "confirmed": True}
    assert refused(lambda: services.confirm_voter(**settle)) == "not_found"
    assert delegate(four, "104", "丙", by=one) != number


def test_who_entered_a_waiting_one_takes_him_back_on_the_page(four: Street) -> None:
    one, other = four.quarter.hands
    number = delegate(four, "104", "丙", by=one)
    page = text(call(acting.awaited, one))
    assert "撤回这项登记" in page
    assert "不予确认" not in page
    assert "撤回这项登记" not in text(call(acting.awaited, other))
    assert "请用不超过" in text(call(acting.confirm, one, number, post={"act": "withdraw"}))
    said = {"act": "withdraw", "reason": "扫错了材料"}
    assert "只有登记的人可以撤回" in text(call(acting.confirm, other, number, post=said))
    assert call(acting.confirm, one, number, post=said).status_code == 302
    assert "没有待确认的表决人" in text(call(acting.awaited, one))


def test_the_database_binds_only_as_a_second_clerk_confirmed(four: Street) -> None:
    one, _ = four.quarter.hands
    number = delegate(four, "104", "丙", by=one)
    waits = AwaitedBinding.objects.get()
    row = VoterBinding.objects.filter(unit_id=four.quarter.units["103"]).get()
    row.pk, row.stream, row.unit_id, row.owner_id = number, waits.stream, waits.unit_id, waits.owner_id
    row.scan_id = waits.scan_id
    with pytest.raises(DatabaseError, match="as he confirmed"), transaction.atomic():
        row.save(force_insert=True)
    for change in ({"settled_by": one.person_id, "settled_at": NOW, "confirmed": True}, {"represents": 0}):
        with pytest.raises(DatabaseError), transaction.atomic():
            AwaitedBinding.objects.filter(pk=number).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        AwaitedBinding.objects.all().delete()


def test_the_desk_takes_the_paper_and_the_second_clerk_confirms_on_his_page(four: Street) -> None:
    one, other = four.quarter.hands
    unit, owner = four.unit("104"), four.person("丙")
    form = {"act": "bind", "owner": str(owner), "capacity": "guardian", "document": "passport", "evidence": "三号盒",
            "phone": PHONE}  # fmt: skip
    page = text(call(desk.desk_unit, one, unit, post=form))
    assert "没有上传监护证明或者授权书的扫描件" in page
    scan = SimpleUploadedFile("判决书.pdf", PDF)
    assert call(desk.desk_unit, one, unit, post={**form, "scan": scan}).status_code == 302
    assert "等另一名工作人员确认" in text(call(desk.desk_unit, one, unit))
    number = AwaitedBinding.objects.get().pk
    assert not list(work.awaited(one))
    assert "1名监护人" in next(iter(work.awaited(other))).words
    assert "登记的人和表决人自己不能确认" in text(call(acting.awaited, one))
    page = text(call(acting.awaited, other))
    assert "对照无误" in page
    assert "三号盒" in page
    assert call(acting.paper, other, number).content == PDF
    assert "请用不超过" in text(call(acting.confirm, other, number, post={"act": "refuse"}))
    assert call(acting.confirm, other, number, post={"act": "confirm"}).status_code == 302
    assert "看材料的扫描件" in text(call(desk.desk_unit, one, unit))
    with pytest.raises(Http404):
        call(acting.paper, other, number + 99)


def test_an_owner_reads_who_was_bound_where_and_until_when_and_objects(four: Street) -> None:
    number = VoterBinding.objects.get(unit_id=four.quarter.units["101"]).pk
    reader, unit = owner_of(four.quarter, "甲"), four.unit("101")
    with records.acting(reader):
        page = text(call(own.voter, reader, unit))
        assert "业主的监护人" in page
        assert "东风社区的表决窗口" in page
        assert "我不同意由他投票" in page
        assert call(own.voter, reader, unit, post={"text": "没有监护人"}).status_code == 302
    records.bind(four.quarter.clerk)
    assert VoterBinding.objects.get(pk=number).objected_at == NOW


def test_an_owner_reads_of_a_proxy(four: Street) -> None:
    unit = RollUnit.objects.get(pk=four.unit("104"))
    services.give_proxy(
        actor=four.quarter.clerk,
        now=NOW,
        roll_unit_id=unit.pk,
        holder_id=four.person("戊"),
        evidence="一号盒",
    )
    reader = owner_of(four.quarter, "丙")
    with records.acting(reader):
        page = text(call(own.voter, reader, unit.pk))
    records.bind(four.quarter.clerk)
    assert "不是您委托的，请到表决窗口撤回" in page


def test_owners_whom_no_notice_reaches_are_listed_at_the_desk(four: Street, settings) -> None:
    settings.DEMO = False
    actor = four.quarter.clerk
    rooms = [code for _, code in to_tell_on_paper(four.roll.pk, actor=actor, today=shanghai_day(NOW))]
    assert [code[-3:] for code in rooms] == ["101", "103"]
    assert "请书面告知的业主" in text(call(desk.desk, actor, four.roll.pk))
