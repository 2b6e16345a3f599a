"""Ballots that one clerk entered at the desk are called back as paper is, and never by the clerk who entered them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import CalledBallot, RollUnit
from hemei.community.voting.rules.standards import VoteTrust
from hemei.community.voting.services import SheetDraft
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.factories import shipped
from hemei.community.voting.tests.test_calling import ENDS, Published
from hemei.community.voting.tests.test_paper import code_of
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.decision import Refused

SINCE = timedelta(days=70)  # noticed in December 2026


def voted(quarter: Quarter, later: timedelta, *, paper: int = 1) -> Published:
    """A vote with so many papers and one sheet that a clerk entered at the desk."""
    vote = Published(quarter, later, agreed=((1,),) * paper)
    unit = RollUnit.objects.get(roll=vote.roll, unit_id=quarter.units["104"])
    at = ENDS + later - timedelta(days=1)
    sheet = SheetDraft(
        roll_unit_id=unit.pk, choices={vote.vote.pk: "for"}, channel="desk", received_at=at, document="passport",
        owner_id=unit.owner_ids[0],
    )  # fmt: skip
    services.cast_sheet(actor=vote.clerk, now=at, sheet=sheet)
    vote.publish()
    return vote


@pytest.mark.parametrize(
    ("day", "channels"), [(date(2026, 11, 27), ("paper",)), (date(2026, 11, 28), ("paper", "desk"))]
)
def test_since_when_ballots_of_the_desk_are_called_back(day: date, channels: tuple[str, ...]) -> None:
    assert shipped().find("vote-trust", VoteTrust, on=day).call_back.channels == channels


def test_a_ballot_of_the_desk_is_asked_about_by_somebody_else(quarter: Quarter) -> None:
    vote = voted(quarter, SINCE)
    drawn = vote.draw()
    assert vote.page(drawn).calls.paper == 2
    one = CalledBallot.objects.get(call_back=drawn, ballot__channel="desk")
    rows = queries.called_rows(drawn, actor=vote.clerk, now=vote.after)
    assert {row.id: row.own for row in rows}[one.pk]
    with pytest.raises(Refused) as refused:
        services.record_call(actor=vote.clerk, now=vote.after, called_id=one.pk, said="for")
    assert code_of(refused) == "own"
    assert vote.say(one.pk, "not_voted") == "denied"


def test_where_nothing_but_the_desk_counts_it_is_drawn_too(quarter: Quarter) -> None:
    vote = voted(quarter, SINCE, paper=0)
    assert [row.key for row in queries.inbox(actor=vote.clerk)] == ["draw"]
    assert vote.page(vote.draw()).calls.paper == 1


def test_of_meetings_noticed_before_paper_alone_is_drawn(quarter: Quarter) -> None:
    vote = voted(quarter, timedelta())
    drawn = vote.draw()
    assert list(CalledBallot.objects.filter(call_back=drawn).values_list("ballot__channel", flat=True)) == [
        "paper"
    ]


def test_the_pages_say_that_both_are_called_back(quarter: Quarter, settings) -> None:
    settings.DEMO = True
    vote = voted(quarter, SINCE)
    drawn = vote.draw()
    records.bind(EVERYONE)
    client = browser(quarter, "回访员")
    for page in (f"/paper/{vote.roll.pk}/calls", f"/paper/calls/{drawn}"):
        text = client.get(page).text
        assert "选票回访" in text
        assert "纸质票回访" not in text
        assert "回访抽票的范围：纸质票1张。" in text
        assert "回访抽票的范围：窗口票1张。" in text
