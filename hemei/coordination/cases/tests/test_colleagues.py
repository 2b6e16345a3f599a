"""Who reports as a resident what his own body then does has no word on it, whichever of his colleagues closes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.pages.case import context_of
from hemei.coordination.cases.rules.words import ActName, Channel, Ending, Outcome, State
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import NOW, SANLIAN, Quarter
from hemei.ground.people import services as people
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

pytestmark = pytest.mark.django_db
DESK, COMPANY, PHONE = "东风社区居委会", "大地物业公司", "15400345693"
CLOSE = acts.Close(outcome=Outcome.NOT_SOLVED, text="找不到养狗的人，没有办法")
WITHDRAWN = acts.Withdraw(text="本人来电说已经解决，不用再办")
RESULT = acts.GiveResult(outcome=Outcome.NOT_SOLVED, text="找不到养狗的人，没有办法")


def at_home(quarter: Quarter, body: str, role: Role) -> Actor:
    """A resident who works in a body."""
    quarter.town.person("周一", SANLIAN, phone=PHONE)
    quarter.town.appoint("周一", body, role)
    return quarter.town.actor(Role.RESIDENT, SANLIAN, person="周一", account=1)


def closed(quarter: Quarter, number: str, *, by_company: bool = False) -> Case:
    quarter.act(quarter.community, number, acts.Accept(kind="dogs"))
    if by_company:
        quarter.act(quarter.community, number, acts.Handle(company=quarter.company.body_id))
        quarter.act(quarter.company, number, RESULT)
    quarter.act(quarter.community, number, CLOSE)
    quarter.sound(number)
    return quarter.row(number)


def test_a_clerk_of_the_desk_is_not_content_with_what_his_colleague_closed(quarter: Quarter) -> None:
    clerk = at_home(quarter, DESK, Role.COMMUNITY_CLERK)
    case = closed(quarter, quarter.report(clerk, kind="dogs"))
    assert (case.state, case.ended) == (State.ENDED, Ending.OWN)
    with pytest.raises(Refused) as refused:
        quarter.act(clerk, case.number, acts.AcceptResult())
    assert refused.value.decision.reasons[0].code == "state"
    word = pytest.raises(IntegrityError, match="neither withdraws nor accepts")
    with records.acting(SYSTEM), word, transaction.atomic():
        Case.objects.filter(number=case.number).update(ended=Ending.ACCEPTED)


def test_his_page_says_that_he_reports_anew_what_is_there_still(quarter: Quarter) -> None:
    clerk = at_home(quarter, DESK, Role.COMMUNITY_CLERK)
    number = closed(quarter, quarter.report(clerk, kind="dogs")).number
    own = page_of(quarter, clerk, number)
    assert own["case"]["anew"].startswith("/report?q=")
    assert page_of(quarter, quarter.community, number)["case"]["anew"] == "", "only its reporter reports anew"
    other = closed(quarter, quarter.report(text="又有一条狗", kind="dogs")).number
    assert page_of(quarter, quarter.resident, other)["case"]["anew"] == ""


def page_of(quarter: Quarter, actor: Actor, number: str) -> dict[str, Any]:
    page = quarter.page(actor, number)
    assert page is not None
    with records.acting(actor):
        return context_of(page, NOW)


def test_nor_with_what_his_colleague_refused(quarter: Quarter) -> None:
    number = quarter.report(at_home(quarter, DESK, Role.GRID_WORKER), kind="dogs")
    quarter.act(quarter.community, number, acts.Refuse(ground="court", text="法院已经受理"))
    assert quarter.row(number).ended == Ending.OWN


def test_nor_by_the_telephone_he_left_with_the_hotline(quarter: Quarter) -> None:
    at_home(quarter, DESK, Role.COMMUNITY_CLERK)
    number = quarter.report(quarter.hotline, kind="dogs", channel=Channel.HOTLINE, phone=PHONE)
    assert closed(quarter, number).ended == Ending.OWN


def test_a_manager_has_no_word_on_his_companys_work_unless_that_would_tell_it_who_reported(
    quarter: Quarter,
) -> None:
    manager = at_home(quarter, COMPANY, Role.COMPANY_MANAGER)
    open_ = quarter.report(manager, kind="dogs")
    assert closed(quarter, open_, by_company=True).ended == Ending.OWN
    hidden = quarter.report(manager, kind="dogs", text="又有一条狗", hidden=True)
    assert closed(quarter, hidden, by_company=True).state == State.AWAITING
    # What others did he judges like anybody.
    others = quarter.report(manager, kind="dogs", text="还有一条狗")
    assert closed(quarter, others).state == State.AWAITING


def test_nor_where_his_body_has_the_duties_of_a_called_one(quarter: Quarter) -> None:
    heir = quarter.town.found("瑶海消防新队", BodyKind.DEPARTMENT, "340102", Level.COUNTY, "FR")
    clerk = at_home(quarter, "瑶海消防新队", Role.DEPARTMENT_CLERK)
    number, fire = quarter.report(clerk, kind="dogs"), quarter.town.bodies["瑶海消防"]
    quarter.act(quarter.community, number, acts.Accept(kind="dogs"))
    quarter.act(quarter.community, number, acts.Whistle(lead=fire, text="请消防牵头处理一下这件事"))
    quarter.act(quarter.fire, number, acts.Arrive())
    quarter.act(quarter.fire, number, RESULT)
    people.dissolve_body(
        actor=SYSTEM, now=NOW, body_id=fire, valid_until=shanghai_day(NOW), successor_id=heir
    )
    with records.acting(SYSTEM):
        records.deliver_pending(now=NOW)
    quarter.act(quarter.community, number, CLOSE)
    assert quarter.row(number).ended == Ending.OWN


def touched(quarter: Quarter, number: str, desk: Actor) -> None:
    """Accepted by the desk, given to the company and called back."""
    quarter.act(desk, number, acts.Accept(kind="dogs"))
    quarter.act(desk, number, acts.Handle(company=quarter.company.body_id))
    quarter.act(desk, number, acts.Recall(text="改由社区自己来办"))


def not_withdrawn(quarter: Quarter, actor: Actor, number: str, act: acts.Act) -> None:
    """The page says why it may not be withdrawn, the service refuses it and the database takes it from nobody."""
    page = quarter.page(actor, number)
    assert page is not None
    assert page.steps[ActName.WITHDRAW].reasons[0].code == "own_work"
    with pytest.raises(Refused) as refused:
        quarter.act(actor, number, act)
    assert refused.value.decision.reasons[0].code == "own_work"
    kept = pytest.raises(IntegrityError, match="cases_own_withdrawal")
    with records.acting(SYSTEM), kept, transaction.atomic():
        Case.objects.filter(number=number).update(ended=Ending.WITHDRAWN, ended_at=NOW, state=State.ENDED)


def test_who_accepted_it_at_the_desk_does_not_withdraw_it_at_home(quarter: Quarter) -> None:
    number = quarter.report(kind="dogs")
    touched(quarter, number, replace(quarter.community, person_id=quarter.resident.person_id))
    not_withdrawn(quarter, quarter.resident, number, WITHDRAWN)


@pytest.mark.parametrize(("body", "role"), [(DESK, Role.COMMUNITY_CLERK), (COMPANY, Role.COMPANY_MANAGER)])
def test_nor_does_a_colleague_of_who_had_it_once_it_was_accepted(
    quarter: Quarter, body: str, role: Role
) -> None:
    """Not even where its ending must not tell the company that he reported it: a refusal is told to him alone."""
    colleague = at_home(quarter, body, role)
    unread = quarter.report(colleague, kind="dogs", text="又有一条狗")
    quarter.act(colleague, unread, WITHDRAWN)
    assert quarter.row(unread).ended == Ending.WITHDRAWN
    number = quarter.report(colleague, kind="dogs", hidden=True)
    touched(quarter, number, quarter.community)
    page = quarter.page(colleague, number)
    assert page is not None
    assert page.steps[ActName.WITHDRAW].reasons[0].code == "own_work"
    with pytest.raises(Refused):
        quarter.act(colleague, number, WITHDRAWN)


def test_nor_the_hotline_for_the_telephone_of_a_colleague(quarter: Quarter) -> None:
    at_home(quarter, DESK, Role.COMMUNITY_CLERK)
    number = quarter.report(quarter.hotline, kind="dogs", channel=Channel.HOTLINE, phone=PHONE)
    touched(quarter, number, quarter.community)
    not_withdrawn(quarter, quarter.hotline, number, WITHDRAWN)
    quarter.act(quarter.community, number, CLOSE)
    assert quarter.row(number).ended == Ending.OWN
    others = quarter.report(
        quarter.hotline, kind="dogs", channel=Channel.HOTLINE, phone="15400345694", text="又一条"
    )
    touched(quarter, others, quarter.community)
    quarter.act(quarter.hotline, others, WITHDRAWN)
    assert quarter.row(others).ended == Ending.WITHDRAWN


def test_who_works_elsewhere_or_there_no_more_keeps_his_word(quarter: Quarter) -> None:
    neighbour = at_home(quarter, "三里庵社区居委会", Role.COMMUNITY_CLERK)
    assert closed(quarter, quarter.report(neighbour, kind="dogs")).state == State.AWAITING
    quarter.town.appoint("周一", DESK, Role.COMMUNITY_CLERK)
    with records.acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "update people_appointment set valid_until = %s where body_id = %s",
            [shanghai_day(NOW), quarter.community.body_id],
        )
    gone = quarter.report(neighbour, kind="dogs", text="又有一条狗")
    assert closed(quarter, gone).state == State.AWAITING
