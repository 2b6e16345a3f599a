"""A quarter's share that did not go to the maintenance fund in time."""

from __future__ import annotations

from django.db import models


class LateTransfer(models.Model):
    """A quarter whose share was still owed to the fund after its last day 逾期未划转; noted once, then settled."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    ledger = models.ForeignKey("ledgers.Ledger", models.PROTECT, related_name="+", db_index=False)
    quarter = models.DateField()
    due_on = models.DateField()
    owed_fen = models.BigIntegerField()
    noted_at = models.DateTimeField()
    settled_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ledger", "quarter"], name="ledgers_latetransfer_once"),
            models.CheckConstraint(
                condition=models.Q(owed_fen__gt=0, due_on__gt=models.F("quarter")),
                name="ledgers_latetransfer_owes",
            ),
        ]
        indexes = [
            models.Index(
                fields=["scope", "due_on", "id"],
                condition=models.Q(settled_on=None),
                name="ledgers_latetransfer_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.quarter}"
