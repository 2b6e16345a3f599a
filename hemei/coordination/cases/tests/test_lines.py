"""A ruling becomes a line of the list: proposed, written, issued; the next case goes there by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.models import Proposal
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.proposing import Line, check_line, check_lines, may_review, with_lines
from hemei.coordination.cases.rules.standards import ResponsibilityList
from hemei.coordination.cases.rules.words import ProposalState
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as records_queries
from hemei.ground.records import services as records
from hemei.ground.records import standards
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from tests.grounds import standing

HOUR = timedelta(hours=1)
KIND = "blocked_fire_lane"
TODAY = shanghai_day(NOW)
LINE = Line(
    "围墙倒塌",
    "Fallen wall",
    ("围墙 倒",),
    "UM",
    ("ST",),
    "S2",
    ("photo_after",),
    "消防救援机构",
    "",
    "",
    "裁定",
)


def ruled(quarter: Quarter) -> str:
    """Return a case of the fire brigade that came back twice and was given to the police."""
    number = quarter.report(kind=KIND)
    fire, police = quarter.fire.body_id, quarter.police.body_id
    back = acts.ReturnWhistle(line="group_rental", text="实为群租户堆放")
    quarter.act(quarter.community, number, acts.Accept(kind=KIND))
    for step in range(2):
        at = NOW + step * HOUR
        quarter.act(quarter.community, number, acts.Whistle(lead=fire), at)
        quarter.act(quarter.fire, number, back, at + HOUR / 2)
    assert quarter.row(number).home_body_id == quarter.street.body_id
    decision = acts.Arbitrate(
        accepting=quarter.community.body_id or 0,
        handling=police or 0,
        text="车主找得到，先由公安清走",
        problem="消防通道停放僵尸车",
    )
    quarter.act(quarter.street, number, decision, NOW + 2 * HOUR)
    return number


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    """Let no document a test issued be found by the next one."""
    yield
    standards.forget()


@standing
def bureau(quarter: Quarter) -> Actor:
    return quarter.town.actor(Role.CITY_BUREAU, "340100", "合肥市房产局", "王五", account=1)


def test_a_ruling_is_proposed_written_and_issued_and_routes_the_next_case(quarter: Quarter, bureau: Actor):
    number = ruled(quarter)
    quarter.sound(number)
    assert quarter.row(number).accountable_body_id == quarter.police.body_id
    with records.acting(bureau):
        (row,) = queries.proposed_lines(actor=bureau)
        assert (row.number, row.line.lead, row.line.name) == (number, "PS", "消防通道停放僵尸车")
        assert row.line.name_en == ""  # the neighbour's would be in the list twice
        with pytest.raises(Refused) as unready:
            services.try_lines(actor=bureau, now=NOW, chosen=[row.id], day=TODAY, reason="两次退单，街道裁定")
        assert [one.code for one in unready.value.decision.reasons] == ["unready", "name_en"]
        line = replace(row.line, name_en="Abandoned cars in fire lanes", words=("僵尸车", "消防通道 报废车"))
        services.change_line(actor=bureau, now=NOW, proposal_id=row.id, line=line)
        asked = {
            "actor": bureau,
            "now": NOW,
            "chosen": [row.id],
            "day": TODAY,
            "reason": "两次退单，街道裁定",
        }
        reading = services.try_lines(**asked)
        assert reading.document.content.problem[-1].name == line.name
        assert Proposal.objects.get().state == "open"
        services.issue_lines(**asked)
        (row,) = queries.proposed_lines(actor=bureau, state="issued")
        with pytest.raises(Refused) as twice:
            services.issue_lines(**asked)
    assert twice.value.decision.reasons[0].code == "answered"
    listed = records_queries.standards().find("responsibility-list", ResponsibilityList, on=TODAY)
    new = listed.of(row.code)
    assert (new.lead, new.lead_choice.others if new.lead_choice else "") == ("PS", "消防救援机构")
    suggested = queries.suggested_kinds("消防通道停放僵尸车", listed, day=TODAY)
    assert row.code in {found.problem.code for found in suggested}
    again = quarter.report(kind=row.code)
    quarter.act(quarter.community, again, acts.Accept(kind=row.code))
    page = quarter.page(quarter.community, again)
    assert page
    assert queries.law_of(TODAY).leads(page.state.kind) == "PS"
    with pytest.raises(Refused):
        quarter.act(quarter.community, again, acts.Whistle(lead=quarter.fire.body_id))
    quarter.act(quarter.community, again, acts.Whistle(lead=quarter.police.body_id))


def test_a_line_is_not_written_into_a_list_that_another_follows_already(quarter: Quarter, bureau: Actor):
    """What is written into an earlier list would be gone on the day of the later one, and nobody would know."""
    ruled(quarter)
    later = date(TODAY.year + 1, 1, 1)
    with records.acting(bureau):
        (row,) = queries.proposed_lines(actor=bureau)
        line = replace(row.line, name_en="Abandoned cars in fire lanes", words=("僵尸车",))
        services.change_line(actor=bureau, now=NOW, proposal_id=row.id, line=line)
        before = records_queries.standards().in_force("responsibility-list", on=TODAY)
        assert before
        issue = records.Issue("responsibility-list", later, before.text, "明年的清单")
        people_services.issue_standard(actor=bureau, now=NOW, issue=issue)
        asked = {"actor": bureau, "now": NOW, "chosen": [row.id], "reason": "两次退单，街道裁定"}
        for call in (services.try_lines, services.issue_lines):
            with pytest.raises(Refused) as refused:
                call(**asked, day=later - timedelta(days=10))
            (reason,) = refused.value.decision.reasons
            assert (reason.code, reason.values["later"]) == ("later_list", later.isoformat())
        services.issue_lines(**asked, day=later + timedelta(days=1))


def test_it_may_be_declined_with_a_reason_and_only_by_the_bureau(quarter: Quarter, bureau: Actor):
    ruled(quarter)
    with records.acting(quarter.street):
        (row,) = queries.proposed_lines(actor=quarter.street)
        with pytest.raises(Refused) as refused:
            services.decline_line(
                actor=quarter.street, now=NOW, proposal_id=row.id, reason="写得不清楚，重来"
            )
        assert refused.value.decision.reasons[0].code == "role"
    for stranger in (quarter.foreign_community, quarter.fire, quarter.resident, quarter.foreign_street):
        with records.acting(stranger):
            assert queries.proposed_lines(actor=stranger) == []
            assert queries.proposed_line(actor=stranger, proposal_id=row.id) is None
    with records.acting(bureau):
        with pytest.raises(Refused):
            services.decline_line(actor=bureau, now=NOW, proposal_id=row.id, reason="")
        services.decline_line(actor=bureau, now=NOW, proposal_id=row.id, reason="清单第三条已经包括这种情形")
        (row,) = queries.proposed_lines(actor=bureau, state="declined")
        assert row.answer == "清单第三条已经包括这种情形"


def test_a_ruling_as_the_list_has_it_proposes_nothing(quarter: Quarter):
    number = quarter.report(kind=KIND)
    back = acts.ReturnWhistle(line="group_rental", text="实为群租户堆放")
    quarter.act(quarter.community, number, acts.Accept(kind=KIND))
    for step in range(2):
        at = NOW + step * HOUR
        quarter.act(quarter.community, number, acts.Whistle(lead=quarter.fire.body_id), at)
        quarter.act(quarter.fire, number, back, at + HOUR / 2)
    ruling = acts.Arbitrate(
        accepting=quarter.street.body_id or 0, handling=quarter.fire.body_id or 0, text="清单写得清楚"
    )
    quarter.act(quarter.street, number, ruling, NOW + 2 * HOUR)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "fire_lane"}, "name"),
        ({"name_en": "围墙"}, "name_en"),
        ({"name_en": ""}, "name_en"),
        ({"name_en": f.law().lines["fire_lane"].name_en}, "name_en"),
        ({"name_en": f.law().lines["fire_lane"].name_en.upper().replace(" ", "  ")}, "name_en"),
        ({"words": ()}, "words"),
        ({"words": ("长" * 21,)}, "words"),
        ({"lead": "XX"}, "lead"),
        ({"joint": ("UM",)}, "joint"),
        ({"service_class": "S9"}, "service_class"),
        ({"evidence": ()}, "evidence"),
    ],
)
def test_a_line_the_list_cannot_hold_is_refused_by_its_field(changes, field):
    check_line(LINE, f.law())
    with pytest.raises(Refused) as refused:
        check_line(replace(LINE, **changes), f.law())
    assert refused.value.decision.reasons[0].field == field


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "围墙裂缝"}, "same_english"),
        ({"name_en": "Cracked wall"}, "same_name"),
        ({"name": ""}, "unready"),
    ],
)
def test_lines_of_one_batch_differ_in_both_languages_and_the_unready_one_is_named(changes, code):
    other = replace(LINE, name="围墙裂缝", name_en="Cracked wall")
    check_lines([LINE, other], f.law())
    with pytest.raises(Refused) as refused:
        check_lines([LINE, replace(LINE, **changes)], f.law())
    assert refused.value.decision.reasons[0].code == code


def test_lines_stand_at_the_end_with_numbers_and_codes_of_their_own():
    text, codes = with_lines("[source]\n", [LINE, replace(LINE, name='另一"条')], f.law())
    highest = max(line.number for line in f.law().lines.values())
    assert codes == [f"ruled_{highest + 1}", f"ruled_{highest + 2}"]
    assert text.startswith("[source]")
    assert 'name = "另一\\"条"' in text


def test_who_may_review_by_role_and_state():
    for role in Role:
        for state in ProposalState:
            allowed = role is Role.CITY_BUREAU and state is ProposalState.OPEN
            assert may_review(role, state).allowed == allowed
