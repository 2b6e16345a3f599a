"""Paper ballots are called back after the result: drawn by a public seed, asked blindly, with what follows by rule."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from datetime import timedelta

import pytest
from django.test import Client

from hemei.community.voting import queries, services
from hemei.community.voting.models import Assembly, Ballot, CalledBallot, Outcome, RollUnit, Vote
from hemei.community.voting.queries.evidence import call_backs_of
from hemei.community.voting.rules.calling import said_to
from hemei.community.voting.services import AssemblyDraft, SheetDraft
from hemei.community.voting.tests.conftest import Quarter
from hemei.community.voting.tests.supporting import drawing_only
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
START = NOW - timedelta(days=36)  # all of it lies behind us
ENDS = START + timedelta(days=30)
AFTER = ENDS + timedelta(days=1)
REVISION = services.AgendaItem(matter="other_major", title="修订公约")


class Published:
    """A published vote of the estate with a paper ballot from each of six units, so much later.

    `agenda` and `agreed`, the items each of the sheets agrees to, say otherwise.
    """

    def __init__(
        self,
        quarter: Quarter,
        later: timedelta = timedelta(),
        agenda: Sequence[services.AgendaItem] = (REVISION,),
        agreed: Sequence[Collection[int]] = ((1,),) * 6,
    ) -> None:
        self.quarter, self.after = quarter, AFTER + later
        start, ends = START + later, ENDS + later
        one = quarter.clerk
        self.clerk, self.caller = (
            Actor(one.role, one.account_id, person, one.body_id, one.appointment_id, one.places)
            for person in (901, 902)
        )
        draft = AssemblyDraft(
            estate_id=quarter.estate, kind="regular", called_by="residents_committee", ground="no_committee",
            title="业主大会", key="k", agenda=tuple(agenda),
        )  # fmt: skip
        self.assembly = services.call_assembly(actor=self.clerk, now=start, draft=draft)
        act = {"actor": self.clerk, "assembly_id": self.assembly}
        services.notice_assembly(now=start, opens_on=ends.date() - timedelta(days=5), closes_at=ends, **act)
        self.roll = Assembly.objects.get(pk=self.assembly).roll
        votes = list(Vote.objects.filter(roll=self.roll).order_by("number"))
        self.vote = votes[0]
        units = RollUnit.objects.filter(roll=self.roll).order_by("pk")[: len(agreed)]
        at = ends - timedelta(days=1)
        sheets = [
            SheetDraft(
                roll_unit_id=unit.pk,
                choices={vote.pk: "for" if vote.number in items else "against" for vote in votes},
                channel="paper",
                received_at=at,
            )
            for unit, items in zip(units, agreed, strict=True)
        ]
        self.quarter.send_delegates(self.roll, at)
        services.enter_sheets(actor=self.clerk, now=at, roll_id=self.roll.pk, sheets=sheets, source="test")

    def publish(self) -> None:
        act = {"actor": self.clerk, "assembly_id": self.assembly, "now": self.after}
        services.close_assembly(**act)
        services.judge_assembly(**act)
        services.publish_result(**act)

    def draw(self) -> int:
        if record.checkpoint_covering(self.told()) is None:
            records.take_checkpoint(now=self.after + timedelta(hours=1))
        return self.draw_as(self.clerk)

    def draw_as(self, actor: Actor) -> int:
        return services.draw_call_back(actor=actor, now=self.after, vote_id=self.vote.pk)

    def told(self) -> int:
        """The last event that published a count."""
        stream = f"voting.assembly:{self.assembly}"
        kinds = ("voting.result_published", "voting.assembly_recounted")
        told = [event.id for kind in kinds for _, event in record.events_of(streams=[stream], kind=kind)]
        return max(told, default=0)

    def say(self, number: int, said, day: int = 0) -> str:
        """Let whoever voted say this; of another than the owner, the owner said first that he may."""
        act = {"actor": self.caller, "now": self.after + timedelta(days=day), "called_id": number}
        made = CalledBallot.objects.get(pk=number).call_back_id
        [row] = queries.asked.called_rows(made, actor=self.caller, now=self.after, called_id=number)
        if row.question == "right" and said in said_to("vote", "") and said not in said_to("right", ""):
            services.record_call(said="given", **act)
        return services.record_call(said=said, **act)

    def page(self, number: int) -> queries.CallBackPage:
        found = queries.call_back(number, actor=self.clerk)
        assert found is not None
        return found


@standing
def published(quarter: Quarter) -> Published:
    made = Published(quarter)
    made.publish()
    return made


def test_the_seed_is_that_of_the_first_checkpoint_over_the_publication_and_drawn_with_once(
    quarter: Quarter,
) -> None:
    vote = Published(quarter)
    with pytest.raises(Refused) as refused:
        vote.draw_as(vote.clerk)
    assert code_of(refused) == "not_published"
    records.take_checkpoint(now=AFTER - timedelta(hours=1))
    vote.publish()
    with pytest.raises(Refused) as refused:
        vote.draw_as(vote.clerk)  # the checkpoint from before the publication never serves
    assert code_of(refused) == "no_checkpoint"
    records.take_checkpoint(now=AFTER + timedelta(days=1))
    fixed = record.checkpoint_covering(vote.told())
    told = {"stream": vote.vote.stream, "type": "voting.assembly_called", "scope": vote.vote.scope}
    records.record_event(**told, actor=vote.clerk, at=AFTER, data={})
    records.take_checkpoint(now=AFTER + timedelta(days=2))  # nor does a later one, waited for until it suits
    number = vote.draw_as(vote.clerk)
    with pytest.raises(Refused) as refused:
        vote.draw_as(vote.clerk)
    assert code_of(refused) == "drawn"
    [(_, event)] = record.events_of(streams=[f"voting.call_back:{number}"], kind="voting.call_back_drawn")
    assert event.data["seed"] == fixed.root == vote.page(number).seed
    assert vote.page(number).checkpoint_day == fixed.day
    assert event.data["root"] == vote.page(number).root


def test_after_a_recount_it_is_drawn_again_from_the_new_count(published: Published) -> None:
    first = published.draw()
    [row] = queries.call_backs(published.roll.pk, actor=published.clerk)
    assert (row.id, row.again) == (first, False)
    sheet = Ballot.objects.filter(vote=published.vote).order_by("id").first().sheet_id
    draft = services.StrikeDraft(sheet_id=sheet, ground="court", document="民初1号", reason="签名不是本人的")
    services.strike_ballots(actor=published.clerk, now=AFTER, assembly_id=published.assembly, draft=draft)
    services.recount_assembly(actor=published.clerk, now=AFTER, assembly_id=published.assembly)
    [row] = queries.call_backs(published.roll.pk, actor=published.clerk)
    assert (row.id, row.again) == (first, True)
    second = published.draw()
    assert published.page(second).calls.paper == 5
    assert published.page(second).root != published.page(first).root
    [row] = queries.call_backs(published.roll.pk, actor=published.clerk)
    assert (row.id, row.again) == (second, False)


def test_anybody_draws_the_same_from_the_published_codes(published: Published) -> None:
    number = published.draw()
    page = published.page(number)
    codes = queries.paper_codes(number, actor=published.clerk)
    again = sorted(
        codes, key=lambda code: hashlib.sha256(f"{page.seed}\n{page.root}\n{code}".encode()).hexdigest()
    )
    drawn = queries.called_rows(number, actor=published.clerk, now=AFTER)
    assert [row.code for row in drawn] == again[: page.calls.called]
    assert 0 < page.calls.called <= page.calls.paper == 6


def test_answers_are_compared_without_showing_the_choice_and_a_denial_calls_all(published: Published) -> None:
    with drawing_only(lambda row: row.place <= 2):
        number = published.draw()
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


def test_the_court_sees_seed_draw_and_answers(published: Published) -> None:
    number = published.draw()
    page = published.page(number)
    row = queries.called_rows(number, actor=published.clerk, now=AFTER)[0]
    published.say(row.id, "for")
    [made] = call_backs_of(published.roll)["call_backs"]
    assert (made["seed"], made["root"]) == (page.seed, page.root)
    assert made["ballots"][0]["code"] == row.code
    assert made["ballots"][0]["tries"][-1]["answer"] == "confirmed"


def test_nobody_else_draws(published: Published) -> None:
    stranger = published.quarter.town.actor(Role.STREET_CLERK, "340102001001", "东风社区居委会", account=4)
    with pytest.raises(Refused) as refused:
        published.draw_as(stranger)
    assert code_of(refused) == "forbidden"


def test_a_clerk_draws_looks_up_a_phone_and_records_on_the_page(published: Published, settings) -> None:
    settings.DEMO = True
    records.bind(EVERYONE)
    clerk = browser(published.quarter, "钱一")
    address = f"/paper/{published.roll.pk}/calls"
    assert "种子不由人填写" in clerk.get(address).text
    early = clerk.post(f"{address}/draw", {"vote": published.vote.pk})
    assert (early.status_code, "第一个核对点还没有产生" in early.text) == (422, True)
    records.take_checkpoint(now=AFTER + timedelta(hours=1))
    drawn = clerk.post(f"{address}/draw", {"vote": published.vote.pk}).headers["Location"]
    page = clerk.get(drawn).text
    seed = record.checkpoint_covering(published.told()).root
    assert seed in page
    called = re.search(r'name="called" value="(\d+)"', page)[1]
    assert "请选择业主怎样回答" in clerk.post(f"{drawn}/answer", {"called": called}).text
    clerk.post(f"{drawn}/answer", {"called": called, "said": "for"})
    assert "已确认" in clerk.get(drawn).text
    assert clerk.get(f"{drawn}.txt").text.splitlines()[0] == seed
    assert clerk.post(f"{drawn}/phone", {"vault": "99999999"}).status_code == 422
    assert clerk.post(f"{drawn}/widen").status_code == 422
    assert clerk.post(f"{drawn}/other").status_code == 404
    grid = browser(published.quarter, "孙格", Role.GRID_WORKER)
    for path in (address, drawn, f"{drawn}.txt"):
        assert grid.get(path).status_code == 403
        assert Client().get(path).status_code == 302
    assert clerk.get("/paper/calls/99999").status_code == 404
    assert Ballot.objects.filter(vote=published.vote).count() == 6


def test_where_candidates_compete_so_much_paper_is_called_as_changes_a_place(quarter: Quarter) -> None:
    """Of a large estate: all pass by far, but one head is between the last seat and the first without one."""
    persons = quarter.town.persons
    agenda = [
        services.AgendaItem(matter="elect_committee", group="委员", seats=2, candidate_id=persons[name])
        for name in ("甲", "乙", "丙")
    ]
    vote = Published(quarter, agenda=agenda, agreed=[(1, 2), (1, 2), (1, 3), (2, 3), (1, 3), (2, 3)])
    vote.publish()
    for row, heads in zip(Outcome.objects.order_by("vote__number"), (490, 300, 299), strict=True):
        row.pk, row.round, row.passed, row.quorum = None, 2, True, True
        row.total_heads, row.part_heads, row.agree_heads = 600, 500, heads
        row.total_area_dm2, row.part_area_dm2, row.agree_area_dm2 = 5_400_000, 4_500_000, heads * 9_000
        row.save(force_insert=True)
    records.take_checkpoint(now=vote.after + timedelta(hours=1))
    forged = []
    for row in Vote.objects.filter(roll=vote.roll).order_by("number"):
        drawn = services.draw_call_back(actor=vote.clerk, now=vote.after, vote_id=row.pk)
        forged.append(vote.page(drawn).calls.forged)
    assert forged == [None, 1, 1]  # six papers turn no bar
