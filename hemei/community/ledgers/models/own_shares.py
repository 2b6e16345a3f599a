"""The shares of public revenue for the fund that estates' owners decided themselves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hemei.community.ledgers.rules.own_share import WHOLE, ShareState

_WAITS = (ShareState.PUT.value, ShareState.ENTERED.value)
_FIRST_MONTHS = (1, 4, 7, 10)


class OwnShare(models.Model):
    """The share 补充维修资金的比例 of an estate's own for a term, in percent of what is left after cost.

    It rests on the owners' `vote` in the meeting it was put to, or on a `document` of a day with its scan, entered by
    one person and confirmed by another. Nothing of it changes once it is entered: it is settled, ended by the next one,
    or falls with its vote; what it had replaced goes on then.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    ledger = models.ForeignKey("ledgers.Ledger", models.PROTECT, related_name="+")
    percent = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    assembly = models.ForeignKey("voting.Assembly", models.PROTECT, null=True, related_name="+")
    vote = models.ForeignKey("voting.Vote", models.PROTECT, null=True, related_name="+")
    document = models.TextField(default="")
    adopted_on = models.DateField(null=True)
    state = models.TextField(choices=[(state.value, state.value) for state in ShareState])
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)
    reason_id = models.BigIntegerField(null=True)
    fallen_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(percent__range=(0, WHOLE)), name="ledgers_ownshare_percent"),
            models.CheckConstraint(
                condition=Q(valid_from__day=1, valid_from__month__in=_FIRST_MONTHS)
                & (Q(valid_until=None) | Q(valid_until__gt=models.F("valid_from"))),
                name="ledgers_ownshare_term",
            ),
            models.CheckConstraint(
                condition=Q(assembly__isnull=False, document="")
                | (Q(assembly=None, vote=None, adopted_on__isnull=False, entered_by__isnull=False) & ~Q(document="")),
                name="ledgers_ownshare_decision",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_WAITS, settled_at=None, settled_by=None)
                | Q(state=ShareState.REFUSED.value, settled_at__isnull=False)
                | (
                    Q(state=ShareState.CONFIRMED.value, settled_at__isnull=False, adopted_on__isnull=False)
                    & (Q(vote__isnull=False) | Q(assembly=None, settled_by__isnull=False))
                ),
                name="ledgers_ownshare_settled",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None) | ~Q(settled_by=models.F("entered_by")),
                name="ledgers_ownshare_two_hands",
            ),
            models.UniqueConstraint(
                fields=["ledger"], condition=Q(state__in=_WAITS), name="ledgers_ownshare_one_waits"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.stream} {self.percent}% {self.valid_from}"
