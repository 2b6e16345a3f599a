"""What the parties of a dispute came to and how it is kept; what they offer one another. For who may read the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange
from hemei.oversight.mediation.models import Agreement, Dispute, DisputeParty, Instalment, Offer, Signing
from hemei.oversight.mediation.rules.agreements import Court, Form, Hand
from hemei.oversight.mediation.rules.offers import OfferState
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
class AgreementRow:
    """The agreement that stands, with its hands and payments; `terms` is None where it was erased."""

    id: int
    number: str
    form: Form
    rules_on: date
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


MOST_UNITS = 20
_AGREEMENT = (
    "id", "number", "form", "rules_on", "committee__name", "terms_id", "amount_fen", "unit__unit_code", "drawn_up_at",
    "mediator_signed_at", "sealed_at", "effective_at", "confirm_by", "asked_court_on", "court", "court_on", "kept_at",
)  # fmt: skip
_SHOWN = tuple(
    {"committee__name": "committee", "unit__unit_code": "unit"}.get(name, name) for name in _AGREEMENT
)
_INSTALMENT = ("id", "place", "payer_id", "due_on", "amount_fen", "paid_on", "breached_at")
_OFFER = ("id", "party_id", "side", "text_id", "amount_fen", "state", "offered_at", "answered_at")


def agreement_of(dispute_id: int) -> AgreementRow | None:
    """Return the agreement of a dispute that stands; row-level security applies, the caller has opened the file."""
    found = Agreement.objects.filter(dispute_id=dispute_id, void_at=None).values_list(*_AGREEMENT).first()
    if found is None:
        return None
    values = dict(zip(_SHOWN, found, strict=True))
    terms_id, court = values.pop("terms_id"), values.pop("court")
    hands = Signing.objects.filter(agreement_id=values["id"]).values_list("party_id", "hand")
    payments = (
        Instalment.objects.filter(agreement_id=values["id"]).order_by("place").values_list(*_INSTALMENT)
    )
    values |= {"form": Form(values["form"])}
    values |= {name: values[name] or "" for name in ("committee", "unit")}
    return AgreementRow(
        **values,
        terms=record.open_sealed([terms_id]).get(terms_id),
        court=Court(court) if court else None,
        signed={party: Hand(hand) for party, hand in hands},
        instalments=tuple(InstalmentRow(*row) for row in payments),
    )


def offers_of(dispute_id: int) -> list[OfferRow]:
    """Return the offers of a dispute, the first first; row-level security applies."""
    rows = list(Offer.objects.filter(dispute_id=dispute_id).order_by("id").values_list(*_OFFER))
    texts = record.open_sealed([row[3] for row in rows])
    return [
        OfferRow(row[0], row[1], Side(row[2]), texts.get(row[3]), row[4], OfferState(row[5]), *row[6:])
        for row in rows
    ]


def units_of_parties(dispute_id: int, *, actor: Actor, on: date) -> list[tuple[int, str]]:
    """Return the units of its estate that the parties of a dispute own on a day: id and door."""
    row = Dispute.objects.filter(pk=dispute_id).values_list("estate_id", flat=True).first()
    parties = DisputeParty.objects.filter(dispute_id=dispute_id, left_at=None, person_id__isnull=False)
    persons = set(parties.values_list("person_id", flat=True))
    if row is None or not persons:
        return []
    city = places.city().path
    with opened(actor, city):
        everywhere = replace(actor, places=(PlaceRange(city),))
        owned = people.owner_ids_in(row, actor=everywhere, on=on)
        own = [unit for unit, owners in owned.items() if persons & set(owners)]
        doors = [(unit, places.unit(unit, actor=everywhere)) for unit in own[:MOST_UNITS]]
    return [
        (unit, f"{door.building}{door.entrance or ''}{door.room}") for unit, door in doors if door is not None
    ]
