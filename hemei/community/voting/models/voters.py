"""Who votes for a unit: bindings with their evidence, the letters that carry codes, and written proxies."""

from __future__ import annotations

from django.db import models

from hemei.community.voting.rules.voters import BindingKind, Capacity


class VoterBinding(models.Model):
    """A person who votes for a unit, by one kind of evidence; at most one stands for a unit.

    `owner` is in whose right he votes, nobody's for a unit of the developer. `evidence` lies in the vault. An
    objection stops the binding from `objected_at` until it is settled.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    unit = models.ForeignKey("places.PropertyUnit", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.TextField()
    capacity = models.TextField()
    document = models.TextField(blank=True, default="")
    evidence_id = models.BigIntegerField(null=True)
    valid_from = models.DateField()
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    objected_at = models.DateTimeField(null=True)
    objection_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(ended_at=None), name="voting_voterbinding_one_stands"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__gt=models.F("valid_from")), name="voting_voterbinding_period"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in BindingKind]),
                name="voting_voterbinding_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__in=[one.value for one in Capacity]),
                name="voting_voterbinding_capacity",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="voting_voterbinding_unit")]

    def __str__(self) -> str:
        return self.stream


class LetterRun(models.Model):
    """Letters for the units of some buildings, asked for by a clerk and set by the worker."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    building = models.TextField(blank=True)
    site = models.TextField()
    asked_at = models.DateTimeField()
    letters = models.IntegerField(default=0)
    made_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["scope", "-id"], name="voting_letterrun_scope")]

    def __str__(self) -> str:
        return self.stream


class Letter(models.Model):
    """A letter through the door of a unit. Of its code only a keyed digest is kept; it is used once."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey("voting.LetterRun", models.PROTECT, related_name="+")
    unit = models.ForeignKey("places.PropertyUnit", models.PROTECT, related_name="+")
    digest = models.BinaryField(unique=True)
    expires_on = models.DateField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Proxy(models.Model):
    """A written proxy: who votes for a unit of one roll. `evidence` says where the paper lies."""

    id = models.BigAutoField(primary_key=True)
    roll = models.ForeignKey("voting.Roll", models.PROTECT, related_name="+", db_index=False)
    roll_unit = models.ForeignKey("voting.RollUnit", models.PROTECT, related_name="+", db_index=False)
    holder = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    evidence_id = models.BigIntegerField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roll_unit"], condition=models.Q(withdrawn_at=None), name="voting_proxy_one_stands"
            ),
        ]
        indexes = [models.Index(fields=["holder", "roll"], name="voting_proxy_holder")]

    def __str__(self) -> str:
        return f"proxy {self.pk}"
