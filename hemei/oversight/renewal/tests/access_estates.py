"""The lists of old estates, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from hemei.ground.people.tests.factories import Town
from hemei.ground.places import services as places
from hemei.ground.places.queries import EstateKind
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.oversight.renewal import queries, services

_near: dict[str, str] = {}
LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "renewal.old_estates": lambda actor, now: queries.old_estates(
        queries.OldFilter(), actor=actor, on=now.date()
    ),
    "renewal.budgets": lambda actor, now: queries.budgets(queries.BudgetFilter(), actor=actor, on=now.date()),
    "renewal.stages": lambda actor, now: queries.stages(queries.StageFilter(), actor=actor, on=now.date()),
    "renewal.steps": lambda actor, now: queries.steps(queries.StepFilter(), actor=actor, on=now.date()),
    "renewal.served": lambda actor, now: queries.served(queries.ServiceFilter(), actor=actor, on=now.date()),
    "renewal.estate_page": lambda actor, now: (
        [page] if (page := queries.estate_page(_near["code"], actor=actor, on=now.date())) else []
    ),
}


def furnish(town: Town, now: datetime) -> None:
    """Let an open estate of the near community be decided, renovated and served by the community."""
    system = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    draft = EstateDraft(
        name="敞开小区", kind=EstateKind.OPEN, community_id=town.place("340102001001"), address="明光路9号",
        built_area_dm2=500_000, households=50, valid_from=date(2020, 1, 1),
    )  # fmt: skip
    (estate,) = places.add_estates(actor=system, now=now, drafts=[draft], source="test")
    street = town.actor(Role.STREET_CLERK, "340102001", "明光路街道办", "张三", account=1)
    with records.acting(street):
        project = services.ProjectDraft(
            estate_id=estate, planned_on=date(2024, 1, 5), mode_after=services.Mode.COMMUNITY, works=("pipes",),
            budget_fen=100_000_000, due_on=date(2024, 9, 1),
            stages=(services.StageDraft("管网", date(2024, 6, 1)),),
        )  # fmt: skip
        services.file_projects(actor=street, now=now, drafts=[project])
        decision = services.DecisionDraft(
            estate_id=estate, mode=services.Mode.COMMUNITY, by=services.Decider.STREET, decided_on=now.date(),
            valid_from=now.date(), document="明街1号",
        )  # fmt: skip
        services.decide_modes(actor=street, now=now, drafts=[decision])
        services.put_in_force(actor=street, now=now, estate_id=estate)
        basic = services.BasicDraft(
            estate_id=estate, services=("cleaning",), charge_fen=30, subsidy_fen=0, document="明街2号",
            valid_from=now.date(),
        )  # fmt: skip
        services.set_basic_services(actor=street, now=now, drafts=[basic])
        (row,) = queries.old_estates(queries.OldFilter("敞开小区"), actor=street, on=now.date())
        _near["code"] = row.code
