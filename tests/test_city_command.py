"""A real city's first steps: from an empty database to administrators who can sign in."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.test import Client

from hemei.ground.records.verify import verify
from hemei.project.commands.city import city

PASSWORD = "Long-enough-2026!"  # noqa: S105 - of a database that lives for one test


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(city, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def administrator(role: str, username: str, password: str = PASSWORD) -> tuple[int, str]:
    return run("administrator", role, username, "--name", "张某", "--password", password)


def test_an_empty_database_becomes_a_city_with_administrators(own_database: str, client: Client) -> None:
    assert administrator("system_admin", "admin1")[0] == 1  # no city yet
    assert run("load") == (0, "1946 divisions loaded.\n")
    assert run("load")[0] == 1
    assert "12" in administrator("system_admin", "admin1", "short")[1]
    assert administrator("system_admin", "admin1") == (0, "admin1 may sign in as system_admin.\n")
    assert administrator("system_admin", "admin1")[0] == 1  # the name is taken, and nothing of it is written
    assert administrator("auditor", "admin3")[0] == 0
    entered = client.post("/sign-in", {"username": "admin1", "password": PASSWORD})
    assert (entered.status_code, entered["Location"]) == (302, "/office/bodies")
    assert verify().whole


@pytest.mark.parametrize("role", ["community_clerk", "resident", ""])
def test_only_administrators_are_let_in_this_way(role: str) -> None:
    assert administrator(role, "x")[0] == 2
