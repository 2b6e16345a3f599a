"""A unit is sold, or not delivered yet: who votes for it, asks for it, inspects for it and gets its letter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hemei.community.voting import queries, services
from hemei.community.voting.models import Letter, Proposal, Support, VoterBinding
from hemei.community.voting.queries.inspecting import inspects
from hemei.community.voting.reactions import REACTIONS
from hemei.community.voting.rules.proposals import may_ask_alone, still_asks
from hemei.community.voting.rules.voters import Binding, BindingKind, Capacity, holds_today
from hemei.community.voting.tests.conftest import HOME
from hemei.community.voting.tests.street import Street, refused
from hemei.community.voting.tests.test_own_proposals import asking, lift, own
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

SYSTEM = Actor(role=Role.SYSTEM, places=EVERYONE.places)


@standing
def street(quarter) -> Street:
    return Street(quarter)


def sell(street: Street, room: str, buyer: str) -> None:
    """Let the register say that a unit is another's since yesterday."""
    yesterday = NOW.date() - timedelta(days=1)
    with records.acting(EVERYONE):
        rows = Ownership.objects.filter(unit_id=street.quarter.units[room], valid_until=None)
        rows.update(valid_until=yesterday)
        Ownership.objects.create(
            stream=f"people.person:{street.person(buyer)}", scope=street.quarter.town.path(HOME),
            unit_id=street.quarter.units[room], person_id=street.person(buyer), valid_from=yesterday,
        )  # fmt: skip
    records.bind(street.quarter.clerk)


def by_register(street: Street) -> int:
    return services.bind_by_register(
        actor=street.quarter.clerk, now=NOW, estate_id=street.quarter.estate, extract_on=NOW.date()
    )


@pytest.mark.parametrize(
    ("capacity", "owner", "owners", "holds"),
    [
        (Capacity.OWNER, 1, (1,), True),
        (Capacity.OWNER, 1, (2,), False),
        (Capacity.OWNER, 1, (1, 2), False),  # he shares it now, and nobody has chosen
        (Capacity.CHOSEN, 1, (1, 2), True),
        (Capacity.GUARDIAN, 1, (2,), False),
        (Capacity.DELEGATE, None, (), True),
        (Capacity.DELEGATE, None, (1,), False),  # the developer sold it
        (Capacity.OWNER, 1, (), False),  # not delivered
    ],
)
def test_a_binding_holds_while_whom_it_is_of_votes(capacity, owner, owners, holds) -> None:
    one = Binding(BindingKind.REGISTER, capacity, owner, NOW.date(), NOW.date() + timedelta(days=9))
    assert holds_today(one, owners) is holds


def test_who_sold_his_home_asks_for_no_assembly(street: Street) -> None:
    by_register(street)
    assert len(own(street, "丙")) == 1
    sell(street, "104", "张三")
    assert own(street, "丙") == []
    assert refused(lambda: asking(street, "丙", services.propose_by_phone, draft=lift(street))) == "not_found"
    assert asking(street, "张三", services.propose_by_phone, draft=lift(street))


@pytest.mark.usefixtures("area_counts")
def test_what_a_seller_supported_does_not_count_as_asked_by_the_buyer(street: Street) -> None:
    by_register(street)
    number = asking(street, "丙", services.propose_by_phone, draft=lift(street))
    heads = {"heads": 1, "area_dm2": 10_004}
    assert {name: getattr(Proposal.objects.get(), name) for name in heads} == heads
    sell(street, "104", "张三")
    assert own(street, "张三")[0].proposals[0].mine == frozenset()
    [row] = queries.supports_of(
        queries.proposal(number, actor=street.quarter.clerk), actor=street.quarter.clerk, now=NOW
    )
    assert not row.counts
    street.bind("103", "乙", capacity=Capacity.CHOSEN, evidence="推选书")
    asking(street, "乙", services.support_by_phone, proposal_id=number)
    found = Proposal.objects.get()
    assert (found.heads, found.area_dm2) == (1, 10_003)  # 103 alone: with 104 it would be a fifth of the area
    assert found.state == "gathering"
    assert asking(street, "张三", services.support_by_phone, proposal_id=number).reached
    assert Support.objects.filter(unit_id=street.quarter.units["104"]).count() == 2
    assert (Proposal.objects.get().heads, own(street, "张三")[0].proposals[0].mine) == (
        2, frozenset({street.quarter.units["104"]}),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "owns", "counts"),
    [
        (None, (2,), True), ((1,), (1,), True), ((1,), (2,), False), ((1, 2), (2, 3), True), ((), (), True),
        ((), (1,), False), ((1,), (), False),
    ],
)  # fmt: skip
def test_support_counts_while_one_who_gave_it_owns_the_unit(asked, owns, counts) -> None:
    assert still_asks(asked, owns) is counts


def test_who_sold_his_home_inspects_no_later_vote(street: Street) -> None:
    by_register(street)
    sell(street, "104", "张三")
    later = street.quarter.freeze(key="k2")
    clerk, today = street.quarter.clerk, NOW.date()
    assert not inspects(later.pk, [street.person("丙")], actor=clerk, on=today)
    assert inspects(later.pk, [street.person("张三")], actor=clerk, on=today)
    # Of the vote that ran while he owned it he may still ask.
    assert inspects(street.roll.pk, [street.person("丙")], actor=clerk, on=today)


def test_the_buyer_gets_the_letter_and_may_use_it_beside_the_lapsed_binding(street: Street) -> None:
    by_register(street)
    sell(street, "104", "张三")
    clerk = street.quarter.clerk
    later = street.quarter.freeze(key="k2")
    counts = queries.letter_counts(later.pk, actor=clerk, today=NOW.date())
    assert (counts.proven, counts.open) == (2, 3)  # 101, 102; 103, 201 have two owners, 104 another one
    services.start_letter_run(actor=clerk, now=NOW, roll_id=later.pk, key="l1", site="https://x")
    assert Letter.objects.filter(roll_unit__unit_id=street.quarter.units["104"]).count() == 1


def test_one_extract_binds_the_buyer_in_place_of_who_sold(street: Street) -> None:
    by_register(street)
    sell(street, "104", "张三")
    assert by_register(street) == 1
    seller, buyer = VoterBinding.objects.filter(unit_id=street.quarter.units["104"]).order_by("pk")
    assert (seller.person_id, seller.ended_at) == (street.person("丙"), NOW)
    assert (buyer.person_id, buyer.ended_at) == (street.person("张三"), None)
    assert [event.type for event in record.history(stream=seller.stream)][-1] == "voting.binding_lapsed"


def test_the_register_ends_what_lapsed_also_where_it_is_objected_to_and_nothing_rests_on_it(
    street: Street,
) -> None:
    by_register(street)
    event = {"payload": {"data": {"unit": street.quarter.units["104"]}}}
    [react] = REACTIONS["people.ownership_corrected"]

    def hear() -> int:
        with records.acting(SYSTEM):
            react(event=event, actor=SYSTEM, now=NOW)
        records.bind(street.quarter.clerk)
        return VoterBinding.objects.filter(unit_id=street.quarter.units["104"], ended_at=None).count()

    assert hear() == 1  # a share put right, no transfer
    row = VoterBinding.objects.get(unit_id=street.quarter.units["104"])
    VoterBinding.objects.filter(pk=row.pk).update(objected_at=NOW)
    assert hear() == 1  # his objection is to be settled
    sell(street, "104", "张三")
    assert (hear(), hear()) == (0, 0)


def test_a_unit_that_is_not_delivered_is_voted_by_the_developers_delegate(street: Street) -> None:
    # 202 is 丁's from tomorrow on.
    assert refused(lambda: street.bind("202", "丁")) == "developers"
    assert by_register(street) == 4  # 101, 102, 104 and the parking space
    delegate = {"owner_id": None, "capacity": Capacity.DELEGATE, "evidence": "授权书"}
    street.bind("202", "张三", **delegate)
    assert street.phone("张三", street.sheet("202")).ballots[0].stands
    [mine] = own(street, "丁")
    assert [(right.unit[-3:], right.decision.reasons[0].code) for right in mine.rights] == [
        ("202", "developers")
    ]
    assert (
        refused(lambda: asking(street, "丁", services.propose_by_phone, draft=lift(street))) == "developers"
    )
    assert asking(street, "张三", services.propose_by_phone, draft=lift(street))
    assert may_ask_alone(0, owns=True, bound=False).reasons[0].code == "developers"
