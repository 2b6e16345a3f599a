"""Tables of petitions, and of the patterns that were answered."""

from __future__ import annotations

from django.db import models

from hemei.oversight.mediation.rules.petitions import PetitionSource, Repeat


class Petition(models.Model):
    """A petition 信访件 on a property matter, as the petition office keeps it; imported and carried on by imports.

    `number` is that office's. Name, telephone and words are sealed; `tell_by` and `finish_by` are the days of the
    regulation. `repeat_of` is proposed by rule or file and stands once a person confirmed it (`repeat`).
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    number = models.TextField(unique=True, db_collation="C")
    source = models.TextField(choices=[(one.value, one.value) for one in PetitionSource])
    kind = models.TextField(db_collation="C")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+", null=True)
    received_on = models.DateField()
    told_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    extended = models.BooleanField(default=False)
    tell_by = models.DateField()
    finish_by = models.DateField()
    persons = models.PositiveIntegerField(default=1)
    name_id = models.BigIntegerField(null=True)
    phone_id = models.BigIntegerField(null=True)
    text_id = models.BigIntegerField(null=True)
    repeat = models.TextField(choices=[(one.value, one.value) for one in Repeat])
    repeat_of = models.ForeignKey("mediation.Petition", models.PROTECT, related_name="repetitions", null=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", null=True)
    dispute = models.ForeignKey("mediation.Dispute", models.PROTECT, related_name="+", null=True)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(told_on=None) | models.Q(told_on__gte=models.F("received_on")),
                name="mediation_petition_told_after",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("received_on")),
                name="mediation_petition_ended_after",
            ),
            models.CheckConstraint(
                condition=models.Q(repeat_of=None) | ~models.Q(repeat_of=models.F("id")),
                name="mediation_petition_not_of_itself",
            ),
            models.CheckConstraint(
                condition=~models.Q(repeat=Repeat.CONFIRMED) | models.Q(repeat_of__isnull=False),
                name="mediation_petition_repeat_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(persons__gte=1), name="mediation_petition_somebody_petitions"
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-received_on", "-id"], name="mediation_petition_scope"),
            models.Index(fields=["received_on"], name="mediation_petition_day"),
            models.Index(fields=["kind", "community", "received_on"], name="mediation_petition_matter"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}"


class AnsweredPattern(models.Model):
    """A cause that came up in many estates of an area 共性问题, with what was proposed: a topic, or a duty."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    area = models.TextField()
    kind = models.TextField(db_collation="C")
    since = models.DateField()
    until = models.DateField()
    estates = models.PositiveIntegerField()
    petitions = models.PositiveIntegerField()
    disputes = models.PositiveIntegerField()
    topic = models.ForeignKey("deliberation.Topic", models.PROTECT, related_name="+", null=True)
    duty = models.ForeignKey("duties.Duty", models.PROTECT, related_name="+", null=True)
    answered_on = models.DateField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "answered_on"], name="mediation_answeredpattern_once"
            ),
            models.CheckConstraint(
                condition=models.Q(topic__isnull=False, duty=None) | models.Q(topic=None, duty__isnull=False),
                name="mediation_answeredpattern_one_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "kind", "-answered_on"], name="mediation_answeredpattern_last")
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.place_id} on {self.answered_on}"
