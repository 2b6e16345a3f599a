"""Write the offices and staff of the made-up city: a property office a street, part-time staff a committee."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from hemei.coordination.offices import queries, services
from hemei.ground.people import queries as people
from hemei.ground.places.queries import TOWN_KINDS, PlaceRow
from hemei.kernel.actor import Actor, Role
from hemei.project.demonstration.people import Bodies, beginning
from hemei.project.demonstration.places import Ground
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

_NAME = "物业管理办公室"
_DOCUMENT = "《{year}年度街道目标考核办法》（示范）"
# Of a hundred towns so many have a dedicated office, and so many of the rest one that is shared.
_TOWNS, _SHARED = 55, 50
_TWO = 40  # of a hundred committees so many give the work to two people


def write_offices(*, actor: Actor, now: datetime, ground: Ground, bodies: Bodies, progress: Progress) -> None:
    """Set up offices with posts, assign part-time staff, and record two years of target assessments."""
    since = beginning(now)
    streets = [row for row in ground.streets if ("street", row.id, "") in bodies.ids]
    staff = list(_staff(ground, bodies, since))
    with progress.stage("队伍 offices", len(streets) + len(staff), "entries") as stage:
        first, later = _offices(streets, since)
        services.set_up_offices(actor=actor, now=now, drafts=first)
        services.set_up_offices(actor=actor, now=now, drafts=later)
        posts = [
            services.PostsDraft(
                draft.place_id, dice("posts", str(draft.place_id)).randint(1, 4), "county", since
            )
            for draft in first
        ]
        services.move_posts_down(actor=actor, now=now, drafts=posts)
        stage.step(len(streets))
        services.assign_part_timers(actor=actor, now=now, drafts=staff)
        stage.step(len(staff))
        _assess(actor, now, ground, bodies)


def _offices(
    streets: list[PlaceRow], since: date
) -> tuple[list[services.OfficeDraft], list[services.OfficeDraft]]:
    """Return the offices of the first day, and those that became dedicated later."""
    first, later = [], []
    for place in streets:
        throw = dice("office", place.code)
        town = place.kind in TOWN_KINDS
        if town and throw.randrange(100) >= _TOWNS:
            if throw.randrange(100) < _SHARED:
                first.append(_office(place, since, dedicated=False))
        elif throw.randrange(3) == 0:
            first.append(_office(place, since, dedicated=False))
            months = throw.randrange(8, 20)
            day = date(since.year + months // 12, months % 12 + 1, 1)
            later.append(_office(place, day, dedicated=True))
        else:
            first.append(_office(place, since, dedicated=True))
    return first, later


def _office(place: PlaceRow, day: date, *, dedicated: bool) -> services.OfficeDraft:
    unit = queries.structure_on(day).home.code
    return services.OfficeDraft(place.id, f"{place.name}{_NAME}", unit, dedicated, day)


def _staff(ground: Ground, bodies: Bodies, since: date) -> Iterator[services.PartTimerDraft]:
    """Yield one or two colleagues of each committee: the clerk, and sometimes the secretary."""
    held: dict[int, dict[str, int]] = defaultdict(dict)
    for row in people.appointments_on(since):
        held[row.body_id][row.role] = row.person_id
    for home in ground.homes:
        place = home.community
        desk = held[bodies.ids["community", place.id, ""]]
        yield services.PartTimerDraft(place.id, desk[Role.COMMUNITY_CLERK], since)
        if dice("staff", place.code).randrange(100) < _TWO:
            yield services.PartTimerDraft(place.id, desk[Role.COMMUNITY_SECRETARY], since)


def _assess(actor: Actor, now: datetime, ground: Ground, bodies: Bodies) -> None:
    for county in ground.counties:
        if ("county", county.id, "") in bodies.ids:
            for year in (now.year - 1, now.year):
                services.record_assessment(
                    actor=actor, now=now, place_id=county.id, year=year, document=_DOCUMENT.format(year=year)
                )
