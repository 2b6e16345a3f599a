"""Registers from files: units by `hemei import`'s own engine, beside COPY of the same rows into the same indexes."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import psutil

from bench import cost, ground
from bench.table import Report
from hemei.kernel.workdays import shanghai_day

ROW = "g5"
ESTATES, BUILDINGS, ENTRANCES, ROOMS = 400, 10, 3, 25
GOAL = 30_000
CITY_UNITS = 3_000_000
CITY_MINUTES = 15
_ESTATE = ["小区名称", "责任社区", "小区类型", "地址", "建筑面积", "户数"]
_BUILDING = ["小区", "楼栋", "层数", "单元"]
_UNIT = ["小区", "楼栋", "单元", "房号", "楼层", "专有面积", "用途", "不动产权证号", "销售日期", "交付日期"]
_OWNER = ["小区", "楼栋", "单元", "房号", "权利人姓名", "证件号码", "联系电话", "起始日期"]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def run(report: Report, *, estates: int = ESTATES) -> None:
    """Take a made-up register in and say how fast, against COPY in the same run."""
    _load_city()
    units = estates * BUILDINGS * ENTRANCES * ROOMS
    report.title(
        ROW, f"registers from CSV: {units:,} units and their owners; floor: COPY, same rows and indexes"
    )
    with TemporaryDirectory(prefix="hemei-bench-") as folder:
        files = _write_files(Path(folder), estates)
        for name in ("places.estates", "places.buildings"):
            take_in(name, files[name])
        floor = _copy(files["places.units"])
        report.figure(ROW, "floor: COPY into the same indexes", floor, "rows a second")
        taken = {name: take_in(name, files[name]) for name in ("places.units", "people.owners")}
        for name, one in taken.items():
            _say(report, name, one, units)
        rate = units / taken["places.units"].written
        report.figure(ROW, "units : COPY", rate / floor)
        report.goal(ROW, f"units from CSV at {GOAL} rows a second or more", met=rate >= GOAL)
        minutes = sum(one.written for one in taken.values()) / units * CITY_UNITS / 60
        report.figure(ROW, f"{CITY_UNITS:,} units with owners at these rates", minutes, "minutes")
        report.goal(
            ROW,
            f"{CITY_UNITS:,} units with owners within {CITY_MINUTES} minutes",
            met=minutes <= CITY_MINUTES,
        )
        few = Path(folder) / "few.csv"
        with (
            files["places.units"].open(encoding="gb18030") as source,
            few.open("w", encoding="gb18030") as out,
        ):
            out.writelines(islice(source, units // 10))
        report.figure(ROW, "peak memory at a tenth of the rows", take_in("places.units", few).peak, "MB")


def _say(report: Report, name: str, one: Taken, units: int) -> None:
    report.figure(ROW, f"{name}: check", units / one.checked, "rows a second")
    report.figure(ROW, f"{name}: import", units / one.written, "rows a second")
    report.figure(ROW, f"{name}: our process, both", 1e6 * one.own / units, "CPU-us a row")
    report.figure(ROW, f"{name}: PostgreSQL, both", 1e6 * one.database / units, "CPU-us a row")
    report.figure(ROW, f"{name}: peak memory", one.peak, "MB")


def _load_city() -> None:
    from django.conf import settings

    from hemei.ground.places import queries, services
    from hemei.kernel.actor import EVERYWHERE, Actor, Role
    from hemei.kernel.clock import utc_now

    try:
        queries.city()
    except queries.NoSuchPlace:
        actor = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
        services.load_city(actor=actor, now=utc_now(), divisions=services.load_divisions(settings.CITY))


def _write_files(folder: Path, estates: int) -> dict[str, Path]:
    """Write the four files as a bureau would; GB18030, as its office software does."""
    from hemei.ground.places import queries
    from hemei.kernel.clock import utc_now

    communities = [row.code for row in queries.places_on(queries.Level.COMMUNITY, shanghai_day(utc_now()))]
    mark = f"{time.time_ns():x}"[-6:]
    names = [f"测{mark}第{number}小区" for number in range(estates)]
    lines = {
        "places.estates": (
            _ESTATE,
            (
                [name, communities[at % len(communities)], "商品房小区", f"测试路{at}号", "90000", "750"]
                for at, name in enumerate(names)
            ),
        ),
        "places.buildings": (
            _BUILDING,
            ([name, f"{one}幢", "25", str(ENTRANCES)] for name in names for one in range(1, BUILDINGS + 1)),
        ),
        "places.units": (_UNIT, _units(names)),
        "people.owners": (_OWNER, _owners(names)),
    }
    files = {}
    for name, (header, rows) in lines.items():
        files[name] = folder / f"{name}.csv"
        with files[name].open("w", encoding="gb18030", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(header)
            writer.writerows(rows)
    return files


def _spots(names: list[str]) -> Iterator[list[str]]:
    for name in names:
        for building in range(1, BUILDINGS + 1):
            for entrance in range(1, ENTRANCES + 1):
                for room in range(1, ROOMS + 1):
                    yield [name, f"{building}幢", f"{entrance}单元", f"{room}01"]


def _units(names: list[str]) -> Iterator[list[str]]:
    for number, spot in enumerate(_spots(names)):
        area = f"{60 + number % 80}.{number % 100:02d}"
        yield [*spot, spot[3][:-2], area, "住宅", f"测(2020)第{number:07d}号", "2019-03-01", "2020-06-30"]


def _owners(names: list[str]) -> Iterator[list[str]]:
    for number, spot in enumerate(_spots(names)):
        body = f"990102{1950 + number % 50}{1 + number % 12:02d}{1 + number % 28:02d}{number % 1000:03d}"
        check = "10X98765432"[
            sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
        ]
        yield [
            *spot,
            f"测{number % 97}人{number}",
            f"{body}{check}",
            f"199{number % 100_000_000:08d}",
            "2020-06-30",
        ]


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import cost: seconds of the check and of the writing, processor seconds of both, peak memory."""

    checked: float
    written: float
    own: float
    database: float
    peak: float


def take_in(register: str, file: Path) -> Taken:
    """Run `hemei import` as a process of its own."""
    from hemei.ground.records import services as records
    from hemei.ground.records.queries import imports
    from hemei.kernel.actor import EVERYWHERE, Actor, Role

    before = cost.spent(os.getpid(), ground.data_folder()).database
    with TemporaryFile() as said:
        child = psutil.Popen(
            [sys.executable, "-P", "-m", "hemei.project", "import", register, str(file)],
            stdout=subprocess.DEVNULL, stderr=said, env={**os.environ, "HEMEI_LOG_LEVEL": "warning"},
        )  # fmt: skip
        own = peak = 0.0
        while child.poll() is None:
            with contextlib.suppress(psutil.Error, OSError):
                times = child.cpu_times()
                own, peak = times.user + times.system, max(peak, peak_of(child.pid))
            time.sleep(0.05)
        said.seek(0)
        lines = said.read().decode(errors="replace")
    if child.returncode:
        raise RuntimeError(f"hemei import {register} ended with {child.returncode}: {lines[-500:]}")
    actor = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    with records.acting(actor):
        done = imports.imports(actor=actor, limit=1)[0]
    spent = cost.spent(os.getpid(), ground.data_folder()).database - before
    rows = done.rows_done
    return Taken(rows / _rate(lines, "check"), rows / _rate(lines, "import"), own, spent, peak)


def peak_of(pid: int) -> float:
    """Return the most memory a process has held, in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _rate(said: str, phase: str) -> float:
    """Read a phase's last line of progress: `check: 100%|...| 300000/300000 [00:05<00:00, 55000.00row/s]`."""
    lines = [line for line in said.replace("\r", "\n").splitlines() if line.startswith(f"{phase}:")]
    rate = re.search(r"([0-9.]+)row/s\]\s*$", lines[-1]) if lines else None
    if rate is None:
        raise RuntimeError(f"hemei import said no rate for {phase!r}: {said[-500:]}")
    return float(rate.group(1))


def _copy(file: Path) -> float:
    """COPY the same rows as the owner into a table with the same columns and indexes; rows a second."""
    body = io.StringIO()
    count = 0
    with file.open(encoding="gb18030", newline="") as source:
        for count, row in enumerate(csv.DictReader(source), start=1):
            facts = [count, 1, count // 75, count // 25, row["房号"], row["楼层"], "residence",
                     row["专有面积"].replace(".", ""), row["不动产权证号"], row["销售日期"], row["交付日期"],
                     "1.2.3.4.", "places.estate:1"]  # fmt: skip
            body.write("\t".join(str(fact) for fact in facts) + "\n")
    with ground.connect() as owner:
        owner.execute("drop table if exists bench_units")
        owner.execute("create table bench_units (like places_propertyunit including all)")
        begun = time.perf_counter()
        with owner.cursor().copy(
            "copy bench_units (id, estate_id, building_id, entrance_id, room, floor, use, exclusive_area_dm2,"
            " register_ref, sold_on, delivered_on, scope, stream) from stdin"
        ) as copy:
            body.seek(0)
            while chunk := body.read(1 << 16):
                copy.write(chunk)
        took = time.perf_counter() - begun
        owner.execute("drop table bench_units")
    return count / took
