"""Payment orders the actor may see: lists, what waits for him, and the whole trail of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from hemei.community.purses.models import Approval, BankFile, BudgetLine, OrderPause, PaymentOrder
from hemei.community.purses.queries.signing import approving
from hemei.community.purses.queries.succeeding import carries_on
from hemei.community.purses.rules.acts import SIDE_OF, Act, may
from hemei.community.purses.rules.words import Basis, OrderState, Paper, Side
from hemei.ground.records import queries as record
from hemei.ground.records.queries import EventRow
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A payment order as lists show it; payee and purpose are numbers of the vault."""

    id: int
    stream: str
    scope: str
    account_id: int
    estate_id: int
    estate: str
    number: str
    kind: str
    amount_fen: int
    tier: str
    payee_id: int
    purpose_id: int
    state: OrderState
    prepared_at: datetime
    expires_at: datetime
    approved_at: datetime | None
    paused_until: datetime | None
    filed_at: datetime | None
    paid_on: date | None
    returned_on: date | None
    basis_annulled_on: date | None
    papers_needed: tuple[Paper, ...]
    papers: tuple[Paper, ...]

    @property
    def came_back(self) -> bool:
        """Whether its payment came back and it was not sent anew since."""
        return self.returned_on is not None and self.state is OrderState.APPROVED

    @property
    def missing_papers(self) -> tuple[Paper, ...]:
        """What its tier demands and it does not have."""
        return tuple(paper for paper in self.papers_needed if paper not in self.papers)


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list is narrowed to; empty means all."""

    state: OrderState | None = None
    account_id: int | None = None
    estate_id: int | None = None
    text: str = ""
    line: int | None = None
    """Only those that rest on this line of a budget, or on the same item of another version of its year."""
    annulled: bool = False
    """Only those whose resolution was annulled, before or after they were paid."""
    person_id: int | None = None
    """Only those that this person prepared or spoke on, or that wait for his word at the moment `at`."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """What a signatory said."""

    round: int
    side: Side
    person_id: int
    stands_in: bool
    agrees: bool
    reason_id: int | None
    confirmed_at: datetime
    given_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An order that waits for the actor's word, and until when."""

    id: int
    number: str
    amount_fen: int
    estate: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PauseRow:
    """The pause of an order."""

    person_id: int
    asked_at: datetime
    until: datetime
    reason_id: int
    clause_id: int


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order with all that was said and done about it."""

    row: OrderRow
    round: int
    committee_needed: int
    community_needed: int
    resolution_needed: bool
    payee_account_id: int
    payee_bank: str
    contract_id: int | None
    part: str
    invoice_number: str
    basis: Basis
    assembly_id: int | None
    vote_id: int | None
    basis_fen: int | None
    """What the resolution it rests on allows in all."""
    basis_text_id: int | None
    budget_line: tuple[int, int, str] | None
    """The line of a budget it rests on: its id, the year, the account of the chart."""
    agreement_id: int
    prepared_by: int
    prepared_body_id: int
    prepared_body: str
    by_owners: bool
    file_number: str
    entry_id: int | None
    paid_entry_id: int | None
    approvals: tuple[ApprovalRow, ...]
    pause: PauseRow | None
    events: tuple[EventRow, ...]
    files: tuple[Any, ...]


ORDER = (
    "id", "stream", "scope", "account_id", "account__estate_id", "account__estate__name", "number", "kind",
    "amount_fen", "tier", "payee_id", "purpose_id", "state", "prepared_at", "expires_at", "approved_at",
    "paused_until", "filed_at", "paid_on", "returned_on", "basis_annulled_on", "papers_needed", "papers",
)  # fmt: skip


def orders(
    *, actor: Actor, asked: OrderFilter | None = None, after: int | None = None, limit: int = 50
) -> list[OrderRow]:
    """Return payment orders the actor may see, the latest first, those before an id."""
    if not may(actor, Act.SEE).allowed:
        return []
    chosen = asked or OrderFilter()
    rows = PaymentOrder.objects.filter(record.seen_by(actor), _narrowed(chosen, actor))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [order_row(row) for row in rows.order_by("-id").values_list(*ORDER)[:limit]]


def all_orders(asked: OrderFilter, *, actor: Actor, chunk: int = 1_000) -> Iterator[OrderRow]:
    """Yield the whole list for an export, read in pages."""
    after: int | None = None
    while page := orders(actor=actor, asked=asked, after=after, limit=chunk):
        yield from page
        after = page[-1].id


def _narrowed(asked: OrderFilter, actor: Actor) -> Q:
    found = Q()
    if asked.state is not None:
        found &= Q(state=asked.state.value)
    if asked.account_id is not None:
        found &= Q(account_id=asked.account_id)
    if asked.estate_id is not None:
        found &= Q(account__estate_id=asked.estate_id)
    if asked.text:
        found &= (
            Q(account__estate__name__contains=asked.text)
            | Q(number=asked.text)
            | Q(invoice_number=asked.text)
        )
    if asked.line is not None:
        same = BudgetLine.objects.filter(
            pk=asked.line, code=OuterRef("budget_line__code"), budget__year=OuterRef("budget_line__budget__year"),
            budget__account=OuterRef("budget_line__budget__account"),
        )  # fmt: skip
        found &= Q(Exists(same))
    if asked.annulled:
        found &= Q(basis_annulled_on__isnull=False)
    return found & _own(asked, actor)


def _own(asked: OrderFilter, actor: Actor) -> Q:
    if asked.person_id is None:
        return Q()
    spoke = Approval.objects.filter(order_id=OuterRef("pk"), person_id=asked.person_id)
    own = Q(prepared_by_id=asked.person_id) | Q(Exists(spoke))
    if asked.at is not None:
        own |= Q(pk__in=_to_approve(actor, asked.at, shanghai_day(asked.at), None).values("pk"))
    return own


def order_row(row: Sequence[Any]) -> OrderRow:
    """Return a row of `ORDER`; for the readers of this app only."""
    values = dict(zip(OrderRow.__slots__, row, strict=True))
    values["state"] = OrderState(values["state"])
    for name in ("papers_needed", "papers"):
        values[name] = tuple(Paper(one) for one in values[name])
    return OrderRow(**values)


def to_approve(
    *, actor: Actor, now: datetime, on: date, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[OrderRow]:
    """Return the orders that wait for the actor's own word, the next to expire first; one statement."""
    rows = _to_approve(actor, now, on, after)
    return [order_row(row) for row in rows.values_list(*ORDER)[:limit]]


def approvals_waiting(
    *, actor: Actor, now: datetime, on: date, after: tuple[datetime, int] | None = None, limit: int = 50
) -> record.Lines[WaitingOrder]:
    """Return the same as the workbench shows it, to be read with what waits elsewhere."""
    rows = _to_approve(actor, now, on, after)[:limit]
    return record.lines_of(
        rows, ("id", "number", "amount_fen", "account__estate__name", "expires_at"),
        lambda order, number, fen, estate, at: WaitingOrder(order, number, fen, estate, datetime.fromisoformat(at)),
    )  # fmt: skip


def _to_approve(
    actor: Actor, now: datetime, on: date, after: tuple[datetime, int] | None
) -> QuerySet[PaymentOrder]:
    side = SIDE_OF.get(actor.role)
    if side is None or actor.person_id is None or not may(actor, Act.APPROVE).allowed:
        return PaymentOrder.objects.none()
    spoke = Approval.objects.filter(
        order_id=OuterRef("pk"), round=OuterRef("round"), person_id=actor.person_id
    )
    needed = Q(community_needed__gt=0) if side is Side.COMMUNITY else Q()
    rows = PaymentOrder.objects.filter(
        record.seen_by(actor), needed, Exists(approving(actor, on)), ~Exists(spoke), state=OrderState.APPROVING.value,
        expires_at__gt=now,
    ).exclude(Q(prepared_by_id=actor.person_id) | Q(rested_by=actor.person_id, rested_by__isnull=False))  # fmt: skip
    if after is not None:
        rows = rows.filter(expires_at__gte=after[0]).exclude(expires_at=after[0], id__lte=after[1])
    return rows.order_by("expires_at", "id")


def order(order_id: int, *, actor: Actor) -> OrderPage | None:
    """Return an order the actor may see with its whole trail."""
    if not may(actor, Act.SEE).allowed:
        return None
    rows = PaymentOrder.objects.filter(record.seen_by(actor), pk=order_id)
    row = rows.select_related("prepared_body", "bank_file", "budget_line__budget", "part").first()
    if row is None:
        return None
    return OrderPage(
        row=order_row(rows.values_list(*ORDER)[0]),
        round=row.round,
        committee_needed=row.committee_needed,
        community_needed=row.community_needed,
        resolution_needed=row.resolution_needed,
        payee_account_id=row.payee_account_id,
        payee_bank=row.payee_bank,
        contract_id=row.contract_id,
        part=row.part.name if row.part else "",
        invoice_number=row.invoice_number,
        basis=Basis(row.basis),
        assembly_id=row.basis_assembly_id,
        vote_id=row.basis_vote_id,
        basis_fen=row.basis_fen,
        basis_text_id=row.basis_text_id,
        budget_line=(line.pk, line.budget.year, line.code) if (line := row.budget_line) else None,
        agreement_id=row.agreement_id,
        prepared_by=row.prepared_by_id,
        prepared_body_id=row.prepared_body_id,
        prepared_body=row.prepared_body.short_name,
        by_owners=row.prepared_body.estate_id is not None,
        file_number=row.bank_file.number if row.bank_file else "",
        entry_id=row.entry_id,
        paid_entry_id=row.paid_entry_id,
        approvals=_approvals(row),
        pause=_pause(row),
        events=tuple(record.history(stream=row.stream)),
        files=tuple(record.files_of([row.stream])),
    )


def _approvals(row: PaymentOrder) -> tuple[ApprovalRow, ...]:
    given = Approval.objects.filter(order=row).order_by("id")
    return tuple(
        ApprovalRow(
            one.round, Side(one.side), one.person_id, one.signatory_id != one.counts_for_id, one.agrees,
            one.reason_id, one.confirmed_at, one.given_at,
        )
        for one in given
    )  # fmt: skip


def _pause(row: PaymentOrder) -> PauseRow | None:
    found = OrderPause.objects.filter(order=row)
    fields = ("person_id", "asked_at", "until", "reason_id", "clause_id")
    return next((PauseRow(*one) for one in found.values_list(*fields)), None)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that went to the bank; `file_id` is the kept file."""

    id: int
    number: str
    profile: str
    count: int
    total_fen: int
    sha256: str
    made_at: datetime


def bank_files(account_id: int, *, actor: Actor, limit: int = 50) -> list[FileRow]:
    """Return the files of an account for the bank, the latest first."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = BankFile.objects.filter(record.seen_by(actor), account_id=account_id).order_by("-id")
    fields = ("id", "number", "profile", "count", "total_fen", "sha256", "made_at")
    return [FileRow(*row) for row in rows.values_list(*fields)[:limit]]


def bank_file(file_id: int, *, actor: Actor, now: datetime) -> tuple[FileRow, bytes] | None:
    """Return a file for the bank with its content; only for who may make one today, as it names accounts in full."""
    if not may(actor, Act.FILE).allowed:
        return None
    row = BankFile.objects.filter(record.seen_by(actor), pk=file_id).select_related("account").first()
    if row is None:
        return None
    place = row.account_id, row.account.estate_id, row.scope
    if not carries_on(*place, actor=actor, now=now).allowed:
        return None
    kept = next((one for one in record.files_of([row.account.stream]) if one.id == row.file_id), None)
    if kept is None:
        return None
    shown = FileRow(row.pk, row.number, row.profile, row.count, row.total_fen, row.sha256, row.made_at)
    return shown, record.file_content(kept)
