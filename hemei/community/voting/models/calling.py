"""The call-back of ballots: the draw, the drawn ballots, and every call."""

from __future__ import annotations

from django.db import models

from hemei.community.voting.rules.calling import ANSWERS, CALL_STATES


class CallBack(models.Model):
    """A call-back 回访 of a vote's ballots, drawn once from each published count; `paper` are those it draws from.

    `seed` is the root of the first checkpoint over the publication, of `checkpoint_day`; call-backs from before that
    rule have a seed thrown in public and no day. `root` binds it to the published file; fewer than `forged` false
    ballots cannot have changed the result. `verdict` is what the calls came to, as soon as nobody is to be called.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    vote = models.ForeignKey("voting.Vote", models.PROTECT, related_name="call_backs", db_index=False)
    seed = models.TextField()
    root = models.TextField()
    paper = models.IntegerField()
    forged = models.IntegerField(null=True)
    sample = models.IntegerField()
    drawn_at = models.DateTimeField()
    widened_at = models.DateTimeField(null=True)
    checkpoint_day = models.DateField(null=True)
    verdict = models.TextField(default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "root"], name="voting_callback_once")]

    def __str__(self) -> str:
        return self.stream


class CalledBallot(models.Model):
    """A ballot whose voter may be asked; `place` is its place in the draw, `code` its public code."""

    id = models.BigAutoField(primary_key=True)
    call_back = models.ForeignKey("voting.CallBack", models.PROTECT, related_name="called", db_index=False)
    ballot = models.ForeignKey("voting.Ballot", models.PROTECT, related_name="+", db_index=False)
    place = models.IntegerField()
    code = models.TextField()
    drawn = models.BooleanField()
    state = models.TextField(default="waiting")
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call_back", "place"], name="voting_calledballot_place"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(CALL_STATES)), name="voting_calledballot_state"
            ),
        ]

    def __str__(self) -> str:
        return f"called ballot {self.pk}"


class CallTry(models.Model):
    """A call and what it came to; never the choice the voter named.

    `given` and `not_given` are an owner's word on whether another may vote for him.
    """

    id = models.BigAutoField(primary_key=True)
    called = models.ForeignKey("voting.CalledBallot", models.PROTECT, related_name="tries")
    called_at = models.DateTimeField()
    answer = models.TextField()
    caller = models.BigIntegerField()
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer__in=sorted(ANSWERS)), name="voting_calltry_answer"
            )
        ]

    def __str__(self) -> str:
        return f"try {self.pk}"
