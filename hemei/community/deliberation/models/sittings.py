"""Three-in-one meetings with their agenda and tasks; the meeting itself is kept by `meetings`."""

from __future__ import annotations

from django.db import models

from hemei.community.deliberation.rules.words import OwnersSide, Purpose, SittingState, TaskPart, TaskState


class Sitting(models.Model):
    """A three-in-one meeting 三位一体会议 of a community, or on one estate's topics."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    estate = models.ForeignKey("places.Estate", models.PROTECT, null=True, related_name="+")
    meeting_id = models.BigIntegerField(unique=True)
    owners_side = models.TextField(choices=[(side.value, side.value) for side in OwnersSide])
    extra = models.BooleanField(default=False)
    state = models.TextField(choices=[(state.value, state.value) for state in SittingState])
    called_at = models.DateTimeField()
    held_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=SittingState.CALLED.value, held_on=None)
                | (~models.Q(state=SittingState.CALLED.value) & models.Q(held_on__isnull=False)),
                name="deliberation_sitting_held_whole",
            )
        ]
        indexes = [models.Index(fields=["community", "-id"], name="deliberation_sitting_place")]

    def __str__(self) -> str:
        return self.stream


class AgendaItem(models.Model):
    """A topic on the agenda of a sitting, to be talked over or reported on; `item_id` is the meeting's own item.

    `taken` is what the meeting decided on it, `text_id` the vault row of the words it was concluded in.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    sitting = models.ForeignKey("deliberation.Sitting", models.PROTECT, related_name="items")
    topic = models.ForeignKey("deliberation.Topic", models.PROTECT, related_name="appearances")
    purpose = models.TextField(choices=[(one.value, one.value) for one in Purpose])
    item_id = models.BigIntegerField()
    taken = models.TextField(blank=True, default="")
    text_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "topic"], name="deliberation_agendaitem_once")
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} at {self.sitting_id}"


class Task(models.Model):
    """A task that was concluded; the duty has owner, clock and evidence, this row says for which topic it is.

    `due_on` and `late` repeat what the duty came to, for whoever may see the topic and not the duty.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    topic = models.ForeignKey("deliberation.Topic", models.PROTECT, related_name="tasks")
    sitting = models.ForeignKey("deliberation.Sitting", models.PROTECT, null=True, related_name="tasks")
    part = models.TextField(choices=[(part.value, part.value) for part in TaskPart])
    duty_id = models.BigIntegerField(unique=True)
    title = models.TextField()
    owner_body_id = models.BigIntegerField()
    until = models.DateField()
    due_on = models.DateField()
    late = models.BooleanField(default=False)
    state = models.TextField(choices=[(state.value, state.value) for state in TaskState])
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["topic"], name="deliberation_task_topic")]

    def __str__(self) -> str:
        return f"duty {self.duty_id} of {self.topic_id}"
