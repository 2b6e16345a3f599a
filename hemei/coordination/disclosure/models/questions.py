"""What owners ask and say, and the answers they are owed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hemei.coordination.disclosure.rules.words import About, Stage


class Question(models.Model):
    """A question 提问, a comment 意见 on a draft, or a word on a spending 监督; `body_id` owes the answer by `due_at`.

    `about_stream` is the draft or the spending. Whoever asked is a person or a body; both texts are sealed.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    about = models.TextField(choices=[(one.value, one.value) for one in About])
    about_stream = models.TextField(blank=True, default="")
    stage = models.TextField(blank=True, default="", choices=[(one.value, one.value) for one in Stage])
    key = models.TextField(unique=True)
    person_id = models.BigIntegerField(null=True)
    asker_body_id = models.BigIntegerField(null=True)
    body_id = models.BigIntegerField()
    text_id = models.BigIntegerField()
    answer_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person_id__isnull=False, asker_body_id=None)
                | Q(person_id=None, asker_body_id__isnull=False),
                name="disclosure_question_somebody_asks",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer_id=None)
                | Q(answered_at__isnull=False, answer_id__isnull=False),
                name="disclosure_question_answered_whole",
            ),
            models.CheckConstraint(
                condition=(Q(about=About.SPENDING.value) & ~Q(stage=""))
                | (~Q(about=About.SPENDING.value) & Q(stage="")),
                name="disclosure_question_stage",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="disclosure_question_scope"),
            models.Index(fields=["estate", "-id"], name="disclosure_question_estate"),
            models.Index(fields=["person_id", "-id"], name="disclosure_question_person"),
            models.Index(
                fields=["about_stream", "id"],
                name="disclosure_question_about",
                condition=~Q(about_stream=""),
            ),
            models.Index(
                fields=["due_at", "id"], name="disclosure_question_open", condition=Q(answered_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.about}"
