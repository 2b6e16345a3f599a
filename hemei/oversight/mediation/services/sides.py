"""Which party somebody is who files for himself, and the company an estate is served by."""

from __future__ import annotations

from datetime import datetime

from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.rules.words import PartyKind, Side
from hemei.oversight.mediation.services.drafts import PartyDraft


def own_party(*, actor: Actor, now: datetime, name: str, estate_id: int) -> PartyDraft:
    """Return the actor as the applicant: a resident himself, a member for his committee, a manager for his project.

    Raises:
        Refused: a manager who is not in charge of the estate's project; the file would not be his to read.
    """
    if actor.role is Role.RESIDENT:
        phone = people.own_phone(actor=actor)
        return PartyDraft(side=Side.APPLICANT, name=name, phone=phone, person_id=actor.person_id)
    if actor.role is Role.COMPANY_MANAGER:
        project = companies.project_at(estate_id, shanghai_day(now))
        if project is None or companies.manager_on(project, shanghai_day(now)) != actor.person_id:
            raise Refused.because(
                mark("您不是这个小区的项目经理"),
                remedy=mark("请由登记的项目经理申请"),
                field="estate",
                code="manager",
            )
        return PartyDraft(
            side=Side.APPLICANT, kind=PartyKind.COMPANY, body_id=actor.body_id, project_id=project
        )
    return PartyDraft(side=Side.APPLICANT, kind=PartyKind.BODY, body_id=actor.body_id)


def company_party(*, actor: Actor, now: datetime, estate_id: int) -> tuple[PartyDraft]:
    """Return the company that serves an estate as the respondent; raises Refused where none does."""
    day = shanghai_day(now)
    with opened(actor, places.city().path):
        serving = companies.company_body_on(estate_id, day)
        project = companies.project_at(estate_id, day)
    if serving is None:
        raise Refused.because(
            mark("这个小区今天没有物业公司"), remedy=mark("请写对方的姓名"), field="against", code="company"
        )
    return (PartyDraft(side=Side.RESPONDENT, kind=PartyKind.COMPANY, body_id=serving[0], project_id=project),)
