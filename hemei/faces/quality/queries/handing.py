"""Lists that are handed over: who keeps the register there, the duty that runs, and whether it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from hemei.faces.quality.queries.areas import Area, area
from hemei.faces.quality.queries.checks import Entry, document, entry_of
from hemei.faces.quality.queries.lists import standing
from hemei.faces.quality.rules import Handing
from hemei.ground.clocks import queries as clocks
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.people.queries import BodyKind, BodyRow
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, Role
from hemei.kernel.checks import Fix
from hemei.kernel.decision import Decision, Reason, mark
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties

_STREAM = "quality.list"


def _may(act: people.Act) -> Callable[[Role], bool]:
    return lambda role: people.may(role, act).allowed


_KEEPS: dict[Fix, Callable[[Role], bool]] = {
    Fix.IMPORT: places.REGISTER_KEEPERS.__contains__,
    Fix.CONTRACT: companies.REGISTRARS.__contains__,
    Fix.MANAGER: companies.REGISTRARS.__contains__,
    Fix.MODE: companies.KEEPERS.__contains__,
    Fix.CODE: companies.CODE_KEEPERS.__contains__,
    Fix.BODY: _may(people.Act.APPOINT),
    Fix.COMMITTEE: _may(people.Act.KEEP_COMMITTEES),
    Fix.OFFICE: _may(people.Act.APPOINT),
}
# A body keeps a register where one who acts for it may put it right.
_ACTS_FOR = {
    BodyKind.COMMUNITY: (Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY),
    BodyKind.STREET: (Role.STREET_CLERK,),
    BodyKind.COUNTY_GOVERNMENT: (Role.COUNTY_COORDINATOR,),
}


def keeps(fix: Fix, role: Role) -> bool:
    """Whether a role puts this kind of contradiction right."""
    return _KEEPS[fix](role)


def keeper_of(entry: Entry, found: Area, day: date) -> BodyRow | None:
    """Return the lowest body that keeps the register of a check in a place; None where none does alone."""
    kinds = [kind for kind, roles in _ACTS_FOR.items() if any(keeps(entry.check.fix, role) for role in roles)]
    bodies = people.bodies_above(found.place.path, day, kinds) if kinds else []
    return bodies[0] if bodies else None


def stream_of(place_id: int) -> str:
    """Return the stream of the lists of a place."""
    return f"{_STREAM}:{place_id}"


def last_fix(place_id: int, code: str, *, actor: Actor) -> duties.DutyRow | None:
    """Return the duty that was last made of a list, as far as the actor sees it."""
    wanted = duties.DutyFilters(
        view="area", origin=duties.Origin.DATA_FIX, origin_stream=stream_of(place_id), origin_item=code
    )
    return next(iter(duties.duty_list(actor=actor, filters=wanted, limit=1)), None)


def handing(day: date) -> Handing | None:
    """Return how long a list may take; None where the document of the day says nothing."""
    found = document(day)
    return found.handing if found else None


def due_day(now: datetime) -> date | None:
    """Return the day by which a list handed over now is to be done, unless another is given."""
    rule = handing(shanghai_day(now))
    if rule is None:
        return None
    return shanghai_day(clocks.working_time(now=now).due(now, rule.limit).at)


def fix_done(*, origin_stream: str, origin_item: str, actor: Actor, now: datetime) -> Decision:
    """Whether the list a duty was made of is empty; named in the setting `DUTY_PROOFS`.

    A check that is no longer made, or a place that is no more, proves nothing: whoever set the duty judges.
    """
    kind, _, number = origin_stream.partition(":")
    if kind != _STREAM:
        return Decision.yes()
    day = shanghai_day(now)
    found, entry = area(int(number), actor=actor, day=day), entry_of(origin_item, day)
    count = standing(entry, found, day=day) if found and entry else 0
    if not found or not entry or not count:
        return Decision.yes()
    return Decision.no(
        Reason(
            mark("{place}的“{check}”现在还有{count}处矛盾，不能报完成"),
            {"check": entry.check.name, "place": found.place.short_name, "count": count},
            remedy=mark("请打开名单改正；来不及的，写明理由申请延期"),
            code="still_wrong",
        )
    )
