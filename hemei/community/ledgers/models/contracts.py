"""Contracts that bring public revenue, and what is due by them."""

from __future__ import annotations

from django.db import models

from hemei.community.ledgers.rules.contracts import EVERY


class RevenueContract(models.Model):
    """A contract 收益合同 by which somebody pays for the use of common parts.

    `valid_until` is excluded; `ended_on` is the day it ended early. `party_id` is the other side, in the vault;
    `vote_id` is the owners' vote that allowed the business, where it was held here, `resolution` its number where not;
    `undecided_on` is the day on which it was seen to run without either. `part` is whose the common part is, where only
    some buildings share it.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    ledger = models.ForeignKey("ledgers.Ledger", models.PROTECT, related_name="contracts")
    kind = models.TextField()
    account_code = models.TextField(db_collation="C")
    number = models.TextField(blank=True)
    place = models.TextField()
    party_id = models.BigIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    every_months = models.SmallIntegerField()
    amount_fen = models.BigIntegerField()
    due_days = models.SmallIntegerField()
    vote_id = models.BigIntegerField(null=True)
    resolution = models.TextField(blank=True)
    registered_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    undecided_on = models.DateField(null=True)
    part = models.ForeignKey("ledgers.RevenuePart", models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_fen__gt=0), name="ledgers_contract_amount"),
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")), name="ledgers_contract_term"
            ),
            models.CheckConstraint(
                condition=models.Q(every_months__in=sorted(EVERY)), name="ledgers_contract_every"
            ),
            models.UniqueConstraint(
                fields=["vote_id"],
                condition=models.Q(vote_id__isnull=False, ended_on=None),
                name="ledgers_contract_vote_once",
            ),
        ]
        indexes = [
            models.Index(fields=["ledger", "id"], name="ledgers_contract_ledger"),
            models.Index(fields=["scope", "id"], name="ledgers_contract_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.kind} {self.pk}"


class RevenueDue(models.Model):
    """An amount due 应收 by a contract for a period; `period_until` is excluded.

    `entry_id` is the entry that booked it, on its day or with the first money for it; `dropped` says that it is not
    asked for any more: reversed, or the contract ended early, and what its days earned is asked for by another row of
    the same beginning. What was received is the sum of the entries that name it, less what such a row took over; of
    one that is dropped it is to be given back.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    ledger = models.ForeignKey("ledgers.Ledger", models.PROTECT, related_name="+")
    contract = models.ForeignKey(
        "ledgers.RevenueContract", models.PROTECT, related_name="dues", db_index=False
    )
    period_from = models.DateField()
    period_until = models.DateField()
    due_on = models.DateField()
    amount_fen = models.BigIntegerField()
    received_fen = models.BigIntegerField(default=0)
    entry = models.ForeignKey("ledgers.Entry", models.PROTECT, related_name="+", null=True)
    dropped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "period_from"], condition=models.Q(dropped=False), name="ledgers_due_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_fen__gt=0, received_fen__gte=0)
                & models.Q(received_fen__lte=models.F("amount_fen")),
                name="ledgers_due_received",
            ),
        ]
        indexes = [
            # What is open, by day: lists of what is overdue and what is to be booked read nothing else.
            models.Index(
                fields=["due_on", "id"],
                condition=models.Q(dropped=False, received_fen__lt=models.F("amount_fen")),
                name="ledgers_due_open",
            ),
            models.Index(
                fields=["ledger", "due_on"],
                condition=models.Q(dropped=False, received_fen__lt=models.F("amount_fen")),
                name="ledgers_due_ledger",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.contract_id} {self.period_from}"
