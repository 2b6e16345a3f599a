"""A file of any register that lacks a column: it is shown, refused by the column's name, and never breaks a page."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hemei.ground.people.tests.factories import Town
from hemei.ground.people.tests.test_imports import page, sign_in, town
from hemei.ground.records.services import register_entries
from hemei.ground.records.tests.importing import comma
from hemei.kernel.actor import Role
from hemei.kernel.registers import Column, Given, Register, check_rows

__all__ = ["town"]
TODAY = date(2026, 11, 2)
ROLES = (Role.CITY_BUREAU, Role.STREET_CLERK, Role.HOTLINE_CLERK)


def needed(register: Register) -> list[Column]:
    return [column for column in register.columns if column.required]


@pytest.mark.django_db
def test_no_check_of_any_register_fails_over_columns_that_are_not_there() -> None:
    for entry in register_entries().values():
        register = entry.register
        cells = [column.example for column in register.columns]
        for gone in (*combinations(register.columns, 1), *combinations(register.columns, 2)):
            mapping = {column.name: at for at, column in enumerate(register.columns) if column not in gone}
            checked = check_rows(
                register, mapping, [Given(2, cells), Given(3, [""] * len(cells))], today=TODAY
            )
            assert {problem.column for problem in checked.problems} <= {"", *mapping} | {
                column.name for column in register.columns if not column.required
            }


def test_each_register_refuses_a_file_without_a_needed_column_and_names_it(
    town: Town, client: Client
) -> None:
    walked = 0
    by_role: dict[Role, list[Register]] = {}
    for entry in register_entries().values():
        role = next(role for role in ROLES if role in entry.register.roles)
        by_role.setdefault(role, []).append(entry.register)
    for person, (role, registers) in zip(town.persons, by_role.items(), strict=False):
        sign_in(town, client, role, person=person)
        for register in registers:
            for gone in needed(register):
                _refused(client, register, gone)
                walked += 1
    assert walked == sum(len(needed(entry.register)) for entry in register_entries().values())


def _refused(client: Client, register: Register, gone: Column) -> None:
    kept = [column for column in register.columns if column is not gone]
    content = comma([column.title for column in kept], [column.example.replace(",", "") for column in kept])
    sent = client.post("/data", {"file": SimpleUploadedFile("台账.csv", content), "register": register.name})
    if (
        sent.status_code == 422
    ):  # without it the file is another register's, whole: that is said, and what it lacks
        said = sent.content.decode()
        assert f"不是“{register.title}”的表。" in said, (register.name, gone.name)
        assert f"请在文件里补上必填的列：{gone.title}。" in said, (register.name, gone.name)
        return
    assert sent.status_code == 302, (register.name, gone.name)
    address = sent["Location"]
    assert gone.title in page(client, address)
    mapping = {f"column-{column.name}": at for at, column in enumerate(kept)}
    answer = client.post(f"{address}/columns", mapping)
    said = answer.content.decode()
    assert answer.status_code == 422, (register.name, gone.name)
    assert f"缺少必填的列“{gone.title}”。" in said, (register.name, gone.name)
    assert "请为它选择表头；文件里没有这一列的，请补上后重新上传。" in said
    assert client.post(f"{address}/check").status_code in {302, 422}, (register.name, gone.name)
    client.post(f"{address}/drop")
