"""Registration, hours, matches and agreements: what may be, from frozen facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hemei.kernel.decision import Decision, Reason, mark
from hemei.leadership.volunteering.rules.standards import ServiceHours
from hemei.leadership.volunteering.rules.words import HoursState, ItemKind, ItemState, MatchState

LONGEST_TITLE, LONGEST_NAME = 60, 40
FIRST_YEAR = 2019  # the year of the city's opinion on Party-led governance


def _no(text: str, remedy: str, field: str, code: str, **values: str | int) -> Decision:
    return Decision.no(Reason(text, values, remedy, field, code))


def is_name(name: str) -> Decision:
    """Whether a text can be a person's name."""
    if 2 <= len(name) <= LONGEST_NAME:  # noqa: PLR2004 - one character is no name
        return Decision.yes()
    return _no(mark("姓名要有2到{most}个字"), mark("请填写姓名"), "name", "name", most=LONGEST_NAME)


def has_unit(*, organisation: int | None, unit: str) -> Decision:
    """Whether a member in post says which organisation he belongs to."""
    if organisation is not None or unit.strip():
        return Decision.yes()
    return _no(
        mark("没有写所在单位的党组织"), mark("请选择党组织；名单里没有的，写明单位"), "organisation", "unit"
    )


def has_consent(*, given: bool) -> Decision:
    """Whether the person agreed separately to the handling of sensitive information (PIPL art. 29)."""
    if given:
        return Decision.yes()
    return _no(
        mark("没有勾选单独同意"), mark("党员身份属于敏感个人信息，须本人单独同意"), "consent", "consent"
    )


def is_title(title: str) -> Decision:
    """Whether a text can be the title of an item."""
    if 2 <= len(title) <= LONGEST_TITLE:  # noqa: PLR2004 - one character says nothing
        return Decision.yes()
    return _no(
        mark("标题要有2到{most}个字"), mark("写明要什么或能做什么，不写个人信息"), "title", "title",
        most=LONGEST_TITLE,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Service:
    """A service to be recorded. `that_day` is what else stands for the person on that day, in minutes."""

    day: date
    minutes: int
    registered: date
    until: date | None
    that_day: int
    what: str
    item: int | None


def may_tell(service: Service, today: date, rules: ServiceHours) -> Decision:
    """Whether a service can be recorded: after registration, not in the future, not too long ago or too long."""
    reasons: list[Reason] = []

    def add(text: str, remedy: str, field: str, code: str, **values: str | int) -> None:
        reasons.append(Reason(text, values, remedy, field, code))

    if service.day > today:
        add(mark("{day}还没有到"), mark("请在服务之后登记"), "day", "future", day=service.day.isoformat())
    elif service.day < today - timedelta(days=rules.told_within.days):
        add(
            mark("超过{days}天没有登记"),
            mark("请由社区核实后另行记录"),
            "day",
            "too_old",
            days=rules.told_within.days,
        )
    if service.day < service.registered or (service.until is not None and service.day >= service.until):
        add(mark("这一天没有报到登记"), mark("请填写报到以后的日期"), "day", "not_registered")
    if service.minutes < rules.least.minutes:
        add(
            mark("服务不足{least}分钟"), mark("请核对时长"), "minutes", "too_short", least=rules.least.minutes
        )
    elif service.minutes + service.that_day > rules.most_a_day.minutes:
        add(
            mark("这一天合计超过{most}小时"), mark("请核对日期和时长，重复登记的不要再记"), "minutes", "too_long",
            most=rules.most_a_day.minutes // 60,
        )  # fmt: skip
    if service.item is None and not service.what.strip():
        add(mark("没有写做了什么"), mark("请选择项目，或写一句话"), "what", "what")
    references = tuple(
        found.warrant.reference for found in (rules.least, rules.most_a_day, rules.told_within)
    )
    return Decision(not reasons, tuple(reasons), references)


def may_judge(state: HoursState, *, own: bool) -> Decision:
    """Whether a community may confirm or decline a record: once, and nobody his own."""
    if own:
        return Decision.no(Reason(mark("不能确认自己的时长"), {}, mark("请由社区其他人员确认"), code="own"))
    if state is not HoursState.TOLD:
        return Decision.no(Reason(mark("这条记录已经处理"), code="state"))
    return Decision.yes()


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a match."""

    kind: ItemKind
    state: ItemState
    community: int


def may_match(need: Side, offer: Side) -> Decision:
    """Whether a resource or project may be matched to a need: of one community, both still wanted."""
    if need.kind is not ItemKind.NEED or offer.kind is ItemKind.NEED:
        return _no(mark("只能把资源或项目对接给需求"), mark("请重新选择"), "offer", "kind")
    if need.community != offer.community:
        return _no(mark("不是同一个社区的清单"), mark("请选择本社区的资源或项目"), "offer", "community")
    for side in (need, offer):
        if side.state in {ItemState.DONE, ItemState.WITHDRAWN}:
            return _no(mark("已经完成或撤回的不能再对接"), mark("请选择仍在的"), "offer", "state")
    return Decision.yes()


def may_move(state: MatchState) -> Decision:
    """Whether a match can still be told of, finished or dropped."""
    if state is MatchState.RUNNING:
        return Decision.yes()
    return Decision.no(Reason(mark("这次对接已经结束"), code="state"))


def may_withdraw(state: ItemState) -> Decision:
    """Whether an item may be taken off the list: not while a match runs, and once."""
    if state is ItemState.OPEN:
        return Decision.yes()
    if state is ItemState.MATCHED:
        return Decision.no(Reason(mark("正在对接，不能撤回"), {}, mark("请先结束对接"), code="matched"))
    return Decision.no(Reason(mark("已经完成或撤回"), code="state"))


def may_pair(year: int, signed_on: date, today: date) -> Decision:
    """Whether an agreement can be of this year and day: signed in its year or the one before, not in the future."""
    if not FIRST_YEAR <= year <= today.year + 1:
        return _no(
            mark("年度要在{first}到{last}之间"), mark("请核对年度"), "year", "year", first=FIRST_YEAR,
            last=today.year + 1,
        )  # fmt: skip
    if signed_on > today:
        return _no(mark("签订日期还没有到"), mark("请在签订之后登记"), "signed_on", "future")
    if not year - 1 <= signed_on.year <= year:
        return _no(mark("签订日期不在当年或上一年"), mark("请核对年度和日期"), "signed_on", "other_year")
    return Decision.yes()


def ends_on(year: int, signed_on: date) -> tuple[date, date]:
    """Return the first day of an agreement and the day after its last: it holds in its year, from its signing on."""
    return max(date(year, 1, 1), signed_on), date(year + 1, 1, 1)
