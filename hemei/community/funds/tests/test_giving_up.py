"""A use that was cleared and will not be built is given up by its planner, and confirmed by who checks it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hemei.community.funds import queries, services
from hemei.community.funds.models import Use
from hemei.community.funds.tests.conftest import Chest
from hemei.community.funds.tests.test_annulled import annul
from hemei.community.funds.tests.test_desks import clocks_of, desk, waits
from hemei.community.funds.tests.test_hands import handed_over, member, refusal
from hemei.community.funds.tests.test_pages import HOME, browser
from hemei.community.funds.tests.test_services import FIRST
from hemei.community.funds.tests.test_standing_in import leak
from hemei.ground.people.tests.factories import NOW, SYSTEM, TODAY
from hemei.ground.records.models import Event
from hemei.kernel.actor import Actor, Role

WHY = "施工单位退出，业主同意先不修"


def cleared(chest: Chest, *, begun: bool = False) -> int:
    chest.deposit(FIRST)
    use = chest.plan()
    chest.carry(use)
    if begun:
        services.begin_works(
            actor=chest.clerk, now=NOW, use_id=use, day=TODAY, contractor="合城防水公司", chosen_by="direct", offers=1
        )  # fmt: skip
    return use


def clerk(chest: Chest) -> Actor:
    """Return a person of the residents' committee, which planned the use."""
    return chest.another(chest.clerk, "社区经办")


def asked(chest: Chest, use: int, actor: Actor | None = None, reason: str = WHY) -> str:
    return refusal(
        lambda: services.ask_giving_up(actor=actor or clerk(chest), now=NOW, use_id=use, reason=reason)
    )


def confirmed(use: int, actor: Actor) -> str:
    return refusal(lambda: services.confirm_giving_up(actor=actor, now=NOW, use_id=use))


@pytest.mark.parametrize("begun", [False, True])
def test_a_use_that_is_not_built_ends_by_two_hands(chest: Chest, begun: bool) -> None:  # noqa: FBT001 - a case
    use = cleared(chest, begun=begun)
    held = chest.held()
    assert asked(chest, use, reason=" ") == "reason"
    assert asked(chest, use) == ""
    assert (chest.state(use), waits(chest.county), desk(chest.clerk)) == (
        "giving_up",
        [(use, "giving_up")],
        {},
    )
    assert clocks_of(use) == [False]
    assert confirmed(use, chest.county) == ""
    row = Use.objects.get(pk=use)
    assert (row.state, row.ended_on, row.check_by) == ("withdrawn", TODAY, None)
    assert (waits(chest.county), clocks_of(use)) == ([], [True])
    [fund] = queries.funds(queries.FundFilter(), actor=chest.county, on=TODAY)
    assert (chest.held(), fund.uses) == (held, 0), "nothing was taken, and the fund is not in use"
    assert Event.objects.filter(payload__type="funds.use_given_up").count() == 1


@pytest.mark.parametrize(("begun", "state"), [(False, "cleared"), (True, "working")])
def test_what_is_not_confirmed_goes_on_where_it_stood(chest: Chest, begun: bool, state: str) -> None:  # noqa: FBT001
    use = cleared(chest, begun=begun)
    asked(chest, use)
    act = {"actor": chest.county, "now": NOW, "use_id": use}
    assert refusal(lambda: services.refuse_giving_up(reason="", **act)) == "reason"
    services.refuse_giving_up(reason="屋面还在漏，请继续施工", **act)
    row = Use.objects.get(pk=use)
    assert (row.state, row.giving_up_by_id, row.check_by) == (state, None, None)
    assert asked(chest, use) == "", "it may be asked for again"


def withdrawn(chest: Chest, use: int, actor: Actor | None = None, reason: str = "另有单位接着做") -> str:
    act = {"actor": actor or chest.clerk, "now": NOW, "use_id": use, "reason": reason}
    return refusal(lambda: services.withdraw_giving_up(**act))


@pytest.mark.parametrize(("begun", "state"), [(False, "cleared"), (True, "working")])
def test_who_asked_takes_it_back_and_it_goes_on_where_it_stood(chest: Chest, begun: bool, state: str) -> None:  # noqa: FBT001
    use = cleared(chest, begun=begun)
    before = desk(chest.clerk)
    assert withdrawn(chest, use) == "state"
    asked(chest, use)
    assert (withdrawn(chest, use, chest.company), withdrawn(chest, use, reason=" ")) == ("planner", "reason")
    assert withdrawn(chest, use) == ""
    row = Use.objects.get(pk=use)
    assert (row.state, row.giving_up_by_id, row.check_by, clocks_of(use)) == (state, None, None, [True])
    assert (waits(chest.county), desk(chest.clerk)) == ([], before)
    assert (asked(chest, use), confirmed(use, chest.county)) == ("", ""), "it may be asked for again"
    assert withdrawn(chest, use) == "state"


def test_the_page_takes_it_back_for_who_planned_it_alone(chest: Chest) -> None:
    use = cleared(chest)
    here, taken_back = f"/funds/uses/{use}", 'value="go_on"'
    planner = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    bureau = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    planner.post(here, {"act": "give_up", "reason": WHY})
    assert (taken_back in planner.get(here).text, taken_back in bureau.get(here).text) == (True, False)
    refused = planner.post(here, {"act": "go_on", "reason": ""})
    assert (refused.status_code, "没有写明理由" in refused.text) == (422, True)
    done = planner.post(here, {"act": "go_on", "reason": "另有单位接着做"}, follow=True).text
    assert "已撤回申请，这一项继续实施" in done
    assert 'value="begin"' in done


def test_only_its_planner_gives_it_up_and_nobody_confirms_his_own(chest: Chest) -> None:
    use = cleared(chest)
    assert asked(chest, use, chest.company) == "planner"
    assert confirmed(use, chest.county) == "state"
    handed_over(chest)
    first, other = member(chest, "戊"), member(chest, "己")
    assert asked(chest, use) == ""
    assert confirmed(use, chest.county) == "committee"
    both = replace(first, person_id=clerk(chest).person_id)
    assert (confirmed(use, both), waits(both)) == ("own", [])
    assert waits(other) == [(use, "giving_up")]
    assert confirmed(use, other) == ""


def test_no_plan_and_no_accepted_works_are_given_up(chest: Chest) -> None:
    chest.deposit(FIRST)
    use = chest.plan()
    assert asked(chest, use) == "state"
    chest.to_accepted(use)
    assert asked(chest, use) == "state"


def test_an_emergency_that_is_not_built_is_given_up_too(chest: Chest) -> None:
    use, _act = leak(chest)
    services.clear_emergency(actor=chest.county, now=NOW, use_id=use)
    assert (asked(chest, use), confirmed(use, chest.county)) == ("", "")
    assert chest.state(use) == "withdrawn"


def test_a_vote_that_falls_meanwhile_ends_it(chest: Chest) -> None:
    use = cleared(chest)
    asked(chest, use)
    row = Use.objects.get(pk=use)
    annul(chest, use)
    services.undo_vote(actor=SYSTEM, now=NOW, assembly_id=row.assembly_id or 0)
    assert (chest.state(use), clocks_of(use)) == ("failed", [True])


def test_the_database_holds_both_hands(chest: Chest) -> None:
    use = cleared(chest)
    rows = Use.objects.filter(pk=use)
    hand_of = clerk(chest).person_id
    hand = {"giving_up_on": TODAY, "giving_up_by_id": hand_of, "giving_up_reason_id": 1_000_003}

    def refused(match: str, **change: Any) -> None:
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            rows.update(**change)

    refused("funds_use_giving_up", state="giving_up")
    refused("each step writes its own", **hand)
    refused("does not go", state="withdrawn", **hand, ended_on=TODAY, ended_by_id=1_000_003)
    asked(chest, use)
    refused("lacks what it needs", state="withdrawn")
    refused("funds_use_other_ends", state="withdrawn", ended_on=TODAY, ended_by_id=hand_of)
    refused("lacks what it needs", state="cleared")
    refused(
        "lacks what it needs",
        state="working",
        giving_up_on=None,
        giving_up_by_id=None,
        giving_up_reason_id=None,
    )
    refused("does not go", state="accepted")
    confirmed(use, chest.county)
    refused("stays", ended_by_id=1_000_003)


def test_the_pages_ask_for_it_show_the_reason_and_tell_the_owners(chest: Chest) -> None:
    use = cleared(chest)
    here = f"/funds/uses/{use}"
    planner = browser(chest, Role.COMMUNITY_CLERK, "东风社区居委会", HOME)
    refused = planner.post(here, {"act": "give_up", "reason": ""})
    assert (refused.status_code, "没有写明理由" in refused.text) == (422, True)
    assert planner.post(here, {"act": "give_up", "reason": WHY}).status_code == 302
    page = planner.get(here).text
    assert (WHY in page, 'value="end"' in page) == (True, False)
    bureau = browser(chest, Role.CITY_BUREAU, "市房产局", "340100")
    assert "请确认不再实施" in bureau.get("/work").text
    assert WHY in bureau.get(here).text
    owner = browser(chest, Role.RESIDENT, "", HOME, name="甲")
    assert "没有从您的分户账支出" not in owner.get("/funds/mine").text
    assert bureau.post(here, {"act": "end"}).status_code == 302
    assert 'value="begin"' not in planner.get(here).text
    page = owner.get("/funds/mine").text
    assert all(words in page for words in ("1幢屋面防水", WHY, "确认不再实施", "没有从您的分户账支出"))
