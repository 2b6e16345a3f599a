"""A line from its proposal to its end: rows, events, refusals, repeats; whose it is and who may act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.leadership.duties.models import Duty
from hemei.oversight.assessment.models import CheckFrequency
from hemei.oversight.credit import queries, services
from hemei.oversight.credit.models import LineObjection, YearLevel
from hemei.oversight.credit.rules.lines import Standing
from hemei.oversight.credit.services.shared import tell
from hemei.oversight.credit.tests.conftest import CODES, MOVED, SINCE, Credit, at, refused


def total(credit: Credit, on: date = TODAY, company: int = 0) -> int:
    with records.acting(SYSTEM):
        return queries.score("company", credit.companies[company], on).total


def types(credit: Credit, line: int) -> list[str]:
    with records.acting(SYSTEM):
        told = [event.type.split(".") for event in record.history(stream=f"credit.line:{line}")]
        return [name for app, name in told if app == "credit"]


class TestProposing:
    def test_a_line_counts_once_it_is_confirmed(self, credit: Credit) -> None:
        line = credit.propose("street")
        assert total(credit) == 59
        credit.act("confirm_line", line, "county")
        assert total(credit) == 54
        assert types(credit, line) == ["line_proposed", "line_confirmed"]
        row = credit.row(line)
        assert (row.company_id, row.manager_id) == (credit.companies[0], credit.managers[2])
        assert refused(lambda: credit.act("confirm_line", line, "county")) == "decided"

    def test_it_is_the_company_and_the_manager_of_its_day(self, credit: Credit) -> None:
        before = credit.confirmed(confirmed=at(MOVED), happened_on=MOVED - timedelta(days=1))
        after = credit.confirmed(confirmed=at(MOVED), happened_on=MOVED)
        assert credit.row(before).manager_id == credit.managers[0]
        assert credit.row(after).manager_id == credit.managers[2]

    def test_what_cannot_be_is_refused(self, credit: Credit) -> None:
        assert refused(lambda: credit.propose(happened_on=SINCE - timedelta(days=1))) == "outside"
        assert refused(lambda: credit.propose(happened_on=TODAY + timedelta(days=1))) == "future"
        assert refused(lambda: credit.propose(behaviour="B99")) == "no_row"
        assert refused(lambda: credit.propose(evidence="")) == "evidence"
        assert refused(lambda: credit.propose(project_id=None)) == "no_company"
        assert refused(lambda: credit.propose(project_id=credit.projects[1])) == "not_found"
        assert refused(lambda: credit.propose("company")) == "role"
        assert refused(lambda: credit.propose("community")) == "role"

    def test_the_authority_is_that_of_the_place(self, credit: Credit) -> None:
        line = credit.propose()
        assert refused(lambda: credit.act("confirm_line", line, "far_county")) == "not_found"
        assert refused(lambda: credit.act("confirm_line", line, "street")) == "role"
        assert refused(lambda: credit.act("refuse_line", line, "county", reason="")) == "reason"
        credit.act("refuse_line", line, "city", reason="核查后不属实")
        assert total(credit) == 59
        assert refused(lambda: credit.act("confirm_line", line, "county")) == "decided"

    def test_a_recorded_event_is_proposed_once(self, credit: Credit) -> None:
        said = {
            "source": services.Source.CASE_ESCALATED,
            "source_key": "cases.case:1/handling",
            "evidence": "",
        }
        assert credit.propose("system", **said) == credit.propose("system", **said)

    def test_the_event_holds_no_words(self, credit: Credit) -> None:
        line = credit.propose()
        with records.acting(SYSTEM):
            event = record.history(stream=f"credit.line:{line}")[-1]
        assert "瑶住建核" not in str(event.data)
        assert event.standards[0]["item"] == "B05"


class TestByAnotherHand:
    """Two posts of one person, a county's and the city's, and somebody else at the city."""

    def hands(self, credit: Credit) -> None:
        for name, person in (("county", 0), ("city", 0), ("far_county", 1)):
            credit.actors[name] = replace(credit.actors[name], person_id=credit.managers[person])
        credit.actors["colleague"] = replace(credit.actors["city"], person_id=credit.managers[1])

    def test_who_proposed_a_line_neither_confirms_nor_refuses_it(self, credit: Credit) -> None:
        self.hands(credit)
        line = credit.propose("county")
        assert refused(lambda: credit.act("confirm_line", line, "county")) == "own"
        assert refused(lambda: credit.act("confirm_line", line, "city")) == "own"
        assert refused(lambda: credit.act("refuse_line", line, "city", reason="核查后不属实")) == "own"
        credit.act("confirm_line", line, "colleague")
        assert total(credit) == 54

    def test_who_confirmed_a_line_does_not_decide_the_objection(self, credit: Credit) -> None:
        self.hands(credit)
        line = credit.propose("street")
        credit.act("confirm_line", line, "county")
        credit.act("object_to_line", line, "company", grounds="当月已经公开，附公示照片")
        own = {"upheld": False, "reason": "核实未公开"}
        assert refused(lambda: credit.act("decide_line_objection", line, "city", **own)) == "own"
        assert refused(lambda: credit.act("extend_decision", line, "county", reason="向街道核实")) == "own"
        credit.act("decide_line_objection", line, "colleague", **own)

    def test_the_database_holds_it_too(self, credit: Credit) -> None:
        self.hands(credit)
        line = credit.propose("county")
        with records.acting(SYSTEM):
            row = credit.row(line)
            with pytest.raises(IntegrityError, match="Nobody judges"), transaction.atomic():
                tell(credit.actors["city"], NOW, row, "credit.line_confirmed", {})


class TestObjecting:
    def test_an_objection_freezes_and_what_is_upheld_is_gone(self, credit: Credit) -> None:
        line = credit.confirmed()
        credit.act("object_to_line", line, "company", grounds="当月已经公开，附公示照片")
        assert total(credit) == 59
        assert refused(lambda: credit.act("object_to_line", line, "company", grounds="再说一次")) == "again"
        assert (
            refused(lambda: credit.act("decide_line_objection", line, "county", upheld=True, reason=""))
            == "reason"
        )
        credit.act("decide_line_objection", line, "county", upheld=True, reason="经核实已公开")
        assert total(credit) == 59
        assert types(credit, line)[-2:] == ["objection_filed", "objection_decided"]
        again = refused(lambda: credit.act("object_to_line", line, "company", grounds="第二次异议"))
        assert again == "again"

    def test_what_is_not_upheld_counts_again_and_cannot_be_objected_to_twice(self, credit: Credit) -> None:
        line = credit.confirmed()
        credit.act("object_to_line", line, "company", grounds="当月已经公开")
        later = NOW + timedelta(days=3)
        credit.act("decide_line_objection", line, "city", now=later, upheld=False, reason="核实未公开")
        assert total(credit, TODAY + timedelta(days=2)) == 59
        assert total(credit, TODAY + timedelta(days=3)) == 54
        second = refused(
            lambda: credit.act("object_to_line", line, "company", now=later, grounds="第二次异议")
        )
        assert second == "again"

    def test_only_whose_line_it_is_objects_the_former_manager_too(self, credit: Credit) -> None:
        line = credit.confirmed(happened_on=MOVED - timedelta(days=1), behaviour="B10a")
        assert refused(lambda: credit.act("object_to_line", line, "other", grounds="与我无关")) == "not_found"
        assert refused(lambda: credit.act("object_to_line", line, "county", grounds="不是我的")) == "role"
        credit.act("object_to_line", line, "moved", grounds="当时已经离开该项目")
        with records.acting(SYSTEM):
            assert LineObjection.objects.get(line_id=line).by_manager

    def test_the_time_to_object_ends_after_ten_working_days(self, credit: Credit) -> None:
        line = credit.confirmed()
        due = credit.row(line).objection_due_at
        assert due.isoformat() == "2026-11-16T09:30:00+00:00"
        late = refused(
            lambda: credit.act(
                "object_to_line", line, "company", now=due + timedelta(seconds=1), grounds="迟了一步"
            )
        )
        assert late == "late"
        credit.act("object_to_line", line, "company", now=due, grounds="最后一刻")

    def test_the_decision_is_extended_once(self, credit: Credit) -> None:
        line = credit.confirmed()
        assert (
            refused(lambda: credit.act("extend_decision", line, "county", reason="向城管核实")) == "decided"
        )
        credit.act("object_to_line", line, "company", grounds="当月已经公开")
        credit.act("extend_decision", line, "county", reason="向城管部门核实")
        with records.acting(SYSTEM):
            number = LineObjection.objects.get(line_id=line).pk
            end = queries.line_page(line, actor=SYSTEM, now=NOW).ends[queries.ClockKind.OBJECTION, number]  # type: ignore[union-attr]
            assert end.isoformat() == "2026-11-16T09:30:00+00:00"
        assert refused(lambda: credit.act("extend_decision", line, "county", reason="再次核实")) == "extended"

    def test_two_objections_never_wait_at_once(self, credit: Credit) -> None:
        line = credit.confirmed()
        credit.act("object_to_line", line, "company", grounds="当月已经公开")
        with records.acting(SYSTEM):
            row = LineObjection.objects.get(line_id=line)
            row.pk = None
            with pytest.raises(IntegrityError, match="one_waits"), transaction.atomic():
                row.save(force_insert=True)


class TestRepairing:
    def test_what_is_repaired_counts_no_more(self, credit: Credit) -> None:
        line = credit.confirmed(happened_on=date(2026, 4, 20), confirmed=at(date(2026, 4, 22)))
        early = refused(
            lambda: credit.act("ask_repair", line, "company", now=at(date(2026, 10, 19)), proof="已经补公开")
        )
        assert early == "early"
        credit.act("ask_repair", line, "company", proof="已经补公开，附照片")
        assert refused(lambda: credit.act("ask_repair", line, "company", proof="再申请一次")) == "waits"
        credit.act("decide_repair", line, "county", granted=True, reason="整改到位")
        assert total(credit) == 59
        assert total(credit, TODAY - timedelta(days=1)) == 54
        assert types(credit, line)[-2:] == ["repair_asked", "repair_decided"]

    def test_a_refused_request_may_be_made_again(self, credit: Credit) -> None:
        line = credit.confirmed(happened_on=date(2026, 4, 20), confirmed=at(date(2026, 4, 22)))
        credit.act("ask_repair", line, "company", proof="已经补公开")
        credit.act("decide_repair", line, "county", granted=False, reason="照片看不清")
        assert total(credit) == 54
        credit.act("ask_repair", line, "company", proof="已经补公开，重新拍照")


class TestFiling:
    def filed(self, credit: Credit, day: date, year: int = 2026, by: str = "company") -> int:
        with records.acting(credit.actors[by]):
            return services.file_basic(
                actor=credit.actors[by], now=at(day), draft=services.BasicDraft(year, 30, 1, 1, 2_500_000)
            )

    def test_in_time_it_brings_a_line_that_the_city_confirms(self, credit: Credit) -> None:
        self.filed(credit, date(2026, 3, 31))
        with records.acting(credit.actors["city"]):
            (row,) = queries.lines(actor=credit.actors["city"], on=TODAY)
        assert (row.behaviour, row.waits) == ("I01", "confirm")
        credit.act("confirm_line", row.id, "city")
        assert total(credit) == 79
        assert refused(lambda: self.filed(credit, date(2026, 3, 31))) == "once"

    def test_late_it_is_kept_and_brings_nothing(self, credit: Credit) -> None:
        self.filed(credit, date(2026, 4, 1))
        with records.acting(credit.actors["company"]):
            (row,) = queries.filings(credit.companies[0], actor=credit.actors["company"])
        assert (row.in_time, row.line_id) == (False, None)
        assert refused(lambda: self.filed(credit, date(2026, 4, 1), year=2025)) == "year"
        assert refused(lambda: self.filed(credit, date(2026, 4, 1), by="city")) == "role"


class TestTalks:
    def test_more_than_ten_points_lead_to_a_talk_once(self, credit: Credit) -> None:
        credit.confirmed(behaviour="B04")
        with records.acting(SYSTEM):
            assert not Duty.objects.filter(origin="credit_talk").exists()
        credit.confirmed(behaviour="B08", happened_on=date(2026, 9, 2))
        credit.confirmed(behaviour="B08", happened_on=date(2026, 9, 3))
        with records.acting(SYSTEM):
            titles = dict(Duty.objects.filter(origin="credit_talk").values_list("origin_item", "title"))
        assert set(titles) == {"talk_and_order", "talk_and_supervise"}
        assert "翡翠花园：约谈" in titles["talk_and_order"]
        assert titles["talk_and_order"].endswith("（项目负责人本周期扣13分）")


class TestSettling:
    def settle(
        self, credit: Credit, year: int = 2025, holder: str = "company", by: str = "city"
    ) -> dict[str, int]:
        actor = credit.actors[by]
        with records.acting(actor):
            return services.settle_year(actor=actor, now=NOW, year=year, holder=holder).counts  # type: ignore[arg-type]

    def test_levels_rank_all_who_are_at_work_and_are_kept_with_their_lines(self, credit: Credit) -> None:
        line = credit.confirmed(happened_on=date(2025, 9, 1), confirmed=at(date(2025, 9, 3)))
        assert self.settle(credit) == {"AAA": 1, "E": 1}
        with records.acting(SYSTEM):
            checked = dict(CheckFrequency.objects.values_list("subject_id", "every_months"))
            kept = YearLevel.objects.get(company_id=credit.companies[0])
            replayed = queries.score("company", credit.companies[0], date(2025, 12, 31))
        assert (
            (kept.score, kept.level, kept.place, kept.rated) == (54, "E", 2, 2) == (replayed.total, "E", 2, 2)
        )
        assert kept.explained == {"lines": {"B05@2022-03-23": [line]}, "bound": 0, "highest_only": 0}
        assert checked == {credit.companies[0]: 3, credit.companies[1]: 12}
        assert refused(lambda: self.settle(credit)) == "once"
        assert refused(lambda: self.settle(credit, 2026)) == "early"
        assert refused(lambda: self.settle(credit, 2024, by="county")) == "role"

    def test_who_worked_here_for_less_than_a_year_has_no_level(self, credit: Credit) -> None:
        assert self.settle(credit, 2022) == {"": 2}
        assert self.settle(credit, 2023) == {"AAA": 2}

    def test_managers_are_settled_by_their_own_lines(self, credit: Credit) -> None:
        assert sum(self.settle(credit, 2024, "manager").values()) == 2
        assert self.settle(credit, 2025, "manager") == {"": 1, "AAA": 1}

    def test_levels_of_companies_are_public(self, credit: Credit) -> None:
        credit.confirmed(happened_on=date(2025, 9, 1), confirmed=at(date(2025, 9, 3)))
        self.settle(credit)
        with records.as_public():
            rows = queries.public_levels(on=TODAY)
            assert queries.public_levels(on=date(2025, 12, 31)) == []
            assert [
                row.name for row in queries.public_levels(on=TODAY, only=queries.PublicFilter("翡翠"))
            ] == ["大地物业有限公司"]
            projects = queries.public_projects(credit.companies, each=3)
        assert [(row.uscc, row.level, row.place) for row in rows] == [
            (CODES[1], "AAA", 1),
            (CODES[0], "E", 2),
        ]
        assert [name for _, name in projects[credit.companies[0]]] == ["翡翠花园"]


def test_the_line_of_a_page_stands_as_its_rule_says(credit: Credit) -> None:
    line = credit.confirmed()
    with records.acting(credit.actors["company"]):
        page = queries.line_page(line, actor=credit.actors["company"], now=NOW)
        assert queries.line_page(line, actor=credit.actors["other"], now=NOW) is None
    assert page is not None
    assert page.row.standing is Standing.COUNTS
    assert page.row.expires_on == date(2027, 9, 2)
    assert page.acts[queries.Act.OBJECT].allowed
    assert page.acts[queries.Act.ASK_REPAIR].reasons[0].code == "early"
    assert page.acts[queries.Act.DECIDE].reasons[0].code == "role"
