"""Joint accounts, what was agreed about them, and who approves."""

from __future__ import annotations

from django.db import models

from hemei.community.purses.rules.words import Side


class JointAccount(models.Model):
    """The bank account 共管账户 of an estate; its number lies in the vault, `tail` is what anybody reads of it.

    Of the purse `fund` it is the account 专户 in which the maintenance fund lies, in the name of `holder`: money of the
    public revenue that tops up the fund goes there and nowhere else. The one entered last counts. Who keeps the fund
    reads it, the committee from the handover on; a company never does.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    ledger = models.ForeignKey("ledgers.Ledger", models.PROTECT, related_name="+")
    purse = models.TextField(default="revenue", choices=[("revenue", "revenue"), ("fund", "fund")])
    bank = models.TextField()
    holder = models.TextField(blank=True, default="")
    number_id = models.BigIntegerField()
    tail = models.TextField()
    opened_on = models.DateField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["estate"], condition=models.Q(purse="revenue"), name="purses_account_one_of_estate"
            ),
            models.UniqueConstraint(
                fields=["ledger"], condition=models.Q(purse="revenue"), name="purses_account_one_of_ledger"
            ),
            models.CheckConstraint(
                condition=models.Q(purse="revenue") | ~models.Q(holder=""), name="purses_account_holder"
            ),
        ]
        indexes = [models.Index(fields=["scope", "id"], name="purses_account_scope")]

    def __str__(self) -> str:
        return self.stream


class Agreement(models.Model):
    """What was agreed about an account: its tiers as data, who co-approves, whether the street may ask for a pause.

    `adopted_vote` is the owners' resolution that adopted it; without one the community only reads and nobody pauses.
    `rules_on` is the day of the document that gave what the agreement leaves open.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    account = models.ForeignKey("purses.JointAccount", models.PROTECT, related_name="agreements")
    number = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    adopted_assembly = models.ForeignKey("voting.Assembly", models.PROTECT, null=True, related_name="+")
    adopted_vote = models.ForeignKey("voting.Vote", models.PROTECT, null=True, related_name="+")
    annulled_on = models.DateField(null=True)
    community_approves = models.BooleanField()
    pause_allowed = models.BooleanField()
    pause_clause_id = models.BigIntegerField(null=True)
    rules_on = models.DateField()
    tiers = models.JSONField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="purses_agreement_once"),
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(valid_until=None), name="purses_agreement_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(adopted_vote__isnull=False)
                | models.Q(community_approves=False, pause_allowed=False),
                name="purses_agreement_adopted",
            ),
            models.CheckConstraint(
                condition=models.Q(pause_allowed=False) | models.Q(pause_clause_id__isnull=False),
                name="purses_agreement_pause_clause",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="purses_agreement_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} agreement {self.number}"


class Signatory(models.Model):
    """Who approves for a side 审批人; one with `stands_for` does so while that one is away 代审人, for a dated time.

    `named_by` entered him and `confirmed_by`, another hand, let it count. A signatory names his substitute alone; who
    was loaded, and who stood in before two hands were asked for, has neither.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    account = models.ForeignKey("purses.JointAccount", models.PROTECT, related_name="signatories")
    side = models.TextField(choices=[(side.value, side.value) for side in Side])
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    stands_for = models.ForeignKey("self", models.PROTECT, null=True, related_name="substitutes")
    reason_id = models.BigIntegerField(null=True)
    named_at = models.DateTimeField()
    named_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(named_by=None) | ~models.Q(named_by=models.F("person")))
                & (
                    models.Q(confirmed_by=None)
                    | models.Q(named_by__isnull=False)
                    & ~models.Q(confirmed_by=models.F("named_by"))
                    & ~models.Q(confirmed_by=models.F("person"))
                ),
                name="purses_signatory_two_hands",
            ),
            models.CheckConstraint(
                condition=models.Q(stands_for=None)
                | models.Q(valid_until__isnull=False, reason_id__isnull=False),
                name="purses_signatory_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="purses_signatory_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.side} person {self.person_id}"
