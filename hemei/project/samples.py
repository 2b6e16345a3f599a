"""Sample registers for a city that was just loaded: one workbook of made-up estates in its real communities.

The estates are those of the demonstration city, smaller; nobody bears the names and numbers. With mistakes it holds
one row of each kind that a real file brings, so that a newcomer sees how they are answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, cycle
from pathlib import Path
from typing import Any

from hemei.ground.companies.queries import Mode
from hemei.ground.places import queries as places
from hemei.ground.places.queries import KIND_NAMES, USE_NAMES
from hemei.ground.places.services import EstateDraft
from hemei.ground.records import services as records
from hemei.project.demonstration import ground
from hemei.project.demonstration.naming import company_name, credit_code, person_names, phones
from hemei.project.demonstration.scale import Scale, dice

COMPANIES = 8
A_COMMUNITY = 2  # about so many estates a community
_BY_COMPANY = frozenset({Mode.MARKET, Mode.PACKAGED, Mode.MIXED})
_MODE_WORDS = {
    Mode.MARKET: "市场化选聘",
    Mode.PACKAGED: "统一打包选聘",
    Mode.COMMUNITY: "社区准物业化",
    Mode.MIXED: "居委会+物业",
    Mode.SELF: "业主自行管理",
    Mode.NONE: "无人管理",
}
Line = Mapping[str, Any]


@dataclass(slots=True)
class Book:
    """Rows by register; a cell stands under its column's name, as a person would write it."""

    rows: dict[str, list[Line]] = field(default_factory=dict)

    def add(self, register: str, **cells: Any) -> None:
        """Add a row."""
        self.rows.setdefault(register, []).append(cells)


def sample_book(*, estates: int, units: int, today: date, mistakes: bool) -> Book:
    """Make up registers for the communities of the loaded city."""
    levels = (places.Level.COUNTY, places.Level.STREET, places.Level.COMMUNITY)
    counties, streets, communities = (places.places_on(level, today) for level in levels)
    scale = Scale(estates, units, COMPANIES, 0, 0, communities=max(1, estates // A_COMMUNITY))
    homes = ground.homes(counties, streets, communities, scale)
    book = Book()
    city = places.city().code
    for number in range(1, COMPANIES + 1):
        book.add(
            "companies.companies",
            name=company_name(number)[0],
            uscc=credit_code(city, number),
            since="2005-01-01",
        )
    persons, numbers = person_names(dice("sample owners")), phones()
    turns = cycle(range(1, COMPANIES + 1))
    for site in ground.sites(homes, places.city_frame(today), scale):
        draft = ground.estate_draft(site, 0, (), today)
        _add_estate(book, site, draft)
        _add_houses(book, draft, persons, numbers, today)
        _add_management(book, site, draft, credit_code(city, next(turns)), today)
    if mistakes:
        _add_mistakes(book, today)
    return book


def _add_estate(book: Book, site: ground.Site, draft: EstateDraft) -> None:
    position = (
        {} if site.point is None else {"lon": _degrees(site.point.lon), "lat": _degrees(site.point.lat)}
    )
    book.add(
        "places.estates",
        name=draft.name,
        street=site.home.street.name,
        community=site.home.community.code,
        kind=str(KIND_NAMES[draft.kind]),
        address=draft.address,
        built_area=_hundredths(draft.built_area_dm2),
        households=draft.households,
        built_year=draft.built_year,
        since=draft.valid_from.isoformat(),
        **position,
    )


def _add_houses(
    book: Book, draft: EstateDraft, persons: Iterator[str], numbers: Iterator[str], today: date
) -> None:
    sold = min(draft.valid_from + timedelta(days=200), today)
    for building in draft.buildings:
        entrances = "、".join(door.name for door in building.entrances)
        book.add(
            "places.buildings",
            estate=draft.name,
            building=building.name,
            floors=building.floors,
            entrances=entrances,
        )
        for door in building.entrances:
            for unit in door.units:
                spot = {
                    "estate": draft.name,
                    "building": building.name,
                    "entrance": door.name,
                    "room": unit.room,
                }
                book.add(
                    "places.units",
                    **spot,
                    floor=unit.floor,
                    area=_hundredths(unit.exclusive_area_dm2),
                    use=str(USE_NAMES[unit.use]),
                    sold_on=sold.isoformat(),
                    delivered_on=sold.isoformat(),
                )
                book.add(
                    "people.owners", **spot, name=next(persons), phone=next(numbers), since=sold.isoformat()
                )


def _add_management(book: Book, site: ground.Site, draft: EstateDraft, uscc: str, today: date) -> None:
    since = max(date(today.year - 2, 1, 1), draft.valid_from)
    if site.mode in _BY_COMPANY:
        book.add(
            "companies.projects",
            estate=draft.name,
            uscc=uscc,
            contract="业主大会选聘合同",
            since=since.isoformat(),
            term_last=date(today.year + 1, 12, 31).isoformat(),
            fee="1.50",
            grade="三级",
        )
    if site.mode is not None and site.mode is not Mode.MARKET:
        book.add(
            "companies.modes",
            estate=draft.name,
            mode=_MODE_WORDS[site.mode],
            since=since.isoformat(),
            package=site.package,
            basis="物业服务合同",
        )


def _add_mistakes(book: Book, today: date) -> None:
    """Add a row of each kind that a real file brings."""
    first, second = book.rows["places.estates"][:2]
    contract = book.rows["companies.projects"][0]
    twice = credit_code(places.city().code, COMPANIES + 2)
    book.add("places.estates", **{**first, "name": "面积为零苑", "built_area": "0", "address": "示范路901号"})
    book.add(
        "places.estates", **{**first, "name": "年份写错苑", "built_year": "0206", "address": "示范路902号"}
    )
    book.add(
        "places.estates",
        **{**first, "name": "外市社区苑", "community": "110101001001", "address": "示范路903号"},
    )
    book.add("places.estates", **second)
    book.add("places.buildings", estate="没有这个小区", building="1幢", floors=6, entrances="1")
    book.add(
        "companies.companies", name="校验位不对物业", uscc=twice[:-1] + ("0" if twice[-1] != "0" else "1")
    )
    book.add("companies.projects", **{**contract, "uscc": credit_code(places.city().code, 2),
                                      "since": date(today.year - 1, 1, 1).isoformat()})  # fmt: skip


def _degrees(millionths: int) -> str:
    return f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}"


def _hundredths(number: int) -> str:
    return f"{number // 100}.{number % 100:02d}"


def write_book(book: Book, target: Path) -> int:
    """Write the workbook, a sheet a register in the order of a workbook; return how many rows it holds."""
    import xlsxwriter  # noqa: PLC0415 - no page needs it

    rows = count()
    with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False, "strings_to_numbers": False}) as out:
        bold = out.add_format({"bold": True})
        for name, entry in records.register_entries().items():
            lines: Sequence[Line] = book.rows.get(name, ())
            columns = [
                one
                for one in entry.register.columns
                if any(line.get(one.name) not in {None, ""} for line in lines)
            ]
            if not columns:
                continue
            page = out.add_worksheet(entry.register.title)
            page.freeze_panes(1, 0)
            for at, column in enumerate(columns):
                page.write_string(0, at, column.title, bold)
            for row, line in enumerate(lines, start=1):
                next(rows)
                for at, column in enumerate(columns):
                    page.write_string(row, at, str(line.get(column.name, "") or ""))
    return next(rows)
