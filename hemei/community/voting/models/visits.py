"""Who came along to a door says so himself; until then the sheet from there does not count."""

from __future__ import annotations

from django.db import models


class VisitWitness(models.Model):
    """The second person of a visit 上门收票, named by who entered the sheet; he confirms or denies that he was there.

    The ballots of the sheet stand only once he has confirmed; both persons see it on their list. `closes_at` is the
    end of the vote.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    sheet = models.OneToOneField("voting.Sheet", models.PROTECT, related_name="witness")
    entered_by = models.BigIntegerField()
    witness = models.BigIntegerField()
    closes_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    there = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(witness=models.F("entered_by")), name="voting_visitwitness_two"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, there=None)
                | models.Q(answered_at__isnull=False, there__isnull=False),
                name="voting_visitwitness_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["witness", "-id"], name="voting_visitwitness_witness"),
            models.Index(fields=["entered_by", "-id"], name="voting_visitwitness_entered"),
        ]

    def __str__(self) -> str:
        return self.stream
