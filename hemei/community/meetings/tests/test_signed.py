"""What a committee decided holds once its members signed the minutes: not before does anybody act on it."""

from __future__ import annotations

from hemei.community.meetings import queries
from hemei.community.meetings.queries import Choice
from hemei.community.meetings.tests.conftest import LATER, Neighbours
from hemei.ground.records import services as records


def decided(neighbours: Neighbours) -> tuple[int, list[int]]:
    """Let five of seven members adopt the first item of a meeting that then ends; return it and who came."""
    neighbours.committee(7)
    meeting = neighbours.call("committee_meeting", codes=("members",))
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
    neighbours.act("sign_minutes", meeting, attendance_ids=came[:3])
    assert adopted(neighbours) == []
    assert lacking(first) == (False, 1)
    neighbours.act("sign_minutes", meeting, attendance_ids=came[3:4])
    assert adopted(neighbours) == ["查清漏水原因"]
    assert lacking(first) == (True, 0)
    assert lacking(second) == (False, 0)  # nobody's signature would make it adopted
