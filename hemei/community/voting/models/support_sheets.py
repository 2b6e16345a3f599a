"""Owners who ask for an assembly on paper: their signature list, which a second person holds against its scan."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hemei.community.voting.models.settling import settled_once


class SupportSheet(models.Model):
    """A signature list 附议签名表 under a proposal: its units ask once another person confirmed that they signed.

    `unit_ids` are the units somebody read from the `scan`; by one that `takes_back` they ask no more. It is settled
    once, by another than who entered it.
    """

    id = models.BigAutoField(primary_key=True)
    proposal = models.ForeignKey("voting.Proposal", models.PROTECT, related_name="sheets")
    scan = models.ForeignKey("records.File", models.PROTECT, related_name="+", db_index=False)
    unit_ids = ArrayField(models.BigIntegerField())
    takes_back = models.BooleanField(default=False)
    entered_by = models.BigIntegerField()
    entered_at = models.DateTimeField()
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(settled_by=models.F("entered_by")), name="voting_supportsheet_two_hands"
            ),
            settled_once("voting_supportsheet"),
            models.CheckConstraint(condition=~models.Q(unit_ids=[]), name="voting_supportsheet_units"),
        ]

    def __str__(self) -> str:
        return f"signature list {self.pk} of {self.stream}"
