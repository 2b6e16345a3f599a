"""Tables of the Party side. Organisations and relations are public as bodies are; what covers an estate is not."""

from __future__ import annotations

from django.db import models


class Organisation(models.Model):
    """A Party organisation 党组织: a body with a form and a level. The staff of the host body act for it."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    body = models.OneToOneField("people.Body", models.PROTECT, related_name="+")
    form = models.TextField()
    level = models.TextField()
    host_body_id = models.BigIntegerField()
    item = models.TextField(null=True, unique=True)  # noqa: DJ001 - unique where the city's structure names it
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["level", "scope"], name="party_organisation_level"),
            models.Index(fields=["host_body_id"], name="party_organisation_host"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.form}"


class Former(models.Model):
    """What form an organisation had, and which body acted for it, before the present ones."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey("party.Organisation", models.PROTECT, related_name="former")
    form = models.TextField()
    host_body_id = models.BigIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")), name="party_former_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.form} until {self.valid_until}"


class Relation(models.Model):
    """Who leads or guides whom, during a period; several may lead. The same one twice at a time is refused."""

    id = models.BigAutoField(primary_key=True)
    above = models.ForeignKey("party.Organisation", models.PROTECT, related_name="below_of")
    below = models.ForeignKey("party.Organisation", models.PROTECT, related_name="above_of")
    kind = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(above=models.F("below")), name="party_relation_not_oneself"
            )
        ]

    def __str__(self) -> str:
        return f"{self.above_id} {self.kind} {self.below_id}"


class Tie(models.Model):
    """Which organisation covers an estate, or one of its buildings, by itself or by the work it brings."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    organisation = models.ForeignKey("party.Organisation", models.PROTECT, related_name="ties")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    building = models.ForeignKey("places.Building", models.PROTECT, null=True, related_name="+")
    kind = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["scope"], name="party_tie_scope")]

    def __str__(self) -> str:
        return f"{self.organisation_id} covers {self.estate_id}"


class Standing(models.Model):
    """One part of the leadership system of a place, during a period; `line` is of a responsibility list."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    part = models.TextField()
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    line = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["place"], name="party_standing_place")]

    def __str__(self) -> str:
        return f"{self.part} of {self.place_id}: {self.body_id}"
