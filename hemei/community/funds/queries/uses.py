"""Uses of funds the actor may see, the newest first, and one with all that happened to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Case, F, Q, QuerySet, When
from django.db.models.expressions import RawSQL

from hemei.community.funds.facts import fund_rules
from hemei.community.funds.models import Share, Use
from hemei.community.funds.rules.acts import Act, may
from hemei.community.funds.rules.filing import FilingState
from hemei.community.funds.rules.standards import FundRules
from hemei.community.funds.rules.words import OVER, Level, Path, Payer, State
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class UseRow:
    """A use: what, on which path, how far, by when it is to be checked."""

    id: int
    stream: str
    scope: str
    fund_id: int
    estate_id: int
    estate_code: str
    estate: str
    path: Path
    state: State
    title: str
    part: str
    level: Level
    building_id: int | None
    building: str
    entrance_id: int | None
    entrance: str
    items: tuple[tuple[str, int], ...]
    budget_fen: int
    situation: str
    supplement_of: int | None
    person_id: int | None
    planned_on: date
    warranty: str
    built_year: int | None
    warranty_until: date | None
    assembly_id: int | None
    cleared_on: date | None
    check_by: datetime | None
    contractor: str
    chosen_by: str
    offers: int | None
    begun_on: date | None
    accepted_on: date | None
    giving_up_on: date | None
    giving_up_by_id: int | None
    giving_up_reason_id: int | None
    ended_on: date | None
    bill_fen: int | None
    audit: str
    billed_on: date | None
    billed_by_id: int | None
    checked_at: datetime | None
    checked_by_id: int | None
    paid_on: date | None
    entry_id: int | None
    handed_over: bool

    def is_of(self, person_id: int | None) -> bool:
        """Whether somebody proposed this use, entered its bill or gives it up, and so checks it not."""
        return person_id is not None and person_id in hands_of(self)


def hands_of(row: Use | UseRow) -> set[int | None]:
    """Return who proposed a use, entered its bill, or asks that it is given up."""
    asked = row.giving_up_by_id if row.state == State.GIVING_UP else None
    return {row.person_id, row.billed_by_id, asked}


@dataclass(frozen=True, slots=True)
class UseFilter:
    """What a list is narrowed to; `state` is a state, or `open` for all that go on; `late` are checks that are late.

    `no_papers` lacks one though it is approved or paid. It is also a state of the filing with the authority.
    """

    text: str = ""
    path: str = ""
    state: str = ""
    fund_id: int = 0


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What a unit bears of a bill, by its door; never what its account gave, which tells the household's balance.

    `owed_fen` is what is still owed of it, for who collects that; nobody else is told that a household owes.
    """

    id: int
    unit_id: int
    door: str
    area_dm2: int
    share_fen: int
    owed_fen: int
    payer: Payer


def uses(
    asked: UseFilter, *, actor: Actor, now: datetime, after: int | None = None, limit: int = 50
) -> list[UseRow]:
    """Return uses the actor may see, the newest first, those before an id; one statement."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = Use.objects.filter(records.seen_by(actor), _narrowed(asked, now))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return use_rows(rows.order_by("-id"), limit)


def all_uses(asked: UseFilter, *, actor: Actor, now: datetime, chunk: int = 500) -> Iterator[UseRow]:
    """Yield the whole list for an export, read in pages."""
    after: int | None = None
    while page := uses(asked, actor=actor, now=now, after=after, limit=chunk):
        yield from page
        after = page[-1].id


def use(use_id: int, *, actor: Actor) -> UseRow | None:
    """Return a use the actor may see."""
    if not may(actor, Act.SEE).allowed:
        return None
    return next(iter(use_rows(Use.objects.filter(records.seen_by(actor), pk=use_id), 1)), None)


def shown_uses(streams: Collection[str]) -> dict[str, UseRow]:
    """Return uses by their streams; one statement. The caller has opened their place."""
    return {
        row.stream: row
        for row in use_rows(Use.objects.filter(stream__in=streams).order_by("-id"), len(streams))
    }


def uses_on_the_way(estate_id: int, *, limit: int) -> dict[str, UseRow]:
    """Return the uses of an estate that go on, the latest first; one statement. The caller has opened its place."""
    found = Use.objects.filter(fund__estate_id=estate_id).exclude(state__in=[one.value for one in OVER])
    return {row.stream: row for row in use_rows(found.order_by("-id"), limit)}


def supplements_of(use_id: int, *, actor: Actor) -> list[UseRow]:
    """Return what was applied for beyond a use's budget."""
    return use_rows(Use.objects.filter(records.seen_by(actor), supplement_of=use_id).order_by("-id"), 20)


def shares(use_id: int, *, actor: Actor, after: int = 0, limit: int = 100) -> list[ShareRow]:
    """Return what units bear of a use the actor may see, in the order of the units; one statement."""
    if not may(actor, Act.SEE).allowed:
        return []
    owed = Q(use__state=State.PAID.value, gap_fen__gt=0, gap_paid_on=None)
    rows = Share.objects.filter(records.seen_by(actor), use_id=use_id, household__unit_id__gt=after)
    rows = rows.annotate(owed_fen=Case(When(owed, then=F("gap_fen")), default=0))
    fields = (
        "id", "household__unit_id", "household__unit__building__name", "household__unit__entrance__name",
        "household__unit__room", "area_dm2", "share_fen", "owed_fen", "payer",
    )  # fmt: skip
    collects = may(actor, Act.DEPOSIT).allowed
    return [
        ShareRow(
            row[0], row[1], f"{row[2]}{row[3] or ''}{row[4]}", row[5], row[6], row[7] if collects else 0,
            Payer(row[8]),
        )
        for row in rows.order_by("household__unit_id").values_list(*fields)[:limit]
    ]  # fmt: skip


def all_shares(use_id: int, *, actor: Actor, chunk: int = 2_000) -> Iterator[ShareRow]:
    """Yield all shares of a use for an export, read in pages."""
    after = 0
    while page := shares(use_id, actor=actor, after=after, limit=chunk):
        yield from page
        after = page[-1].unit_id


def _narrowed(asked: UseFilter, now: datetime) -> Q:
    found = Q()
    if asked.text:
        found &= Q(title__contains=asked.text) | Q(fund__estate__name__contains=asked.text)
    if asked.path:
        found &= Q(path=asked.path)
    if asked.fund_id:
        found &= Q(fund_id=asked.fund_id)
    return found & _standing(asked.state, now)


def _standing(state: str, now: datetime) -> Q:
    """Return where a use stands that is looked for by this word."""
    if state == "open":
        return ~Q(state__in=[one.value for one in OVER])
    if state == "late":
        return Q(check_by__lt=now)
    if state == "no_papers":
        ended = Q(state__in=[State.APPROVED.value, State.PAID.value])
        return ended & _lacking(fund_rules(shanghai_day(now)))
    if state in set(FilingState):
        return Q(filings__state=state)
    return Q(state=state) if state else Q()


def _lacking(rules: FundRules) -> Q:
    """Return what lacks a paper by the rules of today, whenever it was paid."""
    compared = max((one.up_to_fen for one in rules.choice if one.offers <= 1), default=0)
    held = {
        "always": Q(), "offers": Q(budget_fen__gt=compared), "audit": Q(bill_fen__gt=rules.audit.above_fen),
    }  # fmt: skip
    found = Q(pk__in=[])
    for one in rules.paper:
        there = RawSQL(
            "exists (select from records_file f where f.stream = funds_use.stream and f.purpose = %s)",
            [f"fund_{one.code}"], output_field=BooleanField(),
        )  # fmt: skip
        found |= held[one.when] & ~Q(there)
    return found


_FIELDS = (
    "id", "stream", "scope", "fund_id", "fund__estate_id", "fund__estate__code", "fund__estate__name", "path", "state",
    "title", "part", "level", "building_id", "building__name", "entrance_id", "entrance__name", "items", "budget_fen",
    "situation", "supplement_of_id", "person_id", "planned_on", "warranty", "built_year",
    "warranty_until", "assembly_id", "cleared_on", "check_by", "contractor", "chosen_by", "offers", "begun_on",
    "accepted_on", "giving_up_on", "giving_up_by_id", "giving_up_reason_id", "ended_on", "bill_fen",
    "audit", "billed_on", "billed_by_id", "checked_at", "checked_by_id", "paid_on",
    "entry_id", "fund__handed_over_on",
)  # fmt: skip


def use_rows(rows: QuerySet[Use], limit: int) -> list[UseRow]:
    """Return uses as rows, in the order they are asked for; one statement."""
    found = []
    for line in rows.values_list(*_FIELDS)[:limit]:
        values = dict(zip(UseRow.__slots__, line, strict=True))
        values["path"], values["state"] = Path(values["path"]), State(values["state"])
        values["level"] = Level(values["level"])
        values["building"], values["entrance"] = values["building"] or "", values["entrance"] or ""
        values["items"] = tuple((one["name"], one["fen"]) for one in values["items"])
        values["handed_over"] = values["handed_over"] is not None
        found.append(UseRow(**values))
    return found
