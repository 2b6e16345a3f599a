"""What the committee files with the authority of a use it approved, and the order of correction that may follow."""

from __future__ import annotations

from django.db import models

from hemei.community.funds.rules.filing import GONE, FilingState


class Filing(models.Model):
    """The filing 备案 of an approval; `due_at` is until when it stands as it does: filed, corrected, answered.

    `order_id` and `answer_id` are the authority's reason and what was reported to it, in the vault; of an order
    that was given again, the last ones.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    use = models.ForeignKey("funds.Use", models.PROTECT, related_name="filings")
    state = models.TextField(choices=[(one.value, one.value) for one in FilingState])
    approved_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    filed_by_id = models.BigIntegerField(null=True)
    ordered_at = models.DateTimeField(null=True)
    ordered_by_id = models.BigIntegerField(null=True)
    order_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)
    answer_id = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["use"],
                condition=~models.Q(state__in=sorted(one.value for one in GONE)),
                name="funds_filing_once",
            )
        ]
        indexes = [models.Index(fields=["scope", "state"], name="funds_filing_scope")]

    def __str__(self) -> str:
        return f"{self.stream} {self.state}"
