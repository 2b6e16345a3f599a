"""The list queries of packages, for `tests/test_access.py`. Plans are their street's alone: see `test_packages`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.ground.places.queries import EstateKind, Point
from hemei.ground.places.services import EstateDraft, add_estates
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.oversight.renewal import queries, services

_near: dict[str, int] = {}

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "renewal.packages": lambda actor, _now: queries.packages(queries.PackageFilter(), actor=actor),
    "renewal.package_page": lambda actor, now: (
        [page] if (page := queries.package_page(_near["package"], actor=actor, on=now.date())) else []
    ),
}


def furnish(town: Town, now: datetime) -> None:
    """Let two small estates of the near community stand in a package that was issued."""
    drafts = [
        EstateDraft(
            name=name,
            kind=EstateKind.OLD,
            community_id=town.place("340102001001"),
            address="站前路1号",
            built_area_dm2=1_200_000,
            households=160,
            valid_from=date(2015, 1, 1),
            point=Point(lon, 31_870_000),
        )
        for name, lon in (("站前一村", 117_300_000), ("站前二村", 117_301_000))
    ]
    with records.acting(SYSTEM):
        estates = add_estates(actor=SYSTEM, now=now, drafts=drafts, source="test")
    street = town.actor(Role.STREET_CLERK, "340102001", "明光路街道办", "张三", account=1)
    asked = services.PlanDraft(place_id=town.place("340102001"), fee_fen=600, together=[estates])
    with records.acting(street):
        plan = services.ask_plan(actor=street, now=now, draft=asked)
    services.work_on_plans(clock=lambda: now)
    draft = services.PackageDraft(plan_id=plan, alternative="reach", bundle=0, name="站前第1包")
    with records.acting(street):
        _near["package"] = services.make_package(actor=street, now=now, draft=draft)
        services.issue_package(actor=street, now=now, package_id=_near["package"])
