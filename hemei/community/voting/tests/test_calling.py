"""Paper ballots are called back after the result: drawn by a public seed, asked blindly, with what follows by rule."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from django.test import Client

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Ballot, CalledBallot, RollUnit, Vote
from hemei.community.voting.services import AssemblyDraft, SheetDraft
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.test_paper import code_of
from hemei.community.voting.tests.test_paper_pages import browser
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from tests.grounds import standing

pytestmark = pytest.mark.django_db
SEED = "3 1 4 1 5 9 2 6"
START = NOW - timedelta(days=36)  # all of it lies behind us
ENDS = START + timedelta(days=30)
AFTER = ENDS + timedelta(days=1)


class Published:
    """A published vote of the estate with a paper ballot from each of six units."""

    def __init__(self, quarter: Quarter) -> None:
        self.quarter = quarter
        one = quarter.clerk
        self.clerk, self.caller = (
            Actor(one.role, one.account_id, person, one.body_id, one.appointment_id, one.places)
            for person in (901, 902)
        )
        draft = AssemblyDraft(
            estate_id=quarter.estate, kind="regular", called_by="residents_committee", ground="no_committee",
            title="业主大会", key="k", agenda=[services.AgendaItem(matter="other_major", title="修订公约")],
        )  # fmt: skip
        self.assembly = services.call_assembly(actor=self.clerk, now=START, draft=draft)
        act = {"actor": self.clerk, "assembly_id": self.assembly}
        services.notice_assembly(now=START, opens_on=ENDS.date() - timedelta(days=5), closes_at=ENDS, **act)
        self.roll = Assembly.objects.get(pk=self.assembly).roll
        self.vote = Vote.objects.get(roll=self.roll)
        units = RollUnit.objects.filter(roll=self.roll).order_by("pk")[:6]
        at = ENDS - timedelta(days=1)
        sheets = [
            SheetDraft(roll_unit_id=unit.pk, choices={self.vote.pk: "for"}, channel="paper", received_at=at)
            for unit in units
        ]
        services.enter_sheets(actor=self.clerk, now=at, roll_id=self.roll.pk, sheets=sheets, source="test")

    def publish(self) -> None:
        act = {"actor": self.clerk, "assembly_id": self.assembly, "now": AFTER}
        services.close_assembly(**act)
        services.judge_assembly(**act)
        services.publish_result(**act)

    def draw(self, seed: str = SEED) -> int:
        return services.draw_call_back(actor=self.clerk, now=AFTER, vote_id=self.vote.pk, seed=seed)

    def say(self, number: int, said, day: int = 0) -> str:
        return services.record_call(
            actor=self.caller, now=AFTER + timedelta(days=day), called_id=number, said=said
        )

    def page(self, number: int) -> queries.CallBackPage:
        found = queries.call_back(number, actor=self.clerk)
        assert found is not None
        return found


@standing
def published(quarter: Quarter) -> Published:
    made = Published(quarter)
    made.publish()
    return made


def test_nothing_is_drawn_before_the_result_is_published_and_only_once(quarter: Quarter) -> None:
    vote = Published(quarter)
    with pytest.raises(Refused) as refused:
        vote.draw()
    assert code_of(refused) == "not_published"
    vote.publish()
    with pytest.raises(Refused) as refused:
        vote.draw(seed=" 1 2 ")
    assert code_of(refused) == "seed"
    number = vote.draw()
    with pytest.raises(Refused) as refused:
        vote.draw(seed="another seed, thrown until it suits")
    assert code_of(refused) == "drawn"
    [(_, event)] = record.events_of(streams=[f"voting.call_back:{number}"], kind="voting.call_back_drawn")
    assert event.data["seed"] == SEED
    assert event.data["root"] == vote.page(number).root


def test_anybody_draws_the_same_from_the_published_codes(published: Published) -> None:
    number = published.draw()
    page = published.page(number)
    codes = queries.paper_codes(number, actor=published.clerk)
    again = sorted(
        codes, key=lambda code: hashlib.sha256(f"{SEED}\n{page.root}\n{code}".encode()).hexdigest()
    )
    drawn = queries.called_rows(number, actor=published.clerk, now=AFTER)
    assert [row.code for row in drawn] == again[: page.calls.called]
    assert 0 < page.calls.called <= page.calls.paper == 6


def test_answers_are_compared_without_showing_the_choice_and_a_denial_calls_all(published: Published) -> None:
    number = published.draw()
    CalledBallot.objects.filter(place__gt=2).update(drawn=False)  # as where the margin asks for two of six
    first, second = queries.called_rows(number, actor=published.clerk, now=AFTER)
    with pytest.raises(Refused) as own:
        services.record_call(actor=published.clerk, now=AFTER, called_id=first.id, said="for")
    assert code_of(own) == "own"
    assert first.own
    assert published.say(first.id, "not_reached") == "not_reached"
    assert published.say(first.id, "for", day=1) == "confirmed"
    with pytest.raises(Refused) as refused:
        published.say(first.id, "against", day=2)
    assert code_of(refused) == "settled"
    with pytest.raises(Refused) as refused:
        published.say(second.id, "perhaps")
    assert code_of(refused) == "said"
    with pytest.raises(Refused) as refused:
        services.widen_call_back(actor=published.clerk, now=AFTER, call_back_id=number)
    assert code_of(refused) == "not_asked"
    assert published.say(second.id, "not_voted") == "denied"
    assert published.page(number).verdict == "call_all"
    services.widen_call_back(actor=published.clerk, now=AFTER, call_back_id=number)
    assert published.page(number).calls.called == 6
    for row in queries.called_rows(number, actor=published.clerk, now=AFTER)[2:]:
        for day in range(3):
            published.say(row.id, "not_reached", day=day)
    page = published.page(number)
    assert (page.calls.confirmed, page.calls.denied, page.calls.unconfirmed) == (1, 1, 4)
    assert page.verdict in {"open", "fails", "holds"}
    told = record.events_of(streams=[f"voting.call_back:{number}"], kind="voting.voter_called")
    assert all(set(event.data) == {"called", "answer", "state"} for _, event in told)


def test_nobody_else_draws(published: Published) -> None:
    stranger = published.quarter.town.actor(Role.STREET_CLERK, "340102001001", "东风社区居委会", account=4)
    with pytest.raises(Refused) as refused:
        services.draw_call_back(actor=stranger, now=AFTER, vote_id=published.vote.pk, seed=SEED)
    assert code_of(refused) == "forbidden"


def test_a_clerk_draws_looks_up_a_phone_and_records_on_the_page(published: Published, settings) -> None:
    settings.DEMO = True
    records.bind(EVERYONE)
    clerk = browser(published.quarter, "钱一")
    address = f"/paper/{published.roll.pk}/calls"
    assert "当众产生的种子" in clerk.get(address).text
    assert clerk.post(f"{address}/draw", {"vote": published.vote.pk, "seed": "1"}).status_code == 422
    drawn = clerk.post(f"{address}/draw", {"vote": published.vote.pk, "seed": SEED}).headers["Location"]
    page = clerk.get(drawn).text
    assert SEED in page
    called = re.search(r'name="called" value="(\d+)"', page)[1]
    assert "请选择业主怎样回答" in clerk.post(f"{drawn}/answer", {"called": called}).text
    clerk.post(f"{drawn}/answer", {"called": called, "said": "for"})
    assert "已确认" in clerk.get(drawn).text
    assert clerk.get(f"{drawn}.txt").text.splitlines()[0] == SEED
    assert clerk.post(f"{drawn}/phone", {"vault": "99999999"}).status_code == 422
    assert clerk.post(f"{drawn}/widen").status_code == 422
    assert clerk.post(f"{drawn}/other").status_code == 404
    grid = browser(published.quarter, "孙格", Role.GRID_WORKER)
    for path in (address, drawn, f"{drawn}.txt"):
        assert grid.get(path).status_code == 403
        assert Client().get(path).status_code == 302
    assert clerk.get("/paper/calls/99999").status_code == 404
    assert Ballot.objects.filter(vote=published.vote).count() == 6
