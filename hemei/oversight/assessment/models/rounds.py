"""Rounds of evaluation: who is evaluated, who marks, what was objected to, what follows."""

from __future__ import annotations

from typing import get_args

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hemei.oversight.assessment.rules.standards import SubjectKind
from hemei.oversight.assessment.rules.words import Follows, FollowState, ObjectionState, Party, Stage

_KINDS = [(kind, kind) for kind in get_args(SubjectKind)]


class Round(models.Model):
    """A round 评价轮次: one evaluation of its subjects by one version of a standard over a period, its end excluded.

    The scope is that of the organising place. `posted_until` ends the posting, `objections_until` the time to object.
    `spread` is what the round as a whole came to, as it was last settled.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    organiser_body_id = models.BigIntegerField(null=True)
    standard = models.TextField()
    standard_day = models.DateField()
    title = models.TextField()
    period_from = models.DateField()
    period_until = models.DateField()
    stage = models.TextField(choices=[(stage.value, stage.value) for stage in Stage])
    opened_at = models.DateTimeField()
    scored_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    posted_until = models.DateTimeField(null=True)
    objections_until = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    spread = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(period_until__gt=F("period_from")), name="assessment_round_period"
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.PUBLISHED.value)
                | Q(scored_at__isnull=False, posted_at__isnull=False, published_at__isnull=False),
                name="assessment_round_published_whole",
            ),
            models.UniqueConstraint(
                fields=["place", "standard", "period_from", "period_until", "title"],
                condition=~Q(stage=Stage.CANCELLED.value),
                name="assessment_round_once",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="assessment_round_scope")]

    def __str__(self) -> str:
        return f"{self.stream} {self.stage}"


class Entry(models.Model):
    """A subject 评价对象 in a round, as it was called then; `body_id` answers for it, `estate_id` is where it lies.

    The scope is the round's: before publication the place of the subject opens nothing. `place_path` is where the
    subject lay. After settling, `points` of `of` and `lines` are the score, `rank` where it stands.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    round = models.ForeignKey("assessment.Round", models.PROTECT, related_name="entries")
    subject_kind = models.TextField(choices=_KINDS)
    subject_id = models.BigIntegerField()
    name = models.TextField()
    place_path = models.TextField(db_collation="C")
    body_id = models.BigIntegerField(null=True)
    estate_id = models.BigIntegerField(null=True)
    points_num = models.BigIntegerField(null=True)
    points_den = models.BigIntegerField(null=True)
    of = models.IntegerField(null=True)
    grade = models.TextField(blank=True, default="")
    vetoes = ArrayField(models.TextField(), default=list)
    lines = models.JSONField(default=list)
    rank = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "subject_kind", "subject_id"], name="assessment_entry_once"
            ),
            models.CheckConstraint(
                condition=Q(points_num=None, points_den=None, of=None, grade="")
                | (Q(points_num__gte=0, points_den__gt=0, of__gte=0) & ~Q(grade="")),
                name="assessment_entry_scored_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="assessment_entry_subject"),
            models.Index(fields=["scope"], name="assessment_entry_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.round_id}"


class Assessor(models.Model):
    """Who marks in a round 评分员, and for whom; `entry_ids` names the subjects he judges, empty means all.

    `ties` are what he declared besides what records say: bodies with the day he left, or a relative there.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    round = models.ForeignKey("assessment.Round", models.PROTECT, related_name="assessors")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("people.Appointment", models.PROTECT, null=True, related_name="+")
    party = models.TextField(choices=[(party.value, party.value) for party in Party])
    department = models.TextField(blank=True, default="")
    entry_ids = ArrayField(models.BigIntegerField(), default=list)
    ties = models.JSONField(default=list)
    appointed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "person"],
                condition=Q(ended_at=None),
                name="assessment_assessor_once",
            )
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} in {self.round_id}"


class Mark(models.Model):
    """A mark 评分 on an item of a subject. Only ever added: the last of an assessor counts, the others are history.

    Without an assessor it is the decision on an objection. `evidence` names a record (`records.file:12`), `note_id` is
    a vault row. What does not count (`counts`) is a hidden second visit's.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    entry = models.ForeignKey("assessment.Entry", models.PROTECT, related_name="marks")
    item = models.TextField()
    assessor = models.ForeignKey("assessment.Assessor", models.PROTECT, null=True, related_name="marks")
    value_num = models.SmallIntegerField()
    value_den = models.SmallIntegerField()
    evidence = models.TextField(blank=True, default="")
    note_id = models.BigIntegerField(null=True)
    counts = models.BooleanField(default=True)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value_num__gte=0, value_den__gt=0, value_num__lte=F("value_den")),
                name="assessment_mark_share",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} of {self.stream}: {self.value_num}/{self.value_den}"


class MarkObjection(models.Model):
    """An objection 异议 of a subject to an item, once an item; both texts are vault rows.

    By when it is answered is the clock's to say, which follows the calendar; a round of the platform has none.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    entry = models.ForeignKey("assessment.Entry", models.PROTECT, related_name="objections")
    item = models.TextField()
    body_id = models.BigIntegerField()
    text_id = models.BigIntegerField()
    filed_at = models.DateTimeField()
    state = models.TextField(choices=[(state.value, state.value) for state in ObjectionState])
    decided_at = models.DateTimeField(null=True)
    decision_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "item"], name="assessment_objection_once"),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.FILED.value, decided_at=None)
                | (~Q(state=ObjectionState.FILED.value) & Q(decided_at__isnull=False)),
                name="assessment_objection_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} of {self.stream} {self.state}"


class Consequence(models.Model):
    """What follows for a subject from a published round, by the item `rule` of `evaluation-consequences`.

    The scope is the subject's own place: those who guide it are to act. A talk is a duty; a recommendation waits
    until those entitled take it up (`taken_stream`) or say that they do not.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    entry = models.ForeignKey("assessment.Entry", models.PROTECT, related_name="consequences")
    estate_id = models.BigIntegerField(null=True)
    rule = models.TextField()
    follows = models.TextField(choices=[(one.value, one.value) for one in Follows])
    state = models.TextField(choices=[(state.value, state.value) for state in FollowState])
    set_on = models.DateField()
    duty_id = models.BigIntegerField(null=True)
    taken_stream = models.TextField(blank=True, default="")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "rule"], name="assessment_consequence_once"),
            models.CheckConstraint(
                condition=~Q(follows=Follows.TALK.value) | Q(duty_id__isnull=False),
                name="assessment_consequence_talk",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="assessment_follow_scope")]

    def __str__(self) -> str:
        return f"{self.follows} of {self.stream}"


class CheckFrequency(models.Model):
    """How often a subject is checked 检查频次 since a day, in months between two checks; `reason` is public.

    A later row replaces it; nothing is edited.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    subject_kind = models.TextField(choices=_KINDS)
    subject_id = models.BigIntegerField()
    every_months = models.SmallIntegerField()
    since = models.DateField()
    reason = models.TextField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(every_months__gte=1, every_months__lte=60), name="assessment_frequency_months"
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "since", "reason"], name="assessment_frequency_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} every {self.every_months} months"
