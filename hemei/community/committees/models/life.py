"""Tables of a committee's life. Names and what persons wrote are vault rows; a member is known by his seat."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hemei.community.committees.rules.life_words import (
    OPEN_RECALLS,
    HandoverKind,
    ProposedBy,
    RecallState,
    Taken,
    Unsigned,
)

_OPEN = sorted(state.value for state in OPEN_RECALLS)
_UNSIGNED = tuple(one.value for one in Unsigned)


class Recall(models.Model):
    """The proposal to recall a member 罢免, from who proposed it to what the owners decided.

    `asking` of `asking_of` members proposed it, or the owners of `proposal_id` in voting; once the member was heard,
    that is where the meeting is owed, also where members proposed it. What those in `asking_seats` signed is
    the file `paper_id`; `confirmed_by` held it against what `entered_by` had read from it. `hearing_id` is the meeting
    that hears the member, in the engine of meetings; `vote_number` is that of its item on the agenda of `assembly_id`.
    While it waits for a meeting anew, these are of the one that was called off, or in which too few took part, on
    `decided_on` then. `vote_due_on` is until when a meeting is to be noticed; called off, it stays that day.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    body_id = models.BigIntegerField()
    seat = models.ForeignKey("people.Seat", models.PROTECT, related_name="+")
    ground = models.TextField()
    proposed_by = models.TextField(choices=[(one.value, one.value) for one in ProposedBy])
    proposed_on = models.DateField()
    asking = models.IntegerField(null=True)
    asking_of = models.IntegerField(null=True)
    proposal_id = models.BigIntegerField(null=True)
    asking_seats = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    paper_id = models.BigIntegerField(null=True)
    entered_by = models.BigIntegerField(null=True)
    confirmed_by = models.BigIntegerField(null=True)
    reason_id = models.BigIntegerField()
    state = models.TextField(choices=[(one.value, one.value) for one in RecallState])
    hearing_due_on = models.DateField(null=True)
    hearing_id = models.BigIntegerField(null=True)
    heard_on = models.DateField(null=True)
    assembly_id = models.BigIntegerField(null=True)
    vote_number = models.SmallIntegerField(null=True)
    vote_due_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], name="committees_recall_once", condition=Q(state__in=_OPEN)
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=ProposedBy.OWNERS.value, proposal_id__isnull=False)
                | Q(proposed_by=ProposedBy.MEMBERS.value, asking__gt=0, asking_of__gte=F("asking")),
                name="committees_recall_proposed",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[
                        one.value for one in (RecallState.VOTING, RecallState.PASSED, RecallState.FAILED)
                    ]
                )
                | Q(heard_on__isnull=False, assembly_id__isnull=False),
                name="committees_recall_heard",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("entered_by")), name="committees_recall_two_hands"
            ),
            models.CheckConstraint(
                condition=Q(entered_by=None) | Q(hearing_id=None) | Q(confirmed_by__isnull=False),
                name="committees_recall_confirmed",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="committees_recall_scope"),
            models.Index(
                fields=["assembly_id"],
                name="committees_recall_assembly",
                condition=Q(assembly_id__isnull=False),
            ),
            models.Index(
                fields=["hearing_id"],
                name="committees_recall_hearing",
                condition=Q(hearing_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.state}"


class Handover(models.Model):
    """What a leaving member, or an old committee, hands over 移交; done when both sides have signed.

    `giver` and `receiver` are who signed, never the same person; a side that signed on paper has its scan. Without a
    committee at work the receiver is nobody's member. `ended_on` is the day the member sat again as before, because
    what ended his seat does not stand: nothing is owed any more. Or it ended unsigned: `ended_why`, with a note and its
    scan, by witnesses or by the document of a decision of the street.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    body_id = models.BigIntegerField()
    term = models.ForeignKey("people.Term", models.PROTECT, related_name="+")
    seat = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+")
    kind = models.TextField(choices=[(one.value, one.value) for one in HandoverKind])
    begun_on = models.DateField()
    due_on = models.DateField()
    giver_signed_at = models.DateTimeField(null=True)
    receiver_signed_at = models.DateTimeField(null=True)
    giver = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    receiver = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    giver_scan_id = models.BigIntegerField(null=True)
    receiver_scan_id = models.BigIntegerField(null=True)
    escalated_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_why = models.TextField(
        blank=True, default="", db_default="", choices=[(one.value, one.value) for one in Unsigned]
    )
    ended_document = models.TextField(blank=True, default="", db_default="")
    end_note_id = models.BigIntegerField(null=True)
    end_scan_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["term", "seat"], name="committees_handover_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(kind=HandoverKind.TERM.value, seat=None)
                | Q(kind=HandoverKind.LEFT.value, seat__isnull=False),
                name="committees_handover_kind",
            ),
            models.CheckConstraint(
                condition=Q(receiver_signed_at=None) | Q(giver_signed_at__isnull=False),
                name="committees_handover_signed",
            ),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="committees_handover_two"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_why="")
                | Q(ended_why="", receiver_signed_at=None, seat__isnull=False)
                | Q(
                    ended_why__in=_UNSIGNED,
                    giver_signed_at=None,
                    receiver_signed_at=None,
                    end_note_id__isnull=False,
                    end_scan_id__isnull=False,
                ),
                name="committees_handover_ended",
            ),
            models.CheckConstraint(
                condition=Q(ended_why="") | Q(ended_on__isnull=False), name="committees_handover_end_day"
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="committees_handover_scope"),
            models.Index(
                fields=["due_on"], name="committees_handover_open", condition=Q(receiver_signed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} due {self.due_on}"


class HandoverItem(models.Model):
    """A thing on the list of a handover: handed over on a day, or said not to be there."""

    id = models.BigAutoField(primary_key=True)
    handover = models.ForeignKey("committees.Handover", models.PROTECT, related_name="items")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    code = models.TextField()
    name = models.TextField()
    handed_on = models.DateField(null=True)
    absent = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_on=None) | Q(absent=False), name="committees_handoveritem_either"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.stream}"


class Training(models.Model):
    """Hours of training 培训 a member had on a day."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    seat = models.ForeignKey("people.Seat", models.PROTECT, related_name="+")
    topic = models.TextField()
    held_on = models.DateField()
    hours = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=40), name="committees_training_hours"),
            models.UniqueConstraint(fields=["seat", "held_on", "topic"], name="committees_training_once"),
        ]
        indexes = [models.Index(fields=["scope"], name="committees_training_scope")]

    def __str__(self) -> str:
        return f"{self.hours} hours of seat {self.seat_id}"


class OwnersReport(models.Model):
    """A committee's yearly report to the owners 向业主报告, posted in the estate; its words are a vault row."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    body_id = models.BigIntegerField()
    year = models.SmallIntegerField()
    posted_on = models.DateField()
    text_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body_id", "year"], name="committees_ownersreport_once")
        ]
        indexes = [models.Index(fields=["scope"], name="committees_report_scope")]

    def __str__(self) -> str:
        return f"report of body {self.body_id} for {self.year}"


class Advice(models.Model):
    """What the residents' committee advises on a decision it was told of 居委会建议 (property regulation, article 20).

    `about` is the stream of the meeting or the assembly that decided, `title` its public title. `text_id` is the
    advice, none where there was nothing to say; `answer_id` what the committee did with it, both vault rows.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    body_id = models.BigIntegerField()
    about = models.TextField(unique=True)
    title = models.TextField()
    told_on = models.DateField()
    advise_due_on = models.DateField()
    advised_on = models.DateField(null=True)
    text_id = models.BigIntegerField(null=True)
    answer_due_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    taken = models.TextField(blank=True, default="", choices=[(one.value, one.value) for one in Taken])
    answer_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(text_id=None, answer_due_on=None)
                | Q(text_id__isnull=False, advised_on__isnull=False, answer_due_on__isnull=False),
                name="committees_advice_given",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, taken="", answer_id=None)
                | (
                    Q(answered_on__isnull=False, text_id__isnull=False, answer_id__isnull=False)
                    & ~Q(taken="")
                ),
                name="committees_advice_answered",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="committees_advice_scope")]

    def __str__(self) -> str:
        return f"{self.stream} on {self.about}"
