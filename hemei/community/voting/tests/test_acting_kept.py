"""Nobody is bound for a fourth owner without a second clerk, whatever the application's role writes and sees."""

from __future__ import annotations

import tomllib

import pytest
from django.db import IntegrityError, connection, transaction

from hemei.community.voting.models import VoterBinding
from hemei.community.voting.tests.factories import FOLDER
from hemei.community.voting.tests.street import Street
from hemei.community.voting.tests.test_acting import four, street
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, PlaceRange, Role

__all__ = ["four", "street"]
pytestmark = pytest.mark.django_db
FAR = Actor(role=Role.COMMUNITY_CLERK, account_id=1, person_id=1_000_903, places=(PlaceRange("999999."),))


def written(row: VoterBinding, actor: Actor = SYSTEM, **more: object) -> None:
    """Write a binding as the application's role, past the services."""
    for name, value in {"pk": 1_000_909, "stream": "x", **more}.items():
        setattr(row, name, value)
    with transaction.atomic(), records.acting(actor), connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("hemei_app",)
        row.save(force_insert=True)


def of(four: Street, room: str) -> VoterBinding:
    return VoterBinding.objects.get(unit_id=four.quarter.units[room])


@pytest.mark.parametrize("where", [{}, {"actor": FAR, "scope": "999999."}])
def test_the_database_binds_nobody_for_a_fourth_owner_without_a_second_clerk(
    four: Street, where: dict[str, object]
) -> None:
    fourth = {"unit_id": four.quarter.units["104"], "owner_id": four.person("丙"), **where}
    with pytest.raises(IntegrityError, match="second clerk confirmed"):
        written(of(four, "101"), **fourth)


def test_one_human_is_counted_under_all_his_records(four: Street) -> None:
    other = four.person("丁")
    fourth = {"unit_id": four.quarter.units["104"], "owner_id": four.person("丙"), "person_id": other}
    records.grant_access(stream=f"people.person:{four.person('戊')}", persons=(other,))
    with pytest.raises(IntegrityError, match="second clerk confirmed"):
        written(of(four, "101"), **fourth)
    records.grant_access(stream=f"people.person:{four.person('甲')}", persons=(four.person("丙"),))
    written(of(four, "101"), **fourth)  # 甲 himself, by another record


def test_a_further_home_of_an_owner_takes_no_second_clerk(four: Street) -> None:
    written(of(four, "101"), unit_id=four.quarter.units["104"])


def test_the_number_of_the_database_is_that_of_the_standards() -> None:
    files = FOLDER.glob("**/voter-proof/[0-9]*.toml")
    assert {tomllib.loads(file.read_text())["acting"]["most_owners"] for file in files} == {3}
