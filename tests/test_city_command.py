"""A real city's first steps: from an empty database to administrators who can sign in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from hemei.ground.records.verify import verify
from hemei.project.commands.city import city
from hemei.project.commands.figures import figures
from hemei.project.commands.imports import import_

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


def test_from_an_empty_system_to_coverage_with_the_sample_registers(
    own_database: str, tmp_path: Path
) -> None:
    """The way of docs/howto/move-in.md without its clicks; F10 is counted from what the sample says."""
    file, wrong = tmp_path / "sample.xlsx", tmp_path / "wrong.xlsx"
    assert run("sample", str(file))[0] == 1  # no city yet
    assert run("load")[0] == 0
    assert run("bodies") == (0, "1206 bodies founded.\n")
    assert run("bodies") == (0, "0 bodies founded.\n")
    assert run("sample", str(file), "--estates", "10", "--units", "100")[0] == 0
    assert run("sample", str(wrong), "--estates", "10", "--units", "100", "--mistakes")[0] == 0
    done = CliRunner().invoke(import_, ["all", str(wrong), "--check"])
    assert done.exit_code == 1
    for words in (
        "\t0\t数值为 0",
        "\t0206\t",
        "属于其他城市",
        "与第 3 行是同一项",
        "校验不通过",
        "时间重叠",
        "没有这个小区",
    ):
        assert words in done.stdout
    done = CliRunner().invoke(import_, ["all", str(file)])
    assert done.exit_code == 0, done.output
    assert "places.estates) written: 10 new, 0 changed, 0 the same, 0 bad" in done.stdout
    counted = {one["id"]: one for one in json.loads(CliRunner().invoke(figures, ["--json"]).stdout)}
    assert (counted["F10"]["of"], counted["F10"]["not_provable"]) == (10, 0)
    assert counted["F10"]["value"] >= 0.5
    assert verify().whole


@pytest.mark.parametrize("role", ["community_clerk", "resident", ""])
def test_only_administrators_are_let_in_this_way(role: str) -> None:
    assert administrator(role, "x")[0] == 2
