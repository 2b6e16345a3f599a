"""The list of risks, as last looked at."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Risk(models.Model):
    """Where somebody in charge should look 风险提示: one row an estate, written anew by each look.

    `reasons` are the indicators that were met, each with its numbers and where they can be seen; `score` is their sum.
    `digest` stands for the reasons: another number makes another.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.OneToOneField("places.Estate", models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    score = models.IntegerField()
    reasons = models.JSONField()
    digest = models.TextField(default="")
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(score__gte=0), name="disclosure_risk_score")]
        indexes = [
            models.Index(fields=["scope"], name="disclosure_risk_scope"),
            models.Index(fields=["-score", "id"], name="disclosure_risk_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.score}"


class RiskLook(models.Model):
    """What somebody in charge found where he was told to look 已核实; never changed, a later note is another row.

    `codes` are the reasons it is of; empty, as rows of before are, it is of all that stood then.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    score = models.IntegerField()
    reasons = models.JSONField()
    digest = models.TextField()
    codes = ArrayField(models.TextField(), default=list)
    found_id = models.BigIntegerField()
    looked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    body_id = models.BigIntegerField(null=True)
    looked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["estate", "-id"], name="disclosure_risklook_estate")]

    def __str__(self) -> str:
        return f"{self.stream} looked at"
