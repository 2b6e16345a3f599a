"""Bulletins: what a place's figures said of a month, made into files, and whether residents may read it."""

from __future__ import annotations

from django.db import models

from hemei.faces.cockpit.rules import BulletinState, BulletinWork


class Bulletin(models.Model):
    """The bulletin of a place for a month; `content` is what was read of the figures when it was made.

    `site` is the address of this copy's pages as it stood when the bulletin was asked for, for the footnotes.
    `step` is how far the worker is. `differs` names the figures that gave other numbers at the last check.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    place_id = models.BigIntegerField()
    month = models.DateField()
    state = models.TextField(
        choices=[(state.value, state.value) for state in BulletinState], default=BulletinState.OPEN.value
    )
    work = models.TextField(
        choices=[(work.value, work.value) for work in BulletinWork],
        default=BulletinWork.NONE.value,
        blank=True,
    )
    step = models.SmallIntegerField(default=0)
    site = models.TextField()
    number = models.IntegerField(null=True)
    title = models.TextField(default="")
    number_words = models.TextField(default="")
    content = models.JSONField(null=True)
    docx_sha256 = models.TextField(default="")
    pdf_sha256 = models.TextField(default="")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    differs = models.JSONField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_id", "month"], name="cockpit_bulletin_once"),
            models.CheckConstraint(
                condition=~models.Q(state="published") | ~models.Q(pdf_sha256=""),
                name="cockpit_bulletin_published_is_made",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-month"], name="cockpit_bulletin_scope")]

    def __str__(self) -> str:
        return f"{self.stream} {self.month:%Y-%m} {self.state}"
