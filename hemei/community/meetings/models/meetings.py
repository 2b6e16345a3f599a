"""Tables of meetings. What is written down is only added to; names and what persons wrote are vault rows."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hemei.community.meetings.rules.words import (
    SIDE_CODES,
    Choice,
    MinutesKind,
    Outcome,
    Phase,
    SignedBy,
    State,
)


def _one_of(column: str, words: list[str], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{column}__in": sorted(words)}), name=name)


class Meeting(models.Model):
    """A meeting 会议 of an estate, or of a community where `estate` is empty.

    `body_id` called it and owes the posting. `rules_on` is the day whose document holds for it: that of the notice, of
    the demand before. What owners demand gathers them until
    `gathers_until`. `subject_stream` is what a later chapter meets about. At least
    `sides_least` sides must be there; `quorate` says that everybody needed was when it was opened.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, null=True, related_name="+")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    key = models.TextField(unique=True)
    kind = models.TextField()
    rules_on = models.DateField()
    sides_least = models.SmallIntegerField(default=1)
    title = models.TextField()
    location = models.TextField(blank=True, default="")
    body_id = models.BigIntegerField()
    subject_stream = models.TextField(blank=True, default="")
    state = models.TextField()
    asked_on = models.DateField(null=True)
    asking = models.IntegerField(null=True)
    asking_of = models.IntegerField(null=True)
    gathers_until = models.DateTimeField(null=True)
    call_due_at = models.DateTimeField(null=True)
    noticed_at = models.DateTimeField(null=True)
    starts_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    quorate = models.BooleanField(default=False)
    chair = models.ForeignKey("meetings.Attendance", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    posting_due_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    tasks_set_at = models.DateTimeField(null=True)
    open_tasks = models.IntegerField(default=0)
    paper_number = models.IntegerField(null=True)
    paper_template = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            _one_of("state", [state.value for state in State], "meetings_meeting_state"),
            models.CheckConstraint(
                condition=Q(state=State.PREPARED.value, noticed_at=None)
                | Q(state=State.CANCELLED.value)
                | (
                    ~Q(state__in=[State.PREPARED.value, State.CANCELLED.value])
                    & Q(noticed_at__isnull=False, starts_at__isnull=False)
                ),
                name="meetings_meeting_noticed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.OPEN.value, State.CLOSED.value])
                | Q(opened_at__isnull=False, quorate=True, chair__isnull=False),
                name="meetings_meeting_quorate",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at")) | Q(opened_at=None),
                name="meetings_meeting_order",
            ),
            models.CheckConstraint(
                condition=Q(posted_at=None) | Q(state=State.CLOSED.value), name="meetings_meeting_posted"
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="meetings_meeting_scope"),
            models.Index(fields=["estate", "-id"], name="meetings_meeting_estate"),
            models.Index(fields=["-starts_at", "-id"], name="meetings_meeting_day"),
            models.Index(
                fields=["subject_stream"],
                name="meetings_meeting_subject",
                condition=~Q(subject_stream=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.state}"


class MeetingSide(models.Model):
    """A side 参会方 that is invited. `needed` persons of it must be there; of members `agree` must agree."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="sides")
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    code = models.TextField()
    body_id = models.BigIntegerField(null=True)
    size = models.IntegerField(null=True)
    needed = models.IntegerField()
    agree = models.IntegerField()

    class Meta:
        constraints = [
            _one_of("code", list(SIDE_CODES), "meetings_side_code"),
            models.UniqueConstraint(fields=["meeting", "code"], name="meetings_side_once"),
            models.CheckConstraint(
                condition=Q(needed__gte=0, agree__gte=0) & (Q(size=None) | Q(size__gte=F("needed"))),
                name="meetings_side_numbers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.stream}"


class Item(models.Model):
    """An item 议题 of the agenda, fixed by the notice. It gets one outcome, which then stays.

    `text_id` explains it, `words_id` says what was resolved. `needed` is how many had to agree. `for_owners` names the
    matter and clause where the owners decide and the meeting only proposes; `matters` are the codes of what a
    committee's meeting puts to them.
    """

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="items", db_index=False)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    number = models.SmallIntegerField()
    title = models.TextField()
    text_id = models.BigIntegerField(null=True)
    subject_stream = models.TextField(blank=True, default="")
    for_owners = models.TextField(blank=True, default="", db_default="")
    matters = ArrayField(models.TextField(), default=list, db_default=[])
    outcome = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    words_id = models.BigIntegerField(null=True)
    agree = models.IntegerField(default=0)
    against = models.IntegerField(default=0)
    abstain = models.IntegerField(default=0)
    needed = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meetings_item_once"),
            _one_of("outcome", ["", *(outcome.value for outcome in Outcome)], "meetings_item_outcome"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="meetings_item_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(matters=[]) | ~Q(for_owners=""), name="meetings_item_matters_named"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.ADOPTED.value) | Q(needed__gt=0, agree__gte=F("needed")),
                name="meetings_item_adopted_by_enough",
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject_stream"], name="meetings_item_subject", condition=~Q(subject_stream="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}"


class Attendance(models.Model):
    """Somebody registered for a side, in advance or at the door; there from `arrived_at` until `left_at`.

    `name_id` is a vault row, `name_digest` its keyed digest, so that nobody is registered twice without a person.
    """

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="attendances")
    side = models.ForeignKey(
        "meetings.MeetingSide", models.PROTECT, related_name="attendances", db_index=False
    )
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    name_id = models.BigIntegerField(null=True)
    name_digest = models.BinaryField(null=True)
    at_door = models.BooleanField()
    registered_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["side", "person"], condition=Q(person__isnull=False), name="meetings_attendance_once"
            ),
            models.UniqueConstraint(
                fields=["side", "name_digest"],
                condition=Q(name_digest__isnull=False),
                name="meetings_attendance_named_once",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(arrived_at__isnull=False, left_at__gte=F("arrived_at")),
                name="meetings_attendance_order",
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk} of {self.stream}"


class Voice(models.Model):
    """What a member, or a side where `attendance` is empty, said to an item. Only ever added."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey("meetings.Item", models.PROTECT, related_name="voices")
    side = models.ForeignKey("meetings.MeetingSide", models.PROTECT, related_name="+", db_index=False)
    attendance = models.ForeignKey("meetings.Attendance", models.PROTECT, null=True, related_name="voices")
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    choice = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "attendance"],
                condition=Q(attendance__isnull=False),
                name="meetings_voice_once",
            ),
            models.UniqueConstraint(
                fields=["item", "side"], condition=Q(attendance=None), name="meetings_voice_side_once"
            ),
            _one_of("choice", [choice.value for choice in Choice], "meetings_voice_choice"),
        ]

    def __str__(self) -> str:
        return f"voice {self.pk} of {self.stream}"


class Minutes(models.Model):
    """A version of the minutes 会议记录. Once somebody signed there is no new version, only an addendum."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="minutes", db_index=False)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    version = models.SmallIntegerField()
    kind = models.TextField()
    text_id = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="meetings_minutes_once"),
            _one_of("kind", [kind.value for kind in MinutesKind], "meetings_minutes_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} version {self.version}"


class Signature(models.Model):
    """A signature under a version of the minutes by somebody who was there. Only ever added.

    On paper a member's is shown by its `scan`, and entered by a person who is no member of it, `by_person` under
    `by_role` (both empty before they were kept); else he signed himself, by his own account.
    """

    id = models.BigAutoField(primary_key=True)
    minutes = models.ForeignKey("meetings.Minutes", models.PROTECT, related_name="signatures", db_index=False)
    attendance = models.ForeignKey("meetings.Attendance", models.PROTECT, related_name="signatures")
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    signed_by = models.TextField()
    scan = models.ForeignKey("records.File", models.PROTECT, null=True, related_name="+", db_index=False)
    signed_at = models.DateTimeField()
    by_role = models.TextField(default="")
    by_person = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minutes", "attendance"], name="meetings_signature_once"),
            _one_of("signed_by", [way.value for way in SignedBy], "meetings_signature_way"),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk} of {self.stream}"


class SigningRefusal(models.Model):
    """A note that a side refuses to sign the minutes 拒签, on a day and why, by a person who is none of it.

    From `follows_at` on nothing waits for that side any more; it may sign still. `reason_id` is a vault row. Only ever
    added.
    """

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="refusals")
    side = models.OneToOneField("meetings.MeetingSide", models.PROTECT, related_name="+")
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    refused_on = models.DateField()
    reason_id = models.BigIntegerField()
    noted_at = models.DateTimeField()
    follows_at = models.DateTimeField()
    by_role = models.TextField()
    by_person = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(follows_at__gt=F("noted_at")), name="meetings_refusal_waits_for_the_side"
            ),
        ]

    def __str__(self) -> str:
        return f"refusal {self.pk} of {self.stream}"


class Task(models.Model):
    """What a meeting gave somebody to do: a duty, with where it stands, so that those who may not see it learn it."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="tasks")
    item = models.ForeignKey("meetings.Item", models.PROTECT, null=True, related_name="+", db_index=False)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    duty_id = models.BigIntegerField(unique=True)
    title = models.TextField()
    body_id = models.BigIntegerField()
    until = models.DateField()
    state = models.TextField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"task {self.pk} of {self.stream}"


class Comment(models.Model):
    """What somebody said of a meeting 意见, before, during or after it, and the answer that is owed."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="comments_made")
    item = models.ForeignKey("meetings.Item", models.PROTECT, null=True, related_name="+", db_index=False)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()
    key = models.TextField(unique=True)
    phase = models.TextField()
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    body_id = models.BigIntegerField(null=True)
    text_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer_id = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            _one_of("phase", [phase.value for phase in Phase], "meetings_comment_phase"),
            models.CheckConstraint(
                condition=Q(answer_id=None, answered_at=None)
                | Q(answer_id__isnull=False, answered_at__isnull=False),
                name="meetings_comment_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk} of {self.stream}"
