"""Facts about offices and staff, each with its period; overlaps are refused by the database."""

from __future__ import annotations

from django.db import models

from hemei.coordination.offices.rules.acts import FROM_LEVELS


def _period(name: str) -> models.CheckConstraint:
    later = models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from"))
    return models.CheckConstraint(condition=later, name=name)


class Office(models.Model):
    """A street's property office 物业管理部门 during a period; `unit` is one of the eight of the structure.

    Only a `dedicated` one (专职) counts: a section that does other work beside is shown and not counted.
    `voided_at` marks what was recorded in error.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    unit = models.TextField()
    name = models.TextField()
    dedicated = models.BooleanField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [_period("offices_office_period")]

    def __str__(self) -> str:
        return self.name


class Posts(models.Model):
    """How many posts were moved down 下沉编制 to a street's property work, and from which level, during a period."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    count = models.SmallIntegerField()
    from_level = models.TextField(choices=[(level, level) for level in FROM_LEVELS])
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            _period("offices_posts_period"),
            models.CheckConstraint(condition=models.Q(count__gte=0), name="offices_posts_count"),
        ]

    def __str__(self) -> str:
        return f"{self.count} posts at {self.place_id}"


class PartTimer(models.Model):
    """Somebody of a residents' committee who does property work beside his own 兼职人员, during a period."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [_period("offices_parttimer_period")]

    def __str__(self) -> str:
        return f"person {self.person_id} at {self.place_id}"


class Assessment(models.Model):
    """That a county put property work into its target assessment 目标考核 of a year; the document is a vault row."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    document_id = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "year"], condition=models.Q(voided_at=None), name="offices_assessment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.year}"
