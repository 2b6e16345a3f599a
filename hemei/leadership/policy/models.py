"""Tables of policy: documents and clauses. They are public, so no wall stands around them."""

from __future__ import annotations

from django.db import models

from hemei.kernel.periods import Repeat


class Document(models.Model):
    """A policy document 政策文件. What its source does not give is empty; `year` counts where `valid_from` is unknown.

    `cited` is the code under which standards cite it, `item` the item of the standard it was taken from.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    kind = models.TextField()
    title = models.TextField(blank=True, default="")
    number = models.TextField(blank=True, default="")
    issuer = models.TextField(blank=True, default="")
    supports = models.ForeignKey("policy.Document", models.PROTECT, null=True, related_name="supported_by")
    year = models.SmallIntegerField(null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    first_topic = models.BooleanField(default=False)
    secretary_project = models.BooleanField(default=False)
    item = models.TextField(null=True, unique=True)  # noqa: DJ001 - unique where there is one
    source = models.JSONField(null=True)
    cited = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None)
                | models.Q(valid_from=None)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="policy_document_period",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.stream


class Clause(models.Model):
    """A clause 条款. Without `demand` it is only read; `demanded_by` is who turned it into duties first."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey("policy.Document", models.PROTECT, related_name="clauses")
    number = models.TextField(blank=True, default="")
    text = models.TextField()
    demand = models.TextField(blank=True, default="")
    addressee = models.TextField(blank=True, default="")
    limit = models.TextField(blank=True, default="")
    repeat = models.TextField(default=Repeat.ONCE.value)
    photo_needed = models.BooleanField(default=False)
    demanded_by_id = models.BigIntegerField(null=True)
    source = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"
