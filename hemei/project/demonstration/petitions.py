"""Two years of petitions in the made-up city, taken in from a file as a clerk does: a fifth fewer than the year before.

The days are thrown so that the last twelve months hold four where the same months a year before held five.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random

from hemei.ground.records import services as records
from hemei.ground.records.queries import imports
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation import queries, services
from hemei.project.demonstration.naming import person_names
from hemei.project.demonstration.people import Bodies, People, showcase
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

REGISTER = "mediation.petitions"
KINDS = {
    "fee": 22, "quality": 14, "parking": 14, "noise": 12, "water_leak": 10, "facilities": 9, "public_revenue": 5,
    "committee_election": 4, "illegal_building": 4, "decoration": 4, "neighbour": 4, "fund": 3, "pets": 3,
    "company_change": 2, "other": 2,
}  # fmt: skip
_SOURCES = {"online": 46, "visit": 22, "letter": 10, "phone": 14, "transferred": 8}
_WORDS = "{place}{kind}问题多次反映没有解决，请求处理（示范）。"
_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_FEW, _MANY = 4, 5
"""The last twelve months hold four where the same months a year before held five."""
_NO_ESTATE, _GROUP, _AGAIN, _LATE, _TOLD_LATE = 0.06, 0.04, 0.06, 0.05, 0.02


@dataclass(frozen=True, slots=True)
class Window:
    """The last twelve months as the cockpit has them: from the first of a month to yesterday, and a year before."""

    since: date
    last: date

    @classmethod
    def of(cls, today: date) -> Window:
        """Return the window that ends yesterday."""
        month = today.month % 12 + 1
        return cls(date(today.year if month == 1 else today.year - 1, month, 1), today - timedelta(days=1))

    def day(self, throw: Random, *, before: bool) -> date:
        """Return a day of the window, or of the same months a year before."""
        days = (self.last - self.since).days + 1
        found = self.since + timedelta(days=throw.randrange(days))
        return found if not before else _a_year_before(found)


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # the last day of a longer February
        return day.replace(year=day.year - 1, day=28)


def fifths(lots: int) -> int:
    """Return a fifth of what the year before holds in a city of so many estates."""
    return max(2, lots * 60 // 432)


def write_petitions(
    *, now: datetime, ground: Ground, bodies: Bodies, people: People, progress: Progress
) -> None:
    """Write two years of petitions up to yesterday, settle some repetitions, answer a pattern."""
    bureau = people.clerks[bodies.ids["city", ground.city.id, ""]]
    rows = list(_rows(ground, shanghai_day(now)))
    with progress.stage("信访 petitions", len(rows), "petitions") as stage:
        _take_in(bureau, now, rows)
        stage.step(len(rows))
        _settle_some(bureau, now)
        _answer(bodies, people, now)


def _take_in(bureau: Actor, now: datetime, rows: Sequence[dict[str, str]]) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    content = [out.getvalue().encode()]
    (number,) = records.begin_imports(
        actor=bureau, now=now, upload=content, name="物业信访件.csv", register=REGISTER
    )
    clock: Callable[[], datetime] = lambda: now  # noqa: E731 - the engine asks for a clock
    records.ask_for_check(actor=bureau, now=now, import_id=number, here=True)
    records.run_import(import_id=number, clock=clock)
    records.ask_for_writing(actor=bureau, now=now, import_id=number, good_rows=False, here=True)
    records.run_import(import_id=number, clock=clock)
    with records.acting(bureau):
        found = imports.import_by_id(number, actor=bureau)
    if found is None or found.bad or found.new != len(rows):
        raise RuntimeError(f"The made-up petitions were not taken in: {found}")


def _rows(ground: Ground, today: date) -> Iterator[dict[str, str]]:
    throw, window = dice("petitions"), Window.of(today)
    names = person_names(dice("petitioners"))
    fifth = fifths(len(ground.lots))
    days = [window.day(throw, before=True) for _ in range(_MANY * fifth)]
    days += [window.day(throw, before=False) for _ in range(_FEW * fifth)]
    told: list[dict[str, str]] = []
    crowd = _crowds(ground)
    recent = today - timedelta(days=60)
    for number, day in enumerate(sorted(days), start=1):
        lot, kind = next(crowd, (None, "")) if day >= recent else (None, "")
        again = throw.random() < _AGAIN and told and lot is None
        row = _again(throw, told[-40:]) if again else _row(throw, ground, day, next(names), lot, kind)
        row |= {"number": f"XF{day.year}{number:06}", "received_on": day.isoformat()}
        row |= _course(throw, day, today)
        told.append(row)
        yield row


def _crowds(ground: Ground) -> Iterator[tuple[Lot, str]]:
    """Yield estates that complain of one thing: three or four of a community, ten of the showcase's county."""
    by_home: dict[int, list[Lot]] = {}
    for lot in ground.lots:
        by_home.setdefault(lot.site.home.community.id, []).append(lot)
    widest = max(by_home.values(), key=lambda lots: (len(lots), -lots[0].row.id))
    county = showcase(ground).site.home.county.id
    near = [lot for lot in ground.lots if lot.site.home.county.id == county]
    yield from ((lot, "facilities") for lot in widest[:4])
    yield from ((lot, "fee") for lot in islice(near, 12))


def _row(throw: Random, ground: Ground, day: date, name: str, lot: Lot | None, kind: str) -> dict[str, str]:
    kind = kind or throw.choices(list(KINDS), list(KINDS.values()))[0]
    chosen = lot or throw.choices(list(ground.lots), [one.site.units + 20 for one in ground.lots])[0]
    named = lot is not None or throw.random() >= _NO_ESTATE
    words = dict(queries.kinds_on(day))[kind]
    place = chosen.row.name if named else chosen.site.home.community.short_name
    return {
        "number": "", "received_on": "",
        "source": throw.choices(list(_SOURCES), list(_SOURCES.values()))[0],
        "kind": kind,
        "estate": chosen.row.code if named else "",
        "community": "" if named else chosen.site.home.community.code,
        "persons": str(throw.randrange(10, 40)) if throw.random() < _GROUP else "1",
        "name": name,
        "phone": f"1547{throw.randrange(10_000_000):07d}" if throw.random() < 0.8 else "",  # noqa: PLR2004 - four of five
        "text": _WORDS.format(place=place, kind=words),
        "told_on": "", "ended_on": "", "extended": "",
    }  # fmt: skip


def _again(throw: Random, before: Sequence[dict[str, str]]) -> dict[str, str]:
    return {**throw.choice(list(before)), "persons": "1"}


def _course(throw: Random, day: date, today: date) -> dict[str, str]:
    """Return when a petition was told of and finished, as far as it has come by today."""
    told = day + timedelta(days=20 if throw.random() < _TOLD_LATE else throw.randrange(2, 14))
    late = throw.random() < _LATE
    ended = told + timedelta(days=throw.randrange(70, 95) if late else throw.randrange(12, 56))
    extended = late and throw.random() < 0.5  # noqa: PLR2004 - half of those
    return {
        "told_on": told.isoformat() if told < today else "",
        "ended_on": ended.isoformat() if ended < today else "",
        "extended": "是" if extended else "",
    }


def _settle_some(bureau: Actor, now: datetime) -> None:
    """Confirm most proposed repetitions, deny some, leave the latest to be looked at."""
    with records.acting(bureau):
        only = queries.PetitionFilter(repeat=queries.Repeat.PROPOSED)
        proposed = queries.petitions(only, actor=bureau, on=shanghai_day(now), limit=1_000)
    for number, row in enumerate(proposed[3:]):
        with records.acting(bureau), suppress(Refused):
            services.settle_repeat(actor=bureau, now=now, petition_id=row.id, confirmed=number % 5 != 0)


def _answer(bodies: Bodies, people: People, now: datetime) -> None:
    """Let one community take its pattern to the three-in-one meeting; the county's waits."""
    with records.acting(_SYSTEM):
        found = [
            one
            for one in queries.patterns(actor=_SYSTEM, on=shanghai_day(now))
            if one.found.area == "community"
        ]
    for one in found[:1]:
        clerk = people.clerks[bodies.ids["community", one.found.place_id, ""]]
        with records.acting(clerk), suppress(Refused):
            services.answer_pattern(
                actor=clerk, now=now, area="community", place_id=one.found.place_id, kind=one.found.kind
            )
