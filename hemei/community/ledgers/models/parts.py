"""The buildings whose owners alone share what brings revenue: sub-sums of an estate's books."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class RevenuePart(models.Model):
    """Buildings 部分楼栋 whose owners share a common part; what it brings and costs stands in accounts of its own.

    `buildings` are their numbers in order, `name` what they were called; neither ever changes. A contract or account
    without a part is the whole estate's.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    ledger = models.ForeignKey("ledgers.Ledger", models.PROTECT, related_name="parts")
    buildings = ArrayField(models.BigIntegerField())
    name = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ledger", "buildings"], name="ledgers_part_once"),
            # What an account or contract says of its part, it says of one of its own ledger.
            models.UniqueConstraint(fields=["id", "ledger"], name="ledgers_part_ledger"),
            models.CheckConstraint(
                condition=models.Q(buildings__len__gt=0) & ~models.Q(name=""), name="ledgers_part_of_some"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.name}"
