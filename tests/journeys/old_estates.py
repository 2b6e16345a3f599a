"""Old estates beside the showcase that no company serves, written before the browser comes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.journeys.conftest import ROOT, City

# Three small estates in a row with owners, and four of their own for the other modes and a renovation.
_GROUND = """
from hemei.project.start import ready
ready()
import json
from datetime import date
from hemei.ground.companies import queries as companies_now, services as companies
from hemei.ground.people import queries as people, services
from hemei.ground.people.models import Account, Ownership
from hemei.ground.places import queries as places
from hemei.ground.places.models import PropertyUnit
from hemei.ground.places.queries import EstateKind, Point
from hemei.ground.places.services import BuildingDraft, EntranceDraft, EstateDraft, UnitDraft, add_estates
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
now, since = utc_now(), date(2020, 1, 1)
system = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
wanted = [
    ("柳园一村", EstateKind.OLD, 1_200_000), ("柳园二村", EstateKind.OLD, 1_200_000),
    ("柳园三村", EstateKind.OLD, 1_200_000), ("柳园大院", EstateKind.OLD, 2_600_000),
    ("柳园散楼", EstateKind.OPEN, 500_000), ("柳园安置房", EstateKind.RESETTLEMENT, 900_000),
    ("柳园改造村", EstateKind.OLD, 700_000),
]
with records.acting(system, accounts=True):
    clerk = next(row for row in people.sample_persons(shanghai_day(now)) if row.role == "community_clerk")
    office = Account.objects.get(pk=clerk.account_id).person.appointments.get(role="community_clerk")
    community = int(office.scope.split(".")[-2])
    drafts = []
    for number, (name, kind, area) in enumerate(wanted):
        units = [UnitDraft(f"{floor}0{side}", floor, 10_000) for floor in range(1, 7) for side in (1, 2)]
        lon = 117_400_000 + 1_590 * number + 90_000 * (number > 2) * number
        drafts.append(EstateDraft(
            name=name, kind=kind, community_id=community, address=f"柳园路{number + 1}号", built_area_dm2=area,
            households=160 if number < 3 else 60, valid_from=since, built_year=1992, point=Point(lon, 31_700_000),
            buildings=[BuildingDraft("1幢", 6, [EntranceDraft("1单元", units)])],
        ))
    ids = add_estates(actor=system, now=now, drafts=drafts, source="journey")
    for unit in PropertyUnit.objects.filter(estate_id__in=ids[:3]).order_by("id"):
        owner = services.create_person(actor=system, now=now, name=f"业主{unit.pk}", scope=unit.scope)
        Ownership.objects.create(
            stream=f"people.person:{owner}", scope=unit.scope, unit=unit, person_id=owner, valid_from=since
        )
    codes = {row.name: row.code for row in places.estates_by_id(ids, actor=system).values()}
    (company, *_) = companies_now.companies()
    plan = companies.RenovationDraft(ids[6], date(2026, 1, 5), date(2026, 2, 1))
    companies.plan_renovations(actor=system, now=now, drafts=[plan])
print(json.dumps({"codes": codes, "ids": dict(zip([row[0] for row in wanted], ids)), "company": company.name}))
"""
_CONTRACT = """
from hemei.project.start import ready
ready()
import sys
from hemei.ground.companies import queries as companies_now, services as companies
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.kernel.workdays import shanghai_day
now = utc_now()
system = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
with records.acting(system):
    draft = companies.ProjectDraft(
        companies_now.companies()[0].id, int(sys.argv[1]), companies_now.Contract.OWNERS, shanghai_day(now), fee_fen=90
    )
    companies.begin_projects(actor=system, now=now, drafts=[draft])
"""
_VOTES = """
from hemei.project.start import ready
ready()
import sys
from hemei.ground.people import queries as people
from hemei.ground.people.models import Account
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration.choosing import hold
with records.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), accounts=True):
    sample = next(row for row in people.sample_persons(shanghai_day(utc_now())) if row.role == "community_clerk")
    person = Account.objects.get(pk=sample.account_id).person
    office = person.appointments.get(role="community_clerk")
clerk = Actor(
    role=Role.COMMUNITY_CLERK, account_id=sample.account_id, person_id=person.pk, appointment_id=office.pk,
    body_id=office.body_id, places=(PlaceRange(office.scope),),
)
*assemblies, last = map(int, sys.argv[1:])
for assembly in assemblies:
    hold(clerk, assembly, utc_now(), ayes=98)
hold(clerk, last, utc_now(), ayes=5)
"""


def write_old_estates(city: City) -> dict[str, Any]:
    """Write them and return the codes and ids of the estates by name, and a company's name."""
    found: dict[str, Any] = json.loads(_run(city, _GROUND).splitlines()[-1])
    return found


def begin_contract(city: City, estate_id: int) -> None:
    """Let a company's contract of an estate begin today, as an import of contracts enters it."""
    _run(city, _CONTRACT, str(estate_id))


def hold_votes(city: City, *assemblies: int) -> None:
    """Let the owners of called assemblies vote on paper, all for it but those of the last."""
    _run(city, _VOTES, *map(str, assemblies))


def _run(city: City, script: str, *words: str) -> str:
    command = [sys.executable, "-P", "-c", script, *words]
    done = subprocess.run(
        command, cwd=ROOT, env=city.environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
