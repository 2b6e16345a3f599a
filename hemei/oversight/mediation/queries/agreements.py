"""What the parties of a dispute came to and how it is kept; what they offer one another. For who may read the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange
from hemei.oversight.mediation.models import (
    Agreement,
    AgreementScan,
    Dispute,
    DisputeParty,
    Instalment,
    Offer,
    Signing,
)
from hemei.oversight.mediation.queries.disputes import dispute
from hemei.oversight.mediation.rules.agreements import Court, Form, Hand
from hemei.oversight.mediation.rules.offers import OfferState
from hemei.oversight.mediation.rules.scans import ScanKind
from hemei.oversight.mediation.rules.words import Side


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """A payment that was promised."""

    id: int
    place: int
    payer_id: int
    due_on: date
    amount_fen: int
    paid_on: date | None
    breached_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A scan of what was signed, or of a party's fingerprint."""

    id: int
    kind: ScanKind
    party_id: int | None
    file_id: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement with its hands, payments and scans; `terms` is None where it was erased."""

    id: int
    number: str
    form: Form
    rules_on: date
    template: str
    committee: str
    terms: str | None
    amount_fen: int | None
    unit: str
    drawn_up_at: datetime
    mediator_signed_at: datetime | None
    sealed_at: datetime | None
    effective_at: datetime | None
    confirm_by: datetime | None
    asked_court_on: date | None
    court: Court | None
    court_on: date | None
    kept_at: datetime | None
    signed: dict[int, Hand]
    instalments: tuple[InstalmentRow, ...]
    scans: tuple[ScanRow, ...]

    def open(self) -> bool:
        """Whether hands are still put to it."""
        return self.effective_at is None

    def next_payment(self) -> InstalmentRow | None:
        """Return the payment that comes next, None where nothing is owed."""
        return next((one for one in self.instalments if one.paid_on is None), None)


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer with its words, None where they were erased."""

    id: int
    party_id: int
    side: Side
    text: str | None
    amount_fen: int | None
    state: OfferState
    offered_at: datetime
    answered_at: datetime | None


_AGREEMENT = (
    "id", "number", "form", "rules_on", "template", "committee__name", "terms_id", "amount_fen", "unit__unit_code",
    "drawn_up_at", "mediator_signed_at", "sealed_at", "effective_at", "confirm_by", "asked_court_on", "court",
    "court_on", "kept_at",
)  # fmt: skip
_SHOWN = tuple(
    {"committee__name": "committee", "unit__unit_code": "unit"}.get(name, name) for name in _AGREEMENT
)
_INSTALMENT = ("id", "place", "payer_id", "due_on", "amount_fen", "paid_on", "breached_at")
_SCAN = ("id", "kind", "party_id", "file_id", "sha256", "added_at")
_OFFER = ("id", "party_id", "side", "text_id", "amount_fen", "state", "offered_at", "answered_at")


def agreements_of(dispute_id: int) -> list[AgreementRow]:
    """Return what is being drawn up and what stands, in this order, each where there is one; five statements.

    Row-level security applies, the caller has opened the file.
    """
    rows = (
        Agreement.objects.filter(dispute_id=dispute_id, void_at=None).order_by("-id").values_list(*_AGREEMENT)
    )
    found = [dict(zip(_SHOWN, row, strict=True)) for row in rows]
    if not found:
        return []
    ids, terms = [one["id"] for one in found], record.open_sealed([one["terms_id"] for one in found])
    hands = _by_agreement(Signing.objects.filter(agreement_id__in=ids).order_by("id"), ("party_id", "hand"))
    payments = _by_agreement(Instalment.objects.filter(agreement_id__in=ids).order_by("place"), _INSTALMENT)
    scans = _by_agreement(AgreementScan.objects.filter(agreement_id__in=ids).order_by("id"), _SCAN)
    return [_agreement(one, terms, hands, payments, scans) for one in found]


_Rows = dict[int, list[tuple[Any, ...]]]


def _by_agreement(rows: QuerySet[Any], columns: tuple[str, ...]) -> _Rows:
    found: _Rows = {}
    for number, *values in rows.values_list("agreement_id", *columns):
        found.setdefault(number, []).append(tuple(values))
    return found


def _agreement(
    one: dict[str, Any], terms: Mapping[int, str | None], hands: _Rows, payments: _Rows, scans: _Rows
) -> AgreementRow:
    number, court = one["id"], one["court"]
    rest = {name: value for name, value in one.items() if name not in {"terms_id", "court"}}
    rest |= {name: one[name] or "" for name in ("committee", "unit")} | {"form": Form(one["form"])}
    return AgreementRow(
        **rest,
        terms=terms.get(one["terms_id"]),
        court=Court(court) if court else None,
        signed={party: Hand(hand) for party, hand in hands.get(number, [])},
        instalments=tuple(InstalmentRow(*row) for row in payments.get(number, [])),
        scans=tuple(ScanRow(row[0], ScanKind(row[1]), *row[2:]) for row in scans.get(number, [])),
    )


def first_instalment(agreement_id: int) -> int:
    """Return the payment that comes first; row-level security applies."""
    rows = Instalment.objects.filter(agreement_id=agreement_id).order_by("place")
    return int(rows.values_list("id", flat=True)[0])


def scan_file(scan_id: int, *, actor: Actor, now: datetime) -> record.FileRow | None:
    """Return the file of a scan to a party or to whoever handles the file; None for everybody else."""
    found = (
        AgreementScan.objects.filter(record.seen_by(actor), pk=scan_id).select_related("agreement").first()
    )
    if found is None or dispute(found.agreement.dispute_id, actor=actor, now=now) is None:
        return None
    return next((one for one in record.files_of([found.stream]) if one.id == found.file_id), None)


def offers_of(dispute_id: int) -> list[OfferRow]:
    """Return the offers of a dispute, the first first; row-level security applies."""
    rows = list(Offer.objects.filter(dispute_id=dispute_id).order_by("id").values_list(*_OFFER))
    texts = record.open_sealed([row[3] for row in rows])
    return [
        OfferRow(row[0], row[1], Side(row[2]), texts.get(row[3]), row[4], OfferState(row[5]), *row[6:])
        for row in rows
    ]


def units_of_parties(dispute_id: int, *, actor: Actor, on: date) -> list[tuple[int, str]]:
    """Return the units of its estate that the parties of a dispute own on a day, all of them: id and door."""
    row = Dispute.objects.filter(pk=dispute_id).values_list("estate_id", flat=True).first()
    parties = DisputeParty.objects.filter(dispute_id=dispute_id, left_at=None, person_id__isnull=False)
    persons = set(parties.values_list("person_id", flat=True))
    if row is None or not persons:
        return []
    city = places.city().path
    with opened(actor, city):
        everywhere = replace(actor, places=(PlaceRange(city),))
        owned = people.owner_ids_in(row, actor=everywhere, on=on, persons=persons)
        doors = places.doors_of(sorted(owned), actor=everywhere)
    return [(door.id, f"{door.building}{door.entrance or ''}{door.room}") for door in doors]
