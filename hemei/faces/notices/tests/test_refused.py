"""Who came as a side hears that it was noted to refuse its signature, and where to sign or object."""

from __future__ import annotations

from hemei.community.meetings.tests.conftest import LATER, Neighbours, neighbours, quarter  # noqa: F401 - fixtures
from hemei.community.meetings.tests.test_refused import note
from hemei.community.meetings.tests.test_refused_told import heard
from hemei.faces.notices.models import Notice
from hemei.faces.notices.pages.shown import address_of
from hemei.faces.notices.queries import my_notices
from hemei.faces.notices.streams import PLATFORM
from hemei.ground.records import services as records


def delivered() -> list[tuple[str, int | None]]:
    while records.deliver_pending(now=LATER):
        pass
    with records.acting(PLATFORM):
        found = Notice.objects.filter(code="refusal_noted").order_by("id")
        return list(found.values_list("code", "person_id"))


def test_who_came_as_the_side_is_told(neighbours: Neighbours) -> None:  # noqa: F811
    owner = neighbours.owners[0]
    meeting = heard(neighbours, person_id=owner.person_id)
    note(neighbours, meeting, side="respondent")
    assert delivered() == [("refusal_noted", owner.person_id)]
    with records.acting(owner):
        [last] = my_notices(actor=owner, now=LATER)
    assert "不肯在会议记录上签字" in last.text
    assert address_of(last).endswith(f"/meetings/{meeting}")


def test_a_name_alone_is_told_nothing(neighbours: Neighbours) -> None:  # noqa: F811
    note(neighbours, heard(neighbours, "当事人"), side="respondent")
    assert delivered() == []
