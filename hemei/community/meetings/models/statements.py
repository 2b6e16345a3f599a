"""Statements of a meeting, what persons say to them, and the groups this falls into."""

from __future__ import annotations

from django.db import models

from hemei.community.meetings.rules.words import Opinion, StatementState


class Statement(models.Model):
    """A short statement 观点 that others agree or disagree with once it was let through."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="statements")
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    key = models.TextField(unique=True)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    text_id = models.BigIntegerField()
    state = models.TextField()
    refusal = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(state.value for state in StatementState)),
                name="meetings_statement_state",
            ),
        ]

    def __str__(self) -> str:
        return f"statement {self.pk} of {self.stream}"


class OpinionGiven(models.Model):
    """What one person says to one statement; he may think again while opinions are taken."""

    id = models.BigAutoField(primary_key=True)
    statement = models.ForeignKey(
        "meetings.Statement", models.PROTECT, related_name="opinions", db_index=False
    )
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    choice = models.TextField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "person"], name="meetings_opinion_once"),
            models.CheckConstraint(
                condition=models.Q(choice__in=sorted(choice.value for choice in Opinion)),
                name="meetings_opinion_choice",
            ),
        ]

    def __str__(self) -> str:
        return f"opinion {self.pk} of {self.stream}"


class Grouping(models.Model):
    """How the opinions on the statements of a meeting fell into groups when they were last looked at: sums only."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.OneToOneField("meetings.Meeting", models.PROTECT, related_name="grouping")
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    made_at = models.DateTimeField()
    voters = models.IntegerField()
    snapshot = models.JSONField()

    def __str__(self) -> str:
        return f"grouping of {self.stream}"
