"""Members in post and volunteers register with a community, themselves or on paper, and leave again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.party import queries as party
from hemei.leadership.volunteering.models import Volunteer
from hemei.leadership.volunteering.rules.acts import Act, may
from hemei.leadership.volunteering.rules.deciding import has_consent, has_unit, is_name
from hemei.leadership.volunteering.rules.words import Consent, VolunteerKind
from hemei.leadership.volunteering.services.shared import community_of, missing, sealed_id, tell

PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Who registers where, as what. `unit` is written where the organisation stands on no list."""

    community: int
    kind: VolunteerKind
    name: str
    phone: str = ""
    organisation: int | None = None
    unit: str = ""
    consent: bool = False


def stream_of(volunteer_id: int) -> str:
    """Return the stream of a registration."""
    return f"volunteering.volunteer:{volunteer_id}"


def report_in(*, actor: Actor, now: datetime, draft: Registration) -> int:
    """Register oneself with the community where one lives; one that was registered on paper is taken over."""
    demand(may(actor.role, Act.REPORT_IN))
    if actor.person_id is None:
        raise missing()
    community = community_of(draft.community)
    phone = people.own_phone(actor=actor)
    with opened(actor, community.path):
        known = _on_paper(community.id, phone) if phone else None
        if known is not None:
            known.person_id = actor.person_id
            known.save(update_fields=["person"])
            records.grant_access(stream=known.stream, persons=(actor.person_id,))
            tell(actor, now, known.stream, known.scope, "volunteering.registration_claimed", {})
            return int(known.pk)
    return _register(actor, now, draft, phone, Consent.SELF, actor.person_id)


@records.whole
def register(*, actor: Actor, now: datetime, draft: Registration) -> int:
    """Register somebody who agreed on paper, as the community's secretary or clerk."""
    community = community_of(draft.community)
    demand(may(actor.role, Act.REGISTER_OTHERS, covered=actor.covers(community.path)))
    phone = people.normal_phone(draft.phone)
    if draft.phone.strip() and not (phone.isdigit() and len(phone) >= 8):  # noqa: PLR2004 - no number is shorter
        raise Refused.because(
            mark("电话号码不对"), remedy=mark("请填写手机号，或留空"), field="phone", code="phone"
        )
    if phone and _on_paper(community.id, phone, anybody=True) is not None:
        raise Refused.because(
            mark("这个电话已经登记过"), remedy=mark("请在名单里查找"), field="phone", code="twin"
        )
    return _register(actor, now, draft, phone, Consent.PAPER, None)


def _register(
    actor: Actor, now: datetime, draft: Registration, phone: str, consent: Consent, person: int | None
) -> int:
    member = draft.kind is VolunteerKind.MEMBER
    demand(
        is_name(draft.name.strip()),
        *((has_unit(organisation=draft.organisation, unit=draft.unit),) if member else ()),
        *((has_consent(given=draft.consent),) if member else ()),
    )
    day, community = shanghai_day(now), community_of(draft.community)
    if member and draft.organisation is not None:
        page = party.organisation_page(organisation_id=draft.organisation, on=day)
        if page is None or page.organisation.valid_until is not None:
            raise Refused.because(mark("没有这个党组织"), field="organisation", code="organisation")
    with opened(actor, community.path):
        running = Volunteer.objects.filter(community_id=community.id, valid_until=None)
        if person is not None and running.filter(person_id=person).exists():
            raise Refused.because(mark("您已经在这个社区登记"), field="community", code="twin")
        (number,) = records.next_ids("volunteering_volunteer", 1)
        stream, scope = stream_of(number), community.path
        more = {"person_id": person}
        row = Volunteer(
            id=number,
            stream=stream,
            scope=scope,
            community_id=community.id,
            kind=draft.kind.value,
            person_id=person,
            organisation_id=draft.organisation if member else None,
            name_id=sealed_id(stream, scope, "name", draft.name, **more),
            phone_id=sealed_id(stream, scope, PHONE, phone, indexed=True, **more),
            unit_id=sealed_id(stream, scope, "unit", draft.unit, **more) if member else None,
            consent=consent.value,
            valid_from=day,
        )
        row.save(force_insert=True)
        if person is not None:
            records.grant_access(stream=stream, persons=(person,))
    # As what somebody registers stays out of the event: Party membership is sensitive.
    data = {"community": community.id, "consent": consent.value, "valid_from": day.isoformat()}
    tell(actor, now, stream, scope, "volunteering.volunteer_registered", data)
    return int(number)


def _on_paper(community_id: int, phone: str, *, anybody: bool = False) -> Volunteer | None:
    """Return the running registration of a phone number in a community: those on paper, or anybody's."""
    prefix = stream_of(0)[:-1]
    streams = [
        stream for stream, _ in record.sealed_streams(field=PHONE, text=phone) if stream.startswith(prefix)
    ]
    rows = Volunteer.objects.filter(stream__in=streams, community_id=community_id, valid_until=None)
    return (rows if anybody else rows.filter(person=None)).first()


def end_registration(*, actor: Actor, now: datetime, volunteer_id: int, until: date | None = None) -> None:
    """Leave: the volunteer himself, or the community for somebody who moved away."""
    row = Volunteer.objects.select_for_update(of=("self",)).filter(pk=volunteer_id).first()
    if row is None:
        raise missing()
    own = row.person_id is not None and row.person_id == actor.person_id
    if not own:
        demand(may(actor.role, Act.REGISTER_OTHERS, covered=actor.covers(row.scope)))
    if row.valid_until is not None:
        raise Refused.because(mark("已经退出"), code="ended")
    day = until or shanghai_day(now)
    if not row.valid_from <= day <= shanghai_day(now):
        raise Refused.because(mark("退出日期不合理"), field="until", code="period")
    row.valid_until = day
    row.save(update_fields=["valid_until"])
    tell(
        actor, now, row.stream, row.scope, "volunteering.registration_ended", {"valid_until": day.isoformat()}
    )
