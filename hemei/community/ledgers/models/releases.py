"""What is asked to be let go: an amount due that was booked, what a contract earned, money that did not come in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Release(models.Model):
    """One asks, with a paper, that money is not collected 不再收取; the committee has the second word.

    With `due` one amount that was booked is dropped; with `day` the contract ends on that day, which is over; with
    `entry`, of no contract, an entry that says money came in is reversed. `agreed` is the answer, by another account
    than the one that asked.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    contract = models.ForeignKey("ledgers.RevenueContract", models.PROTECT, related_name="+", null=True)
    due = models.ForeignKey("ledgers.RevenueDue", models.PROTECT, related_name="+", null=True)
    entry = models.ForeignKey("ledgers.Entry", models.PROTECT, related_name="+", null=True)
    day = models.DateField(null=True)
    reason_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    asked_account_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer_account_id = models.BigIntegerField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], condition=Q(agreed=None), name="ledgers_release_one_waits"
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(agreed=None), name="ledgers_release_entry_waits"
            ),
            models.CheckConstraint(
                condition=Q(contract__isnull=False, entry=None)
                & (Q(due=None, day__isnull=False) | Q(due__isnull=False, day=None))
                | Q(contract=None, due=None, day=None, entry__isnull=False),
                name="ledgers_release_of_one",
            ),
            models.CheckConstraint(
                condition=Q(agreed=None, answered_at=None, answer_account_id=None)
                | Q(agreed__isnull=False, answered_at__isnull=False),
                name="ledgers_release_answered",
            ),
            models.CheckConstraint(
                condition=Q(answer_account_id=None) | ~Q(answer_account_id=models.F("asked_account_id")),
                name="ledgers_release_two_hands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.contract_id} {self.due_id or self.entry_id or self.day}"
