"""Joint accounts the actor may see, their agreements, who approves; the number is masked unless it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from hemei.community.purses.facts import rules_on
from hemei.community.purses.models import Agreement, JointAccount, Signatory
from hemei.community.purses.rules.acts import FUND, REVENUE, Act, may
from hemei.community.purses.rules.agreeing import Demands, Tier, demands_of, tiers_from
from hemei.community.purses.rules.resting import OF_THE_FUND
from hemei.community.purses.rules.words import Side
from hemei.community.voting import queries as voting
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, system_actor


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A joint account as lists show it; of its number only the tail."""

    id: int
    stream: str
    scope: str
    estate_id: int
    estate_code: str
    estate: str
    ledger_id: int
    bank: str
    tail: str
    opened_on: date
    purse: str
    holder: str


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """What was agreed about an account."""

    id: int
    number: int
    valid_from: date
    valid_until: date | None
    assembly_id: int | None
    vote_id: int | None
    annulled_on: date | None
    community_approves: bool
    pause_allowed: bool
    pause_clause_id: int | None
    rules_on: date
    tiers: tuple[Tier, ...]

    @property
    def called_off(self) -> bool:
        """Whether it was called off or replaced before its day: it never held."""
        return self.valid_until == self.valid_from


@dataclass(frozen=True, slots=True)
class SignatoryRow:
    """Who approves for a side; `stands_for` is the entry of whom he stands in for."""

    id: int
    side: Side
    person_id: int
    body_id: int
    body: str
    valid_from: date
    valid_until: date | None
    stands_for: int | None
    reason_id: int | None
    named_by: int | None
    confirmed_by: int | None

    def on(self, day: date) -> bool:
        """Whether he approves on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


_ACCOUNT = (
    "id", "stream", "scope", "estate_id", "estate__code", "estate__name", "ledger_id", "bank", "tail", "opened_on",
    "purse", "holder",
)  # fmt: skip
_AGREEMENT = (
    "id", "number", "valid_from", "valid_until", "adopted_assembly_id", "adopted_vote_id", "annulled_on",
    "community_approves", "pause_allowed", "pause_clause_id", "rules_on", "tiers",
)  # fmt: skip
_SIGNATORY = (
    "id", "side", "person_id", "body_id", "body__name", "valid_from", "valid_until", "stands_for_id", "reason_id",
    "named_by_id", "confirmed_by_id",
)  # fmt: skip


def accounts(*, actor: Actor, text: str = "", after: str = "", limit: int = 50) -> list[AccountRow]:
    """Return the accounts the actor may see by the code of their estate."""
    if not may(actor, Act.SEE).allowed:
        return []
    rows = JointAccount.objects.filter(record.seen_by(actor), purse=REVENUE, estate__code__gt=after)
    if text:
        rows = rows.filter(estate__name__contains=text)
    return _rows(rows.order_by("estate__code")[:limit])


def all_accounts(*, actor: Actor, text: str = "", chunk: int = 1_000) -> Iterator[AccountRow]:
    """Yield the whole list for an export, read in pages."""
    after = ""
    while page := accounts(actor=actor, text=text, after=after, limit=chunk):
        yield from page
        after = page[-1].estate_code


def _rows(rows: QuerySet[JointAccount]) -> list[AccountRow]:
    return [AccountRow(*row) for row in rows.values_list(*_ACCOUNT)]


def account(account_id: int, *, actor: Actor) -> AccountRow | None:
    """Return an account the actor may see."""
    return _one(Q(pk=account_id, purse=REVENUE), actor)


def bank_account(account_id: int, *, actor: Actor) -> AccountRow | None:
    """Return an account of either purse the actor may see, for what the bank says of it."""
    found = next(iter(_rows(JointAccount.objects.filter(record.seen_by(actor), pk=account_id))), None)
    return found if found and may(actor, Act.SEE, found.purse).allowed else None


def account_of(estate_id: int, *, actor: Actor) -> AccountRow | None:
    """Return the account of an estate, if the actor may see it."""
    return _one(Q(estate_id=estate_id, purse=REVENUE), actor)


def fund_account_of(estate_id: int, *, actor: Actor) -> AccountRow | None:
    """Return the account of the maintenance fund of an estate, the one entered last, if the actor may see it."""
    if not may(actor, Act.SEE, FUND).allowed:
        return None
    rows = JointAccount.objects.filter(record.seen_by(actor), estate_id=estate_id, purse=FUND)
    return next(iter(_rows(rows.order_by("-id")[:1])), None)


def _one(condition: Q, actor: Actor) -> AccountRow | None:
    if not may(actor, Act.SEE).allowed:
        return None
    return next(iter(_rows(JointAccount.objects.filter(record.seen_by(actor), condition))), None)


def shown_number(account_id: int, *, actor: Actor, now: datetime) -> str:
    """Return the number of an account the actor may see, masked."""
    if not may(actor, Act.SEE).allowed:
        return ""
    vault = JointAccount.objects.filter(record.seen_by(actor), pk=account_id).values_list(
        "number_id", flat=True
    )
    found = vault.first()
    text = (record.open_sealed([found]).get(found) or "") if found else ""
    return people.masked("bank_account", text, now) if text else ""


def agreements_of(account_id: int, *, actor: Actor) -> list[AgreementRow]:
    """Return the agreements of an account, the latest first."""
    rows = Agreement.objects.filter(record.seen_by(actor), account_id=account_id).order_by("-number")
    return [_agreement(row) for row in rows.values_list(*_AGREEMENT)]


def _agreement(row: tuple[Any, ...]) -> AgreementRow:
    values = dict(zip(AgreementRow.__slots__, row, strict=True))
    values["tiers"] = tiers_from(values["tiers"])
    return AgreementRow(**values)


@dataclass(frozen=True, slots=True)
class CalledOff:
    """When an agreement was called off before its day, and why: for a sealed reason, or for one that begins sooner."""

    at: datetime
    reason_id: int | None
    replaced_from: date | None


def called_off(stream: str) -> dict[int, CalledOff]:
    """Return why agreements of an account that the actor sees were called off, by agreement."""
    told = record.events_of(streams=[stream], kind="purses.agreement_called_off")
    return {int(event.data["agreement"]): _called_off(event.at, event.data) for _stream, event in told}


def _called_off(at: datetime, data: Mapping[str, Any]) -> CalledOff:
    reason, day = data.get("texts", {}).get("reason"), data.get("replaced_from")
    return CalledOff(at, reason["vault"] if reason else None, date.fromisoformat(day) if day else None)


def agreement_in_force(account_id: int, day: date, *, actor: Actor) -> AgreementRow | None:
    """Return the agreement of an account that is in force on a day."""
    return next(
        (
            one
            for one in agreements_of(account_id, actor=actor)
            if one.valid_from <= day and (one.valid_until is None or day < one.valid_until)
        ),
        None,
    )


def demands_on(account_id: int, *, kind: str, amount_fen: int, day: date, actor: Actor) -> Demands | None:
    """Return what a payment of this kind and amount must have by the agreement in force; None where none is."""
    agreement, rules = agreement_in_force(account_id, day, actor=actor), rules_on(day)
    known = rules.kind_of(kind)
    if agreement is None or known is None:
        return None
    adopted = agreement.vote_id is not None and agreement.annulled_on is None
    binds = adopted and agreement.community_approves
    return demands_of(amount_fen, known, tiers=agreement.tiers, adopted=adopted, community=binds, rules=rules)


def signatories_of(account_id: int, *, actor: Actor) -> list[SignatoryRow]:
    """Return who approves or did for an account, committee first, who stands in after whom he stands for."""
    rows = Signatory.objects.filter(record.seen_by(actor), account_id=account_id).order_by("-side", "id")
    found = [_signatory(row) for row in rows.values_list(*_SIGNATORY)]
    return sorted(found, key=lambda one: (one.side is Side.COMMUNITY, one.stands_for or one.id, one.id))


def _signatory(row: tuple[Any, ...]) -> SignatoryRow:
    values = dict(zip(SignatoryRow.__slots__, row, strict=True))
    values["side"] = Side(values["side"])
    return SignatoryRow(**values)


def resolutions(
    estate_id: int, scope: str, *, on: date | None = None, of_parts: bool = False
) -> list[tuple[int, int, str]]:
    """Return assembly, vote and words of an estate's latest resolutions that stand; the caller has opened the place.

    With a day only those that carry a payment or a budget then: of such a matter, with a sum. `of_parts` adds those
    that the owners of some buildings passed among themselves.
    """
    carrying = rules_on(on).carrying.matters if on else None
    system = system_actor(scope)
    found = voting.assemblies(actor=system, asked=voting.AssemblyFilter(estate_id=estate_id), limit=20)
    return [
        (one.id, row.vote.id, _words(row.vote.title, one))
        for one in found
        for row in voting.outcomes(one.id, actor=system)
        if row.passed and row.annulled_on is None and row.vote.person_id is None
        and one.published_at is not None and (of_parts or not one.buildings) and row.vote.matter not in OF_THE_FUND
        and (carrying is None or (row.vote.matter in carrying and row.vote.spends_fen is not None))
    ]  # fmt: skip


def _words(title: str, one: voting.AssemblyRow) -> str:
    told = [f"{one.judged_at:%Y-%m-%d}"] if one.judged_at else []
    return f"{title}（{' '.join([*one.buildings, *told])}）" if told or one.buildings else title


def signatory(signatory_id: int, *, actor: Actor) -> tuple[AccountRow, SignatoryRow] | None:
    """Return a signatory with the account he signs for, if the actor may see it."""
    found = Signatory.objects.filter(record.seen_by(actor), pk=signatory_id)
    number = found.values_list("account_id", flat=True).first()
    row = account(number, actor=actor) if number else None
    return (row, _signatory(found.values_list(*_SIGNATORY)[0])) if row else None


def resolution_title(assembly_id: int, vote_id: int, scope: str) -> str:
    """Return the words of a resolution; the caller has opened the place."""
    for row in voting.outcomes(assembly_id, actor=system_actor(scope)):
        if row.vote.id == vote_id:
            return row.vote.title
    return ""


def pause_clause(agreement_id: int, *, actor: Actor) -> int | None:
    """Return the sealed clause by which an agreement lets the street pause an order; None where it does not."""
    rows = Agreement.objects.filter(record.seen_by(actor), pk=agreement_id, pause_allowed=True)
    return rows.filter(annulled_on=None).values_list("pause_clause_id", flat=True).first()
