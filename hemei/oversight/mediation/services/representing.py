"""Who stands for a company in its disputes: the person in charge of that project, alone on the access list."""

from __future__ import annotations

from datetime import datetime

from hemei.ground.companies import queries as companies
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import NOWHERE, Actor
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation.models import DisputeParty
from hemei.oversight.mediation.services.shared import live_parties, tell


def manager_of(actor: Actor, now: datetime, project_id: int | None) -> int | None:
    """Return who is in charge of a project today; None without a project, or while nobody is."""
    if project_id is None:
        return None
    with opened(actor, places.city().path):
        return companies.manager_on(project_id, shanghai_day(now))


def follow_managers(*, actor: Actor, now: datetime, project_id: int | None = None) -> int:
    """Hand a project's disputes to who is in charge of it today, and take them from who was; may be repeated.

    Returns for how many parties somebody else stands now. Without a project all are looked through: a change may
    have been entered ahead of its day.
    """
    with opened(actor, NOWHERE, places.city().path):
        rows = DisputeParty.objects.filter(project_id__isnull=False, left_at=None)
        if project_id is not None:
            rows = rows.filter(project_id=project_id)
        pairs = rows.values_list("project_id", "manager_id").distinct()
        known = {(project, manager) for project, manager in pairs if project is not None}
        today = companies.managers_on({project for project, _ in known}, shanghai_day(now))
        moved = [project for project, manager in known if today.get(project) != manager]
        parties = list(
            rows.filter(project_id__in=moved).select_for_update(of=("self",)).select_related("dispute")
        )
        return sum(_follow(actor, now, one, today.get(one.project_id or 0)) for one in parties)


def _follow(actor: Actor, now: datetime, party: DisputeParty, manager: int | None) -> bool:
    before = party.manager_id
    if before == manager:
        return False
    party.manager_id = manager
    party.save(update_fields=["manager"])
    if before is not None and before not in _persons(party):
        records.revoke_access(stream=party.stream, persons=(before,))
    if manager is not None:
        records.grant_access(stream=party.stream, persons=(manager,))
    data = {"party": party.pk, "from": before, "to": manager}
    tell(actor, now, party.dispute, "mediation.representative_changed", data)
    return True


def _persons(party: DisputeParty) -> set[int | None]:
    """Return who else reads the file as a party, or for one."""
    others = live_parties(party.dispute)
    return {one.person_id for one in others} | {one.manager_id for one in others}
