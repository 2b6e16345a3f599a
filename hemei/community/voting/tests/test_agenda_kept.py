"""What a record put to the owners stays on the agenda as it was put; what spends their money says how much."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from hemei.community.voting import services
from hemei.community.voting.models import Assembly, Vote
from hemei.community.voting.pages import acts, assembly, drafting
from hemei.community.voting.rules.agenda import may_rewrite, with_sum
from hemei.community.voting.services import AgendaItem
from hemei.community.voting.tests.test_assemblies import ENDS, HIRE, OPENS, called, code_of
from hemei.community.voting.tests.test_pages import call, text
from hemei.ground.people.tests.factories import NOW
from hemei.kernel.decision import Refused

LIFT = AgendaItem(matter="use_maintenance_fund", title="使用维修资金：换电梯，预算9,000.00元")
PAINT = AgendaItem(matter="other_major", title="粉刷外墙", spends_fen=30_000_000)
PUT = replace(LIFT, record="funds.use:7")


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (acts, assembly, drafting):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)


def test_an_item_of_a_record_keeps_its_words_and_its_place(quarter) -> None:
    number = called(quarter, agenda=(LIFT,), record="funds.use:7")
    act = {"actor": quarter.clerk, "now": NOW, "assembly_id": number}
    for agenda in (
        [HIRE],
        [replace(PUT, title="换三部电梯")],
        [HIRE, PUT],
        [LIFT],
        [PUT, replace(HIRE, record="x:1")],
    ):
        with pytest.raises(Refused) as refused:
            services.set_agenda(agenda=agenda, **act)
        assert code_of(refused) == "from_a_record"
    services.set_agenda(agenda=[PUT, HIRE], **act)
    page = text(call(drafting.set_agenda, quarter.clerk, number))
    assert "照原样表决、不能在这里改的：使用维修资金：换电梯" in page
    form = {"matter1": "rebuild", "title1": "重建车棚"}
    assert call(drafting.set_agenda, quarter.clerk, number, post=form).status_code == 302
    kept = Assembly.objects.get(pk=number).agenda
    assert [one["title"] for one in kept] == [LIFT.title, "重建车棚"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Assembly.objects.filter(pk=number).update(agenda=kept[1:])


def test_who_changes_it_is_told_where(quarter) -> None:
    decision = may_rewrite([PUT], [LIFT])
    [reason] = decision.reasons
    assert (reason.values["number"], reason.values["record"]) == (1, "维修资金使用")
    assert may_rewrite([PUT], [PUT, HIRE]).allowed
    person = AgendaItem(matter="elect_committee", candidate_id=4)
    assert not may_rewrite([HIRE], [HIRE, person]).allowed


def test_what_spends_says_how_much_in_the_words_that_are_voted_on(quarter) -> None:
    form = {"matter1": "other_major", "title1": "粉刷外墙", "sum1": "300000"}
    number = called(quarter, agenda=(HIRE,))
    assert call(drafting.set_agenda, quarter.clerk, number, post=form | {"sum1": "-1"}).status_code == 422
    assert call(drafting.set_agenda, quarter.clerk, number, post=form).status_code == 302
    page = text(call(drafting.set_agenda, quarter.clerk, number))
    assert 'value="粉刷外墙"' in page
    assert 'value="300,000.00"' in page
    assert call(drafting.set_agenda, quarter.clerk, number, post=form).status_code == 302
    services.notice_assembly(
        actor=quarter.clerk, now=NOW, assembly_id=number, opens_on=OPENS, closes_at=ENDS
    )  # fmt: skip
    vote = Vote.objects.get(roll__assembly=number)
    assert (vote.title, vote.spends_fen) == ("粉刷外墙，支出不超过300,000.00元", 30_000_000)
    assert vote.title in text(call(assembly.assembly, quarter.clerk, number))


def test_the_sum_is_written_once() -> None:
    assert with_sum(with_sum(PAINT)) == with_sum(PAINT)
    assert with_sum(HIRE) == HIRE
