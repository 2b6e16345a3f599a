"""Who came and what was said goes three years after a meeting; numbers, minutes and outcomes stay."""

from __future__ import annotations

from datetime import timedelta

from hemei.community.meetings import queries, services
from hemei.community.meetings.models import Attendance, Comment, OpinionGiven, Statement
from hemei.community.meetings.tests.conftest import LATER, NOW, Neighbours
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.privacy import services as privacy
from hemei.ground.records import queries as record
from hemei.ground.records import services as records

YEARS = timedelta(days=3 * 366 + 14)
"""Three years, and the working days until somebody has to act."""


def _spoken(neighbours: Neighbours) -> int:
    """An owner registers, comments and states something; a neighbour agrees; the meeting is held and ends."""
    meeting = neighbours.held()
    owner, other = neighbours.owners[:2]
    neighbours.act("come_myself", meeting, actor=owner)
    neighbours.act("comment", meeting, actor=owner, text="三幢的灯也坏了", key="c")
    neighbours.act("propose_statement", meeting, actor=owner, text="先把楼道灯修好", key="s")
    with records.acting(neighbours.clerk):
        statement = Statement.objects.get()
        services.judge_statement(actor=neighbours.clerk, now=LATER, statement_id=statement.pk)
    neighbours.act("give_opinions", meeting, actor=other, opinions={statement.pk: queries.Opinion.AGREE})
    against = dict.fromkeys(("residents_committee", "company", "owners"), queries.Choice.AGAINST)
    neighbours.decide(meeting, 2, sides=against)
    neighbours.act("close_meeting", meeting)
    neighbours.act("record_minutes", meeting, text="各方发言……")
    return meeting


def _kept() -> tuple[int, int, int, int]:
    with records.acting(SYSTEM):
        return (
            Attendance.objects.exclude(person=None, name_id=None).count(),
            Comment.objects.exclude(person=None).count(),
            Statement.objects.exclude(person=None).count(),
            OpinionGiven.objects.count(),
        )


def test_names_and_words_go_after_their_time_and_numbers_stay(neighbours: Neighbours) -> None:
    meeting = _spoken(neighbours)
    running = neighbours.call()
    neighbours.come(running, "owners", "业主乙", now=LATER)
    before = _kept()
    assert before == (5, 1, 1, 1)
    assert "meeting" not in privacy.erase_expired(actor=SYSTEM, now=LATER + timedelta(days=3 * 365 - 10))
    assert _kept() == before
    erased = privacy.erase_expired(actor=SYSTEM, now=LATER + YEARS)
    assert erased["meeting"] == 9  # three names, a comment, a statement, three links, an opinion
    assert _kept() == (1, 0, 0, 0)  # a meeting that never ended keeps what it needs
    page = neighbours.page(meeting)
    assert len(neighbours.came(meeting)) == 4
    assert [item.outcome.value for item in page.items if item.outcome] == ["adopted", "rejected"]
    assert [one.text for one in page.minutes] == ["各方发言……"]
    with records.acting(neighbours.clerk):
        (comment,) = queries.comments(actor=neighbours.clerk, now=LATER, meeting_id=meeting)
    assert (comment.text, comment.own) == ("", False)
    assert "meeting" not in privacy.erase_expired(actor=SYSTEM, now=LATER + 2 * YEARS)
    with records.acting(SYSTEM):
        assert record.history(stream="privacy.retention:meeting")[-1].data["subjects"] == 1


def test_one_that_never_opened_ends_at_its_hour(neighbours: Neighbours) -> None:
    meeting = neighbours.call(starts_at=LATER)
    neighbours.act("come_myself", meeting, actor=neighbours.owners[0], now=NOW)
    neighbours.act("cancel_meeting", meeting, reason="台风", now=NOW)
    assert privacy.erase_expired(actor=SYSTEM, now=LATER + YEARS)["meeting"] == 1
    assert _kept() == (0, 0, 0, 0)
