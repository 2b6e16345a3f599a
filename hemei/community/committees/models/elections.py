"""An election 选举 from its application to its filing. Names and what was written are vault rows."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hemei.community.committees.rules.election_words import (
    ENDED,
    About,
    ElectionKind,
    ElectionState,
    FilingState,
    Receiver,
    Resolution,
)


class Election(models.Model):
    """An election of an estate's committee: what it is to fill, where it stands, what it came to.

    `adopted` are the gates which the owners' own rules of procedure make bar, `adopted_clause` where they say so.
    The days that end a clock are kept as they were computed; `term` is that of the register, once somebody is elected.
    `meeting_id` is the first meeting, in the engine of meetings. Of a result that was annulled `resolution` says what
    became of the term. `proposal_id` in voting is what owners asked for, where an early election rests on it.
    `posting_entered_on` is the day somebody entered `posted_on`: who may object counts from it; `reopened_on` the last
    day on which the list was taken back.
    `ordered_on` is when the committee was ordered to call its assembly, by a document, until `order_due_on`.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    estate_name = models.TextField()
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in ElectionKind])
    state = models.TextField(choices=[(state.value, state.value) for state in ElectionState])
    seats = models.SmallIntegerField()
    reserves = models.SmallIntegerField()
    years = models.SmallIntegerField()
    former_term = models.ForeignKey("people.Term", models.PROTECT, null=True, related_name="+")
    adopted = ArrayField(models.TextField(), default=list)
    adopted_clause = models.TextField(blank=True, default="")
    proposal_id = models.BigIntegerField(null=True)
    begun_on = models.DateField()
    group_due_on = models.DateField(null=True)
    meeting_due_on = models.DateField(null=True)
    posting_due_on = models.DateField(null=True)
    posted_on = models.DateField(null=True)
    posting_entered_on = models.DateField(null=True)
    reopened_on = models.DateField(null=True)
    assembly_id = models.BigIntegerField(null=True, unique=True)
    opens_on = models.DateField(null=True)
    elected_on = models.DateField(null=True)
    seed = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    term = models.ForeignKey("people.Term", models.PROTECT, null=True, related_name="+")
    filing_due_on = models.DateField(null=True)
    submitted_on = models.DateField(null=True)
    round = models.SmallIntegerField(default=0)
    filed_on = models.DateField(null=True)
    filing_number = models.TextField(blank=True, default="")
    constitute_due_on = models.DateField(null=True)
    meeting_id = models.BigIntegerField(null=True)
    constituted_on = models.DateField(null=True)
    seals_noted_on = models.DateField(null=True)
    resolution_due_on = models.DateField(null=True)
    resolved_on = models.DateField(null=True)
    resolution = models.TextField(
        blank=True, default="", choices=[(one.value, one.value) for one in Resolution]
    )
    again_due_on = models.DateField(null=True)
    urge_due_on = models.DateField(null=True)
    ordered_on = models.DateField(null=True)
    order_due_on = models.DateField(null=True)
    order_document = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["estate"],
                condition=~models.Q(state__in=sorted(state.value for state in ENDED)),
                name="committees_election_one_runs",
            ),
            models.CheckConstraint(
                condition=models.Q(seats__gt=0, reserves__gte=0, years__gt=0), name="committees_election_plan"
            ),
            models.CheckConstraint(
                condition=models.Q(resolved_on=None, resolution="")
                | (models.Q(resolved_on__isnull=False) & ~models.Q(resolution="")),
                name="committees_election_resolved",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="committees_election_scope"),
            models.Index(
                fields=["meeting_id"],
                name="committees_election_meeting",
                condition=models.Q(meeting_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.stream


class Applicant(models.Model):
    """An owner who asks for the first assembly, with the unit he asks by; `on_paper` where a clerk entered it."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    election = models.ForeignKey("committees.Election", models.PROTECT, related_name="applicants")
    unit = models.ForeignKey("places.PropertyUnit", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    on_paper = models.BooleanField()
    applied_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "unit"], name="committees_applicant_once")]

    def __str__(self) -> str:
        return f"unit {self.unit_id} for {self.election_id}"


class Objection(models.Model):
    """An objection 异议 to the group's list or to a candidate; the street answers it. Both texts are vault rows."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    election = models.ForeignKey("committees.Election", models.PROTECT, related_name="objections")
    about = models.TextField(choices=[(about.value, about.value) for about in About])
    candidate = models.ForeignKey(
        "committees.Candidate", models.PROTECT, null=True, related_name="objections"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    text_id = models.BigIntegerField()
    raised_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True)
    upheld = models.BooleanField(null=True)
    answer_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_on=None, upheld=None)
                | models.Q(answered_on__isnull=False, upheld__isnull=False),
                name="committees_objection_answered_whole",
            )
        ]

    def __str__(self) -> str:
        return f"objection {self.pk} in {self.election_id}"


class FilingReceipt(models.Model):
    """What a receiver of the filing 备案 said, street or district, in a round; `reason_id` is a vault row.

    `digests` are the SHA-256 of the documents as they were submitted, by name.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    election = models.ForeignKey("committees.Election", models.PROTECT, related_name="receipts")
    round = models.SmallIntegerField()
    receiver = models.TextField(choices=[(receiver.value, receiver.value) for receiver in Receiver])
    body_id = models.BigIntegerField()
    state = models.TextField(choices=[(state.value, state.value) for state in FilingState])
    submitted_on = models.DateField()
    due_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    reason_id = models.BigIntegerField(null=True)
    digests = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["election", "round", "receiver"], name="committees_filingreceipt_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.receiver} of {self.election_id}, round {self.round}"
