"""Tables of volunteering. All stand behind walls; names, phones and what was written are vault rows."""

from __future__ import annotations

from django.db import models

from hemei.leadership.volunteering.rules.words import (
    HoursState,
    ItemKind,
    ItemState,
    MatchState,
    VolunteerKind,
)


class Volunteer(models.Model):
    """Somebody registered with a community: a member in post 在职党员, or a resident volunteer 居民志愿者.

    `name_id`, `phone_id` and `unit_id` are vault rows; `person` is known where he did it himself. After the time of
    keeping, the vault rows, the person and the organisation are gone, and only what counts for totals stays.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in VolunteerKind])
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("party.Organisation", models.PROTECT, null=True, related_name="+")
    name_id = models.BigIntegerField(null=True)
    phone_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    consent = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "community"],
                condition=models.Q(valid_until=None),
                name="volunteering_volunteer_once",
            )
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="volunteering_volunteer_scope")]

    def __str__(self) -> str:
        return self.stream


class Item(models.Model):
    """A need, resource or project on a community's list; `text_id` is a vault row, `body_id` who offers it."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in ItemKind])
    title = models.TextField()
    text_id = models.BigIntegerField(null=True)
    body_id = models.BigIntegerField()
    state = models.TextField(choices=[(state.value, state.value) for state in ItemState])
    listed_on = models.DateField()
    until = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["scope", "-id"], name="volunteering_item_scope")]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class Match(models.Model):
    """A resource or project that serves a need 对接; a need may be served by several."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    need = models.ForeignKey("volunteering.Item", models.PROTECT, related_name="served_by")
    offer = models.ForeignKey("volunteering.Item", models.PROTECT, related_name="serves")
    state = models.TextField(choices=[(state.value, state.value) for state in MatchState])
    result_id = models.BigIntegerField(null=True)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "offer"], condition=models.Q(ended_on=None), name="volunteering_match_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} for {self.need_id}"


class Hours(models.Model):
    """A service: who, on which day, for what, how long 服务时长. Only what the community confirmed counts."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    volunteer = models.ForeignKey("volunteering.Volunteer", models.PROTECT, related_name="hours")
    item = models.ForeignKey("volunteering.Item", models.PROTECT, null=True, related_name="hours")
    day = models.DateField()
    minutes = models.SmallIntegerField()
    what_id = models.BigIntegerField(null=True)
    state = models.TextField(choices=[(state.value, state.value) for state in HoursState])
    told_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True)
    judged_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=HoursState.TOLD.value, judged_at=None)
                | (~models.Q(state=HoursState.TOLD.value) & models.Q(judged_at__isnull=False)),
                name="volunteering_hours_judged_whole",
            ),
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="volunteering_hours_some"),
        ]
        indexes = [models.Index(fields=["scope", "day"], name="volunteering_hours_scope")]

    def __str__(self) -> str:
        return f"{self.minutes} minutes on {self.day}"


class Pairing(models.Model):
    """A yearly agreement of an office's organisation with a community 四联四定; `persons_id` is a vault row."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    community = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("party.Organisation", models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    persons_id = models.BigIntegerField(null=True)
    renews = models.ForeignKey("volunteering.Pairing", models.PROTECT, null=True, related_name="renewed_by")
    signed_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    ended_early = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "organisation", "year"], name="volunteering_pairing_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("valid_from")), name="volunteering_pairing_period"
            ),
        ]
        indexes = [models.Index(fields=["scope", "year"], name="volunteering_pairing_scope")]

    def __str__(self) -> str:
        return f"{self.organisation_id} with {self.community_id} in {self.year}"
