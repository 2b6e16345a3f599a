"""Decided by those entitled, renovated and covered in step, served for a time: what stands and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.community.voting import services as voting
from hemei.community.voting.models import Assembly, Roll
from hemei.community.voting.tests.conftest import made_quarter as voting_quarter
from hemei.community.voting.tests.test_assemblies import ENDS, FIRST_BALLOT, HIRE, judged, noticed
from hemei.ground.companies import queries as companies
from hemei.ground.companies import services as company_services
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.places.models import Estate
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.leadership.duties.tests.conftest import NOW
from hemei.oversight.renewal import services
from hemei.oversight.renewal.models import BasicService, EmergencyService, ModeDecision, RenovationProject
from hemei.oversight.renewal.services import Decider, Mode
from hemei.oversight.renewal.tests.conftest import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from hemei.oversight.renewal.tests.conftest import Old


NEXT_YEAR = {"decided_on": date(2027, 5, 1), "valid_from": date(2027, 5, 1)}


def refused(act: Callable[[], Any]) -> set[str]:
    with pytest.raises(Refused) as found:
        act()
    return {one.code for one in found.value.decision.reasons}


def managed(old: Old, estate: str) -> str:
    with records.acting(SYSTEM):
        found = companies.counts_on(old.estates[estate], TODAY, actor=SYSTEM)
    return found.manner if found else ""


def test_a_mode_holds_by_a_decision_and_by_nothing_else(old: Old) -> None:
    assert refused(lambda: old.put_in_force("春园")) == {"no_decision"}
    decision = old.decide("春园", Mode.PACKAGED)
    assert refused(lambda: old.put_in_force("春园")) == {"no_contract"}
    old.contract("春园")
    number = old.put_in_force("春园")
    assert refused(lambda: old.put_in_force("春园")) == {"in_force"}
    with records.acting(old.street):
        row = ModeDecision.objects.get(pk=decision)
        (mode,) = companies.modes_of(old.estates["春园"], actor=old.street, until=TODAY)
    assert (row.proposed, row.rule, row.management_id) == ("packaged", "small_together", number)
    assert (mode.mode, mode.package, mode.basis) == (companies.Mode.PACKAGED, "第1包", companies.Basis.OWNERS)
    assert old.events("春园") == ["renewal.mode_decided", "renewal.mode_put_in_force"]
    assert refused(
        lambda: services.void_decision(actor=old.street, now=NOW, decision_id=decision, reason="登记错了")
    ) == {"in_force"}


def test_what_is_managed_so_already_is_not_begun_a_second_time(old: Old) -> None:
    draft = company_services.ModeDraft(
        old.estates["敞园"],
        company_services.Mode.COMMUNITY,
        date(2024, 1, 1),
        company_services.Basis.SURVEY,
    )
    with records.acting(SYSTEM):
        number = company_services.set_mode(actor=SYSTEM, now=NOW, draft=draft)
    old.decide("敞园", Mode.COMMUNITY, Decider.STREET)
    assert old.put_in_force("敞园") == number


def test_another_mode_than_the_proposed_says_why(old: Old) -> None:
    assert refused(lambda: old.decide("长园", Mode.PACKAGED)) == {"no_reason"}
    old.decide("长园", Mode.PACKAGED, reason="业主愿意和相邻小区一起选聘")
    with records.acting(old.street):
        row = ModeDecision.objects.get()
    assert (row.proposed, row.mode, bool(row.reason_id)) == ("market", "packaged", True)


def test_two_decisions_never_hold_at_once(old: Old) -> None:
    first = old.decide("敞园", Mode.COMMUNITY, Decider.STREET)
    again = {"decided_on": date(2026, 9, 1), "valid_from": date(2026, 9, 1)}
    assert refused(lambda: old.decide("敞园", Mode.COMMUNITY, Decider.STREET, **again)) == {"overlap"}
    with records.acting(old.street):
        services.end_decision(actor=old.street, now=NOW, decision_id=first, day=date(2026, 9, 1))
    second = old.decide("敞园", Mode.COMMUNITY, Decider.STREET, **again)
    with records.acting(old.street):
        services.void_decision(actor=old.street, now=NOW, decision_id=second, reason="登记错了小区")
    old.decide("敞园", Mode.COMMUNITY, Decider.STREET, **again)


@pytest.mark.parametrize(
    ("estate", "mode", "more", "codes"),
    [
        ("春园", Mode.PACKAGED, {"by": Decider.STREET}, {"not_entitled"}),
        ("春园", Mode.PACKAGED, {"document": ""}, {"no_document"}),
        ("春园", Mode.PACKAGED, {"package": ""}, {"no_package"}),
        ("春园", Mode.PACKAGED, {"decided_on": date(2026, 5, 1), "valid_from": TODAY}, {"no_vote"}),
        ("敞园", Mode.COMMUNITY, {"by": Decider.STREET, **NEXT_YEAR}, {"future_day"}),
        ("春园", Mode.PACKAGED, {"valid_from": date(2025, 5, 1)}, {"bad_order"}),
        ("敞园", Mode.COMMUNITY, {"by": Decider.STREET, "document": ""}, {"no_document"}),
        ("敞园", Mode.COMMUNITY, {"by": Decider.STREET, "package": "第1包"}, {"package"}),
    ],
)  # fmt: skip
def test_who_is_not_entitled_decides_nothing(
    old: Old, estate: str, mode: Mode, more: dict[str, Any], codes: set[str]
) -> None:
    assert refused(lambda: old.decide(estate, mode, **more)) == codes


def test_owners_decide_by_a_vote_that_passed_and_was_published(db: None) -> None:
    quarter = voting_quarter()
    with records.acting(SYSTEM):
        Estate.objects.filter(pk=quarter.estate).update(kind="old")
    street = quarter.town.actor(Role.STREET_CLERK, "340102001", "明光路街道办", account=2)
    at = ENDS + timedelta(hours=2)
    with records.acting(quarter.clerk):
        found = noticed(quarter, agenda=(HIRE,))
        for room in ("101", "103", "104", "203", "204", "201"):
            quarter.cast(Roll.objects.get(assembly=found), room, "for", at=FIRST_BALLOT)
        (outcome,) = judged(quarter, found)
    assert outcome.passed
    draft = services.DecisionDraft(
        estate_id=quarter.estate, mode=Mode.COMMUNITY, by=Decider.OWNERS, decided_on=at.date(), valid_from=at.date(),
        assembly_id=found.pk, vote=1,
    )  # fmt: skip

    def decide(**more: Any) -> list[int]:
        with records.acting(street):
            return services.decide_modes(actor=street, now=at, drafts=[replace(draft, **more)])

    assert refused(decide) == {"unpublished"}
    with records.acting(quarter.clerk):
        voting.publish_result(actor=quarter.clerk, now=at, assembly_id=found.pk)
    assert refused(lambda: decide(vote=2)) == {"no_vote"}
    assert refused(lambda: decide(assembly_id=found.pk + 1)) == {"no_vote"}
    assert refused(lambda: decide(decided_on=at.date() - timedelta(days=1))) == {"other_day"}
    (number,) = decide()
    with records.acting(street):
        row = ModeDecision.objects.get(pk=number)
        assert (row.assembly_id, row.vote, row.decided_by) == (Assembly.objects.get().pk, 1, "owners")


def test_renovation_and_coverage_go_in_step(old: Old) -> None:
    project = old.file("敞园")
    assert refused(lambda: old.accept(project)) == {"not_begun"}
    old.build(project)
    assert refused(lambda: old.accept(project, date(2026, 6, 30))) == {"bad_day"}
    old.accept(project)
    with records.acting(old.street):
        row = RenovationProject.objects.get()
    assert (row.cover_by, row.covered_on) == (date(2026, 11, 19), None)
    assert old.owed() == {"coverage": "open"}
    assert refused(lambda: old.accept(project)) == {"accepted"}
    old.decide("敞园", Mode.COMMUNITY, Decider.STREET)
    old.put_in_force("敞园")
    for _again in range(2):
        services.follow_management(actor=SYSTEM, now=NOW, estate_id=old.estates["敞园"])
    with records.acting(old.street):
        row.refresh_from_db()
    assert (row.covered_on, old.owed()) == (TODAY, {"coverage": "accepted"})
    assert old.events("敞园")[-1] == "renewal.coverage_reached"


def test_who_is_covered_already_owes_nothing(old: Old) -> None:
    old.contract("春园")
    project = old.file("春园")
    old.build(project)
    old.accept(project)
    assert old.owed() == {}
    with records.acting(old.street):
        assert RenovationProject.objects.get().covered_on == date(2026, 10, 20)


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"mode_after": None}, {"no_mode"}),
        ({"budget_fen": 0}, {"no_budget"}),
        ({"works": ()}, {"no_works"}),
        ({"works": ("castle",)}, {"unknown"}),
        ({"stages": ()}, {"no_stages"}),
        ({"due_on": date(2026, 4, 1)}, {"bad_order"}),
        ({"stages": (services.StageDraft(" ", date(2026, 3, 1)),)}, {"stage_name"}),
    ],
)
def test_a_project_that_cannot_stand_is_refused(old: Old, more: dict[str, Any], codes: set[str]) -> None:
    assert refused(lambda: old.file(**more)) == codes
    with records.acting(old.street):
        assert companies.renovations_of(old.estates["春园"], actor=old.street, on=TODAY) == []


def test_what_began_without_a_later_mode_stands_still_until_one_is_named(old: Old) -> None:
    plan = company_services.RenovationDraft(old.estates["春园"], date(2026, 1, 5), date(2026, 2, 1))
    with records.acting(SYSTEM):
        (number,) = company_services.plan_renovations(actor=SYSTEM, now=NOW, drafts=[plan])
    assert refused(lambda: old.file(renovation_id=number, mode_after=None)) == {"no_mode"}
    with records.acting(old.street):
        services.name_later_mode(actor=old.street, now=NOW, renovation_id=number, mode=Mode.PACKAGED)
    project = old.file(renovation_id=number, mode_after=Mode.PACKAGED)
    assert refused(lambda: old.file(renovation_id=number, mode_after=Mode.PACKAGED)) == {"twin"}
    with records.acting(old.street):
        services.finish_stage(actor=old.street, now=NOW, project_id=project, number=1, day=date(2026, 3, 1))
    assert refused(
        lambda: services.finish_stage(
            actor=old.street, now=NOW, project_id=project, number=2, day=date(2026, 2, 20)
        )
    ) == {"bad_day"}


def test_basic_service_is_of_an_estate_in_that_mode_and_the_next_follows(old: Old) -> None:
    assert refused(lambda: old.basic("敞园")) == {"other_mode"}
    old.decide("敞园", Mode.COMMUNITY, Decider.STREET)
    old.put_in_force("敞园")
    assert refused(lambda: old.basic("敞园", services=())) == {"no_services"}
    assert refused(lambda: old.basic("敞园", charge_fen=-1)) == {"bad_money"}
    old.basic("敞园")
    assert refused(lambda: old.basic("敞园")) == {"overlap"}
    later = NOW + timedelta(days=3)
    services.follow_management(actor=SYSTEM, now=later, estate_id=old.estates["敞园"])
    with records.acting(SYSTEM):
        assert BasicService.objects.get().valid_until is None  # the community serves on
    old.contract("敞园")
    for _ in range(2):
        services.follow_management(actor=SYSTEM, now=later, estate_id=old.estates["敞园"])
    with records.acting(SYSTEM):
        assert BasicService.objects.get().valid_until == later.date()  # under a company it is over
    assert old.events("敞园").count("renewal.basic_service_ended") == 1


def test_an_emergency_ends_within_six_months_and_asks_in_time_who_follows(old: Old) -> None:
    assert refused(lambda: old.emergency("春园", ends_on=date(2027, 5, 3))) == {"too_long"}
    number = old.emergency("春园")
    assert old.owed() == {"decision": "open", "successor": "open"}
    assert refused(lambda: old.emergency("春园", ends_on=date(2027, 1, 1))) == {"overlap"}
    with records.acting(SYSTEM), pytest.raises(IntegrityError, match="six_months"), transaction.atomic():
        EmergencyService.objects.filter(pk=number).update(ends_on=date(2027, 5, 3))
    old.decide("春园", Mode.PACKAGED)
    services.follow_decision(actor=SYSTEM, now=NOW, estate_id=old.estates["春园"])
    assert old.owed() == {"decision": "accepted", "successor": "open"}
    old.contract("春园")
    later = NOW + timedelta(days=3)
    services.follow_management(actor=SYSTEM, now=later, estate_id=old.estates["春园"])
    assert old.owed() == {"decision": "accepted", "successor": "accepted"}
    with records.acting(SYSTEM):
        assert EmergencyService.objects.get().ended_on == later.date()


def test_an_emergency_of_the_day_on_which_a_company_takes_over_ends_on_the_next(old: Old) -> None:
    old.emergency("春园")
    old.contract("春园", TODAY)
    services.follow_management(actor=SYSTEM, now=NOW, estate_id=old.estates["春园"])
    with records.acting(SYSTEM):
        assert EmergencyService.objects.get().ended_on is None  # a day that is excluded cannot be its first
    tomorrow = NOW + timedelta(days=1)
    assert [services.follow_begun(actor=SYSTEM, now=tomorrow) for _ in range(2)] == [1, 0]
    with records.acting(SYSTEM):
        assert EmergencyService.objects.get().ended_on == tomorrow.date()
    assert set(old.owed().values()) == {"accepted"}


def test_an_emergency_is_for_the_unmanaged_and_not_one_after_the_other(old: Old) -> None:
    old.contract("长园")
    assert refused(lambda: old.emergency("长园")) == {"managed"}
    old.emergency("夏园", begun_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))
    assert refused(lambda: old.emergency("夏园")) == {"again"}


def test_a_survey_of_the_same_day_takes_the_place_of_the_first(old: Old) -> None:
    with records.acting(old.street):
        for facilities in (("gate",), ("gate", "drains")):
            draft = services.SurveyDraft(old.estates["春园"], TODAY, enclosed=True, facilities=facilities)
            services.survey_estates(actor=old.street, now=NOW, drafts=[draft])
        with connection.cursor() as cursor:
            cursor.execute("select facilities from renewal_survey where voided_at is null")
            assert cursor.fetchall() == [(["gate", "drains"],)]
    assert refused(
        lambda: services.survey_estates(
            actor=old.street,
            now=NOW,
            drafts=[services.SurveyDraft(old.estates["春园"], TODAY + timedelta(days=1), enclosed=True)],
        )
    ) == {"bad_day"}


def test_estates_of_another_street_are_nobodys_business(old: Old) -> None:
    foreign = old.quarter.foreign
    assert refused(
        lambda: services.survey_estates(
            actor=foreign,
            now=NOW,
            drafts=[services.SurveyDraft(old.estates["春园"], TODAY, enclosed=True)],
        )
    ) == {"not_found"}
    draft = services.DecisionDraft(
        estate_id=old.estates["春园"], mode=Mode.COMMUNITY, by=Decider.STREET, decided_on=TODAY, valid_from=TODAY,
        document="1号",
    )  # fmt: skip
    assert refused(lambda: services.decide_modes(actor=foreign, now=NOW, drafts=[draft])) == {"role"}
