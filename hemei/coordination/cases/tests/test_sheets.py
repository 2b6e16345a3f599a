"""A list as a spreadsheet: the same rows, the same scope, whole."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from django.utils.timezone import localtime

from hemei.coordination.cases.models import Case
from hemei.coordination.cases.tests.conftest import SANLIAN, SYSTEM, Quarter
from hemei.coordination.cases.tests.test_pages import browser_of, reported
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.ui.tests.reading import cells

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(quarter: Quarter) -> Client:
    return browser_of(quarter, Role.COMMUNITY_CLERK, "东风社区居委会")


def test_a_sheet_holds_the_whole_list_and_only_what_the_reader_may_see(
    quarter: Quarter, clerk: Client
) -> None:
    numbers = [reported(quarter, submission_key=f"k{count}") for count in range(23)]
    found = cells(clerk, "/cases.xlsx")
    assert found[0] == "编号"
    assert set(numbers) <= set(found)
    foreign = browser_of(quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN)
    assert not set(numbers) & set(cells(foreign, "/cases.xlsx"))


def test_a_sheet_keeps_the_filters_of_its_page(quarter: Quarter, clerk: Client) -> None:
    number = reported(quarter)
    page = clerk.get("/cases", {"state": "ended"}).text
    assert number not in page
    assert number not in cells(clerk, "/cases.xlsx?state=ended")
    assert number in cells(clerk, "/cases.xlsx?state=reported")
    assert number not in cells(clerk, "/cases.xlsx?overdue=1")
    assert "/cases.xlsx?state=reported" in clerk.get("/cases", {"state": "reported"}).text


def test_estates_have_a_sheet_too(quarter: Quarter, clerk: Client) -> None:
    name = re.search(r'<td data-label="小区"><a[^>]*>([^<]+)</a>', clerk.get("/estates").text)[1]
    assert name in cells(clerk, "/estates.xlsx")
    assert name in cells(clerk, f"/estates.xlsx?q={name}")
    assert name not in cells(clerk, "/estates.xlsx?q=没有这个")


def test_a_visitor_gets_no_sheet(quarter: Quarter) -> None:
    assert Client().get("/cases.xlsx").headers["Location"].startswith("/sign-in")


def test_the_statements_of_a_sheet_do_not_grow_with_its_rows(
    quarter: Quarter, clerk: Client, django_assert_num_queries
) -> None:
    reported(quarter)
    cells(clerk, "/cases.xlsx")
    with django_assert_num_queries(9):
        cells(clerk, "/cases.xlsx")
    for count in range(5):
        reported(quarter, submission_key=f"k{count}")
    with django_assert_num_queries(9):
        cells(clerk, "/cases.xlsx")


def lines(client: Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_many_cases_come_as_lines_that_say_what_the_sheet_says(quarter: Quarter, clerk: Client) -> None:
    numbers = [reported(quarter, submission_key=f"k{count}") for count in range(5)]
    found = lines(clerk, "/cases.csv")
    listed = iter(cells(clerk, "/cases.xlsx"))
    for line in found:
        assert all(word in listed for word in line[:5] if word)
    assert [line[0] for line in found[1:6]] == numbers[::-1]
    with records.acting(SYSTEM):
        row = Case.objects.get(number=numbers[0])
    assert found[5][5] == localtime(row.reported_at).strftime("%Y-%m-%d %H:%M")
    assert found[5][6] == localtime(row.next_due_at).strftime("%Y-%m-%d %H:%M")


def test_lines_keep_filters_scope_and_language(quarter: Quarter, clerk: Client) -> None:
    number = reported(quarter)
    assert number not in str(lines(clerk, "/cases.csv?state=ended"))
    assert number in str(lines(clerk, "/cases.csv?state=reported"))
    foreign = browser_of(quarter, Role.COMMUNITY_CLERK, "三里庵社区居委会", SANLIAN)
    assert number not in str(lines(foreign, "/cases.csv"))
    assert Client().get("/cases.csv").headers["Location"].startswith("/sign-in")
    clerk.cookies["django_language"] = "en"
    assert lines(clerk, "/cases.csv")[0][:2] == ["Number", "Kind"]


def test_a_name_that_begins_like_a_formula_is_none(quarter: Quarter, clerk: Client) -> None:
    number = reported(quarter)
    with records.acting(SYSTEM):
        Case.objects.filter(number=number).update(estate_name="=1+1")
    assert next(line for line in lines(clerk, "/cases.csv") if line[0] == number)[3] == "'=1+1"


def test_the_statements_of_the_lines_do_not_grow_with_them(
    quarter: Quarter, clerk: Client, django_assert_num_queries
) -> None:
    reported(quarter)
    lines(clerk, "/cases.csv")
    with django_assert_num_queries(10):
        lines(clerk, "/cases.csv")
    for count in range(5):
        reported(quarter, submission_key=f"k{count}")
    with django_assert_num_queries(10):
        lines(clerk, "/cases.csv")
