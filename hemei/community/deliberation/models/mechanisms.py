"""The register of three-in-one mechanisms, by periods."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hemei.community.deliberation.rules.words import OwnersSide, Side


class Mechanism(models.Model):
    """A community's three-in-one mechanism 三位一体机制 during a period; the one who chairs is a Party organisation.

    It meets at least once in `months` months. `voided_at` marks what was recorded in error; a correction is a new
    row, so every past day reads as it was then known to be right.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    document = models.TextField()
    sides = ArrayField(models.TextField(choices=[(side.value, side.value) for side in Side]))
    owners_side = models.TextField(choices=[(side.value, side.value) for side in OwnersSide])
    chair = models.ForeignKey("party.Organisation", models.PROTECT, related_name="+")
    months = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="deliberation_mechanism_period",
            )
        ]
        indexes = [models.Index(fields=["scope"], name="deliberation_mechanism_scope")]

    def __str__(self) -> str:
        return f"mechanism of {self.community_id} from {self.valid_from}"
