"""The roll's page: whole to staff, one's own to an owner; objections, corrections, and what the register says since."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from hemei.community.voting.models import Roll, RollUnit
from hemei.community.voting.pages import assembly, gate, rolls
from hemei.community.voting.tests.test_assemblies import ENDS, FIRST_BALLOT, cast, noticed, street
from hemei.community.voting.tests.test_pages import call, owner_of, text
from hemei.ground.people.models import Ownership
from hemei.ground.people.tests.factories import NOW
from hemei.ground.places.models import PropertyUnit
from hemei.ground.records import services as records
from hemei.ground.records.tests.importing import EVERYONE
from hemei.kernel.actor import Role


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch):
    def turn(now) -> None:
        for module in (rolls, gate, assembly):
            monkeypatch.setattr(module, "utc_now", lambda: now)

    turn(FIRST_BALLOT)
    return turn


def entry_of(found, quarter, room: str) -> int:
    return RollUnit.objects.get(roll=found.roll_id, unit_id=quarter.units[room]).pk


def test_staff_see_the_whole_roll_narrow_it_and_take_it_along(quarter) -> None:
    found = noticed(quarter)
    page = text(call(rolls.roll, quarter.clerk, found.pk))
    assert "720.2 平方米" in page.replace("720.20", "720.2")
    assert "1幢1单元101" in page
    assert "13.88%" in page  # 10,001 of 72,020 dm2, cut off
    assert text(call(rolls.roll, street(quarter), found.pk)).count('data-label="专有部分"') == 8
    developers = text(call(rolls.roll, quarter.clerk, found.pk, kind="developer"))
    assert "2幢1单元203" in developers
    assert "1幢1单元101<" not in developers
    assert "没有符合条件的专有部分" in text(call(rolls.roll, quarter.clerk, found.pk, q="999"))
    assert text(call(rolls.roll, quarter.clerk, found.pk, building="2幢")).count('data-label="专有部分"') == 4
    with call(rolls.roll_sheet, quarter.clerk, found.pk, kind="several").file_to_stream as room:
        book = openpyxl.load_workbook(io.BytesIO(room.read()))
    lines = list(book.active.iter_rows(values_only=True))[1:]
    assert sorted(line[2] for line in lines) == [
        "1幢1单元101", "1幢1单元102", "1幢1单元103", "2幢1单元201", "2幢1单元202", "2幢1单元203", "2幢1单元204",
    ]  # fmt: skip
    with pytest.raises(PermissionDenied):
        call(rolls.roll_sheet, owner_of(quarter, "甲"), found.pk)
    assert "/roll" in text(call(assembly.assembly, quarter.clerk, found.pk))


def test_an_owner_sees_the_sums_and_his_own_and_objects(quarter) -> None:
    found, owner = noticed(quarter), owner_of(quarter, "甲")
    page = text(call(rolls.roll, owner, found.pk))
    assert "1幢1单元101" in page
    assert "1幢1单元104" not in page
    assert "与您名下其他专有部分合计一人" in page
    own, foreign = entry_of(found, quarter, "101"), entry_of(found, quarter, "104")
    assert "合计的专有部分" in text(call(rolls.entry, owner, found.pk, own))
    with pytest.raises(Http404):
        call(rolls.entry, owner, found.pk, foreign)
    with pytest.raises(Http404):
        call(rolls.roll, owner_of(quarter, "张三"), found.pk)
    said = {"act": "object", "text": "产权证是一百零二平方米"}
    assert call(rolls.entry, owner, found.pk, own, post=said | {"text": " "}).status_code == 422
    assert call(rolls.entry, owner, found.pk, own, post=said).status_code == 302
    refused = call(rolls.entry, owner, found.pk, own, post={"act": "correct", "area": "102", "text": "x"})
    assert refused.status_code == 422
    records.bind(quarter.clerk)
    assert "产权证是一百零二平方米" in text(call(rolls.roll, quarter.clerk, found.pk))
    assert "产权证是一百零二平方米" in text(call(rolls.entry, owner, found.pk, own))
    other = text(call(rolls.entry, owner_of(quarter, "丙"), found.pk, foreign))
    assert "产权证是一百零二平方米" not in other


def test_a_clerk_puts_an_entry_right_and_the_history_stays(quarter, clock) -> None:
    found = noticed(quarter)
    own = entry_of(found, quarter, "104")
    form = {"act": "correct", "area": "一百", "text": "产权证载明"}
    assert "不是面积" in text(call(rolls.entry, quarter.clerk, found.pk, own, post=form))
    assert call(rolls.entry, quarter.clerk, found.pk, own, post=form | {"area": ""}).status_code == 422
    for more in ({"area": "90.5"}, {"area": "", "owners": "developer"}):
        assert call(rolls.entry, quarter.clerk, found.pk, own, post=form | more).status_code == 302
    page = text(call(rolls.entry, quarter.clerk, found.pk, own))
    assert "面积 100.04 → 90.50 平方米" in page
    assert "业主 1人 → 建设单位" in page
    assert "更正过" in text(call(rolls.roll, quarter.clerk, found.pk, kind="corrected"))
    roll = Roll.objects.get(pk=found.roll_id)
    assert (roll.total_area_dm2, roll.total_heads) == (72_020 - 954, 3)
    with pytest.raises(PermissionDenied):
        call(rolls.entry, replace(quarter.clerk, role=Role.COMPANY_MANAGER), found.pk, own)
    form = {"act": "correct", "area": "91", "text": "x"}
    assert call(rolls.entry, street(quarter), found.pk, own, post=form).status_code == 422
    clock(ENDS + timedelta(seconds=1))
    assert "名册不能再更正" in text(call(rolls.entry, quarter.clerk, found.pk, own))
    assert call(rolls.entry, quarter.clerk, found.pk, own, post=form).status_code == 422


def test_what_changes_in_the_register_after_the_notice_is_shown_and_does_not_count(quarter) -> None:
    found = noticed(quarter)
    wrong, sold = entry_of(found, quarter, "101"), entry_of(found, quarter, "104")
    with records.acting(EVERYONE):
        PropertyUnit.objects.filter(pk=quarter.units["101"]).update(exclusive_area_dm2=9_000)
        Ownership.objects.filter(unit_id=quarter.units["104"]).update(
            valid_until=(NOW + timedelta(days=3)).date()
        )
    page = text(call(rolls.roll, quarter.clerk, found.pk, kind="changed"))
    assert "1幢1单元101" in page
    assert "1幢1单元104" in page
    assert "1幢1单元102" not in page
    assert "应当更正" in text(call(rolls.entry, quarter.clerk, found.pk, wrong))
    later = text(call(rolls.entry, quarter.clerk, found.pk, sold))
    assert "应当更正" not in later
    assert "业主 1人 → 建设单位" in later
    assert Roll.objects.get(pk=found.roll_id).total_area_dm2 == 72_020
    form = {"act": "correct", "owners": "register", "text": "登记簿补正"}
    assert (
        call(rolls.entry, quarter.clerk, found.pk, sold, post=form).status_code == 422
    )  # nothing would change


def test_the_list_takes_a_fixed_number_of_statements(quarter) -> None:
    found = noticed(quarter)

    def statements() -> int:
        with CaptureQueriesContext(connection) as counted:
            call(rolls.roll, quarter.clerk, found.pk)
        return len(counted)

    before = statements()
    cast(quarter, found, "101", "for")
    quarter.correct(Roll.objects.get(pk=found.roll_id), "102", area_dm2=9_999)
    assert statements() <= before + 1  # the words of the correction are opened
    assert before <= 14
