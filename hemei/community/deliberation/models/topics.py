"""Topics and what residents think of their results."""

from __future__ import annotations

from django.db import models

from hemei.community.deliberation.rules.words import RaisedBy, TopicKind, TopicState


class Topic(models.Model):
    """A topic 议题, or a small matter 关键小事, of a community or of one of its estates.

    `title` is public words, checked by the community; `text_id` is the vault row of what was written beside it.
    `key` names the topic for ever within the app that proposed it. `matter` is the owners' matter it turned out to be,
    `proposal_id` the proposal to the owners that came of it.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    estate = models.ForeignKey("places.Estate", models.PROTECT, null=True, related_name="+")
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in TopicKind])
    title = models.TextField()
    text_id = models.BigIntegerField(null=True)
    raised_by = models.TextField(choices=[(side.value, side.value) for side in RaisedBy])
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    body_id = models.BigIntegerField(null=True)
    origin_stream = models.TextField(blank=True, default="")
    key = models.TextField(null=True, unique=True)  # noqa: DJ001 - unique where there is one
    state = models.TextField(choices=[(state.value, state.value) for state in TopicState])
    matter = models.TextField(blank=True, default="")
    ground = models.TextField(blank=True, default="")
    into = models.ForeignKey("deliberation.Topic", models.PROTECT, null=True, related_name="merged")
    raised_at = models.DateTimeField()
    done_on = models.DateField(null=True)
    shared_on = models.DateField(null=True)
    proposal_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=TopicState.MERGED.value, into__isnull=False)
                | (~models.Q(state=TopicState.MERGED.value) & models.Q(into=None)),
                name="deliberation_topic_merged_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state=TopicState.REFUSED.value) | models.Q(ground=""),
                name="deliberation_topic_refused_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="deliberation_topic_scope"),
            models.Index(fields=["community", "state"], name="deliberation_topic_state"),
        ]

    def __str__(self) -> str:
        return self.stream


class Rating(models.Model):
    """What a resident of the place thinks of a result; once a person. `text_id` is a vault row."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    topic = models.ForeignKey("deliberation.Topic", models.PROTECT, related_name="ratings")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    score = models.SmallIntegerField()
    satisfied = models.BooleanField()
    text_id = models.BigIntegerField(null=True)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "person"], name="deliberation_rating_once"),
            models.CheckConstraint(condition=models.Q(score__gte=1), name="deliberation_rating_score"),
        ]

    def __str__(self) -> str:
        return f"{self.score} for {self.topic_id}"
