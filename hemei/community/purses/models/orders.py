"""Payment orders, who approved them, and the one pause a street may ask for."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hemei.community.purses.rules.words import GONE, Basis, OrderState, Side


class PaymentOrder(models.Model):
    """A payment order 付款单, with what its tier demanded on the day it was prepared.

    Payee, his account and the purpose lie in the vault, whose index finds orders to one payee without opening any.
    `basis_fen` is what the resolution it rests on lets be spent in all, as its item said.
    `due` is what money goes back for, `quarter` the first day of the one whose share goes to the maintenance fund.
    `round` counts how often it began to be approved: a new basis asks everybody again. `entry_id` and `paid_entry_id`
    are what stands in the books for it. `returned_on` is the day a payment of it came back last.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    account = models.ForeignKey("purses.JointAccount", models.PROTECT, related_name="orders")
    agreement = models.ForeignKey("purses.Agreement", models.PROTECT, related_name="orders")
    number = models.TextField()
    kind = models.TextField()
    code = models.TextField(db_collation="C")
    amount_fen = models.BigIntegerField()
    tier = models.TextField()
    committee_needed = models.SmallIntegerField()
    community_needed = models.SmallIntegerField()
    resolution_needed = models.BooleanField()
    papers_needed = ArrayField(models.TextField(), default=list)
    papers = ArrayField(models.TextField(), default=list)
    payee_id = models.BigIntegerField()
    payee_account_id = models.BigIntegerField()
    payee_bank = models.TextField()
    purpose_id = models.BigIntegerField()
    contract_id = models.BigIntegerField(null=True)
    invoice_number = models.TextField(blank=True, default="")
    basis = models.TextField(choices=[(basis.value, basis.value) for basis in Basis])
    basis_assembly = models.ForeignKey("voting.Assembly", models.PROTECT, null=True, related_name="+")
    basis_vote = models.ForeignKey("voting.Vote", models.PROTECT, null=True, related_name="+")
    basis_fen = models.BigIntegerField(null=True)
    basis_text_id = models.BigIntegerField(null=True)
    basis_annulled_on = models.DateField(null=True)
    due = models.ForeignKey("ledgers.RevenueDue", models.PROTECT, null=True, related_name="+")
    quarter = models.DateField(null=True)
    part = models.ForeignKey("ledgers.RevenuePart", models.PROTECT, null=True, related_name="+")
    budget_line = models.ForeignKey("purses.BudgetLine", models.PROTECT, null=True, related_name="orders")
    state = models.TextField(choices=[(state.value, state.value) for state in OrderState])
    round = models.SmallIntegerField(default=1)
    prepared_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    prepared_body = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    rested_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    bank_file = models.ForeignKey("purses.BankFile", models.PROTECT, null=True, related_name="orders")
    filed_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    entry_id = models.BigIntegerField(null=True)
    paid_entry_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="purses_order_once"),
            models.UniqueConstraint(
                fields=["account", "invoice_number"],
                condition=~models.Q(invoice_number="") & ~models.Q(state__in=sorted(GONE)),
                name="purses_order_invoice_once",
            ),
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="purses_order_amount"),
            models.UniqueConstraint(
                fields=["account", "quarter"],
                condition=~models.Q(quarter=None) & ~models.Q(state__in=sorted([*GONE, "paid"])),
                name="purses_order_quarter_once",
            ),
            models.CheckConstraint(
                condition=models.Q(quarter=None, basis__in=["resolution", "budget", "contract"])
                & ~models.Q(code="into_fund")
                | models.Q(quarter__isnull=False, basis="rule", code="into_fund"),
                name="purses_order_into_fund",
            ),
            models.CheckConstraint(
                condition=~models.Q(basis="contract") | models.Q(due__isnull=False),
                name="purses_order_given_back",
            ),
            models.CheckConstraint(
                condition=models.Q(basis_fen=None)
                | models.Q(basis_vote__isnull=False, basis_fen__gte=models.F("amount_fen")),
                name="purses_order_within_resolution",
            ),
            models.CheckConstraint(
                condition=models.Q(committee_needed__gte=1), name="purses_order_committee"
            ),
            models.CheckConstraint(
                condition=models.Q(resolution_needed=False) | models.Q(basis_vote__isnull=False),
                name="purses_order_resolution",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "filed", "paid"])
                | models.Q(approved_at__isnull=False, entry_id__isnull=False),
                name="purses_order_approved",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="paid")
                | models.Q(paid_on__isnull=False, paid_entry_id__isnull=False),
                name="purses_order_paid",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="purses_order_account"),
            models.Index(fields=["scope", "state", "-id"], name="purses_order_scope"),
            models.Index(
                fields=["invoice_number"], condition=~models.Q(invoice_number=""), name="purses_order_invoice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}"


class Approval(models.Model):
    """What a signatory said of an order in a round; `counts_for` is whom he stands for, himself or who is away."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    order = models.ForeignKey("purses.PaymentOrder", models.PROTECT, related_name="approvals")
    round = models.SmallIntegerField()
    side = models.TextField(choices=[(side.value, side.value) for side in Side])
    signatory = models.ForeignKey("purses.Signatory", models.PROTECT, related_name="+")
    counts_for = models.ForeignKey("purses.Signatory", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("people.Appointment", models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reason_id = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "round", "person"], name="purses_approval_person"),
            models.UniqueConstraint(fields=["order", "round", "counts_for"], name="purses_approval_counts"),
            models.CheckConstraint(
                condition=models.Q(agrees=True) | models.Q(reason_id__isnull=False),
                name="purses_approval_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} person {self.person_id}"


class OrderPause(models.Model):
    """The one pause 暂缓 of an order, with reason and clause; it ends by itself at `until`."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    order = models.OneToOneField("purses.PaymentOrder", models.PROTECT, related_name="pause")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    reason_id = models.BigIntegerField()
    clause_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("asked_at")), name="purses_orderpause_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stream} until {self.until}"
