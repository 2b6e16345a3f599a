"""The preparatory group meets as it was set up: how many they are is counted, not typed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.committees.services import elections as services
from hemei.community.committees.services.elections import GroupMeetingDraft
from hemei.community.committees.tests.conftest import HOME, NOW, Garden
from hemei.community.committees.tests.test_counted import codes
from hemei.community.meetings import queries as meetings
from hemei.community.meetings import services as meeting_services
from hemei.community.meetings.models import MeetingSide
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused

pytestmark = pytest.mark.at(NOW)
DRAFT = GroupMeetingDraft(
    starts_at=NOW + timedelta(days=5), location="社区会议室", items=("确定表决办法",), key="g1"
)


def test_a_group_of_seven_meets_with_all_its_members(garden: Garden) -> None:
    election = garden.apply()
    with pytest.raises(Refused) as refused:
        garden.do(garden.street, services.call_group_meeting, election_id=election, draft=DRAFT)
    assert codes(refused) == {"state"}
    garden.form_group(election)
    number = garden.do(garden.street, services.call_group_meeting, election_id=election, draft=DRAFT)
    with records.acting(garden.street):
        page = meetings.meeting(actor=garden.street, now=NOW, meeting_id=number)
    assert page is not None
    assert [(one.code, one.registered) for one in page.sides] == [("members", 7)]
    with records.acting(EVERYONE):
        side = MeetingSide.objects.get(meeting_id=number)
    assert (side.size, side.needed, side.agree) == (7, 4, 4)
    assert [one.side for one in page.attendances] == ["members"] * 7
    assert garden.do(garden.street, services.call_group_meeting, election_id=election, draft=DRAFT) == number


def test_nobody_calls_it_elsewhere_with_a_number_he_types(garden: Garden) -> None:
    draft = meeting_services.MeetingDraft(
        kind="preparatory_group", title="筹备组会议", starts_at=NOW + timedelta(days=5), location="社区会议室",
        items=(meeting_services.ItemDraft(title="议题"),), key="typed", estate_id=garden.estate,
        sides=(meeting_services.SideDraft(code="members", size=3),),
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        garden.do(garden.street, meeting_services.call_meeting, draft=draft)
    assert codes(refused) == {"subject"}


def test_it_is_called_from_the_page_of_the_election(garden: Garden) -> None:
    election = garden.apply()
    garden.form_group(election)
    clerk = garden.browser(Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    form = {"day": "2027-01-08", "hour": "19:00", "location": "会议室", "items": "表决办法\n\n候选人办法"}
    page = f"/elections/{election}"
    assert "召集筹备组会议" in clerk.get(page).text
    assert clerk.post(f"{page}/group_meeting", {**form, "items": ""}).status_code == 422
    assert clerk.post(f"{page}/group_meeting", form).status_code == 302
    assert "选举花园业主大会筹备组会议" in clerk.get(page).text
