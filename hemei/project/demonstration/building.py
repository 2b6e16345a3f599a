"""Build the city in order: ground, people, companies, policy, cases, checkpoint."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import connections

from hemei.community.committees import services as committees
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.project.demonstration import (
    contradictions,
    disclosures,
    fundbank,
    funds,
    honours,
    leadership,
    mechanisms,
    money,
    packages,
    party,
    people,
    purses,
    renewal,
    sittings,
    standing_in,
    talks,
    thirdparty,
    volunteering,
    writing,
)
from hemei.project.demonstration.boards import write_boards
from hemei.project.demonstration.call_backs import write_call_back
from hemei.project.demonstration.casefiles import write_casefiles
from hemei.project.demonstration.committees import write_committees, write_residents
from hemei.project.demonstration.credit import write_credit
from hemei.project.demonstration.evaluations import write_evaluations
from hemei.project.demonstration.hands import beside
from hemei.project.demonstration.hotline import write_hotline
from hemei.project.demonstration.limits import write_limits
from hemei.project.demonstration.lots import write_lots
from hemei.project.demonstration.mediation import write_mediation
from hemei.project.demonstration.notices import write_notices
from hemei.project.demonstration.offices import write_offices
from hemei.project.demonstration.own_shares import write_own_share
from hemei.project.demonstration.patrols import write_patrols
from hemei.project.demonstration.petitions import write_petitions
from hemei.project.demonstration.places import Ground, write_ground
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import Scale
from hemei.project.demonstration.votes import write_votes

# The city was there before its first case: half a year of cases, and a fortnight to settle in.
HISTORY = timedelta(days=183)
_BEFORE = HISTORY + timedelta(days=14)
_MANY = 2_000  # cases: below, another process would cost more than it saves
_LOADER = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


def build_city(*, scale: Scale, now: datetime, progress: Progress) -> None:
    """Build a city of this scale as it stands at `now`, into an empty database."""
    with _without_collecting():
        _build(scale, now, progress)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let Python not look for cycles meanwhile: nearly all objects live to the end, and the looking took a quarter."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _build(scale: Scale, now: datetime, progress: Progress) -> None:
    built = build_registers(scale=scale, now=now, progress=progress)
    build_leadership(built, now=now, progress=progress)
    # Credit asks neither cases nor rounds, and they do not ask it.
    credit = partial(build_credit, built, now=now, progress=progress.below())
    with beside(credit, worth=scale.cases >= _MANY):
        settings, show = writing.settings_of(built.ground, built.bodies, built.people, built.managed)
        writing.write_cases(
            actor=_LOADER, now=now, settings=settings, show=show, scale=scale, progress=progress
        )
        # After the cases: what is published and a round that is settled count how they were handled.
        build_money(built, now=now, progress=progress)
        thirdparty.write_third_party(
            now=now, ground=built.ground, bodies=built.bodies, people=built.people, progress=progress
        )
    packages.print_tenders(now)
    write_evaluations(
        now=now, ground=built.ground, bodies=built.bodies, people=built.people, progress=progress
    )
    write_lots(now=now, people=built.people, progress=progress)
    write_call_back(now=now, ground=built.ground, bodies=built.bodies, people=built.people, progress=progress)
    write_patrols(now=now, ground=built.ground, people=built.people, progress=progress)
    write_casefiles(now=now, settings=settings, show=show, progress=progress)
    community = people.showcase(built.ground).row.scope
    street = community[: community[:-1].rindex(".") + 1]
    write_notices(now=now, around=street, progress=progress)
    with progress.stage("存证 checkpoint", 1, "checkpoint") as stage:
        _settle(now)
        stage.step()


@dataclass(frozen=True, slots=True)
class Registers:
    """The city before its first case; `managed` is each managed estate's company body."""

    ground: Ground
    bodies: people.Bodies
    people: people.People
    managed: dict[int, int]


def build_registers(*, scale: Scale, now: datetime, progress: Progress) -> Registers:
    """Write what stands before there are cases: places, bodies, people, companies."""
    founded = now - _BEFORE
    with records.acting(_LOADER):
        ground = write_ground(actor=_LOADER, now=founded, scale=scale, progress=progress)
    with records.acting(_LOADER):
        bodies = people.write_bodies(
            actor=_LOADER, now=founded, ground=ground, scale=scale, progress=progress
        )
        staff = people.write_people(
            actor=_LOADER, now=founded, ground=ground, bodies=bodies, scale=scale, progress=progress
        )
        managed = people.write_companies(
            actor=_LOADER,
            now=founded,
            ground=ground,
            bodies=bodies,
            people=staff,
            scale=scale,
            progress=progress,
        )
        write_offices(actor=_LOADER, now=now, ground=ground, bodies=bodies, progress=progress)
        write_limits(now=now, ground=ground, bodies=bodies, people=staff)
    _analyze()
    electing = write_committees(now=now, ground=ground, bodies=bodies, people=staff, progress=progress)
    write_votes(now=now, ground=ground, electing=electing, bodies=bodies, people=staff, progress=progress)
    write_residents(now=now, ground=ground, progress=progress)
    with records.acting(_LOADER):
        contradictions.put_right(now=now, ground=ground, bodies=bodies, people=staff)
    return Registers(ground, bodies, staff, managed)


def build_leadership(built: Registers, *, now: datetime, progress: Progress) -> None:
    """Write what leads the city: policy documents, Party organisations, and what they owe."""
    leadership.write_policy(
        actor=_LOADER,
        now=now,
        ground=built.ground,
        bodies=built.bodies,
        people=built.people,
        progress=progress,
    )
    party.write_party(
        actor=_LOADER,
        now=now,
        ground=built.ground,
        bodies=built.bodies,
        people=built.people,
        managed=built.managed,
        progress=progress,
    )
    volunteering.write_volunteering(
        actor=_LOADER,
        now=now,
        ground=built.ground,
        bodies=built.bodies,
        people=built.people,
        progress=progress,
    )
    mechanisms.write_mechanisms(actor=_LOADER, now=now, ground=built.ground, progress=progress)
    _analyze()
    table = talks.table_of(
        now=now, ground=built.ground, bodies=built.bodies, people=built.people, managed=built.managed
    )
    talks.write_talks(table, progress)
    sittings.write_sittings(table, progress)


def build_credit(built: Registers, *, now: datetime, progress: Progress) -> None:
    """Write honours, the years of credit and of old estates, what people quarrelled about, the boards."""
    honours.write_honours(
        actor=_LOADER,
        now=now,
        ground=built.ground,
        bodies=built.bodies,
        people=built.people,
        progress=progress,
    )
    write_credit(now=now, ground=built.ground, bodies=built.bodies, people=built.people, progress=progress)
    renewal.write_renewal(
        now=now, lots=built.ground.lots, bodies=built.bodies, people=built.people, progress=progress
    )
    packages.write_packages(
        now=now, ground=built.ground, bodies=built.bodies, people=built.people, progress=progress
    )
    write_petitions(now=now, ground=built.ground, bodies=built.bodies, people=built.people, progress=progress)
    write_hotline(now=now, ground=built.ground, bodies=built.bodies, people=built.people, progress=progress)
    write_mediation(
        now=now,
        ground=built.ground,
        bodies=built.bodies,
        people=built.people,
        managed=built.managed,
        progress=progress,
    )
    with records.acting(_LOADER):
        write_boards(now=now, estates=[lot.row.id for lot in built.ground.lots], progress=progress)
        committees.watch(actor=_LOADER, now=now)
    leadership.remind(_LOADER, now)


def build_money(built: Registers, *, now: datetime, progress: Progress) -> None:
    """Write the owners' money: books, what is paid from them, funds, and what was published of all that."""
    clerks = built.people.clerks
    books = money.write_money(
        now=now,
        estates=[lot.row for lot in built.ground.lots],
        clerks=clerks,
        served=built.managed,
        first=people.showcase(built.ground).row.id,
        system=_LOADER,
        progress=progress,
    )
    purses.write_purses(now=now, books=books, clerks=clerks, system=_LOADER, progress=progress)
    funds.write_funds(now=now, books=books, people=built.people, system=_LOADER, progress=progress)
    fundbank.write_fund_statements(now=now, books=books, clerks=clerks, system=_LOADER, progress=progress)
    write_own_share(now=now, books=books, ground=built.ground, bodies=built.bodies, people=built.people)
    money.close_money(now=now, books=books, system=_LOADER)  # after all that books into past months
    disclosures.write_disclosures(now=now, books=books, clerks=clerks, system=_LOADER, progress=progress)
    near = people.showcase(built.ground).row.scope
    standing_in.write_stand_in(now=now, books=books, near=near, system=_LOADER, progress=progress)


def _analyze() -> None:
    """Let the planner see what is there: a city is built before PostgreSQL looks by itself, once a minute."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("analyze")
    connections["owner"].close()  # what builds beside this one takes no connection along


def _settle(now: datetime) -> None:
    """Cover the past by a checkpoint, and leave the worker nothing of it."""
    _analyze()
    records.take_checkpoint(now=now)
    records.publish_checkpoints()
    # All boards were compared after the last number, and who had to be told was told.
    records.skip_unheard(also=("boards.phone_set",))
