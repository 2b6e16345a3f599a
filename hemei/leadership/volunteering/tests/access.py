"""The list queries of volunteering, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.leadership.party import queries as party
from hemei.leadership.party import services as party_services
from hemei.leadership.party.rules.words import Form, Level
from hemei.leadership.party.services import OrganisationDraft
from hemei.leadership.volunteering import queries, services
from hemei.leadership.volunteering.rules.words import ItemKind, VolunteerKind

NEAR = "340102001001"
_near: dict[str, int] = {}

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "volunteering.volunteers": lambda actor, now: queries.volunteers(
        actor=actor, now=now, community_id=_near["place"], year=now.year
    ),
    "volunteering.hours_of": lambda actor, now: queries.hours_of(
        actor=actor, now=now, community_id=_near["place"]
    ),
    "volunteering.items": lambda actor, _now: queries.items(
        actor=actor, kind=ItemKind.NEED, community_id=_near["place"]
    ),
    "volunteering.pairings": lambda actor, _now: queries.pairings(actor=actor),
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near community have a member with hours, a need and an agreement."""
    place, scope, city = town.place(NEAR), town.path(NEAR), town.path("340100")
    _near["place"] = place
    since, body = date(2022, 1, 1), town.bodies["东风社区居委会"]
    draft = OrganisationDraft(
        name="近处机关党支部", form=Form.BRANCH, level=Level.COMMUNITY, place_id=place, scope=scope, valid_from=since,
    )  # fmt: skip
    (office,) = party_services.load_organisations(actor=SYSTEM, now=now, scope=city, drafts=[draft])
    member = services.VolunteerDraft(
        community=place, scope=scope, kind=VolunteerKind.MEMBER, name="近邻", phone="", since=since,
        organisation=office,
    )  # fmt: skip
    (number,) = services.load_volunteers(actor=SYSTEM, now=now, scope=city, drafts=[member])
    hours = services.HoursDraft(number, scope, now.date() - timedelta(days=1), 60, None, now)
    services.load_hours(actor=SYSTEM, now=now, scope=city, drafts=[hours])
    need = services.ItemDraft(
        community=place, scope=scope, kind=ItemKind.NEED, title="缺灯", body=body, since=since
    )
    services.load_items(actor=SYSTEM, now=now, scope=city, drafts=[need])
    agreed = services.PairingDraft(place, scope, office, party.host_of(office), now.year, now.date())
    services.load_pairings(actor=SYSTEM, now=now, scope=city, drafts=[agreed])
