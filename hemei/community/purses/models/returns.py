"""Payments that came back, were never made, or matched wrongly: reported by one person, confirmed by another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hemei.community.purses.rules.words import ReturnKind, ReturnState


class PaymentReturn(models.Model):
    """What was reported of an order 退汇: the bank gave the money back or never paid, or the line was matched wrongly.

    `paid_entry_id`, `paid_line` and `paid_on` are the payment it takes back, which stays as it was written;
    `recorded_by` matched it. `back_line` is the bank's line of the money that came back, `by_paper` whether papers of
    the bank lie with the order. `entry_id` is the entry that takes the payment back, once a second person confirmed.
    Of an order the bank never paid there is none of these: `bank_file` is the file it comes back from.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    order = models.ForeignKey("purses.PaymentOrder", models.PROTECT, related_name="returns")
    kind = models.TextField(choices=[(one.value, one.value) for one in ReturnKind])
    paid_entry_id = models.BigIntegerField(null=True)
    paid_line = models.ForeignKey("purses.StatementLine", models.PROTECT, null=True, related_name="+")
    paid_on = models.DateField(null=True)
    bank_file = models.ForeignKey("purses.BankFile", models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    back_line = models.ForeignKey("purses.StatementLine", models.PROTECT, null=True, related_name="+")
    by_paper = models.BooleanField()
    reason_id = models.BigIntegerField()
    reported_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    state = models.TextField(choices=[(one.value, one.value) for one in ReturnState])
    judged_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    answer_id = models.BigIntegerField(null=True)
    entry_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state=ReturnState.REPORTED.value),
                name="purses_return_one_waits",
            ),
            models.UniqueConstraint(
                fields=["paid_entry_id"],
                condition=Q(state=ReturnState.CONFIRMED.value),
                name="purses_return_once",
            ),
            models.CheckConstraint(
                condition=Q(state=ReturnState.REPORTED.value, judged_by=None, judged_at=None, entry_id=None)
                | Q(state=ReturnState.REFUSED.value, judged_by__isnull=False, judged_at__isnull=False)
                & Q(entry_id=None, answer_id__isnull=False)
                | Q(state=ReturnState.CONFIRMED.value, judged_by__isnull=False, judged_at__isnull=False)
                & (Q(entry_id__isnull=False) | Q(kind=ReturnKind.UNPAID.value)),
                name="purses_return_judged",
            ),
            models.CheckConstraint(
                condition=Q(judged_by=None)
                | ~Q(judged_by=F("reported_by")) & (Q(recorded_by=None) | ~Q(judged_by=F("recorded_by"))),
                name="purses_return_two_hands",
            ),
            models.CheckConstraint(
                condition=Q(by_paper=True)
                | Q(kind=ReturnKind.RETURNED.value, back_line__isnull=False)
                | Q(kind=ReturnKind.MISTAKEN.value, paid_line__isnull=False)
                | Q(kind=ReturnKind.UNPAID.value),
                name="purses_return_proved",
            ),
            models.CheckConstraint(
                condition=Q(kind=ReturnKind.UNPAID.value, paid_entry_id=None, paid_on=None, paid_line=None)
                & Q(back_line=None, recorded_by=None, entry_id=None, bank_file__isnull=False)
                | ~Q(kind=ReturnKind.UNPAID.value)
                & Q(paid_entry_id__isnull=False, paid_on__isnull=False, bank_file=None),
                name="purses_return_of_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.kind} {self.state}"
