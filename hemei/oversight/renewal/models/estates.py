"""What was found in an old estate, and how it was decided to be managed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hemei.oversight.renewal.rules.words import Decider, Mode

_LINKED = models.Q(decided_by=Decider.OWNERS.value, assembly__isnull=False, vote__isnull=False) | models.Q(
    assembly__isnull=True, vote__isnull=True
) & ~models.Q(document="")


class Survey(models.Model):
    """What somebody found on the spot 摸底: whether the estate is enclosed, which facilities it has.

    `voided_at` marks what was entered in error.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    surveyed_on = models.DateField()
    enclosed = models.BooleanField()
    facilities = ArrayField(models.TextField(), default=list)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["estate", "surveyed_on"],
                condition=models.Q(voided_at=None),
                name="renewal_survey_once",
            )
        ]
        indexes = [models.Index(fields=["scope"], name="renewal_survey_scope")]

    def __str__(self) -> str:
        return f"estate {self.estate_id} on {self.surveyed_on}"


class ModeDecision(models.Model):
    """How an estate is to be managed, by whom decided, from a day on; no two of an estate at a time.

    `proposed` and `rule` are what the standard of the day said; `reason_id` is the sealed reason for another mode.
    Owners decide by a vote of a published assembly, or before there was the engine by a resolution that `document`
    names; a street by a document. `management` is the row of `companies`
    that put it in force. `voided_at` marks what was entered in error.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    proposed = models.TextField(choices=[(mode.value, mode.value) for mode in Mode])
    rule = models.TextField()
    mode = models.TextField(choices=[(mode.value, mode.value) for mode in Mode])
    decided_by = models.TextField(choices=[(one.value, one.value) for one in Decider])
    assembly = models.ForeignKey("voting.Assembly", models.PROTECT, null=True, related_name="+")
    vote = models.SmallIntegerField(null=True)
    document = models.TextField(blank=True, default="")
    package = models.TextField(blank=True, default="")
    decided_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    reason_id = models.BigIntegerField(null=True)
    management = models.ForeignKey("companies.Management", models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_LINKED, name="renewal_modedecision_decided"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="renewal_modedecision_period",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__gte=models.F("decided_on")), name="renewal_modedecision_order"
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="renewal_modedecision_scope")]

    def __str__(self) -> str:
        return f"estate {self.estate_id} {self.mode} from {self.valid_from}"
