"""A committee fails its evaluation: a talk as a duty, a recall recommended to those entitled, never ordered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from hemei.community.committees.services import elections
from hemei.community.committees.tests.conftest import garden, life  # noqa: F401 - the fixtures
from hemei.community.committees.tests.handed import signed_list
from hemei.community.committees.tests.living import NOW, Life
from hemei.community.committees.tests.test_recall_whole import Committee, committee  # noqa: F401 - the fixture
from hemei.community.voting import services as voting
from hemei.community.voting.models import Proposal
from hemei.community.voting.tests.supporting import supported
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties import queries as duties
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.models import Consequence
from hemei.oversight.assessment.rules.words import Follows, FollowState, Party
from hemei.oversight.assessment.services import AssessorDraft, EarlyElection, MarkDraft, RoundDraft, TakenUp

pytestmark = pytest.mark.django_db
FACT = "评价不合格：一年没有召集会议，账目不公开"
LATER = NOW + timedelta(days=30)


def street_of(life: Life) -> Actor:  # noqa: F811
    body = people.street_body_for(life.street.places[0].path, NOW.date())
    return replace(life.street, body_id=body, account_id=1)


def held(life: Life, value: str, until: date = date(2026, 11, 1)) -> int:  # noqa: F811
    """Evaluate the committees of the street, everything marked alike; return the round."""
    return held_by(street_of(life), value, until)


def held_by(street: Actor, value: str, until: date) -> int:
    """Let a street evaluate its committees, everything marked alike; return the round."""
    person = people_services.create_person(
        actor=SYSTEM, now=NOW, name="信访干部", phone="", scope=street.places[0].path
    )
    judge = Actor(Role.DEPARTMENT_CLERK, person_id=person)
    draft = RoundDraft(
        standard="committee-evaluation", place_id=street.home_place or 0, title=f"{until}履职评价",
        period_from=until.replace(year=until.year - 1), period_until=until,
    )  # fmt: skip
    with records.acting(street):
        number = services.open_round(actor=street, now=NOW, draft=draft)
        services.enter_subjects(actor=street, now=NOW, round_id=number)
        named = AssessorDraft(party=Party.DEPARTMENT, person_id=person, department="区信访局")
        services.appoint_assessor(actor=street, now=NOW, round_id=number, draft=named)
        entries = queries.entries(actor=street, round_id=number)
    standard = queries.version("committee-evaluation", until)
    marks = [
        MarkDraft(
            entry_id=entry.id, item=item.code, note="走访核实",
            value=Fraction(value) if Fraction(value) in queries.steps_of(item.scale) else Fraction(0),
        )
        for entry in entries for item in standard.item if not item.filled_by and not item.veto
    ]  # fmt: skip
    with records.acting(judge):
        services.mark_items(actor=judge, now=NOW, round_id=number, marks=marks)
    with records.acting(street):
        services.settle_round(actor=street, now=NOW, round_id=number, with_gaps=True)
        services.post_round(actor=street, now=NOW, round_id=number)
        services.publish_round(actor=street, now=LATER, round_id=number)
    return number


def followed(number: int) -> dict[Follows, Consequence]:
    with records.acting(SYSTEM):
        rows = Consequence.objects.filter(entry__round_id=number)
        return {Follows(row.follows): row for row in rows}


def test_a_good_committee_is_left_in_peace(life: Life) -> None:  # noqa: F811
    assert followed(held(life, "1")) == {}


def test_a_failed_one_is_talked_to_and_the_recall_waits_for_those_entitled(life: Life) -> None:  # noqa: F811
    number = held(life, "1/5")
    found = followed(number)
    assert set(found) == {Follows.TALK, Follows.RECOMMEND_RECALL}
    street = street_of(life)
    with records.acting(street):
        (duty,) = duties.duty_list(actor=street, filters=duties.DutyFilters(view="mine"))
        assert duty.origin == duties.Origin.EVALUATION
        assert duty.id == found[Follows.TALK].duty_id
    with records.acting(SYSTEM):
        seats = [seat.id for seat in people.sitting_seats(life.term, NOW.date())]
    assert life.seats[4] in seats  # nobody was recalled by the evaluation itself
    clerk = replace(life.community, role=Role.COMMUNITY_CLERK, account_id=1)
    recall = found[Follows.RECOMMEND_RECALL]
    with records.acting(clerk):
        (row,) = queries.consequences(actor=clerk, open_only=True)
        assert row.id == recall.pk

        def take(*members: int) -> int:
            draft = TakenUp(
                seat_id=life.seats[4], ground="inactive", reason=FACT, members=members, paper=signed_list()
            )
            return services.take_up_recall(actor=clerk, now=LATER, consequence_id=recall.pk, draft=draft)

        with pytest.raises(Refused) as refused:
            take(life.seats[0])
        assert refused.value.decision.reasons[0].code == "too_few"  # the committee's own rule decides
        proposed = take(life.seats[0], life.seats[1])
        with pytest.raises(Refused) as refused:
            take(life.seats[0], life.seats[1])
        assert refused.value.decision.reasons[0].code == "state"
    row = followed(number)[Follows.RECOMMEND_RECALL]
    assert (row.state, row.taken_stream) == (FollowState.TAKEN_UP, f"committees.recall:{proposed}")


def elected_early(life: Life, clerk: Actor, consequence: int) -> int:  # noqa: F811
    """Let owners ask for the early election: refused while too few of them do."""
    with records.acting(clerk):
        estate = people.term_facts(NOW.date(), estate_id=followed_estate(consequence))
        assert estate is not None
        proposal = voting.propose_assembly(
            actor=clerk,
            now=LATER,
            draft=voting.ProposalDraft(
                estate_id=estate.estate_id,
                matter="elect_committee",
                title="提前换届",
                reason=FACT,
                key="early",
            ),
        )
        draft = EarlyElection(proposal_id=proposal, seats=5, reserves=0, years=3)
        with pytest.raises(Refused) as refused:
            services.take_up_election(actor=clerk, now=LATER, consequence_id=consequence, draft=draft)
        assert refused.value.decision.reasons[0].code == "not_reached"
    with records.acting(SYSTEM):
        Proposal.objects.filter(pk=proposal).update(state="reached")
    with records.acting(clerk):
        return services.take_up_election(actor=clerk, now=LATER, consequence_id=consequence, draft=draft)


def followed_estate(consequence: int) -> int:
    return Consequence.objects.get(pk=consequence).estate_id or 0


def test_an_early_election_begun_elsewhere_answers_its_recommendation(life: Life) -> None:  # noqa: F811
    for until in (date(2025, 11, 1), date(2026, 11, 1)):
        number = held(life, "1/5", until)
    waiting = followed(number)[Follows.RECOMMEND_ELECTION]
    street = street_of(life)
    with records.acting(SYSTEM):
        for seat in life.seats[1:4]:  # two of five are too few
            people_services.leave_seat(
                actor=SYSTEM, now=NOW, seat_id=seat, day=NOW.date(), reason=people.SeatEnd.RESIGNED
            )
    with records.acting(street):
        plan = elections.Plan(elections.ElectionKind.EARLY, 5, 0, 3)
        estate = waiting.estate_id or 0
        election = elections.begin_renewal(actor=street, now=LATER, estate_id=estate, plan=plan)
    while records.deliver_pending(now=LATER):
        pass
    row = followed(number)[Follows.RECOMMEND_ELECTION]
    assert (row.state, row.taken_stream) == (FollowState.TAKEN_UP, f"committees.election:{election}")


def test_owners_read_what_is_recommended_and_the_community_begins_it_by_form(committee: Committee) -> None:  # noqa: F811
    place = committee.garden
    for until in (date(2025, 11, 1), date(2026, 11, 1)):
        number = held_by(place.street, "1/5", until)
    waiting = followed(number)[Follows.RECOMMEND_ELECTION]
    page = f"/evaluations/scores/{waiting.entry_id}"
    told = place.resident().get(page).text
    assert "建议提前换届选举" in told
    assert "按业主提议启动提前换届" not in told
    clerk = place.browser(Role.COMMUNITY_CLERK, "东风社区居委会", "340102001001")
    assert "还没有达到法定比例的业主提议" in clerk.get(page).text
    asked = voting.ProposalDraft(
        estate_id=place.estate, matter="elect_committee", title="提前换届", reason=FACT, key="early"
    )
    proposal = committee.do(voting.propose_assembly, draft=asked)
    units = list(place.units.values())[:2]
    committee.do(supported, proposal_id=proposal, unit_ids=units)
    typed = {"proposal": str(proposal), "seats": "4", "reserves": "0", "years": "3"}
    address = f"{page}/follows/{waiting.pk}/election"
    refused = clerk.post(address, typed)
    assert refused.status_code == 422
    assert f'value="{proposal}" selected' in refused.text
    assert clerk.post(address, {**typed, "seats": "5"}).status_code == 302
    assert '<a class="button" href="/elections/' in clerk.get(page).text


def test_those_entitled_may_propose_nothing_and_a_second_failure_recommends_an_election(life: Life) -> None:  # noqa: F811
    first = held(life, "1/5", date(2025, 11, 1))
    found = followed(first)[Follows.RECOMMEND_RECALL]
    clerk = replace(life.community, role=Role.COMMUNITY_CLERK, account_id=1)
    with records.acting(clerk):
        services.decline_recommendation(
            actor=clerk, now=LATER, consequence_id=found.pk, reason="已向委员和业主转达，没有人提议"
        )
    assert followed(first)[Follows.RECOMMEND_RECALL].state == FollowState.DECLINED
    second = held(life, "1/5")
    assert set(followed(second)) == set(Follows)
    election = elected_early(life, clerk, followed(second)[Follows.RECOMMEND_ELECTION].pk)
    row = followed(second)[Follows.RECOMMEND_ELECTION]
    assert (row.state, row.taken_stream) == (FollowState.TAKEN_UP, f"committees.election:{election}")
    member = life.member()
    with records.acting(member), pytest.raises(Refused) as refused:
        services.decline_recommendation(
            actor=member, now=LATER, consequence_id=found.pk, reason="我们自己不提议"
        )
    assert refused.value.decision.reasons[0].code == "role"
