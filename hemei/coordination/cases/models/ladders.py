"""Trials of the ladders: what other rules would have done to the cases of a period. Nothing of it is a case's own."""

from __future__ import annotations

from django.db import models

from hemei.coordination.cases.rules.replaying import What
from hemei.coordination.cases.rules.trials import Side


class LadderTrial(models.Model):
    """A trial 试算 asked for by a body: its cases of a period, by the ladders of a day or by a draft.

    Cases are taken in the order of their numbers; those up to `last_number` are done, so that a killed worker
    goes on where it was. `agreed` are those whose replay by the rules of their day tells what the record tells.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    body_id = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField()
    rule_day = models.DateField(null=True)
    draft = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    stopped = models.BooleanField(default=False)
    total = models.IntegerField()
    done = models.IntegerField(default=0)
    differ = models.IntegerField(default=0)
    agreed = models.IntegerField(default=0)
    last_number = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rule_day=None) ^ models.Q(draft=""), name="cases_laddertrial_one_rule"
            ),
            models.CheckConstraint(
                condition=models.Q(since__lt=models.F("until")), name="cases_laddertrial_period"
            ),
        ]
        indexes = [
            models.Index(fields=["body_id", "-id"], name="cases_laddertrial_body"),
            models.Index(
                fields=["beat_at"], name="cases_laddertrial_waits", condition=models.Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.done}/{self.total}"


class TrialStep(models.Model):
    """One thing the ladders of one side did to a case in a trial; `differs` where the other side did not."""

    id = models.BigAutoField(primary_key=True)
    trial = models.ForeignKey("cases.LadderTrial", models.CASCADE, related_name="steps")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    case_id = models.BigIntegerField()
    side = models.TextField()
    what = models.TextField()
    item = models.TextField(blank=True, default="")
    key = models.TextField()
    level = models.TextField(blank=True, default="")
    amount = models.TextField(blank=True, default="")
    because = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    differs = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(side__in=[side.value for side in Side]), name="cases_trialstep_side"
            ),
            models.CheckConstraint(
                condition=models.Q(what__in=[what.value for what in What]), name="cases_trialstep_what"
            ),
        ]
        indexes = [models.Index(fields=["trial", "case_id", "id"], name="cases_trialstep_case")]

    def __str__(self) -> str:
        return f"{self.trial_id} {self.side} {self.what}"
