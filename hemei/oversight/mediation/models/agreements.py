"""Agreements and how they are kept; offers of the parties. Behind the walls of their dispute, by body and person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hemei.oversight.mediation.models.fixed import one_of
from hemei.oversight.mediation.rules.agreements import Court, Form, Hand
from hemei.oversight.mediation.rules.offers import OfferState
from hemei.oversight.mediation.rules.words import Side


class Agreement(models.Model):
    """What the parties came to 调解协议 or 和解协议; one at a time stands, and one may be drafted beside it.

    What binds stays bound until the next one takes effect in its place; only then, as an earlier draft by a later one,
    it is void (`void_at`).

    `committee_id` is in whose name, `terms_id` what it says, `unit_id` the unit it disposes of. `confirm_by` is until
    when a court may be asked. `template` names the document it was first printed from. The papers lie in the files of
    its own stream.
    """

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey("mediation.Dispute", models.PROTECT, related_name="agreements")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    number = models.TextField(unique=True)
    form = models.TextField()
    rules_on = models.DateField()
    committee = models.ForeignKey("mediation.MediationCommittee", models.PROTECT, null=True, related_name="+")
    terms_id = models.BigIntegerField()
    amount_fen = models.BigIntegerField(null=True)
    unit = models.ForeignKey("places.PropertyUnit", models.PROTECT, null=True, related_name="+")
    template = models.TextField(blank=True, default="", db_default="")
    drawn_up_at = models.DateTimeField()
    mediator_signed_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    confirm_by = models.DateTimeField(null=True)
    asked_court_on = models.DateField(null=True)
    court = models.TextField(blank=True, default="")
    court_on = models.DateField(null=True)
    kept_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of(Form, "form", "mediation_agreement_form"),
            one_of(Court, "court", "mediation_agreement_court", empty=True),
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(void_at=None, effective_at=None), name="mediation_agreement_one_draft"
            ),
            models.UniqueConstraint(
                fields=["dispute"],
                condition=Q(void_at=None, effective_at__isnull=False),
                name="mediation_agreement_one_stands",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen=None) | Q(amount_fen__gt=0), name="mediation_agreement_amount"
            ),
            models.CheckConstraint(
                condition=~Q(form=Form.SETTLEMENT.value) | Q(committee=None, sealed_at=None, confirm_by=None),
                name="mediation_agreement_settlement_plain",
            ),
            models.CheckConstraint(
                condition=Q(form=Form.SETTLEMENT.value) | Q(committee__isnull=False),
                name="mediation_agreement_in_a_name",
            ),
            models.CheckConstraint(
                condition=Q(effective_at=None) | ~Q(form=Form.WRITTEN.value)
                | Q(sealed_at__isnull=False, mediator_signed_at__isnull=False),
                name="mediation_agreement_effective_whole",
            ),
            models.CheckConstraint(
                condition=(Q(court="", court_on=None) | Q(court_on__gte=F("asked_court_on")))
                & (Q(asked_court_on=None) | Q(confirm_by__isnull=False)),
                name="mediation_agreement_court_asked",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.form}"


class Signing(models.Model):
    """That a party put his hand to an agreement. Only ever added."""

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey("mediation.Agreement", models.PROTECT, related_name="signings")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    party = models.ForeignKey("mediation.DisputeParty", models.PROTECT, related_name="+")
    hand = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="mediation_signing_once"),
            one_of(Hand, "hand", "mediation_signing_hand"),
        ]

    def __str__(self) -> str:
        return f"party {self.party_id} under {self.stream}"


class Instalment(models.Model):
    """A payment that was promised, in its order; paid whole, or noted as not kept."""

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey("mediation.Agreement", models.PROTECT, related_name="instalments")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    place = models.SmallIntegerField()
    payer = models.ForeignKey("mediation.DisputeParty", models.PROTECT, related_name="+")
    due_on = models.DateField()
    amount_fen = models.BigIntegerField()
    paid_on = models.DateField(null=True)
    breached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "place"], name="mediation_instalment_place"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="mediation_instalment_amount"),
        ]

    def __str__(self) -> str:
        return f"instalment {self.place} of {self.stream}"


class Offer(models.Model):
    """An offer 方案 of a side; one of each side is open at a time. An accepted one is the draft of the agreement."""

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey("mediation.Dispute", models.PROTECT, related_name="offers")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    party = models.ForeignKey("mediation.DisputeParty", models.PROTECT, related_name="+")
    side = models.TextField()
    text_id = models.BigIntegerField()
    amount_fen = models.BigIntegerField(null=True)
    state = models.TextField()
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of(Side, "side", "mediation_offer_side"),
            one_of(OfferState, "state", "mediation_offer_state"),
            models.UniqueConstraint(
                fields=["dispute", "side"],
                condition=Q(state=OfferState.OPEN.value),
                name="mediation_offer_one_open",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen=None) | Q(amount_fen__gt=0), name="mediation_offer_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk} of {self.side} in {self.stream}"
