"""Tables of notices. Every row is of one person, or of the telephone left with one case, and lies in no place."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hemei.faces.notices.rules.words import CHANNELS, Matter, Sending, State


def _one_of(words: Iterable[str], field: str, name: str) -> models.CheckConstraint:
    values = [str(word) for word in words]
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=name)


class Message(models.Model):
    """What is sent 消息: the notices of one recipient that waited together.

    `key` goes with every attempt, so that a gateway that was told twice sends once. `stream` names the recipient: a
    person's (`notices.person:<id>`) or the case whose telephone it is. `site` is empty while only the platform shows
    it. `claimed_at` is when an attempt began; one that never said how it ended is made again.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    person_id = models.BigIntegerField(null=True)
    key = models.TextField(unique=True)
    channel = models.TextField()
    urgent = models.BooleanField()
    text = models.TextField()
    state = models.TextField(default=Sending.READY.value)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outbox = models.BooleanField(default=False)
    error = models.TextField(blank=True, default="")
    language = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            _one_of(Sending, "state", "notices_message_state"),
            _one_of(CHANNELS, "channel", "notices_message_channel"),
            models.CheckConstraint(
                condition=models.Q(state__in=["sent", "given_up", "shown"], ended_at__isnull=False)
                | models.Q(state__in=["ready", "sending", "failed"], ended_at=None),
                name="notices_message_ended_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="notices_message_due",
                condition=models.Q(state__in=["ready", "sending", "failed"]),
            ),
            models.Index(fields=["state", "-id"], name="notices_message_state_last"),
            models.Index(fields=["stream", "-id"], name="notices_message_stream_last"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} {self.state}"


class Notice(models.Model):
    """One matter for one recipient 提醒, once and only once.

    `cause` is what happened: `event:7`, or `clock:8:<its end>`. `what` is what a duty is and where.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    person_id = models.BigIntegerField(null=True)
    cause = models.TextField()
    code = models.TextField()
    matter = models.TextField()
    subject = models.TextField()
    number = models.TextField()
    what = models.TextField(blank=True, default="", db_default="")
    happened_at = models.DateTimeField()
    urgent = models.BooleanField()
    due_at = models.DateTimeField()
    state = models.TextField(default=State.WAITING.value)
    message = models.ForeignKey("notices.Message", models.CASCADE, null=True, related_name="notices")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cause", "stream"], name="notices_notice_once"),
            _one_of(State, "state", "notices_notice_state"),
            _one_of(Matter, "matter", "notices_notice_matter"),
            models.CheckConstraint(
                condition=models.Q(state="merged", message__isnull=False)
                | (~models.Q(state="merged") & models.Q(message=None)),
                name="notices_notice_merged_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="notices_notice_due", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["stream", "-id"], name="notices_notice_stream_last"),
            models.Index(fields=["happened_at"], name="notices_notice_age"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"


class Preference(models.Model):
    """What a person chose: his channel, the matters he does not want sent (they are shown on the platform), a language.

    Without a `language` he is written to in the city's.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    person_id = models.BigIntegerField(null=True)
    channel = models.TextField()
    off = ArrayField(models.TextField(), default=list)
    language = models.TextField(blank=True, default="", db_default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [_one_of(CHANNELS, "channel", "notices_preference_channel")]

    def __str__(self) -> str:
        return f"{self.stream} {self.channel}"


class Address(models.Model):
    """An address somebody typed himself, in the vault; used only after the code sent to it came back."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    person_id = models.BigIntegerField()
    channel = models.TextField()
    address_id = models.BigIntegerField()
    digest = models.BinaryField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    proven_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "channel"], name="notices_address_once"),
            _one_of(CHANNELS, "channel", "notices_address_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.channel}"


class Feed(models.Model):
    """The secret address of a person's calendar 日历订阅; only its digest is kept, and one at most is open."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    person_id = models.BigIntegerField()
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id"], condition=models.Q(ended_at=None), name="notices_feed_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"feed of person {self.person_id}"


class Watch(models.Model):
    """Up to which moment deadlines that come near have been looked at."""

    id = models.SmallIntegerField(primary_key=True)
    looked_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"looked until {self.looked_until}"
