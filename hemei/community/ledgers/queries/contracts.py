"""Revenue contracts and what is due by them, as far as the actor may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)

from hemei.community.ledgers.models import Entry, Release, RevenueContract, RevenueDue
from hemei.community.ledgers.queries.offered import offered
from hemei.community.ledgers.rules.acts import Act, may
from hemei.community.ledgers.rules.contracts import DECISION_PAPER
from hemei.community.ledgers.rules.words import RECEIPT
from hemei.community.voting import queries as voting
from hemei.community.voting.queries import put
from hemei.ground.people import queries as people
from hemei.ground.records import queries as records
from hemei.ground.records.queries import FileRow
from hemei.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A revenue contract; `party_id` is the other side, in the vault, and `valid_until` is excluded.

    `part` names the buildings whose owners alone share the common part, None where it is the whole estate's.
    """

    id: int
    ledger_id: int
    estate_id: int
    estate_code: str
    estate: str
    kind: str
    account_code: str
    number: str
    place: str
    party_id: int
    valid_from: date
    valid_until: date
    every_months: int
    amount_fen: int
    due_days: int
    vote_id: int | None
    resolution: str
    ended_on: date | None
    part_id: int | None
    part: str | None
    vote_fallen: bool = False

    @property
    def decided(self) -> bool:
        """Whether it is known how the owners decided, by a vote of theirs that stands."""
        return bool(self.resolution) or (self.vote_id is not None and not self.vote_fallen)

    def runs_on(self, day: date) -> bool:
        """Whether the contract runs on a day."""
        return self.valid_from <= day < (self.ended_on or self.valid_until)

    def begins_after(self, day: date) -> bool:
        """Whether the contract has not begun on a day, and was not ended before it did."""
        return day < self.valid_from and (self.ended_on is None or self.ended_on > self.valid_from)


@dataclass(frozen=True, slots=True)
class DueRow:
    """An amount due; `period_until` is excluded."""

    id: int
    ledger_id: int
    estate_id: int
    estate: str
    contract_id: int
    kind: str
    place: str
    party_id: int
    period_from: date
    period_until: date
    due_on: date
    amount_fen: int
    received_fen: int
    entry_id: int | None
    dropped: bool
    account_code: str

    @property
    def open_fen(self) -> int:
        """What is still asked for."""
        return 0 if self.dropped else self.amount_fen - self.received_fen

    @property
    def back_fen(self) -> int:
        """What came for what is not asked for any more, and is to be given back."""
        return self.received_fen if self.dropped else 0


@dataclass(frozen=True, slots=True)
class ContractFilter:
    """What a list of contracts is narrowed to; empty means all. `runs_on` keeps those that run on that day.

    `waiting` keeps those of which something is asked not to be collected, unanswered.
    """

    ledger_id: int | None = None
    kind: str = ""
    runs_on: date | None = None
    undecided: bool = False
    waiting: bool = False


_CONTRACT = (
    "id", "ledger_id", "ledger__estate_id", "ledger__estate__code", "ledger__estate__name", "kind", "account_code",
    "number", "place", "party_id", "valid_from", "valid_until", "every_months", "amount_fen", "due_days", "vote_id",
    "resolution", "ended_on", "part_id", "part__name",
)  # fmt: skip
_DUE = (
    "id", "ledger_id", "ledger__estate_id", "ledger__estate__name", "contract_id", "contract__kind", "contract__place",
    "contract__party_id", "period_from", "period_until", "due_on", "amount_fen", "received_fen", "entry_id", "dropped",
    "contract__account_code",
)  # fmt: skip


def contracts(
    asked: ContractFilter, *, actor: Actor, after: int | None = None, limit: int = 50
) -> list[ContractRow]:
    """Return revenue contracts the actor may see, the latest registered first."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = RevenueContract.objects.filter(records.seen_by(actor), _narrowed(asked))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return _contracts(rows.order_by("-id"), limit)


def _contracts(rows: QuerySet[Any], limit: int) -> list[ContractRow]:
    found = [ContractRow(*row) for row in rows.values_list(*_CONTRACT)[:limit]]
    gone = gone_votes({row.vote_id for row in found if row.vote_id is not None})
    return [replace(row, vote_fallen=row.vote_id in gone) for row in found] if gone else found


def gone_votes(vote_ids: set[int]) -> set[int]:
    """Return those of the votes that allowed a business and fell since: annulled, or not passed as counted anew."""
    return voting.fallen_votes(vote_ids) if vote_ids else set()


def _undecided() -> Q:
    """Contracts that no vote and no resolution allows, or only a vote that fell."""
    gone = sorted(voting.fallen_votes())
    return Q(resolution="") & (Q(vote_id=None) | Q(vote_id__in=gone))


def _running(day: date) -> Q:
    return Q(valid_from__lte=day) & _not_over(day)


def _not_over(day: date) -> Q:
    """Contracts that run on a day, or will: the owners are asked before one begins, not after."""
    return Q(valid_until__gt=day) & (Q(ended_on=None) | Q(ended_on__gt=day))


def undecided_among(contract_ids: Collection[int]) -> set[int]:
    """Return those of the contracts on which the owners did not decide, for whom it was seen that he may see them."""
    return set(RevenueContract.objects.filter(_undecided(), pk__in=contract_ids).values_list("pk", flat=True))


def running_undecided(day: date) -> QuerySet[RevenueContract]:
    """Return the contracts that run on a day without the owners' decision, for the writers of this app."""
    return RevenueContract.objects.filter(_undecided(), _running(day))


def contracts_to_put(*, actor: Actor, on: date) -> records.Lines[tuple[int]]:
    """Return how many contracts, begun or not, the actor has to put to the owners, or enter their decision on.

    The committee does, the community where none can act; what is before the owners waits for these. Row-level
    security applies.
    """
    if not may(actor, Act.OFFER).allowed:
        return records.Lines()
    able = people.has_able_committee("ledger__estate_id", on)
    rows = _without_word(actor, on).filter(able if actor.role is Role.COMMITTEE_MEMBER else ~able)
    waits = put.before_owners(OuterRef("ledger__estate_id"), "words")
    return records.counted(rows.exclude(Exists(offered().filter(waits))).exclude(Exists(_passed())))


def contracts_to_rest(*, actor: Actor, on: date) -> records.Lines[tuple[int]]:
    """Return how many contracts, begun or not, the owners allowed where nobody entered it yet; row-level security."""
    if not may(actor, Act.CONTRACT).allowed:
        return records.Lines()
    return records.counted(_without_word(actor, on).filter(Exists(_passed())))


def _without_word(actor: Actor, on: date) -> QuerySet[RevenueContract]:
    rows = RevenueContract.objects.filter(records.seen_by(actor), _not_over(on), resolution="")
    return rows.filter(Q(vote_id=None) | Q(put.fell("vote_id")))


def _passed() -> QuerySet[Any]:
    """Return the business of a contract that its owners passed, as far as no other contract rests on it."""
    used = RevenueContract.objects.filter(vote_id__isnull=False, ended_on=None).values("vote_id")
    passed = put.passed_by_owners("stream", "words").exclude(vote_id__in=used)
    return offered().filter(Exists(passed))


def undecided_of(estate_ids: Iterable[int], *, on: date) -> dict[int, list[int]]:
    """Return by estate the contracts that run on a day without the owners' decision; row-level security applies."""
    found: dict[int, list[int]] = {}
    rows = running_undecided(on).filter(ledger__estate_id__in=list(estate_ids)).order_by("id")
    for estate, number in rows.values_list("ledger__estate_id", "id"):
        found.setdefault(estate, []).append(number)
    return found


@dataclass(frozen=True, slots=True)
class AgreedTerms:
    """What a running contract says of a place and of money."""

    contract_id: int
    place: str
    amount_fen: int
    every_months: int


def terms_of(kind: str, estate_ids: Iterable[int], *, on: date) -> dict[int, list[AgreedTerms]]:
    """Return by estate what contracts of a kind that run on a day agree; row-level security applies."""
    found: dict[int, list[AgreedTerms]] = {}
    rows = RevenueContract.objects.filter(_running(on), kind=kind, ledger__estate_id__in=list(estate_ids))
    fields = ("ledger__estate_id", "id", "place", "amount_fen", "every_months")
    for estate, *terms in rows.order_by("id").values_list(*fields):
        found.setdefault(estate, []).append(AgreedTerms(*terms))
    return found


def all_contracts(asked: ContractFilter, *, actor: Actor, chunk: int = 1_000) -> Iterator[ContractRow]:
    """Yield the whole list for an export, read in pages."""
    after = None
    while page := contracts(asked, actor=actor, after=after, limit=chunk):
        yield from page
        after = page[-1].id


def _narrowed(asked: ContractFilter) -> Q:
    wanted = Q()
    if asked.ledger_id is not None:
        wanted &= Q(ledger_id=asked.ledger_id)
    if asked.kind:
        wanted &= Q(kind=asked.kind)
    if asked.runs_on is not None:
        wanted &= _running(asked.runs_on)
    if asked.undecided:
        wanted &= _undecided()
    if asked.waiting:
        wanted &= Q(pk__in=Release.objects.filter(agreed=None).values("contract_id"))
    return wanted


def contract(contract_id: int, *, actor: Actor) -> ContractRow | None:
    """Return a revenue contract the actor may see."""
    if not may(actor, Act.SEE).allowed:
        return None
    rows = RevenueContract.objects.filter(records.seen_by(actor), pk=contract_id)
    return next(iter(_contracts(rows, 1)), None)


def registered_by(actor: Actor, *, contract_id: int, ledger_id: int) -> bool:
    """Whether it was the actor who registered a contract; an account stands for a person where none is kept."""
    return _was(actor, ledger_id, "ledgers.contract_registered", "contract", contract_id)


def _was(actor: Actor, ledger_id: int, kind: str, name: str, of_id: int) -> bool:
    told = records.events_of(streams=[f"ledgers.ledger:{ledger_id}"], kind=kind)
    by = next((event.actor for _stream, event in told if event.data[name] == of_id), {})
    persons = {by.get("person"), actor.person_id}
    if None not in persons:
        return len(persons) == 1
    return actor.account_id is not None and by.get("account") == actor.account_id


def decision_papers(row: ContractRow) -> list[FileRow]:
    """Return the scans of what owners decided elsewhere on a contract, the oldest first; who asks has seen it."""
    wanted = f"{DECISION_PAPER}-{row.id}"
    return [one for one in records.files_of([f"ledgers.ledger:{row.ledger_id}"]) if one.purpose == wanted]


def dues_of(contract_id: int, *, actor: Actor, after: date | None = None, limit: int = 50) -> list[DueRow]:
    """Return what is due by a contract, the earliest end first: periods share a beginning where one was cut short."""
    rows = _seen(actor).filter(contract_id=contract_id)
    if after is not None:
        rows = rows.filter(period_until__gt=after)
    return _rows(rows.order_by("period_until", "id"), limit)


def due(due_id: int, *, actor: Actor) -> DueRow | None:
    """Return an amount due the actor may see."""
    return next(iter(_rows(_seen(actor).filter(pk=due_id), 1)), None)


def dues_asked_for(
    ledger_id: int, *, amounts: Collection[int], until: date, actor: Actor, limit: int = 200
) -> list[DueRow]:
    """Return what is asked for and open at just one of these amounts, due by a day, the oldest first; one statement."""
    rows = _seen(actor).filter(
        ledger_id=ledger_id, dropped=False, received_fen__lt=F("amount_fen"), due_on__lte=until
    )
    open_fen = ExpressionWrapper(F("amount_fen") - F("received_fen"), output_field=BigIntegerField())
    return _rows(rows.alias(open_fen=open_fen).filter(open_fen__in=amounts).order_by("due_on", "id"), limit)


def payers_of(entry_ids: Collection[int]) -> dict[int, int]:
    """Return the other side, in the vault, of the contracts that entries are receipts of, as far as seen."""
    rows = Entry.objects.filter(pk__in=entry_ids, source_key__startswith=f"{RECEIPT}:")
    dues = {entry: int(key.split(":", 2)[1]) for entry, key in rows.values_list("id", "source_key")}
    found = RevenueDue.objects.filter(pk__in=set(dues.values())).values_list("id", "contract__party_id")
    parties = dict(found)
    return {entry: parties[due] for entry, due in dues.items() if due in parties}


def entered_by(actor: Actor, *, entry_id: int, ledger_id: int) -> bool:
    """Whether it was the actor who entered an entry; an account stands for a person where none is kept."""
    return _was(actor, ledger_id, "ledgers.entry_posted", "entry", entry_id)


def to_give_back(ledger_id: int, *, actor: Actor) -> list[DueRow]:
    """Return what came for what is not asked for any more, and is still to be given back, the oldest first."""
    rows = _seen(actor).filter(ledger_id=ledger_id, dropped=True, received_fen__gt=0)
    return _rows(rows.order_by("due_on", "id"), _MOST_BACK)


_MOST_BACK = 100


def overdue(
    *,
    actor: Actor,
    on: date,
    ledger_id: int | None = None,
    after: tuple[date, int] | None = None,
    limit: int = 50,
) -> list[DueRow]:
    """Return what was due before a day and has not come in full, the oldest first."""
    rows = _seen(actor).filter(due_on__lt=on, dropped=False, received_fen__lt=F("amount_fen"))
    if ledger_id is not None:
        rows = rows.filter(ledger_id=ledger_id)
    if after is not None:
        rows = rows.filter(Q(due_on__gte=after[0]) & (Q(due_on__gt=after[0]) | Q(id__gt=after[1])))
    return _rows(rows.order_by("due_on", "id"), limit)


def all_overdue(
    *, actor: Actor, on: date, ledger_id: int | None = None, chunk: int = 1_000
) -> Iterator[DueRow]:
    """Yield the whole list for an export, read in pages."""
    after = None
    while page := overdue(actor=actor, on=on, ledger_id=ledger_id, after=after, limit=chunk):
        yield from page
        after = (page[-1].due_on, page[-1].id)


def overdue_fen(ledger_ids: list[int], *, on: date, actor: Actor) -> dict[int, int]:
    """Return what is overdue by ledger; one statement."""
    rows = _seen(actor).filter(
        ledger_id__in=ledger_ids, due_on__lt=on, dropped=False, received_fen__lt=F("amount_fen")
    )
    sums = rows.values_list("ledger_id").annotate(open=Sum(F("amount_fen") - F("received_fen"))).order_by()
    return {int(number): int(fen) for number, fen in sums}


def _seen(actor: Actor) -> QuerySet[RevenueDue]:
    if not may(actor, Act.SEE).allowed:
        return RevenueDue.objects.none()
    return RevenueDue.objects.filter(records.seen_by(actor))


def _rows(rows: QuerySet[Any], limit: int) -> list[DueRow]:
    return [DueRow(*row) for row in rows.values_list(*_DUE)[:limit]]
