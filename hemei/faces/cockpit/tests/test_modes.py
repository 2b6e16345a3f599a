"""What each mode costs and how satisfied its owners are; what nobody knows is not provable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemei.faces.cockpit.pages import modes
from hemei.faces.cockpit.tests.conftest import actor_of, id_of, text_of
from hemei.ground.companies.models import Project
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.oversight.renewal import queries

if TYPE_CHECKING:
    from hemei.ground.companies.tests.conftest import Ground


def test_a_mode_says_of_how_many_estates_its_cost_is_known(city: Ground) -> None:
    bureau = actor_of(Role.CITY_BUREAU, "340100")
    with records.acting(bureau):
        Project.objects.filter(estate_id=city.estates[0]).update(fee_fen=150)
        (row,) = queries.costs(within=bureau.places, on=city_day())
    assert (row.mode, row.known, row.a_metre, row.subsidy_a_metre) == ("market", 1, 150, None)
    told = text_of(bureau, modes.by_mode, place_id=id_of("340100"))
    assert "1.50" in told
    assert told.count("未能证明") >= 2


def city_day():
    from hemei.ground.places.tests.factories import NOW

    return NOW.date()
