"""Table of results that a recount changed after somebody was seated, or unseated, by the first count."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hemei.community.committees.rules.contests import Settled


class Contest(models.Model):
    """What a recount says otherwise than what was done 结果有争议: of an election, or of a recall.

    `changed` are candidates with their result before and by the recount; `why` says why no committee comes of it, that
    the result of a recall was annulled, or that too few took part in it.
    Nothing is undone by it: the street decides, and `reason_id` is the vault row of why. Where the decision lets the
    seats `gives_way` go, who took it is `decided_by`, and it is done once another person, `confirmed_by`, confirms it.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    election = models.ForeignKey(
        "committees.Election", models.PROTECT, null=True, related_name="contests", db_index=False
    )
    recall = models.ForeignKey(
        "committees.Recall", models.PROTECT, null=True, related_name="contests", db_index=False
    )
    assembly_id = models.BigIntegerField()
    counted_on = models.DateField()
    changed = models.JSONField(default=list)
    why = models.TextField(blank=True, default="")
    due_on = models.DateField()
    settled_on = models.DateField(null=True)
    settled = models.TextField(blank=True, default="", choices=[(one.value, one.value) for one in Settled])
    reason_id = models.BigIntegerField(null=True)
    gives_way = models.JSONField(default=list, db_default=[])
    decided_by = models.BigIntegerField(null=True)
    confirmed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(election=None, recall__isnull=False) | Q(election__isnull=False, recall=None),
                name="committees_contest_of_one",
            ),
            models.CheckConstraint(
                condition=Q(settled_on=None, settled="") | (Q(settled_on__isnull=False) & ~Q(settled="")),
                name="committees_contest_settled",
            ),
            models.CheckConstraint(
                condition=Q(gives_way=[])
                | ~Q(settled=Settled.FOLLOWED.value)
                | (
                    Q(decided_by__isnull=False, confirmed_by__isnull=False) & ~Q(decided_by=F("confirmed_by"))
                ),
                name="committees_contest_two_hands",
            ),
            models.UniqueConstraint(
                fields=["election"],
                name="committees_contest_election",
                condition=Q(settled_on=None, election__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["recall"],
                name="committees_contest_recall",
                condition=Q(settled_on=None, recall__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="committees_contest_scope"),
            models.Index(fields=["estate"], name="committees_contest_estate"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} due {self.due_on}"
