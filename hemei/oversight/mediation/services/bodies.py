"""Who mediates is entered: bodies, the committees in whose name they do, mediators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Reference, Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.facts import rules_on
from hemei.oversight.mediation.models import (
    CommitteeMember,
    FoundingMember,
    MediationBody,
    MediationCommittee,
    Mediator,
)
from hemei.oversight.mediation.queries.bodies import BodyRow, founders_of, mediation_body
from hemei.oversight.mediation.queries.candidates import candidates_of, founding_departments
from hemei.oversight.mediation.rules.acts import Act, may
from hemei.oversight.mediation.rules.standing import may_make_up
from hemei.oversight.mediation.services.drafts import BodyDraft, CommitteeDraft, MediatorDraft


def register_body(*, actor: Actor, now: datetime, draft: BodyDraft) -> int:
    """Enter a body of mediation over its place; in the city's the departments that founded it take part."""
    row = _body_of(actor, draft.body_id)
    if row.kind is not people.BodyKind.MEDIATION:
        raise Refused.because(mark("请选择调处机构"), field="body", code="kind")
    if row.level.value != draft.level.value:
        raise Refused.because(mark("层级与机构登记的不一致"), field="level", code="level")
    found = MediationBody(body_id=row.id, level=draft.level.value, valid_from=draft.valid_from)
    _once(found, "mediation_body_once", mark("这个机构已经登记"))
    FoundingMember.objects.bulk_create(
        FoundingMember(mediation_body=found, body_id=body, valid_from=draft.valid_from)
        for body in draft.founders
    )
    data = {"body": row.id, "level": draft.level.value, "founders": sorted(draft.founders)}
    _tell(actor, now, found.pk, row.scope, "mediation.body_registered", data)
    if draft.committee_id is not None:
        name_committee(actor=actor, now=now, mediation_body_id=found.pk, committee_id=draft.committee_id)
    return int(found.pk)


def register_committee(*, actor: Actor, now: datetime, draft: CommitteeDraft) -> int:
    """Enter a people's mediation committee for a term, with all its members.

    Raises:
        Refused: fewer than three or more than nine members, no woman among them, a term of more than three years.
    """
    founder = _body_of(actor, draft.founder_id)
    rules, persons = rules_on(draft.valid_from), {one.person_id for one in draft.members}
    if persons - set(candidates_of(persons, on=shanghai_day(now))):
        raise Refused.because(
            mark("有委员不是在职人员或者登记的调解员"),
            remedy=mark("请按姓名查找后选择"),
            field="members",
            code="members",
        )
    references = demand(
        may_make_up(
            members=len(persons), women=sum(one.woman for one in draft.members),
            elected_on=draft.valid_from, until=draft.valid_until, rules=rules,
        )
    )  # fmt: skip
    name = " ".join(draft.name.replace("\x00", "").split())
    if not 2 <= len(name) <= 60:  # noqa: PLR2004 - one character is no name
        raise Refused.because(mark("名称要有2到60个字"), field="name", code="name")
    row = MediationCommittee.objects.create(
        founder_id=founder.id, name=name, valid_from=draft.valid_from, valid_until=draft.valid_until
    )
    CommitteeMember.objects.bulk_create(
        CommitteeMember(committee=row, person_id=one.person_id, woman=one.woman) for one in draft.members
    )
    data = {"committee": row.pk, "founder": founder.id, "members": len(draft.members)}
    with opened(actor, founder.scope):
        records.record_event(
            stream=f"mediation.committee:{row.pk}", type="mediation.committee_registered", actor=actor, at=now,
            scope=founder.scope, data=data, references=references,
        )  # fmt: skip
    return int(row.pk)


def name_committee(*, actor: Actor, now: datetime, mediation_body_id: int, committee_id: int | None) -> None:
    """Say in whose name a body mediates; none makes what it brings about plain settlements from now on."""
    row = _own(actor, mediation_body_id)
    committee = MediationCommittee.objects.filter(pk=committee_id or 0).first()
    today = shanghai_day(now)
    if committee_id is not None and (
        committee is None or not committee.valid_from <= today < committee.valid_until
    ):
        raise Refused.because(mark("请选择任期内的人民调解委员会"), field="committee", code="committee")
    MediationBody.objects.filter(pk=row.id).update(committee=committee)
    _tell(actor, now, row.id, row.place_path, "mediation.committee_named", {"committee": committee_id})


def add_founders(*, actor: Actor, now: datetime, mediation_body_id: int, bodies: Sequence[int]) -> None:
    """Let departments of the same place take part in a body; who does already is left as he is.

    Raises:
        Refused: the body is not the actor's, or none of the place's departments is named.
    """
    row = _own(actor, mediation_body_id)
    today = shanghai_day(now)
    named = [number for number, _name in founding_departments(row, on=today) if number in set(bodies)]
    if not named or len(named) != len(set(bodies)):
        raise Refused.because(
            mark("请选择同级的部门"), remedy=mark("从列出的部门里选"), field="departments", code="departments"
        )
    there = {number for number, _name in founders_of(row.id, on=today)}
    fresh = [number for number in named if number not in there]
    FoundingMember.objects.bulk_create(
        FoundingMember(mediation_body_id=row.id, body_id=number, valid_from=today) for number in fresh
    )
    _tell(actor, now, row.id, row.place_path, "mediation.founders_joined", {"bodies": fresh})


def end_founder(*, actor: Actor, now: datetime, mediation_body_id: int, body_id: int) -> None:
    """Let a department take part no longer, from today on."""
    row, today = _own(actor, mediation_body_id), shanghai_day(now)
    found = FoundingMember.objects.select_for_update().filter(
        mediation_body_id=row.id, body_id=body_id, valid_until=None
    )
    one = found.first()
    if one is None:
        raise Refused.because(mark("这个部门不是成员单位"), code="not_found")
    if one.valid_from == today:
        one.delete()  # entered by mistake today: it never took part
    else:
        one.valid_until = today
        one.save(update_fields=["valid_until"])
    _tell(actor, now, row.id, row.place_path, "mediation.founder_left", {"body": body_id})


def register_mediator(*, actor: Actor, now: datetime, mediation_body_id: int, draft: MediatorDraft) -> int:
    """Enter a mediator or the secretary of a body, by his appointment to it, with what qualifies him."""
    row = _own(actor, mediation_body_id)
    office = people.appointment(draft.appointment_id)
    if office is None or office.body_id != row.body_id or office.role != Role.MEDIATOR.value:
        raise Refused.because(mark("请先任命他为这个机构的调解员"), field="appointment", code="appointment")
    rules = rules_on(shanghai_day(now))
    if draft.qualification not in {one.code for one in rules.qualification}:
        raise Refused.because(mark("请选择资格"), field="qualification", code="qualification")
    if draft.qualified_until is not None and draft.qualified_until <= shanghai_day(now):
        raise Refused.because(mark("资格已经到期"), field="qualified_until", code="qualification")
    found = Mediator(
        mediation_body_id=row.id, appointment_id=office.id, person_id=office.person_id,
        name=_name_of(actor, office.person_id), post=draft.post.value,
        qualification=draft.qualification, qualified_until=draft.qualified_until, valid_from=draft.valid_from,
        valid_until=draft.valid_until,
    )  # fmt: skip
    _once(found, "mediation_mediator_once", mark("这个人已经登记"))
    data = {"mediator": found.pk, "post": found.post, "qualification": found.qualification}
    _tell(actor, now, row.id, row.place_path, "mediation.mediator_registered", data)
    return int(found.pk)


def end_mediator(*, actor: Actor, now: datetime, mediator_id: int, valid_until: date) -> None:
    """End a mediator's office in a body on a day, that day excluded."""
    found = Mediator.objects.select_for_update().filter(pk=mediator_id, valid_until=None).first()
    if found is None:
        raise Refused.because(mark("没有这位调解员，或已经离任"), code="not_found")
    row = _own(actor, found.mediation_body_id)
    if valid_until <= found.valid_from:
        raise Refused.because(mark("离任日要晚于任职日"), field="valid_until", code="period")
    found.valid_until = valid_until
    found.save(update_fields=["valid_until"])
    _tell(actor, now, row.id, row.place_path, "mediation.mediator_ended", {"mediator": found.pk})


def _name_of(actor: Actor, person_id: int) -> str:
    with opened(actor, places.city().path):
        return people.whole_names([person_id]).get(person_id, "")


def _body_of(actor: Actor, body_id: int) -> people.BodyRow:
    """Return a body within the actor's places that he may enter something for; raises Refused."""
    demand(may(actor.role, Act.KEEP_BODIES))
    row = people.body(body_id)
    if row is None or not actor.covers(row.scope):
        raise Refused.because(mark("没有这个机构"), field="body", code="not_found")
    return row


def _own(actor: Actor, mediation_body_id: int) -> BodyRow:
    demand(may(actor.role, Act.KEEP_BODIES))
    row = mediation_body(mediation_body_id)
    if row is None or not actor.covers(row.place_path):
        raise Refused.because(mark("没有这个机构"), field="body", code="not_found")
    return row


def _once(row: MediationBody | Mediator, constraint: str, words: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if constraint not in str(error):
            raise
        raise Refused.because(words, code="twin") from error


def _tell(
    actor: Actor, now: datetime, mediation_body_id: int, scope: str, name: str, data: dict[str, Any],
    references: tuple[Reference, ...] = (),
) -> None:  # fmt: skip
    with opened(actor, scope):
        records.record_event(
            stream=f"mediation.body:{mediation_body_id}", type=name, actor=actor, at=now, scope=scope,
            data=data, references=references,
        )  # fmt: skip
