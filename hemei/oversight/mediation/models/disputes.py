"""Disputes: parties, mediators, sessions, steps, warnings. All behind walls by body and person, none by place."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hemei.oversight.mediation.rules.acts import Move
from hemei.oversight.mediation.rules.words import (
    Level,
    Outcome,
    PartyKind,
    Side,
    Size,
    Source,
    State,
    Way,
)


def _one_of(words: type, column: str, name: str, *, empty: bool = False) -> models.CheckConstraint:
    values = [word.value for word in words]  # type: ignore[attr-defined]
    return models.CheckConstraint(
        condition=Q(**{f"{column}__in": [*values, *([""] if empty else [])]}), name=name
    )


class Dispute(models.Model):
    """A dispute 纠纷. Its scope is no place (`NOWHERE`): bodies and persons on its stream's access list see it.

    `body_id` is the mediating body's `people` body now, `level` its level. `proposed` is the size of the rule,
    `because` the items it follows from. `community` and `estate_id` are for counts and patterns only. `ends_on` is the
    last day of mediation while it runs; `stint` counts the bodies that had it.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    number = models.TextField(unique=True)
    key = models.TextField(unique=True)
    kind = models.TextField()
    rules_on = models.DateField()
    size = models.TextField()
    proposed = models.TextField()
    because = ArrayField(models.TextField(), default=list)
    level = models.TextField()
    mediation_body = models.ForeignKey("mediation.MediationBody", models.PROTECT, related_name="disputes")
    body_id = models.BigIntegerField()
    state = models.TextField()
    outcome = models.TextField(blank=True, default="")
    source = models.TextField()
    source_stream = models.TextField(blank=True, default="")
    community = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    place_path = models.TextField(db_collation="C")
    estate_id = models.BigIntegerField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    persons = models.IntegerField()
    danger = models.BooleanField(default=False)
    spans = models.TextField()
    text_id = models.BigIntegerField()
    filed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stint = models.SmallIntegerField(default=1)
    sent_back = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            _one_of(Size, "size", "mediation_dispute_size"),
            _one_of(Size, "proposed", "mediation_dispute_proposed"),
            _one_of(Level, "level", "mediation_dispute_level"),
            _one_of(Level, "spans", "mediation_dispute_spans"),
            _one_of(State, "state", "mediation_dispute_state"),
            _one_of(Source, "source", "mediation_dispute_source"),
            _one_of(Outcome, "outcome", "mediation_dispute_outcome", empty=True),
            models.CheckConstraint(
                condition=Q(amount_fen=None) | Q(amount_fen__gt=0), name="mediation_dispute_amount"
            ),
            models.CheckConstraint(condition=Q(persons__gte=1), name="mediation_dispute_persons"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="mediation_dispute_ended_whole",
            ),
            models.UniqueConstraint(
                fields=["source_stream"],
                condition=~Q(source_stream=""),
                name="mediation_dispute_source_once",
            ),
        ]
        indexes = [
            models.Index(fields=["body_id", "-id"], name="mediation_dispute_body"),
            models.Index(fields=["ended_at", "id"], name="mediation_dispute_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class DisputeParty(models.Model):
    """A party 当事人: a person, a company with its project, or another body; `name_id` and `phone_id` are vault rows.

    `manager` is who stands for the company's project: of a company he alone is on the access list. `died_on` keeps a
    person who died from everything until an heir takes his place (`succeeds`).
    """

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey("mediation.Dispute", models.PROTECT, related_name="parties")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    side = models.TextField()
    kind = models.TextField()
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    body_id = models.BigIntegerField(null=True)
    project_id = models.BigIntegerField(null=True)
    manager = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    name_id = models.BigIntegerField()
    phone_id = models.BigIntegerField(null=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    died_on = models.DateField(null=True)
    succeeds = models.ForeignKey("mediation.DisputeParty", models.PROTECT, null=True, related_name="heirs")

    class Meta:
        constraints = [
            _one_of(Side, "side", "mediation_party_side"),
            _one_of(PartyKind, "kind", "mediation_party_kind"),
            models.UniqueConstraint(
                fields=["dispute", "person"],
                condition=Q(person__isnull=False, left_at=None),
                name="mediation_party_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=PartyKind.PERSON.value, body_id=None)
                | (~Q(kind=PartyKind.PERSON.value) & Q(body_id__isnull=False, person=None)),
                name="mediation_party_person_or_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} of {self.stream}"


class DisputeMediator(models.Model):
    """A mediator assigned to a dispute, until he is replaced or the dispute goes to another body."""

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey("mediation.Dispute", models.PROTECT, related_name="assigned")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    mediator = models.ForeignKey("mediation.Mediator", models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dispute", "mediator"], condition=Q(ended_at=None), name="mediation_assigned_once"
            )
        ]

    def __str__(self) -> str:
        return f"mediator {self.mediator_id} of {self.stream}"


class Session(models.Model):
    """A session 调解会: a meeting about the dispute, in person or remote; its minutes stand in the meeting.

    `present` are the parties who were there: they alone read its record (`record_id`), for a party is also heard alone.
    """

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey("mediation.Dispute", models.PROTECT, related_name="sessions")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    meeting = models.OneToOneField("meetings.Meeting", models.PROTECT, related_name="+")
    way = models.TextField()
    starts_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    present = ArrayField(models.BigIntegerField(), default=list)
    record_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [_one_of(Way, "way", "mediation_session_way")]

    def __str__(self) -> str:
        return f"session {self.pk} of {self.stream}"


class DisputeStep(models.Model):
    """One move of a dispute, in its order; what was written lies in the vault. Only ever added."""

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey("mediation.Dispute", models.PROTECT, related_name="steps")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    move = models.TextField()
    before = models.TextField()
    after = models.TextField()
    level = models.TextField()
    body_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    about = models.JSONField(default=dict)
    note_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(move__in=["file", *(move.value for move in Move)]), name="mediation_step_move"
            ),
            _one_of(State, "after", "mediation_step_after"),
            _one_of(State, "before", "mediation_step_before", empty=True),
            _one_of(Level, "level", "mediation_step_level"),
        ]

    def __str__(self) -> str:
        return f"{self.move} of {self.stream}"


class Warned(models.Model):
    """A warning of a clock: planned with the clock, given once its time comes, always before the end."""

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey("mediation.Dispute", models.PROTECT, related_name="warnings")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    key = models.TextField()
    kind = models.TextField()
    body_id = models.BigIntegerField(null=True)
    number = models.SmallIntegerField()
    started_at = models.DateTimeField()
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "key", "number"], name="mediation_warned_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=2, at__gt=F("started_at"), at__lt=F("due_at")),
                name="mediation_warned_before_the_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["at", "id"],
                name="mediation_warned_open",
                condition=Q(given_at=None, settled_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"warning {self.number} of {self.stream} {self.key}"


class Look(models.Model):
    """That somebody opened the file on a day, once a day each; the parties read who."""

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey("mediation.Dispute", models.PROTECT, related_name="looks")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    body_id = models.BigIntegerField(null=True)
    handles = models.BooleanField()
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute", "person", "day"], name="mediation_look_once")
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} at {self.stream}"


class Referral(models.Model):
    """That a case or petition went to mediation, for the body that sent it: a number and no more."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    source_stream = models.TextField(unique=True)
    number = models.TextField()
    body_id = models.BigIntegerField(null=True)
    referred_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.source_stream} to {self.number}"
