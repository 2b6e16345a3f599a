"""Assemblies, what owners proposed, and what came of each vote."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hemei.community.voting.rules.assemblies import State
from hemei.community.voting.rules.procedure_standard import CALLERS, KINDS
from hemei.community.voting.rules.proposals import ELECTS, ProposalState
from hemei.community.voting.rules.standards import MATTER_CODES


class Proposal(models.Model):
    """A proposal 提议 of owners to hold an assembly; the sums are those of the last support, by that day's register.

    `by_members` says that a third of the committee's members asked to recall one of them, who was heard; units do
    not join that. `matter` is what it asks to be decided, `seat` the member to be recalled, where it asks for that; its
    number is written here for those who may not read the register of seats.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    key = models.TextField()
    matter = models.TextField(default="", db_default="")
    seat = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    seat_number = models.SmallIntegerField(null=True)
    by_members = models.BooleanField(default=False, db_default=False)
    title = models.TextField()
    state = models.TextField(choices=[(state.value, state.value) for state in ProposalState])
    proposed_at = models.DateTimeField()
    total_area_dm2 = models.BigIntegerField(default=0)
    total_heads = models.IntegerField(default=0)
    area_dm2 = models.BigIntegerField(default=0)
    heads = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["estate", "key"], name="voting_proposal_key_once"),
            models.CheckConstraint(
                condition=models.Q(matter__in=["", *sorted(MATTER_CODES)])
                & (models.Q(seat=None) | models.Q(matter=ELECTS)),
                name="voting_proposal_matter",
            ),
            models.CheckConstraint(
                condition=models.Q(by_members=False) | models.Q(seat__isnull=False),
                name="voting_proposal_by_members",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="voting_proposal_scope")]

    def __str__(self) -> str:
        return self.stream


class Support(models.Model):
    """A unit whose owner asks for the assembly; it may be taken back until the proposal is reached.

    `owner_ids` are those it counts as on the day it joined, nobody of a developer's unit; it counts while one of them
    still owns it. Of those from before December 2026 nobody is known. `sheet` is the confirmed list its owner signed,
    where he did not ask himself by phone; `back_scan` is by what he took it back on paper.
    """

    id = models.BigAutoField(primary_key=True)
    proposal = models.ForeignKey("voting.Proposal", models.PROTECT, related_name="supports", db_index=False)
    unit = models.ForeignKey("places.PropertyUnit", models.PROTECT, related_name="+")
    supported_at = models.DateTimeField()
    channel = models.TextField()
    owner_ids = ArrayField(models.BigIntegerField(), null=True)
    taken_back_at = models.DateTimeField(null=True)
    sheet = models.ForeignKey(
        "voting.SupportSheet", models.PROTECT, null=True, related_name="supports", db_index=False
    )
    back_scan = models.ForeignKey("records.File", models.PROTECT, null=True, related_name="+", db_index=False)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "unit"],
                condition=models.Q(taken_back_at=None),
                name="voting_support_once",
            )
        ]

    def __str__(self) -> str:
        return f"unit {self.unit_id} for {self.stream}"


class Assembly(models.Model):
    """An assembly 业主大会会议. Its agenda may change until the notice; then it stands in the votes of its roll.

    `outside` are units of other buildings whose interest was proven. `body_id` conducts it: whose clocks run.
    `repeats` is the meeting that failed for want of participation before. `decision_item` is the item of the
    committee's meeting that decided to call it; `decided_matters` are those put to the owners by it, or by the sealed
    document that was cited instead, of which `decision_scan` is the scan.
    `commitments` are those to its roll, with their moments: published with the notice, and with each correction.
    `doubts` are results their call-back does not support, or that were not called back in time, by the number
    of the item: since when and why.
    `roots` are the published Merkle roots, by the number of the vote; `moot` are items without object, by their
    number: since when and why. `own` is a copy of what the roll was frozen with, for who reads no roll.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    key = models.TextField()
    estate_name = models.TextField()
    kind = models.TextField(choices=[(kind, kind) for kind in KINDS])
    called_by = models.TextField(choices=[(caller, caller) for caller in CALLERS])
    ground = models.TextField()
    title = models.TextField()
    buildings = ArrayField(models.TextField(), default=list)
    outside = models.JSONField(default=list, db_default=[])
    agenda = models.JSONField(default=list)
    body_id = models.BigIntegerField(null=True)
    proposal = models.ForeignKey("voting.Proposal", models.PROTECT, null=True, related_name="assemblies")
    repeats = models.ForeignKey("voting.Assembly", models.PROTECT, null=True, related_name="repeated_by")
    roll = models.OneToOneField("voting.Roll", models.PROTECT, null=True, related_name="assembly")
    state = models.TextField(choices=[(state.value, state.value) for state in State])
    called_at = models.DateTimeField()
    noticed_on = models.DateField(null=True)
    opens_on = models.DateField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    objections_until = models.DateTimeField(null=True)
    commitments = models.JSONField(default=list, db_default=[])
    roots = models.JSONField(default=dict)
    moot = models.JSONField(null=True)
    doubts = models.JSONField(default=dict, db_default={})
    own = models.JSONField(default=dict, db_default={})
    decision_item = models.BigIntegerField(null=True)
    decided_matters = ArrayField(models.TextField(), default=list, db_default=[])
    decision_scan = models.ForeignKey(
        "records.File", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["scope", "-id"], name="voting_assembly_scope"),
            models.Index(fields=["estate", "-id"], name="voting_assembly_estate"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[State.CALLED.value, State.CALLED_OFF.value])
                | models.Q(roll__isnull=False, noticed_on__isnull=False, closes_at__isnull=False),
                name="voting_assembly_noticed",
            ),
            models.UniqueConstraint(fields=["estate", "key"], name="voting_assembly_key_once"),
            models.UniqueConstraint(
                fields=["repeats"],
                condition=~models.Q(state=State.CALLED_OFF.value),
                name="voting_assembly_repeated_once",
            ),
            models.UniqueConstraint(
                fields=["decision_item"],
                condition=models.Q(decision_item__isnull=False, repeats=None)
                & ~models.Q(state=State.CALLED_OFF.value),
                name="voting_assembly_decided_once",
            ),
        ]

    def __str__(self) -> str:
        return self.stream


class Outcome(models.Model):
    """What came of a vote, with everything needed to explain it for ever. Counted anew, it is another row."""

    id = models.BigAutoField(primary_key=True)
    assembly = models.ForeignKey("voting.Assembly", models.PROTECT, related_name="outcomes")
    vote = models.ForeignKey("voting.Vote", models.PROTECT, related_name="outcomes")
    round = models.SmallIntegerField()
    judged_at = models.DateTimeField()
    noticed_on = models.DateField()
    decided_on = models.DateField(null=True)
    total_area_dm2 = models.BigIntegerField()
    total_heads = models.IntegerField()
    part_area_dm2 = models.BigIntegerField()
    part_heads = models.IntegerField()
    agree_area_dm2 = models.BigIntegerField()
    agree_heads = models.IntegerField()
    quorum = models.BooleanField()
    passed = models.BooleanField()
    comparisons = models.JSONField()
    details = models.JSONField()
    standards = models.JSONField()
    annulled_on = models.DateField(null=True)
    annulled_by = models.TextField(blank=True, default="")
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "round"], name="voting_outcome_once"),
            models.CheckConstraint(
                condition=models.Q(quorum=True) | models.Q(passed=False), name="voting_outcome_quorum"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} vote {self.vote_id} round {self.round}"
