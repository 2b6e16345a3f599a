"""Talks 约谈: when a manager's bad conduct costs more than the catalogue's bound, the housing authority owes a talk."""

from __future__ import annotations

from datetime import datetime

from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties
from hemei.oversight.credit.models import ConductLine
from hemei.oversight.credit.queries.scores import score
from hemei.oversight.credit.queries.standards import catalogue_on
from hemei.oversight.credit.rules.levels import lost_in_cycle, talk_for
from hemei.oversight.credit.rules.standards import Talk


def owe_talks(*, actor: Actor, now: datetime, row: ConductLine) -> None:
    """Set the talk with company and manager as a duty of the housing authority of the place, once a year and step."""
    if row.manager_id is None:
        return
    today, city = shanghai_day(now), places.city()
    catalogue = catalogue_on(today)
    with opened(actor, city.path):  # his lines may lie anywhere in the city
        lost = lost_in_cycle(score("manager", row.manager_id, today))
        talk = talk_for(lost, catalogue)
        if talk is None:
            return
        owner = people.department_for("HM", row.scope, today) or people.county_body_for(row.scope, today)
        setter = people.department_for("HM", city.path, today)
        if owner is None or setter is None:
            return
        draft = duties.DutyDraft(
            key=f"credit:talk:{row.manager_id}:{talk.code}:{today.year}",
            origin=duties.Origin.CREDIT_TALK,
            origin_stream=row.stream,
            origin_item=talk.code,
            title=_title(row, talk, lost),
            owner=owner,
            setter=setter,
            limit=catalogue.talk_within.limit,
            references=(talk.warrant.reference,),
        )
        duties.set_duties(actor=actor, now=now, drafts=[draft])


def _title(row: ConductLine, talk: Talk, lost: int) -> str:
    """Return whom to talk with, what about and why now: company, estate of the last line, and the points lost."""
    company = companies.company(row.company_id)
    estate = companies.project_names([row.project_id]).get(row.project_id, "") if row.project_id else ""
    of = "，".join(name for name in (company.name if company else "", estate) if name)
    return f"{of}：{talk.follows}（项目负责人本周期扣{lost}分）"
