"""The three-in-one mechanisms (三位一体) of the made-up city: 311 urban communities, the source text's number."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from hemei.community.deliberation import services
from hemei.community.deliberation.services import MechanismDraft, OwnersSide
from hemei.ground.people import queries as people
from hemei.ground.places.queries import Kind, PlaceRow
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration.people import beginning, showcase
from hemei.project.demonstration.places import Ground
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

MECHANISMS = 311
_SEATED = timedelta(days=100)  # since the showcase's community has sat at its table
_SPREAD = 500  # days over which they came into being
_STAND_IN = 4  # in one of so many there is no committee yet, and a management committee sits for the owners


def write_mechanisms(*, actor: Actor, now: datetime, ground: Ground, progress: Progress) -> None:
    """Register the mechanisms, each led by its community's own Party organisation."""
    throw = dice("mechanisms")
    urban = [home.community for home in ground.homes if home.community.kind is Kind.RESIDENTS_COMMITTEE]
    here = showcase(ground).site.home.community.id  # the sample persons sit at its table
    elected = _with_committees(
        actor, now, ground
    )  # where the owners have a committee, a table was set up first
    first = [community for community in urban if community.id == here or community.id in elected][:MECHANISMS]
    others = [community for community in urban if community not in first]
    chosen = [*first, *throw.sample(others, min(MECHANISMS - len(first), len(others)))]
    with progress.stage("三位一体 mechanisms", len(chosen), "communities") as stage, records.acting(actor):
        for community in chosen:
            draft = _draft(throw, community, beginning(now))
            at = now - _SEATED if community.id == here else now
            services.establish(actor=actor, now=at, draft=draft)
            stage.step()


def _with_committees(actor: Actor, now: datetime, ground: Ground) -> set[int]:
    """Return the communities in which an estate has a committee at work."""
    asked = people.CommitteeFilter(shanghai_day(now), standing=people.Standing.RUNNING)
    with records.acting(actor):
        estates = {line.estate_id for line in people.all_committee_lines(asked, actor=actor, now=now)}
    return {lot.site.home.community.id for lot in ground.lots if lot.row.id in estates}


def _draft(throw: Random, community: PlaceRow, since: date) -> MechanismDraft:
    day = since + timedelta(days=throw.randrange(_SPREAD))
    stands_in = throw.randrange(_STAND_IN) == 0
    return MechanismDraft(
        community=community.id,
        established_on=day,
        document=f"{community.short_name}党委示范〔{day.year}〕{throw.randrange(1, 30)}号",
        owners_side=OwnersSide.STAND_IN if stands_in else OwnersSide.COMMITTEE,
    )
