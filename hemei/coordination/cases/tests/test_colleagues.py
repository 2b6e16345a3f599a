"""Who reports as a resident what his own body then does has no word on it, whichever of his colleagues closes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.pages.case import context_of
from hemei.coordination.cases.rules.words import Channel, Ending, Outcome, State
from hemei.coordination.cases.services import acts
from hemei.coordination.cases.tests.conftest import NOW, SANLIAN, Quarter
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day

pytestmark = pytest.mark.django_db
DESK, COMPANY, PHONE = "东风社区居委会", "大地物业公司", "15400345693"
CLOSE = acts.Close(outcome=Outcome.NOT_SOLVED, text="找不到养狗的人，没有办法")
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
