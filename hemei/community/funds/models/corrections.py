"""What was recorded wrongly as paid or credited: reported by one person, confirmed by another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hemei.community.funds.rules.words import CorrectionKind, CorrectionState

_OF = {
    CorrectionKind.DEPOSIT: "",
    CorrectionKind.OPENING: "household",
    CorrectionKind.USE: "use",
    CorrectionKind.GAP: "share",
    CorrectionKind.REFUND: "household",
    CorrectionKind.CLOSING: "household",
    CorrectionKind.INTEREST: "interest",
    CorrectionKind.COMMON: "distribution",
}


def _of_one() -> Q:
    found = Q()
    for kind, name in _OF.items():
        found |= Q(
            kind=kind.value, **{f"{one}__isnull": one != name for one in sorted({*_OF.values()} - {""})}
        )
    return found


class Correction(models.Model):
    """A correction 更正 of a deposit, a payment, a gap, a refund, a year's interest or what the common part gave out.

    A deposit is named by its entry alone. `entry` is what it takes back and stays as it was written; `recorded_by_id`
    entered it. `reference` is the number of the bank's paper, `came_on` the day the bank gave the money back.
    `reversal` is the entry that takes it back, once a second person confirmed.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    fund = models.ForeignKey("funds.Fund", models.PROTECT, related_name="corrections")
    kind = models.TextField(choices=[(one.value, one.value) for one in CorrectionKind])
    use = models.ForeignKey("funds.Use", models.PROTECT, null=True, related_name="corrections")
    share = models.ForeignKey("funds.Share", models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey("funds.Household", models.PROTECT, null=True, related_name="+")
    interest = models.ForeignKey("funds.Interest", models.PROTECT, null=True, related_name="+")
    distribution = models.ForeignKey("funds.Distribution", models.PROTECT, null=True, related_name="+")
    entry = models.ForeignKey("ledgers.Entry", models.PROTECT, related_name="+")
    recorded_by_id = models.BigIntegerField(null=True)
    reference = models.TextField(blank=True, default="")
    came_on = models.DateField(null=True)
    reason_id = models.BigIntegerField()
    reported_by_id = models.BigIntegerField()
    reported_at = models.DateTimeField()
    state = models.TextField(choices=[(one.value, one.value) for one in CorrectionState])
    judged_by_id = models.BigIntegerField(null=True)
    judged_at = models.DateTimeField(null=True)
    answer_id = models.BigIntegerField(null=True)
    reversal = models.OneToOneField("ledgers.Entry", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=~Q(state=CorrectionState.REFUSED.value),
                name="funds_correction_once",
            ),
            models.CheckConstraint(condition=_of_one(), name="funds_correction_of_one"),
            models.CheckConstraint(
                condition=Q(
                    state=CorrectionState.REPORTED.value, judged_by_id=None, judged_at=None, reversal=None
                )
                | Q(state=CorrectionState.REFUSED.value, judged_by_id__isnull=False, judged_at__isnull=False)
                & Q(answer_id__isnull=False, reversal=None)
                | Q(
                    state=CorrectionState.CONFIRMED.value, judged_by_id__isnull=False, judged_at__isnull=False
                )
                & Q(reversal__isnull=False),
                name="funds_correction_judged",
            ),
            models.CheckConstraint(
                condition=Q(judged_by_id=None)
                | ~Q(judged_by_id=F("reported_by_id"))
                & (Q(recorded_by_id=None) | ~Q(judged_by_id=F("recorded_by_id"))),
                name="funds_correction_two_hands",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.kind} {self.state}"
