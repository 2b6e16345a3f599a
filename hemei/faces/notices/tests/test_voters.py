"""An owner hears of his right to vote, wherever he signs in: his entry on the roll, his paper that is not counted."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hemei.community.voting import queries as voting
from hemei.community.voting import services
from hemei.community.voting.models import PrintedSheet, PrintRun, RollCorrection, RollUnit
from hemei.community.voting.rules.sheets import serial_of
from hemei.community.voting.rules.voters import BindingKind, Capacity
from hemei.community.voting.services import Correction
from hemei.community.voting.tests.conftest import Quarter, area_counts, made_quarter  # noqa: F401 - a fixture
from hemei.community.voting.tests.supporting import ONE, by, left, letter_of, signed, supported
from hemei.community.voting.tests.test_assemblies import ENDS, FIRST_BALLOT, cast, noticed
from hemei.faces.notices import services as notices
from hemei.faces.notices.models import Notice
from hemei.faces.notices.pages.shown import address_of
from hemei.faces.notices.queries import my_notices
from hemei.faces.notices.rules.about import owners_told
from hemei.faces.notices.streams import PLATFORM
from hemei.ground.people.services.persons import stream_of
from hemei.ground.people.tests.factories import NOW
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Actor, Role
from hemei.kernel.workdays import shanghai_day
from tests.grounds import standing

LATER = FIRST_BALLOT + timedelta(hours=1)
AFTER = ENDS + timedelta(hours=1)


@standing
def quarter():
    made = made_quarter()
    with records.acting(made.clerk):
        yield made


def deliver(quarter: Quarter, now: datetime = LATER) -> list[tuple[str, int | None]]:
    while records.deliver_pending(now=now):
        pass
    with records.acting(PLATFORM):
        found = list(
            Notice.objects.filter(matter__in=["vote", "task"]).order_by("id").values_list("code", "person_id")
        )
    records.bind(quarter.clerk)
    return found


def test_owners_are_those_before_and_after() -> None:
    assert owners_told({"before": {"owners": [1, 2]}, "after": {"owners": [2, 3]}}) == {1, 2, 3}
    assert owners_told({"before": None}) == frozenset()


@pytest.mark.parametrize("confirmed", [True, False])
def test_both_owners_hear_of_a_correction_and_of_what_came_of_it(quarter: Quarter, confirmed: bool) -> None:  # noqa: FBT001
    found = noticed(quarter)
    cast(quarter, found, "104", "for")
    former, new = quarter.town.persons["丙"], quarter.town.persons["乙"]
    unit = RollUnit.objects.get(roll=found.roll_id, unit_id=quarter.units["104"])
    one, other = quarter.hands
    services.correct_roll(
        actor=one, now=LATER, roll_unit_id=unit.pk, correction=Correction(owner_ids=(new,)), reason="证载有误"
    )
    assert sorted(deliver(quarter)) == sorted(("roll_correction_asked", who) for who in (former, new))
    services.answer_correction(
        actor=other,
        now=LATER,
        correction_id=RollCorrection.objects.get().pk,
        confirmed=confirmed,
        reason="已核对",
    )
    code = "roll_corrected" if confirmed else "roll_correction_refused"
    assert sorted(deliver(quarter)[2:]) == sorted((code, who) for who in (former, new))
    reader = Actor(role=Role.RESIDENT, account_id=9, person_id=former)
    with records.acting(reader):
        last = my_notices(actor=reader, now=LATER)[0]
    assert str(found.pk) in last.text
    assert address_of(last).endswith(f"/assemblies/{found.pk}/roll/{unit.pk}")


def test_who_proved_to_be_an_owner_of_the_register_is_told_too(quarter: Quarter) -> None:
    found, owner, signs_in = noticed(quarter), quarter.town.persons["丙"], quarter.town.persons["张三"]
    records.grant_access(stream=stream_of(owner), persons=(signs_in,))
    quarter.correct(found.roll, "104", now=LATER, area_dm2=9_000)
    assert sorted(deliver(quarter)) == sorted(("roll_corrected", who) for who in (owner, signs_in))


def test_whose_taken_paper_was_left_out_hears_of_it_and_reads_why(quarter: Quarter) -> None:
    found = noticed(quarter)
    services.start_print_run(actor=quarter.clerk, now=FIRST_BALLOT, roll_id=found.roll_id, key="p")
    run = PrintRun.objects.get()
    with records.acting(PUBLIC):
        services.set_waiting_runs(clock=lambda: FIRST_BALLOT)
    records.bind(quarter.clerk)
    sheet = PrintedSheet.objects.get(roll_unit__unit_id=quarter.units["104"])
    serial = serial_of(run.number, sheet.number)
    services.take_sheet(actor=quarter.clerk, now=FIRST_BALLOT, roll_id=found.roll_id, said=serial)
    services.close_assembly(actor=quarter.clerk, now=AFTER, assembly_id=found.pk, reason="雨水浸坏，无法辨认")
    assert deliver(quarter, AFTER) == [("paper_left_out", quarter.town.persons["丙"])]
    reader = Actor(role=Role.RESIDENT, account_id=9, person_id=quarter.town.persons["丙"])
    with records.acting(reader):
        [last] = my_notices(actor=reader, now=AFTER)
        assert voting.assembly(found.pk, actor=reader) is not None  # he had never looked before
    assert address_of(last).endswith(f"/assemblies/{found.pk}")


def test_a_correction_nobody_confirmed_is_told_to_the_owners_and_to_who_entered_it(quarter: Quarter) -> None:
    found = noticed(quarter)
    cast(quarter, found, "104", "for")
    former, new = quarter.town.persons["丙"], quarter.town.persons["乙"]
    unit = RollUnit.objects.get(roll=found.roll_id, unit_id=quarter.units["104"])
    one, _ = quarter.hands
    services.correct_roll(
        actor=one, now=LATER, roll_unit_id=unit.pk, correction=Correction(owner_ids=(new,)), reason="证载有误"
    )
    deliver(quarter)
    services.close_assembly(actor=one, now=AFTER, assembly_id=found.pk)
    told = deliver(quarter, AFTER)[2:]
    assert sorted(told) == sorted(
        [
            *(("roll_correction_lapsed", who) for who in (former, new)),
            ("entered_correction_lapsed", one.person_id),
        ]
    )
    assert voting.entered_of(found.roll.stream, unit.pk)[0].kind == "voting.roll_correction_lapsed"


def test_a_visit_nobody_confirmed_is_told_to_the_owner_and_to_who_took_the_ballot(quarter: Quarter) -> None:
    found, (one, _) = noticed(quarter), quarter.hands
    unit = RollUnit.objects.get(roll=found.roll_id, unit_id=quarter.units["104"])
    quarter.town.appoint("张三", "东风社区居委会", Role.COMMUNITY_SECRETARY)
    votes = found.roll.votes.values_list("pk", flat=True)
    sheet = services.SheetDraft(
        roll_unit_id=unit.pk, choices=dict.fromkeys(votes, "for"), channel="doorstep", received_at=FIRST_BALLOT,
        document="passport", owner_id=quarter.town.persons["丙"], visitor_id=quarter.town.persons["张三"],
    )  # fmt: skip
    services.cast_sheet(actor=one, now=FIRST_BALLOT, sheet=sheet)
    services.close_assembly(actor=quarter.clerk, now=AFTER, assembly_id=found.pk)
    assert sorted(deliver(quarter, AFTER)) == sorted(
        [("visit_lapsed", quarter.town.persons["丙"]), ("entered_visit_lapsed", one.person_id)]
    )


def test_owners_hear_who_was_bound_and_who_is_proxy_for_their_home(quarter: Quarter) -> None:
    found = noticed(quarter)
    unit = RollUnit.objects.get(roll=found.roll_id, unit_id=quarter.units["103"])
    one, other, stranger = (quarter.town.persons[name] for name in ("甲", "乙", "丁"))
    draft = services.BindingDraft(
        unit_id=quarter.units["103"], person_id=stranger, owner_id=one, kind=BindingKind.DESK,
        capacity=Capacity.GUARDIAN, document="passport", evidence="三号盒", scan=letter_of(),
    )  # fmt: skip
    services.bind_voter(actor=quarter.clerk, now=LATER, draft=draft)
    assert sorted(deliver(quarter)) == sorted(("voter_bound", who) for who in (one, other))
    reader = Actor(role=Role.RESIDENT, account_id=9, person_id=other)
    with records.acting(reader):
        [told] = my_notices(actor=reader, now=LATER)
    assert address_of(told) == f"/votes/mine/{unit.pk}/voter"
    records.bind(quarter.clerk)
    services.give_proxy(
        actor=quarter.clerk, now=LATER, roll_unit_id=unit.pk, holder_id=stranger, evidence="一号盒"
    )
    assert sorted(deliver(quarter)[2:]) == sorted(("proxy_given", who) for who in (one, other))


def test_an_owner_bound_in_his_own_right_is_told_nothing_new(quarter: Quarter) -> None:
    noticed(quarter)
    services.bind_by_register(
        actor=quarter.clerk, now=LATER, estate_id=quarter.estate, extract_on=shanghai_day(LATER)
    )
    assert deliver(quarter) == []


@pytest.mark.parametrize(
    ("event", "code"),
    [("decided", "gives_way_decided"), ("sent_back", "gives_way_sent_back"), ("settled", "gives_way")],
)
def test_who_gives_way_after_a_recount_is_told(quarter: Quarter, event: str, code: str) -> None:
    member = quarter.town.persons["乙"]
    for number, members in enumerate(([member], [])):  # nobody gives way by the second
        payload = {
            "type": f"committees.contest_{event}", "at": LATER.isoformat(), "actor": {},
            "data": {"election": 7, "members": members},
        }  # fmt: skip
        told = [{"id": 1_000_003 + number, "stream": "committees.contest:1000003", "payload": payload}]
        notices.tell(now=LATER, events=told)
    assert deliver(quarter) == [(code, member)]
    reader = Actor(role=Role.RESIDENT, account_id=9, person_id=member)
    with records.acting(reader):
        [last] = my_notices(actor=reader, now=LATER)
    assert address_of(last) == "/elections/mine/7"


@pytest.mark.usefixtures(
    "area_counts"
)  # by heads alone it would be reached, and nothing is taken back any more
def test_an_owner_hears_that_his_support_was_taken_back_on_paper(quarter: Quarter) -> None:
    draft = services.ProposalDraft(
        estate_id=quarter.estate, matter="hire_company", title="更换物业公司", reason="服务太差", key="p1"
    )
    asked = services.propose_assembly(actor=quarter.clerk, now=NOW, draft=draft)
    ask = {"actor": quarter.clerk, "now": NOW, "proposal_id": asked, "unit_ids": [quarter.units["104"]]}
    supported(**ask)
    assert deliver(quarter, NOW) == []
    left(**ask)
    owner = quarter.town.persons["丙"]
    assert deliver(quarter, NOW) == [("support_taken_back", owner)]
    reader = Actor(role=Role.RESIDENT, account_id=9, person_id=owner)
    with records.acting(reader):
        [last] = my_notices(actor=reader, now=NOW)
    assert address_of(last) == "/votes/mine/proposals"


@pytest.mark.usefixtures("area_counts")
def test_an_owner_hears_that_what_he_signed_to_take_his_support_back_came_too_late(quarter: Quarter) -> None:
    draft = services.ProposalDraft(
        estate_id=quarter.estate, matter="hire_company", title="更换物业公司", reason="服务太差", key="p1"
    )
    ask = {"now": NOW, "proposal_id": services.propose_assembly(actor=quarter.clerk, now=NOW, draft=draft)}
    supported(actor=quarter.clerk, unit_ids=[quarter.units["104"]], **ask)
    services.take_back_support(actor=by(quarter.clerk, ONE), signed=signed([quarter.units["104"]]), **ask)
    others = [quarter.units["101"], quarter.units["102"]]
    assert supported(actor=quarter.clerk, unit_ids=others, **ask).reached
    assert deliver(quarter, NOW) == [("support_back_late", quarter.town.persons["丙"])]
