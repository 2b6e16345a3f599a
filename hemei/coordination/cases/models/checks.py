"""Tables of what keeps a closing honest: the weekly lots, the visits they demand, the fingerprints of photos."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from hemei.coordination.cases.rules.words import Found


class Lot(models.Model):
    """The lot of a week 抽查: the list as it was fixed, then the seed that nobody could choose, then who was drawn.

    `listing` holds `body number` a line, `digest` its SHA-256, as the event `event_id` says; `seed` is the root of
    the first checkpoint that covers this event. Everything here is public.
    """

    id = models.BigAutoField(primary_key=True)
    week = models.DateField(unique=True)
    listing = models.TextField()
    digest = models.TextField()
    closed = models.IntegerField()
    listed_at = models.DateTimeField()
    event_id = models.BigIntegerField()
    share = models.TextField()
    seed = models.TextField(blank=True, default="")
    checkpoint_day = models.DateField(null=True)
    drawn = models.IntegerField(null=True)
    drawn_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seed="", drawn=None, drawn_at=None, checkpoint_day=None, called_at=None)
                | (~models.Q(seed="") & models.Q(drawn__isnull=False, drawn_at__isnull=False)),
                name="cases_lot_drawn_whole",
            )
        ]

    def __str__(self) -> str:
        return f"lot of {self.week}"


class Revisit(models.Model):
    """A visit 复查 owed or paid to a case that ended as solved; the row repeats what the case's events say."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="revisits")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    number = models.SmallIntegerField()
    lot = models.ForeignKey("cases.Lot", models.PROTECT, related_name="revisits")
    body_id = models.BigIntegerField()
    solver_id = models.BigIntegerField()
    estate_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField()
    drawn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    visited_at = models.DateTimeField(null=True)
    found = models.TextField(null=True)  # noqa: DJ001 - not visited is not the empty word

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_revisit_once"),
            models.UniqueConstraint(fields=["lot", "case"], name="cases_revisit_one_a_lot"),
            models.CheckConstraint(
                condition=models.Q(found__in=[found.value for found in Found]), name="cases_revisit_found"
            ),
            models.CheckConstraint(
                condition=models.Q(found__isnull=True, visited_at__isnull=True)
                | models.Q(found__isnull=False, visited_at__isnull=False),
                name="cases_revisit_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(body_id=models.F("solver_id")), name="cases_revisit_by_another"
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="cases_revisit_scope"),
            models.Index(fields=["body_id", "-id"], name="cases_revisit_body"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} re-visit {self.number}"


class Likeness(models.Model):
    """Two cases that sound like one 疑似同一件, found after the later one came in where nobody could be asked at entry.

    `case` is the later, `other` the earlier. `answered_at` is when a person last said whether they are the `same`; he
    is asked of a pair once, and may join after all what was told apart. `other_scope` is the community of the earlier
    where it is another one than the later's; both see the pair. `round` is that of the later case when it was joined:
    sent back it is in another, a case of its own again. Where an import is undone its cases go and no row of
    this table holds them.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("cases.Case", models.DO_NOTHING, related_name="+", db_constraint=False)
    other = models.ForeignKey("cases.Case", models.DO_NOTHING, related_name="+", db_constraint=False)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    other_scope = models.TextField(db_collation="C", default="", db_default="")
    found_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    same = models.BooleanField(null=True)
    round = models.SmallIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="cases_likeness_once"),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, same=None)
                | models.Q(answered_at__isnull=False, same__isnull=False),
                name="cases_likeness_answered_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["scope", "-id"], name="cases_likeness_open", condition=models.Q(answered_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} like {self.other_id}"


class PhotoMark(models.Model):
    """The fingerprint 指纹 of a photo of a case or of a patrol, so that it is known when it comes again as proof."""

    id = models.BigAutoField(primary_key=True)
    file_id = models.BigIntegerField(unique=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    likeness = models.TextField()
    eighths = ArrayField(models.IntegerField())

    class Meta:
        indexes = [
            models.Index(fields=["stream"], name="cases_photomark_stream"),
            GinIndex(fields=["eighths"], name="cases_photomark_eighths"),
        ]

    def __str__(self) -> str:
        return f"photo {self.file_id}"
