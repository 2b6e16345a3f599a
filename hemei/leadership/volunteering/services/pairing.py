"""Yearly agreements of an office's organisation with a community; each item of one is a duty of the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hemei.ground.people.services import opened
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties
from hemei.leadership.duties.services import DutyDraft
from hemei.leadership.party import queries as party
from hemei.leadership.volunteering.facts import four_links
from hemei.leadership.volunteering.models import Pairing
from hemei.leadership.volunteering.rules.acts import Act, may
from hemei.leadership.volunteering.rules.deciding import ends_on, is_title, may_pair
from hemei.leadership.volunteering.services.shared import community_of, missing, office_of, sealed_id, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """An agreement to be recorded; `persons` names who is in contact on both sides, for the vault."""

    community: int
    organisation: int
    year: int
    signed_on: date
    persons: str = ""


def stream_of(pairing_id: int) -> str:
    """Return the stream of an agreement."""
    return f"volunteering.pairing:{pairing_id}"


def pair(*, actor: Actor, now: datetime, draft: Agreement, renews: int | None = None) -> int:
    """Record the agreement of a year; once for a community, an organisation and a year."""
    community, today = community_of(draft.community), shanghai_day(now)
    demand(
        may(actor.role, Act.PAIR, covered=actor.covers(community.path)),
        may_pair(draft.year, draft.signed_on, today),
    )
    page = party.organisation_page(organisation_id=draft.organisation, on=today)
    if page is None or page.organisation.valid_until is not None:
        raise Refused.because(mark("请选择党组织"), field="organisation", code="organisation")
    host = party.host_of(draft.organisation)
    since, until = ends_on(draft.year, draft.signed_on)
    (number,) = records.next_ids("volunteering_pairing", 1)
    stream = stream_of(number)
    with opened(actor, community.path):
        records.grant_access(stream=stream, bodies=(host,))
        row = Pairing(
            id=number, stream=stream, scope=community.path, community_id=community.id,
            organisation_id=draft.organisation, year=draft.year, renews_id=renews, signed_on=draft.signed_on,
            persons_id=sealed_id(stream, community.path, "persons", draft.persons), valid_from=since,
            valid_until=until,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            if "volunteering_pairing_once" not in str(error):
                raise
            raise Refused.because(
                mark("这一年已经结对"), remedy=mark("请在约定的页面上补充"), field="organisation", code="twin"
            ) from error
    data = {
        "community": community.id,
        "organisation": draft.organisation,
        "year": draft.year,
        "signed_on": draft.signed_on.isoformat(),
        "renews": renews,
    }
    tell(actor, now, stream, community.path, "volunteering.pairing_agreed", data)
    return int(number)


@records.whole
def renew(*, actor: Actor, now: datetime, pairing_id: int, signed_on: date, persons: str = "") -> int:
    """Record next year's agreement of the same two sides; its items are agreed anew."""
    row = _own(pairing_id)
    if row.ended_early:
        raise Refused.because(mark("约定已经提前结束"), remedy=mark("请另行结对"), code="ended")
    draft = Agreement(
        community=row.community_id,
        organisation=row.organisation_id,
        year=row.year + 1,
        signed_on=signed_on,
        persons=persons,
    )
    return pair(actor=actor, now=now, draft=draft, renews=row.pk)


@records.whole
def end_pairing(*, actor: Actor, now: datetime, pairing_id: int, until: date) -> None:
    """End an agreement before its year is over; duties set under it are cancelled by the community, one by one."""
    row = _own(pairing_id)
    demand(may(actor.role, Act.PAIR, covered=actor.covers(row.scope)))
    if row.ended_early or not row.valid_from < until <= min(row.valid_until, shanghai_day(now)):
        raise Refused.because(
            mark("结束日期要在约定期内、今天或以前"), remedy=mark("请核对日期"), field="until", code="period"
        )
    row.valid_until, row.ended_early = until, True
    row.save(update_fields=["valid_until", "ended_early"])
    tell(actor, now, row.stream, row.scope, "volunteering.pairing_ended", {"valid_until": until.isoformat()})


@records.whole
def agree_item(*, actor: Actor, now: datetime, pairing_id: int, code: str, title: str) -> int:
    """Write an item into the agreement: one of its fixes, in words; the office owes it, the community accepts."""
    row, today = _own(pairing_id), shanghai_day(now)
    demand(may(actor.role, Act.DEMAND, covered=actor.covers(row.scope)))
    if not row.valid_from <= today < row.valid_until:
        raise Refused.because(mark("约定不在有效期内"), remedy=mark("请先登记当年的约定"), code="period")
    title = " ".join(title.replace("\x00", "").split())
    demand(is_title(title))
    document = four_links(today)
    item = document.of(code) if document else None
    if item is None or item.limit is None:
        raise Refused.because(mark("请选择“四定”的一项"), field="code", code="item")
    community = community_of(row.community_id)
    host = party.host_of(row.organisation_id)
    page = party.organisation_page(organisation_id=row.organisation_id, on=today)
    draft = DutyDraft(
        key=f"volunteering.pairing:{row.pk}:{code}:{title}",
        origin=duties.Origin.PAIRING_ITEM,
        origin_stream=row.stream,
        origin_item=code,
        title=title,
        owner=host,
        setter=office_of(community, today),
        limit=item.limit,
        on_behalf=page.organisation.body_id if page and page.organisation.body_id != host else None,
        references=(item.warrant.reference,),
    )
    done = duties.set_duties(actor=actor, now=now, drafts=[draft])
    if not done.ids:
        raise Refused.because(mark("这一项已经写入约定"), field="title", code="twin")
    (number,) = done.ids.values()
    data = {"item": code, "duty": number}
    tell(actor, now, row.stream, row.scope, "volunteering.item_agreed", data, (item.warrant.reference,))
    return number


def _own(pairing_id: int) -> Pairing:
    row = Pairing.objects.select_for_update().filter(pk=pairing_id).first()
    if row is None:
        raise missing()
    return row
