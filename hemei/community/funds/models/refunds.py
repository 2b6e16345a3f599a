"""What goes back to an owner whose building is gone: asked for by one person, confirmed by another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hemei.community.funds.rules.words import RefundState


class Refund(models.Model):
    """A refund 返还 of what a household holds; `entry` paid it once a second person confirmed.

    It has none where the account held nothing. The account is closed on `day`.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    fund = models.ForeignKey("funds.Fund", models.PROTECT, related_name="refunds")
    household = models.ForeignKey("funds.Household", models.PROTECT, related_name="refunds", db_index=False)
    day = models.DateField()
    reason_id = models.BigIntegerField()
    asked_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    state = models.TextField(choices=[(one.value, one.value) for one in RefundState])
    judged_by_id = models.BigIntegerField(null=True)
    judged_at = models.DateTimeField(null=True)
    answer_id = models.BigIntegerField(null=True)
    entry = models.OneToOneField("ledgers.Entry", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(state=RefundState.ASKED.value), name="funds_refund_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=RefundState.ASKED.value,
                    judged_by_id=None,
                    judged_at=None,
                    answer_id=None,
                    entry=None,
                )
                | Q(state=RefundState.REFUSED.value, judged_by_id__isnull=False, judged_at__isnull=False)
                & Q(answer_id__isnull=False, entry=None)
                | Q(state=RefundState.PAID.value, judged_by_id__isnull=False, judged_at__isnull=False),
                name="funds_refund_judged",
            ),
            models.CheckConstraint(
                condition=Q(judged_by_id=None) | ~Q(judged_by_id=F("asked_by_id")),
                name="funds_refund_two_hands",
            ),
        ]
        indexes = [models.Index(fields=["household", "id"], name="funds_refund_household")]

    def __str__(self) -> str:
        return f"{self.stream} {self.day} {self.state}"
