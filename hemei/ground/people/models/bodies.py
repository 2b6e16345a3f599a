"""Bodies and appointments to them."""

from __future__ import annotations

from django.db import models

from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.kernel.actor import Role


class Body(models.Model):
    """A body 机构. A dissolved one stays, with the day it ended and who goes on in its stead.

    `department` is a code of the responsibility list (HM, UM, PS ...), empty for other bodies; `estate` is the one
    an owners' committee belongs to.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in BodyKind])
    department = models.TextField(blank=True, default="")
    level = models.TextField(choices=[(level.value, level.value) for level in Level])
    name = models.TextField()
    short_name = models.TextField()
    pinyin = models.TextField(default="", db_default="")
    initials = models.TextField(default="", db_default="")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    estate = models.ForeignKey("places.Estate", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    serves_until = models.DateField(null=True)
    successor = models.ForeignKey("people.Body", models.PROTECT, null=True, related_name="predecessors")

    class Meta:
        indexes = [
            models.Index(fields=["department", "scope"], name="people_body_department"),
            models.Index(fields=["kind", "scope"], name="people_body_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="people_body_period",
            )
        ]

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """What a body was called before its present name; the present one runs since the last of these ended."""

    id = models.BigAutoField(primary_key=True)
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="former_names")
    name = models.TextField()
    short_name = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")), name="people_formername_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} until {self.valid_until}"


class Appointment(models.Model):
    """A role in a body over a place during a period; `scope` is the place's path on the first day."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="appointments")
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="appointments")
    role = models.TextField(choices=[(role.value, role.value) for role in Role])
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["scope"], name="people_appointment_scope")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="people_appointment_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} in {self.body_id}"
