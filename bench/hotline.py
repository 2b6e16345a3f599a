"""Files of the hotline: orders as cases by `hemei import`, one event a case, beside COPY of the same rows of cases."""

from __future__ import annotations

import csv
import io
import os
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import ground
from bench.registers import Taken, take_in
from bench.table import Report

ROW = "hotline"
ORDERS = 50_000
MINUTES = 3
REGISTER = "hotline.hotline"
_HEADER = (
    "工单编号", "诉求内容", "小区名称", "受理时间", "来电人", "联系电话", "办理状态", "办理结果", "办结时间",
    "回访满意度",
)  # fmt: skip
_TEXT = "楼道灯坏了两盏，晚上看不见，老人上下楼不方便，请尽快安排人来维修（第{number}件，测试）。"


def run(report: Report, *, orders: int = ORDERS) -> None:
    """Take made-up orders in, whole: check and import; then give the file back."""
    report.title(
        ROW, f"{orders:,} orders of the hotline as cases; floor: COPY, same rows and indexes of cases"
    )
    report.figure(ROW, "load of the machine before", os.getloadavg()[0])
    with TemporaryDirectory(prefix="hemei-bench-") as folder:
        file = Path(folder) / "orders.csv"
        _write(file, orders)
        taken = take_in(REGISTER, file)
        _say(report, taken, orders)
        floor = _copy(orders)
        report.figure(ROW, "floor: COPY into the same indexes", floor, "rows a second")
        report.figure(ROW, "cases : COPY", orders / taken.written / floor)
        both = (taken.checked + taken.written) / 60
        report.figure(ROW, "check and import", both, "minutes")
        report.goal(ROW, f"{ORDERS:,} cases from a file in under {MINUTES} minutes", met=both < MINUTES)
        again = take_in(REGISTER, file)
        report.figure(
            ROW, "the same file again, nothing changed: import", orders / again.written, "rows a second"
        )
        report.figure(ROW, "the file given back filled", _given_back(orders), "rows a second")


def _say(report: Report, one: Taken, orders: int) -> None:
    report.figure(ROW, "check", orders / one.checked, "rows a second")
    report.figure(ROW, "import", orders / one.written, "cases a second")
    report.figure(ROW, "our process, both", 1e6 * one.own / orders, "CPU-us a row")
    report.figure(ROW, "PostgreSQL, both", 1e6 * one.database / orders, "CPU-us a row")
    report.figure(ROW, "peak memory", one.peak, "MB")


def _write(file: Path, orders: int) -> None:
    from hemei.kernel.clock import utc_now
    from hemei.kernel.workdays import SHANGHAI

    with ground.connect() as owner:
        codes = [
            code
            for (code,) in owner.execute(
                "select code from places_estate where valid_until is null order by id limit 2000"
            ).fetchall()
        ]
    mark, since = f"{time.time_ns():x}"[-6:], utc_now().astimezone(SHANGHAI) - timedelta(days=20)
    with file.open("w", encoding="gb18030", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(_HEADER)
        for number in range(orders):
            at = since + timedelta(seconds=30 * number)
            writer.writerow(
                [f"B{mark}{number:07}", _TEXT.format(number=number), codes[number % len(codes)],
                 f"{at:%Y-%m-%d %H:%M:%S}", f"测来电{number % 900}", f"1549{number:07}", "", "", "", ""]
            )  # fmt: skip


def _given_back(orders: int) -> float:
    from hemei.coordination.hotline import queries, services
    from hemei.ground.records import services as records
    from hemei.kernel.clock import utc_now
    from hemei.project.commands.imports import city_actor

    actor = city_actor()
    begun = time.perf_counter()
    with records.acting(actor):
        row = queries.order_files(actor=actor, limit=1)[0]
        with services.take_answers(actor=actor, now=utc_now(), row=row) as content:
            lines = content.read().count(b"\n")
    if lines != orders + 1:
        raise RuntimeError(f"{lines} lines came back of {orders + 1}")
    return orders / (time.perf_counter() - begun)


def _copy(orders: int) -> float:
    """COPY the same rows of cases as the owner into a table with the same columns and indexes; rows a second."""
    body = io.BytesIO()
    with ground.connect() as owner:
        with owner.cursor().copy(
            f"copy (select * from cases_case order by id desc limit {orders}) to stdout"
        ) as source:
            for chunk in source:
                body.write(chunk)
        owner.execute("drop table if exists bench_cases")
        owner.execute("create table bench_cases (like cases_case including all)")
        begun = time.perf_counter()
        with owner.cursor().copy("copy bench_cases from stdin") as target:
            body.seek(0)
            while chunk := body.read(1 << 16):
                target.write(chunk)
        took = time.perf_counter() - begun
        owner.execute("drop table bench_cases")
    return orders / took
