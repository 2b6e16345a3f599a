"""Bindings by a register extract, what rests on them, and what is told after the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.community.voting import queries, services
from hemei.community.voting.held import held_of
from hemei.community.voting.models import RollUnit, Sheet, VoterBinding
from hemei.community.voting.reactions import LOCKED
from hemei.community.voting.rules import trust
from hemei.community.voting.rules.receipts import WrittenSheet
from hemei.community.voting.rules.voters import BindingKind
from hemei.community.voting.tests.conftest import CLOSES, HOME
from hemei.community.voting.tests.street import Street, refused
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Actor, Role
from tests.grounds import standing

AFTER = CLOSES + timedelta(seconds=1)


@standing
def street(quarter) -> Street:
    return Street(quarter)


def test_one_extract_binds_the_sole_owners_and_nobody_else(street) -> None:
    bind = {"actor": street.quarter.clerk, "now": NOW, "estate_id": street.quarter.estate}
    old = NOW.date() - timedelta(days=91)
    assert refused(lambda: services.bind_by_register(extract_on=old, **bind)) == "old_extract"
    street.bind("104", "丙")
    # 101 and 102 are 甲's, the parking space 丁's, 104 is bound, 202 not delivered; 103 and 201 have two owners, 203
    # and 204 none.
    assert services.bind_by_register(extract_on=NOW.date(), buildings=["1幢"], **bind) == 2
    assert services.bind_by_register(extract_on=NOW.date(), **bind) == 1
    assert services.bind_by_register(extract_on=NOW.date(), **bind) == 0
    row = VoterBinding.objects.get(unit_id=street.quarter.units["101"])
    assert (row.kind, row.person_id, row.expires_on) == ("register", street.person("甲"), date(2029, 11, 1))
    [event] = record.history(stream=row.stream)
    assert (event.type, event.data["extract_on"]) == ("voting.voter_bound", NOW.date().isoformat())
    street.phone("甲", street.sheet("101"))
    assert Sheet.objects.get().basis == "register"


def test_a_new_binding_ends_the_one_before_and_only_the_committee_of_the_place_binds(street) -> None:
    first = street.bind("104", "丙")
    street.bind("104", "丙", kind=BindingKind.REGISTER, document="", extract_on=NOW.date())
    assert VoterBinding.objects.get(pk=first).ended_at == NOW
    assert refused(lambda: street.bind("104", "丙", document="")) == "document"
    assert refused(lambda: street.bind("104", "丙", kind=BindingKind.REGISTER)) == "extract"
    assert refused(lambda: street.bind("104", "丙", kind=BindingKind.LETTER)) == "letter"
    clerk = street.quarter.clerk
    for role, code in ((Role.STREET_CLERK, HOME[:9]), (Role.COMMUNITY_CLERK, "340103001001")):
        street.quarter.clerk = street.quarter.town.actor(role, code, account=1)
        with records.acting(street.quarter.clerk):
            assert refused(lambda: street.bind("104", "丙")) in {"forbidden", "not_found"}
    street.quarter.clerk = clerk


def test_a_result_says_on_what_its_ballots_rest_and_which_were_contested(street) -> None:
    binding = street.bind("104", "丙")
    street.phone("丙", street.sheet("104"))
    street.desk(street.sheet("101", channel="paper"))
    street.desk(street.sheet("102", channel="desk", document="passport", owner_id=street.person("甲")))
    clerk = street.quarter.clerk
    services.object_to_binding(actor=clerk, now=NOW, binding_id=binding, text="已经卖掉")
    found = queries.resting_on(street.votes)[street.votes[0]]
    assert found.by_basis == {"register": 0, "letter": 0, "desk": 2, "doorstep": 0, "paper": 1, "proxy": 0}
    assert found.objected == 1
    [row] = queries.bindings(street.quarter.estate, actor=clerk, objected=True)
    assert (row.id, row.unit) == (binding, "1幢1单元104")
    services.settle_objection(
        actor=street.second, now=NOW, binding_id=binding, upheld=False, reason="核对无误"
    )
    assert queries.resting_on(street.votes)[street.votes[0]].objected == 0
    services.object_to_binding(actor=clerk, now=NOW, binding_id=binding, text="又有人提出")
    services.settle_objection(
        actor=street.second, now=NOW, binding_id=binding, upheld=True, reason="查实已过户"
    )
    assert queries.resting_on(street.votes)[street.votes[0]].objected == 1
    assert (
        refused(lambda: services.object_to_binding(actor=clerk, now=NOW, binding_id=binding, text="x"))
        == "not_found"
    )


def test_codes_and_salts_open_to_the_voter_at_once_and_to_the_organiser_after_the_end(street) -> None:
    street.bind("104", "丙")
    sheet = street.phone("丙", street.sheet("104"))
    street.desk(street.sheet("104", "against", "abstain", channel="paper", received_at=NOW + timedelta(1)),
                now=NOW + timedelta(1))  # fmt: skip
    clerk, vote = street.quarter.clerk, street.votes[0]
    assert list(queries.sealed_ballots(vote, actor=clerk, now=CLOSES)) == []
    first, second = queries.sealed_ballots(vote, actor=clerk, now=AFTER)
    assert trust.receipt_of(trust.vote_name(vote), first) == sheet.ballots[0].receipt
    assert (first.ballot.channel, second.ballot.channel) == ("phone", "paper")
    rows = queries.doubles(street.roll.pk, actor=clerk)
    assert [(row.unit, row.channel, row.stands) for row in rows if row.vote_id == vote] == [
        ("1幢1单元104", "phone", False),
        ("1幢1单元104", "paper", True),
    ]
    owner = street.resident("丙")
    with records.acting(owner):
        [mine] = queries.own_units(actor=owner)
        assert (mine.unit, mine.area_dm2, mine.channel) == ("1幢1单元104", 10_004, "paper")
        paper, own = queries.own_sheets(mine.roll_unit_id, actor=owner, persons=[street.person("丙")])
        assert (paper.channel, own.channel) == (
            "paper",
            "phone",
        )  # the home is his alone: both are his to read
        assert isinstance(own.written, WrittenSheet)
        assert own.written.ballots[0].receipt == sheet.ballots[0].receipt
        assert [ballot.stands for ballot in own.written.ballots] == [False, False]


def test_an_owner_sees_his_own_and_strangers_nothing(street) -> None:
    street.bind("104", "丙")
    street.phone("丙", street.sheet("104"))
    street.desk(street.sheet("101", channel="paper"))
    seen = {}
    for name in ("甲", "丙", "张三"):
        actor = street.resident(name)
        with records.acting(actor):
            services.claim_units(actor=actor, now=NOW)
            assert services.claim_units(actor=actor, now=NOW) == 0
            units = RollUnit.objects.count()
            seen[name] = (units, Sheet.objects.count(), VoterBinding.objects.count())
            assert units == len(queries.own_units(actor=actor))
    # 甲: 101 and 102 alone, 103 and 201 with 乙; his sheet came on paper.
    assert seen == {"甲": (4, 1, 0), "丙": (1, 1, 1), "张三": (0, 0, 0)}
    nobody = Actor(role=Role.PUBLIC)
    with records.acting(nobody):
        assert (services.claim_units(actor=nobody, now=NOW), RollUnit.objects.count()) == (0, 0)


def test_keys_are_rotated_under_the_codes(street, settings) -> None:
    street.desk(street.sheet("104", channel="paper"))
    [column] = LOCKED
    assert column.waiting() == 0
    settings.VAULT_KEYS_BEFORE = [settings.VAULT_KEY]
    settings.VAULT_KEY = "n" * 40
    before = Sheet.objects.get().secret
    assert column.waiting() == 1
    with records.acting(EVERYONE):
        assert column.turn(column.first, 10).changed == 1
    assert (column.waiting(), Sheet.objects.get().secret == before) == (0, False)
    assert len(list(queries.sealed_ballots(street.votes[0], actor=street.quarter.clerk, now=AFTER))) == 1


def test_a_person_is_told_what_he_votes_for(street) -> None:
    street.bind("104", "丙")
    [_, bound] = held_of([street.person("丙")], NOW.date())
    assert (bound.matter, bound.name) == ("表决人登记", "表决小区 1幢1单元104")


def test_who_entered_an_objection_or_made_the_binding_does_not_settle_it(street) -> None:
    clerk, second = (replace(street.second, account_id=n, person_id=street.person(name))
                     for n, name in ((11, "乙"), (12, "丁")))  # fmt: skip
    street.quarter.clerk = clerk
    binding = street.bind("104", "丙")

    def settle(actor: Actor) -> None:
        services.settle_objection(actor=actor, now=NOW, binding_id=binding, upheld=True, reason="查实")

    services.object_to_binding(actor=second, now=NOW, binding_id=binding, text="已经卖掉")
    assert refused(lambda: settle(second)) == "one_hand"  # entered it
    assert refused(lambda: settle(clerk)) == "one_hand"  # made the binding
    for hand in (clerk, second):
        with pytest.raises(IntegrityError), transaction.atomic():
            VoterBinding.objects.filter(pk=binding).update(settled_by=hand.person_id)
    settle(replace(clerk, account_id=13, person_id=street.person("甲")))
    row = VoterBinding.objects.get(pk=binding)
    assert (row.ended_at, row.settled_by) == (NOW, street.person("甲"))
