"""Estates from a file: new ones are entered, known ones corrected where the file says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hemei.ground.places import queries
from hemei.ground.places.models import Estate
from hemei.ground.places.queries.finding import Communities
from hemei.ground.places.rules.drafts import EstateDraft
from hemei.ground.places.rules.names import name_keys
from hemei.ground.places.rules.positions import MapSystem, Point, degrees, may_use, to_cgcs2000
from hemei.ground.places.services.estates import first_events, rooms_left, write_estates
from hemei.ground.places.services.registers.likes import Likes, changes_of
from hemei.ground.records import services as records
from hemei.ground.records.queries import Choice
from hemei.kernel.decision import Reason, mark
from hemei.kernel.registers import Row


def estate_writer() -> EstateWriter:
    """Begin a run."""
    return EstateWriter()


def estate_searches(work: records.Work) -> Mapping[tuple[str, ...], records.Search]:
    """Return how to look up where a refused row would lie."""
    return EstateWriter().searches(work)


@dataclass
class EstateWriter:
    """Keeps the communities it has looked up for the run."""

    communities: Communities | None = None
    frame: queries.Frame | None = None
    city: str = ""
    day: date | None = field(default=None)
    entered: set[int] = field(default_factory=set)

    def __call__(self, work: records.Work, rows: Sequence[Row]) -> records.Written:
        """Write a batch of estates."""
        self._look_up(work)
        written = records.Written()
        placed = [(row, home) for row in rows if (home := self._home(row, written)) is not None]
        known = _known(placed)
        fresh: list[tuple[Row, int]] = []
        seen: dict[tuple[int, str], int] = {}
        for row, home in placed:
            first = seen.setdefault((home, row.values["name"]), row.number)
            found = known.get(row.values["code"] or (home, row.values["name"]))
            if first != row.number:
                written.refuse(row, "name", row.values["name"], _repeats(first))
            elif found is not None:
                self._correct(work, row, home, found, written)
            elif row.values["code"]:
                written.refuse(row, "code", row.values["code"], _NO_SUCH_CODE)
            else:
                fresh.append((row, home))
        drafts = self._without_doubles(work, fresh, written)
        self._enter(work, drafts, written)
        return written

    def _without_doubles(
        self, work: records.Work, fresh: Sequence[tuple[Row, int]], written: records.Written
    ) -> list[EstateDraft]:
        """Return what is to be entered; a row that is like an estate on record goes as the clerk decided."""
        likes = Likes(fresh, own=self.entered)
        drafts: list[EstateDraft] = []
        rooms = rooms_left({home for _, home in fresh})
        for row, home in fresh:
            alike = likes.of(row, home)
            choice, subject = written.decide(work, alike) if alike else (Choice.NEW, None)
            if choice is Choice.NEW and not rooms[home]:
                written.refuse(row, "community", row.values["community"], _FULL)
            elif choice is Choice.NEW:
                rooms[home] -= 1
                drafts.append(_draft(row.values, home, work.today))
            elif choice is Choice.SAME:
                estate = Estate.objects.select_for_update().filter(pk=subject or 0, valid_until=None).first()
                if estate is None:
                    written.refuse(row, "name", row.values["name"], _GONE)
                else:
                    self._correct(work, row, estate.community_id, estate, written)
        return drafts

    def _look_up(self, work: records.Work) -> None:
        if self.communities is None or self.day != work.today:
            self.communities = Communities(work.actor, work.today)
            self.frame, self.city = queries.city_frame(work.today), queries.city().name
            self.day = work.today

    def _home(self, row: Row, written: records.Written) -> int | None:
        """Return the row's community; a row whose place will not do is refused."""
        found = self._community(row, written)
        return found if self._position(row, written) else None

    def _community(self, row: Row, written: records.Written) -> int | None:
        values = row.values
        assert self.communities is not None  # noqa: S101 - looked up before
        found = self.communities.find(values["community"], values["street"] or "")
        if isinstance(found, Reason):
            written.refuse(row, "community", values["community"], found)
            return None
        return found

    def _position(self, row: Row, written: records.Written) -> bool:
        values = row.values
        if values["lon"] is None or values["lat"] is None:
            return True
        point = to_cgcs2000(values["lon"], values["lat"], values["system"] or MapSystem.CGCS2000)
        decision = may_use(point, self.frame, city=self.city)
        if not decision.allowed:
            reason = decision.reasons[0]
            said = Reason(reason.text, reason.values, _CHECK_POSITION, code=reason.code)
            written.refuse(row, "lon", degrees(values["lon"]), said)
        return decision.allowed

    def searches(self, work: records.Work) -> Mapping[tuple[str, ...], records.Search]:
        """Return how to look up where a refused row would lie."""
        self._look_up(work)
        return {
            ("community", "street"): lambda rows, written: [self._community(row, written) for row in rows],
            ("lon", "lat", "system"): lambda rows, written: [self._position(row, written) for row in rows],
        }

    def _enter(self, work: records.Work, drafts: Sequence[EstateDraft], written: records.Written) -> None:
        if not drafts:
            return
        estates, accountable = write_estates(drafts)
        written.new += len(estates)
        written.add("places_estate", [row.pk for row in estates])
        self.entered |= {row.pk for row in estates}
        written.add("places_accountablecommunity", accountable)
        written.subjects += [records.Subject(row.stream, row.scope) for row in estates]
        records.record_many((draft, work.actor) for draft in first_events(drafts, estates, work.now))

    def _correct(
        self, work: records.Work, row: Row, home: int, estate: Estate, written: records.Written
    ) -> None:
        if estate.community_id != home:
            written.refuse(row, "community", row.values["community"], _ELSEWHERE)
            return
        changes = changes_of(estate, row.values)
        if not changes:
            written.same += 1
            return
        written.before += records.images("places_estate", [estate.pk])
        for name, value in changes.items():
            setattr(estate, name, value[1])
        if "name" in changes:
            keys = name_keys(estate.name)
            estate.pinyin, estate.initials = keys.pinyin, keys.initials
        estate.save()
        written.changed += 1
        records.record_event(
            stream=estate.stream,
            type="places.estate_corrected",
            actor=work.actor,
            at=work.now,
            scope=estate.scope,
            data={"changes": {name: list(value) for name, value in changes.items()}, "source": work.source},
        )


_NO_SUCH_CODE = Reason(
    mark("没有这个编码的小区，或不在您的管辖范围。"), {}, mark("新小区请把编码留空。"), code="no_such_code"
)
_FULL = Reason(
    mark("这个社区的小区编号已经用完：每个社区最多 999 个。"),
    {},
    mark("请核对责任社区这一列是否填错。"),
    code="community_full",
)
_GONE = Reason(
    mark("选定的小区已经不在册，或不在您的管辖范围。"),
    {},
    mark("请重新检查后再决定。"),
    code="gone",
)
_ELSEWHERE = Reason(
    mark("这个小区现在由另一个社区负责。"),
    {},
    mark("责任社区变更请按区划调整办理；这里请填写现在的责任社区。"),
    code="other_community",
)
_CHECK_POSITION = mark("请核对经纬度是否颠倒、坐标系是否填对。")


def _repeats(first: int) -> Reason:
    return Reason(
        mark("与第 {first} 行是同一项。"), {"first": first}, mark("请删去重复的一行。"), code="repeated"
    )


def _known(placed: Sequence[tuple[Row, int]]) -> dict[str | tuple[int, str], Estate]:
    """Return the estates a batch speaks of, by code and by community and name; locked."""
    codes = [row.values["code"] for row, _ in placed if row.values["code"]]
    rows = Estate.objects.select_for_update().filter(valid_until=None)
    found: dict[str | tuple[int, str], Estate] = {}
    names = {row.values["name"] for row, _ in placed}
    homes = {home for _, home in placed}
    for estate in rows.filter(community_id__in=homes, name__in=names):
        found[estate.community_id, estate.name] = found[estate.code] = estate
    if codes:
        found |= {estate.code: estate for estate in rows.filter(code__in=codes)}
    return found


def _draft(values: dict[str, Any], home: int, today: date) -> EstateDraft:
    point = Point(values["lon"], values["lat"]) if values["lon"] is not None else None
    return EstateDraft(
        name=values["name"],
        kind=values["kind"],
        community_id=home,
        address=values["address"],
        built_area_dm2=values["built_area"],
        households=values["households"],
        valid_from=values["since"] or today,
        built_year=values["built_year"],
        point=point,
        system=values["system"] or MapSystem.CGCS2000,
    )
