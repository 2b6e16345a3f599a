"""Requests of persons about their data, and impact assessments."""

from __future__ import annotations

from django.db import models

from hemei.ground.privacy.rules import Right, State


class Request(models.Model):
    """A request 申请. `text_id` and `answer_id` are vault rows; `ground` says why it was refused.

    One made at a counter says which body took it (`filed_by`), for whom who came stood (`claimant`), by which
    document he was checked (`proof`; its number is not kept) and when he was given the answer (`handed_at`).
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    number = models.TextField(unique=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    desk = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    right = models.TextField(choices=[(right.value, right.value) for right in Right])
    state = models.TextField(choices=[(state.value, state.value) for state in State])
    text_id = models.BigIntegerField()
    answer_id = models.BigIntegerField(null=True)
    ground = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    filed_by = models.ForeignKey("people.Body", models.PROTECT, null=True, related_name="+")
    claimant = models.TextField(default="self", db_default="self")
    proof = models.TextField(blank=True, default="", db_default="")
    handed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(filed_by=None, proof="", handed_at=None)
                | (models.Q(filed_by__isnull=False) & ~models.Q(proof="")),
                name="privacy_request_filed_with_proof",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.OPEN.value, ended_at=None)
                | (~models.Q(state=State.OPEN.value) & models.Q(ended_at__isnull=False)),
                name="privacy_request_ended_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.REFUSED.value) ^ models.Q(ground=""),
                name="privacy_request_refused_on_a_ground",
            ),
            models.UniqueConstraint(
                fields=["person", "right"],
                condition=models.Q(state=State.OPEN.value),
                name="privacy_request_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "-id"], name="privacy_request_desk"),
            models.Index(
                fields=["filed_by", "-id"],
                name="privacy_request_counter",
                condition=models.Q(filed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.right} {self.state}"


class Assessment(models.Model):
    """An impact assessment 影响评估. The database keeps it until `kept_until`; it is never changed."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    activity = models.TextField()
    title = models.TextField()
    outcome = models.TextField(choices=[(word, word) for word in ("go_on", "with_measures", "stop")])
    text_id = models.BigIntegerField()
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    done_on = models.DateField()
    kept_until = models.DateField()

    def __str__(self) -> str:
        return f"{self.title} {self.done_on}"


class Sight(models.Model):
    """That a person was shown a notice: which version, when, and whether on the page or at a counter."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    notice = models.TextField()
    way = models.TextField(choices=[(way, way) for way in ("page", "counter")])
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "person"], name="privacy_sight_once")]

    def __str__(self) -> str:
        return f"{self.notice} by {self.person_id}"


class Run(models.Model):
    """One run of the deletion job over an activity: how many subjects were over their time, how many went.

    `waiting` was counted at the start, `subjects` and `erased` move on with each batch; a run without an end
    was stopped, and the next one goes on.
    """

    id = models.BigAutoField(primary_key=True)
    activity = models.TextField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    waiting = models.IntegerField()
    subjects = models.IntegerField(default=0)
    erased = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["activity", "-id"], name="privacy_run_activity")]

    def __str__(self) -> str:
        return f"{self.activity} {self.subjects}/{self.waiting}"
