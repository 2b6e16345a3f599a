"""A file of orders killed again and again while it is written: every order is one case, and nothing is there twice."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.prove.copies import Copy

pytestmark = pytest.mark.prove
ORDERS = 30_000
REGISTER = "hotline.hotline"


def _written(copy: Copy, file: Path) -> None:
    with copy.owner() as owner:
        codes = [code for (code,) in owner.execute("select code from places_estate order by id").fetchall()]
    with file.open("w", encoding="gb18030", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["工单编号", "诉求内容", "小区名称", "受理时间", "联系电话", "办理结果"])
        for number in range(ORDERS):
            estate = codes[number % len(codes)]
            writer.writerow(
                [
                    f"K{number:06}",
                    f"楼道灯坏了（第{number}件）",
                    estate,
                    "2026-11-20 09:30",
                    f"1548{number:07}",
                    "",
                ]
            )


def _counted(copy: Copy, statement: str) -> int:
    with copy.owner() as owner:
        return int(owner.execute(statement).fetchone()[0])


def _orders(copy: Copy) -> int:
    return _counted(copy, "select count(*) from hotline_order where number like 'K%'")


def test_orders_are_taken_in_once_over_kills(copy: Copy, tmp_path: Path, tell: Callable[[str], None]) -> None:
    file = tmp_path / "orders.csv"
    copy.wait_until_ready(copy.start("serve", "--port", str(copy.port)))  # and with it the database
    _written(copy, file)
    killed = []
    for least in (1, 10_000, 20_000):
        run = copy.start("import", REGISTER, str(file))
        until = time.monotonic() + 300
        while _orders(copy) < least:
            assert run.poll() is None, copy.said()
            assert time.monotonic() < until
            time.sleep(0.05)
        run.kill()
        run.wait(10)
        killed.append(_orders(copy))
    assert all(0 < there < ORDERS for there in killed), killed
    done = copy.hemei("import", REGISTER, str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "going on" in done.stderr
    tell(f"killed at {killed} of {ORDERS} orders, each time taken up")
    assert _orders(copy) == ORDERS
    same = (
        "select count(*) from hotline_order o join cases_case c on c.id = o.case_id and c.stream = o.stream"
        " join records_event e on e.stream = o.stream and e.seq = 1 and e.payload ->> 'type' = 'cases.case_reported'"
        " and e.payload #>> '{data,about,order}' = o.number where o.number like 'K%'"
    )
    assert _counted(copy, same) == ORDERS
    orphans = (
        "select count(*) from records_event e where e.payload ->> 'type' = 'cases.case_reported'"
        " and not exists (select 1 from cases_case c where c.stream = e.stream)"
    )
    assert _counted(copy, orphans) == 0
    assert copy.hemei("verify").returncode == 0
    again = copy.hemei("import", REGISTER, str(file))
    assert f"0 new, 0 changed, {ORDERS} the same" in again.stdout, again.stdout
