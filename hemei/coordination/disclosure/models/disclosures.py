"""Tables of disclosures and their versions. A version that was published is never changed: see `0002_walls`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hemei.coordination.disclosure.rules.words import State, Subject


class CalendarEntry(models.Model):
    """An estate on the calendar 公开日历: from `since` on its periods are owed.

    `undocumented_on` is the first day of a period that cannot be opened, for no document of that day says how.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.OneToOneField("places.Estate", models.PROTECT, related_name="+")
    since = models.DateField()
    undocumented_on = models.DateField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["scope", "id"], name="disclosure_calendar_scope")]

    def __str__(self) -> str:
        return self.stream


class Disclosure(models.Model):
    """A disclosure 公开 of an estate, a subject and a period, `until` excluded; `body_id` owes it by `due_on`.

    `number` is the version that is published, 0 before the first. `late_at` and `missing_at` are when the platform
    recorded that it was not there in time, `differs_at` when it found that the books left the published version behind:
    it is to be corrected by `correct_by`.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    subject = models.TextField(choices=[(one.value, one.value) for one in Subject])
    since = models.DateField()
    until = models.DateField()
    due_on = models.DateField()
    body_id = models.BigIntegerField()
    state = models.TextField(choices=[(one.value, one.value) for one in State])
    number = models.SmallIntegerField(default=0)
    drafted_at = models.DateTimeField(null=True)
    comments_until = models.DateField(null=True)
    published_on = models.DateField(null=True)
    late_at = models.DateTimeField(null=True)
    missing_at = models.DateTimeField(null=True)
    differs_at = models.DateTimeField(null=True)
    correct_by = models.DateField(null=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(differs_at=None, correct_by=None)
                | Q(differs_at__isnull=False, correct_by__isnull=False, published_on__isnull=False),
                name="disclosure_disclosure_differs",
            ),
            models.UniqueConstraint(fields=["estate", "subject", "since"], name="disclosure_disclosure_once"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="disclosure_disclosure_period"),
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED.value, published_on__isnull=False, number__gte=1)
                | (~Q(state=State.PUBLISHED.value) & Q(published_on=None, number=0)),
                name="disclosure_disclosure_published",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(published_on__gte=F("until")),
                name="disclosure_disclosure_after_period",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.COMMENTS.value) | Q(comments_until__isnull=False),
                name="disclosure_disclosure_comments",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-due_on", "-id"], name="disclosure_disclosure_scope"),
            models.Index(fields=["estate", "-due_on", "-id"], name="disclosure_disclosure_estate"),
            models.Index(fields=["body_id", "-due_on", "-id"], name="disclosure_disclosure_body"),
            models.Index(
                fields=["due_on", "id"], name="disclosure_disclosure_open", condition=Q(published_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.state}"


class Version(models.Model):
    """A version 版本 of a disclosure: its lines, drafted from the records, and what was explained.

    `root` is the Merkle root over them, which the event of the publication carries. The first version goes out for
    comments; a correction says why (`because`) and stands beside what it corrects.
    """

    id = models.BigAutoField(primary_key=True)
    disclosure = models.ForeignKey(
        "disclosure.Disclosure", models.PROTECT, related_name="versions", db_index=False
    )
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    number = models.SmallIntegerField()
    token = models.TextField(unique=True)
    lines = models.JSONField()
    explanations = models.JSONField(default=dict)
    because = models.TextField(blank=True, default="")
    root = models.TextField(blank=True, default="")
    drafted_at = models.DateTimeField()
    published_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    board_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "number"], name="disclosure_version_once"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_on=None, root="", board_until=None)
                | (
                    Q(published_at__isnull=False, published_on__isnull=False, board_until__isnull=False)
                    & ~Q(root="")
                ),
                name="disclosure_version_whole",
            ),
            models.CheckConstraint(
                condition=Q(number=1, because="") | (Q(number__gt=1) & ~Q(because="")),
                name="disclosure_version_because",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} version {self.number}"
