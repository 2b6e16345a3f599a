"""Tables of orders that other systems hand over, and of their words that were told once."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hemei.coordination.hotline.rules.words import Of


class Order(models.Model):
    """An order 工单 of another system and the case it opened; whoever sees the case sees the order.

    `source` is the system's code in the standard, `number` is that system's. `marks` are keyed digests of the columns
    that make it what it is: they tell a changed row without keeping what it said. `limits_before` are the limits it had
    before `due_at`: a row with one of them is older. The caller's name and phone lie with the case.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    source = models.TextField()
    number = models.TextField(db_collation="C")
    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="+")
    file = models.ForeignKey("records.Import", models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    limits_before = ArrayField(models.DateTimeField(), default=list, db_default=[])
    reminders = models.PositiveIntegerField(default=0)
    marks = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="hotline_order_once")]
        indexes = [
            models.Index(fields=["file"], name="hotline_order_file"),
            models.Index(fields=["scope", "-id"], name="hotline_order_scope"),
            models.Index(
                fields=["due_at", "id"], name="hotline_order_due", condition=models.Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"


class Word(models.Model):
    """What another system's word for a kind or an estate means here 对照, as an office said it last."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    source = models.TextField()
    of = models.TextField(choices=[(one.value, one.value) for one in Of])
    said = models.TextField()
    kind = models.TextField(blank=True, default="")
    estate = models.ForeignKey("places.Estate", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "source", "of", "said"], name="hotline_word_once"),
            models.CheckConstraint(
                condition=(models.Q(of=Of.KIND.value, estate=None) & ~models.Q(kind=""))
                | models.Q(of=Of.ESTATE.value, kind="", estate__isnull=False),
                name="hotline_word_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.of} {self.pk}"
