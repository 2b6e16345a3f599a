"""Who votes for a unit: bindings with their evidence, letters with codes, written proxies, visits asked for."""

from __future__ import annotations

from django.db import models

from hemei.community.voting.models.settling import settled_by_another, settled_once
from hemei.community.voting.rules.voters import VISIT_TIMES, BindingKind, Capacity


class VoterBinding(models.Model):
    """A person who votes for a unit, by one kind of evidence, until a day that stays; at most one stands for a unit.

    `owner` is in whose right he votes, nobody's for a unit of the developer. `evidence` lies in the vault; of a
    guardian or delegate the `scan` of his paper is kept, and who represents many owners was `confirmed_by` a second
    clerk. An objection stops the binding from `objected_at` until it is settled, by a person who neither entered it
    nor made or confirmed the binding; bindings from before November 2026 do not name these persons, their events do.
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
    scan = models.ForeignKey("records.File", models.PROTECT, null=True, related_name="+", db_index=False)
    bound_by = models.BigIntegerField(null=True)
    confirmed_by = models.BigIntegerField(null=True)
    objected_by = models.BigIntegerField(null=True)
    settled_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(settled_by=models.F("bound_by"))
                & ~models.Q(settled_by=models.F("objected_by"))
                & ~models.Q(settled_by=models.F("confirmed_by"))
                & ~models.Q(confirmed_by=models.F("bound_by")),
                name="voting_voterbinding_two_hands",
            ),
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
        indexes = [
            models.Index(fields=["unit", "-id"], name="voting_voterbinding_unit"),
            models.Index(
                fields=["objected_at"],
                condition=models.Q(ended_at=None, objected_at__isnull=False),
                name="voting_voterbinding_contested",
            ),
        ]

    def __str__(self) -> str:
        return self.stream


class AwaitedBinding(models.Model):
    """A guardian or delegate of many owners, entered by one clerk, until a second held the `scan` against it.

    Its id and stream are those of the binding that stands once it is confirmed. It is settled once: by another hand,
    or taken back by who entered it.
    """

    id = models.BigIntegerField(primary_key=True)
    unit = models.ForeignKey("places.PropertyUnit", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.TextField()
    capacity = models.TextField()
    document = models.TextField(blank=True, default="")
    extract_on = models.DateField(null=True)
    evidence_id = models.BigIntegerField()
    scan = models.ForeignKey("records.File", models.PROTECT, related_name="+", db_index=False)
    represents = models.SmallIntegerField()
    entered_by = models.BigIntegerField()
    entered_at = models.DateTimeField()
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField(unique=True)

    class Meta:
        constraints = [
            settled_by_another("voting_awaitedbinding", "person_id"),
            settled_once("voting_awaitedbinding"),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(settled_at=None), name="voting_awaitedbinding_one_waits"
            ),
        ]

    def __str__(self) -> str:
        return self.stream


class LetterRun(models.Model):
    """Letters 确认函 for units of a roll, asked for by a clerk and set by the worker.

    Their codes stand in the file alone, which is erased when the clerk has printed it, at the latest when they expire.
    `site` is the address where a code is filled in.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    roll = models.ForeignKey("voting.Roll", models.PROTECT, related_name="letter_runs")
    key = models.TextField()
    number = models.SmallIntegerField()
    site = models.TextField()
    letters = models.IntegerField(default=0)
    expires_on = models.DateField()
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    printed_at = models.DateTimeField(null=True)
    file = models.ForeignKey("records.File", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["scope", "-id"], name="voting_letterrun_scope")]
        constraints = [
            models.UniqueConstraint(fields=["roll", "number"], name="voting_letterrun_once"),
            models.UniqueConstraint(fields=["roll", "key"], name="voting_letterrun_key_once"),
        ]

    def __str__(self) -> str:
        return self.stream


class Letter(models.Model):
    """A letter 确认函 through the door of a unit; one at a time is good. Of its code only a keyed digest is kept."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey("voting.LetterRun", models.PROTECT, related_name="rows")
    roll_unit = models.ForeignKey("voting.RollUnit", models.PROTECT, related_name="letters", db_index=False)
    number = models.IntegerField()
    digest = models.BinaryField(null=True, unique=True)
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roll_unit"],
                condition=models.Q(used_at=None, voided_at=None),
                name="voting_letter_one_stands",
            )
        ]
        indexes = [models.Index(fields=["roll_unit", "-id"], name="voting_letter_unit")]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Proxy(models.Model):
    """A written proxy: who votes for a unit of one roll. `evidence` says where the paper lies.

    One that came with a paper ballot is for that `sheet` only: entered with its `scan` until the roll is sealed, it
    stands at no moment, and counts once another person confirmed it. Who entered it may take it back until then.
    """

    id = models.BigAutoField(primary_key=True)
    roll = models.ForeignKey("voting.Roll", models.PROTECT, related_name="+", db_index=False)
    roll_unit = models.ForeignKey("voting.RollUnit", models.PROTECT, related_name="+", db_index=False)
    holder = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    evidence_id = models.BigIntegerField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    sheet = models.ForeignKey(
        "voting.PrintedSheet", models.PROTECT, null=True, related_name="+", db_index=False
    )
    scan = models.ForeignKey("records.File", models.PROTECT, null=True, related_name="+", db_index=False)
    entered_by = models.BigIntegerField(null=True)
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roll_unit"], condition=models.Q(withdrawn_at=None), name="voting_proxy_one_stands"
            ),
            models.CheckConstraint(
                condition=models.Q(sheet=None, scan=None, entered_by=None)
                | models.Q(
                    sheet__isnull=False,
                    scan__isnull=False,
                    entered_by__isnull=False,
                    withdrawn_at=models.F("given_at"),
                ),
                name="voting_proxy_with_paper",
            ),
            settled_once("voting_proxy", sheet__isnull=False),
            settled_by_another("voting_proxy", "holder_id"),
            models.UniqueConstraint(
                fields=["sheet"],
                condition=models.Q(sheet__isnull=False) & ~models.Q(confirmed=False),
                name="voting_proxy_one_with_paper",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "roll"], name="voting_proxy_holder"),
            models.Index(
                fields=["sheet", "-id"],
                name="voting_proxy_sheet",
                condition=models.Q(sheet__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"proxy {self.pk}"


class VisitAsk(models.Model):
    """An owner asks that two persons come to the door for his ballot; one at a time stands for a unit of a roll."""

    id = models.BigAutoField(primary_key=True)
    roll_unit = models.ForeignKey(
        "voting.RollUnit", models.PROTECT, related_name="visit_asks", db_index=False
    )
    when = models.TextField()
    asked_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roll_unit"],
                condition=models.Q(taken_back_at=None),
                name="voting_visitask_one_stands",
            ),
            models.CheckConstraint(
                condition=models.Q(when__in=sorted(VISIT_TIMES)), name="voting_visitask_when"
            ),
        ]

    def __str__(self) -> str:
        return f"visit asked for {self.roll_unit_id}"
