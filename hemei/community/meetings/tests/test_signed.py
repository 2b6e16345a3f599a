"""What a committee decided holds once its members signed the minutes: not before does anybody act on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import RequestFactory

from hemei.community.meetings import queries, services
from hemei.community.meetings.models import Meeting, Signature
from hemei.community.meetings.pages import meeting as pages
from hemei.community.meetings.queries import Choice
from hemei.community.meetings.tests.conftest import LATER, Neighbours
from hemei.community.meetings.tests.signing import paper
from hemei.community.meetings.tests.test_services import refused
from hemei.ground.people import queries as people
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Refused


def body_of(neighbours: Neighbours) -> int:
    with records.acting(SYSTEM):
        body = people.committee_body_of(neighbours.estate.pk, LATER.date())
    assert body is not None
    return body


def decided(neighbours: Neighbours) -> tuple[int, list[int]]:
    """Let five of seven members adopt the first item of a meeting that then ends; return it and who came."""
    neighbours.committee(7)
    members = services.SideDraft(code="members", body_id=body_of(neighbours))
    meeting = neighbours.call("committee_meeting", sides=(members,))
    came = [one.pk for one in neighbours.came(meeting)][:5]
    neighbours.act("arrive_all", meeting, attendance_ids=came)
    neighbours.open(meeting, came[0])
    neighbours.decide(meeting, 1, members=dict.fromkeys(came, Choice.FOR))
    neighbours.decide(meeting, 2, members=dict.fromkeys(came, Choice.AGAINST))
    neighbours.act("close_meeting", meeting)
    return meeting, came


def adopted(neighbours: Neighbours) -> list[str]:
    with records.acting(neighbours.clerk):
        items = queries.adopted_items(neighbours.estate.pk, for_owners=False)
        day = LATER.date()
        told = queries.committees_adopted(
            [neighbours.estate.pk], since=day.replace(day=1), until=day.replace(month=12, day=1)
        )
    assert [one.id for one in told.get(neighbours.estate.pk, [])] == [one.id for one in items]
    return [one.title for one in items]


def test_an_item_is_adopted_once_enough_members_signed_the_minutes(neighbours: Neighbours) -> None:
    meeting, came = decided(neighbours)
    first, second = (one.id for one in neighbours.page(meeting).items)

    def lacking(item: int) -> tuple[bool, int]:
        with records.acting(neighbours.clerk):
            found = queries.committee_item(item)
        assert found is not None
        return found.adopted, found.unsigned

    assert adopted(neighbours) == []
    assert lacking(first) == (False, 4)
    neighbours.act("record_minutes", meeting, text="逐项表决。")
    neighbours.act("sign_minutes", meeting, attendance_ids=came[:3], paper=paper())
    assert adopted(neighbours) == []
    assert lacking(first) == (False, 1)
    neighbours.act("sign_minutes", meeting, attendance_ids=came[3:4], paper=paper())
    assert adopted(neighbours) == ["查清漏水原因"]
    assert lacking(first) == (True, 0)
    assert lacking(second) == (False, 0)  # nobody's signature would make it adopted


def call(view: Any, actor: Actor, *args: object, post: dict[str, object] | None = None) -> Any:
    request = RequestFactory().get("/") if post is None else RequestFactory().post("/", post)
    request.actor, request._messages = actor, CookieStorage(request)  # type: ignore[attr-defined]
    with records.acting(actor):
        return view(request, *args)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def member(neighbours: Neighbours, place: int) -> Actor:
    """Return one of the committee as his session makes him."""
    return Actor(Role.COMMITTEE_MEMBER, 1, neighbours.owners[place].person_id, body_of(neighbours))


def test_nobody_enters_alone_that_members_signed(neighbours: Neighbours) -> None:
    meeting, came = decided(neighbours)
    neighbours.act("record_minutes", meeting, text="逐项表决。")
    assert refused(lambda: neighbours.act("sign_minutes", meeting, attendance_ids=came)) == "no_scan"
    neighbours.act("sign_minutes", meeting, attendance_ids=came[:1], paper=paper())
    with records.acting(SYSTEM):
        known = Signature.objects.get()
        assert known.scan_id is not None
        bare = Signature(
            minutes=known.minutes, attendance_id=came[1], scope=known.scope, stream=known.stream, signed_by="paper",
            signed_at=LATER, by_role="community_clerk",
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="is shown"), transaction.atomic():
            bare.save(force_insert=True)
        bare.scan_id, bare.by_role = known.scan_id, "committee_member"
        with pytest.raises(IntegrityError, match="who is no member"), transaction.atomic():
            bare.save(force_insert=True)
        bare.by_role = "community_clerk"
        for person in (None, neighbours.owners[0].person_id):  # nobody named, or a member in another office
            bare.by_person = person
            with pytest.raises(IntegrityError, match="who is no member"), transaction.atomic():
                bare.save(force_insert=True)
        bare.by_person = neighbours.clerk.person_id
        bare.save(force_insert=True)


def test_no_member_enters_what_his_colleagues_signed(
    neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where his committee called, nor in an office he holds beside: each signs, or the community enters it."""
    monkeypatch.setattr(pages, "utc_now", lambda: LATER)
    meeting, came = decided(neighbours)
    neighbours.act("record_minutes", meeting, text="逐项表决。")
    one = member(neighbours, 0)
    beside = replace(neighbours.clerk, person_id=one.person_id)

    def enter(actor: Actor) -> None:
        neighbours.act("sign_minutes", meeting, actor=actor, attendance_ids=came, paper=paper())

    with pytest.raises(Refused) as told:
        enter(beside)
    reason = told.value.decision.reasons[0]
    assert (reason.code, reason.values["count"]) == ("own_hand", 5)
    assert "请每位委员用自己的账号签字" in str(reason.remedy)
    with records.acting(SYSTEM):
        Meeting.objects.filter(pk=meeting).update(body_id=one.body_id)
    with records.acting(one):
        assert queries.may(one.role, queries.Act.RUN).allowed
    shown = text(call(pages.meeting, one, meeting))
    assert "由社区凭签字页登记" in shown
    assert "谁签了字" not in shown
    assert refused(lambda: enter(one)) in {"own_hand", "not_found"}
    with records.acting(SYSTEM):
        assert not Signature.objects.exists()


def test_nor_does_a_member_by_another_record_of_his(neighbours: Neighbours) -> None:
    """He signs in at the desk as one whom no register of owners names; the access list says who he is."""
    meeting, came = decided(neighbours)
    neighbours.act("record_minutes", meeting, text="逐项表决。")
    neighbours.act("sign_minutes", meeting, attendance_ids=came[:1], paper=paper())
    mine, desk = neighbours.owners[0].person_id or 0, neighbours.clerk.person_id or 0
    with records.acting(SYSTEM):
        known = Signature.objects.get()
        assert is_one(mine, desk) is False
        records.grant_access(stream=f"people.person:{mine}", persons=(desk,))
        assert is_one(mine, desk) is is_one(desk, mine) is True
        assert people.same_as(desk) == {mine, desk}
    again = {"attendance_ids": came[1:2], "paper": paper()}
    assert refused(lambda: neighbours.act("sign_minutes", meeting, **again)) == "own_hand"
    aside = replace(neighbours.clerk, places=(PlaceRange("999999."),))  # who sees nothing of the meeting
    for actor, scope in ((SYSTEM, known.scope), (aside, "999999.")):
        bare = Signature(
            minutes_id=known.minutes_id, attendance_id=came[1], scope=scope, stream=known.stream, signed_by="paper",
            signed_at=LATER, by_role="community_clerk", scan_id=known.scan_id, by_person=desk,
        )  # fmt: skip
        with records.acting(actor), pytest.raises(IntegrityError, match="is no member"), transaction.atomic():
            bare.save(force_insert=True)


def is_one(one: int, other: int) -> bool:
    """Return whether the database takes two records for one human."""
    with connection.cursor() as cursor:
        cursor.execute("select %s = any(people_same_as(%s))", [one, other])
        return bool(cursor.fetchone()[0])


def test_the_signed_page_is_read_by_who_held_and_who_decided(
    neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is none of the files to be printed; owners see it with the result."""
    monkeypatch.setattr(pages, "utc_now", lambda: LATER)
    meeting, came = decided(neighbours)
    neighbours.act("record_minutes", meeting, text="逐项表决。")
    neighbours.act("sign_minutes", meeting, attendance_ids=came, paper=paper())
    with records.acting(SYSTEM):
        scan = Signature.objects.values_list("scan_id", flat=True).first()
    owner = neighbours.owners[9]
    for reader in (neighbours.clerk, member(neighbours, 1)):
        shown = text(call(pages.meeting, reader, meeting))
        assert f"signed/{scan}" in shown
        assert "minutes.signed" not in shown
        assert call(pages.signed_file, reader, meeting, scan).content.startswith(b"%PDF")
    assert "看签字页" not in text(call(pages.meeting, owner, meeting))
    with pytest.raises(Http404):
        call(pages.signed_file, owner, meeting, scan)
    neighbours.act("post_result", meeting)
    assert "看签字页" in text(call(pages.meeting, owner, meeting))
    assert call(pages.signed_file, owner, meeting, scan).status_code == 200
    with pytest.raises(Http404):
        call(pages.signed_file, neighbours.tenant, meeting, scan)


def test_a_member_signs_himself_and_his_workbench_says_so(
    neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the residents' committee called the meeting; nobody signs who was not there, and nobody twice."""
    monkeypatch.setattr(pages, "utc_now", lambda: LATER)
    meeting, _came = decided(neighbours)
    one, absent = member(neighbours, 0), member(neighbours, 6)

    def waits(actor: Actor) -> list[str]:
        with records.acting(actor):
            return [row.kind for row in queries.inbox(actor=actor)]

    def sign(actor: Actor) -> None:
        with records.acting(actor):
            services.sign_myself(actor=actor, now=LATER, meeting_id=meeting)

    assert refused(lambda: sign(one)) == "minutes"
    assert waits(one) == []
    neighbours.act("record_minutes", meeting, text="逐项表决。")
    assert waits(one) == ["meetings.signing"]
    assert waits(absent) == []
    assert "确认会议记录并签字" in text(call(pages.meeting, one, meeting))
    assert "确认会议记录并签字" not in text(call(pages.meeting, absent, meeting))
    assert call(pages.act, one, meeting, "sign_myself", post={}).status_code == 302
    assert waits(one) == []
    assert "确认会议记录并签字" not in text(call(pages.meeting, one, meeting))
    assert refused(lambda: sign(one)) == "signed"
    assert refused(lambda: sign(absent)) == "not_here"
    assert refused(lambda: sign(replace(one, role=Role.RESIDENT))) == "role"
    for place in range(1, 4):
        sign(member(neighbours, place))
    assert adopted(neighbours) == ["查清漏水原因"]
    with records.acting(SYSTEM):
        assert set(Signature.objects.values_list("signed_by", flat=True)) == {"screen"}
