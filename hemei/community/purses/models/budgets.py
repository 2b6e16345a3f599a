"""A year's budget of an account and its lines; an order may point to one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Budget(models.Model):
    """The budget 年度预算 of an account for a year, resting on an owners' resolution or a decision of the committee.

    It is never edited: another version takes its place, with a reason, and ends it. Of a year one runs at a time.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    account = models.ForeignKey("purses.JointAccount", models.PROTECT, related_name="budgets")
    year = models.SmallIntegerField()
    number = models.SmallIntegerField()
    total_fen = models.BigIntegerField()
    basis_assembly = models.ForeignKey("voting.Assembly", models.PROTECT, null=True, related_name="+")
    basis_vote = models.ForeignKey("voting.Vote", models.PROTECT, null=True, related_name="+")
    basis_item = models.ForeignKey("meetings.Item", models.PROTECT, null=True, related_name="+")
    annulled_on = models.DateField(null=True)
    reason_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "year", "number"], name="purses_budget_once"),
            models.UniqueConstraint(
                fields=["account", "year"], condition=Q(ended_at=None), name="purses_budget_one_runs"
            ),
            models.CheckConstraint(
                condition=Q(basis_vote=None) ^ Q(basis_item=None), name="purses_budget_rests"
            ),
            models.CheckConstraint(
                condition=(Q(number=1) & Q(reason_id=None)) | (Q(number__gt=1) & ~Q(reason_id=None)),
                name="purses_budget_says_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("made_at")), name="purses_budget_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.year} version {self.number}"


class BudgetLine(models.Model):
    """A line 预算项: how much may be paid on an account of the chart in the year."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    budget = models.ForeignKey("purses.Budget", models.PROTECT, related_name="lines")
    code = models.TextField(db_collation="C")
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["budget", "code"], name="purses_budgetline_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="purses_budgetline_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.code}"
