"""What was counted: a round a day, and for each check how many contradictions each place had then.

Both are append-only. They hold numbers without a subject and have no wall.
"""

from __future__ import annotations

from django.db import models


class Round(models.Model):
    """A round of counting: all checks of a day, at one moment."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField(unique=True)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"round of {self.day}"


class Count(models.Model):
    """How many contradictions of a check lay in a place and below it; a place without a row had none.

    The city always has a row: without one the check was not yet made in that round.
    """

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey("quality.Round", models.PROTECT, related_name="counts", db_index=False)
    code = models.TextField()
    path = models.TextField(db_collation="C")
    found = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "path", "code"], name="quality_count_once"),
            models.CheckConstraint(condition=models.Q(found__gte=0), name="quality_count_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.found} of {self.code} in {self.path}"
