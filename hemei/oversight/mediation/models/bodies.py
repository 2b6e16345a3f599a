"""Who mediates: bodies of four levels, the committees in whose name they do, mediators. Public, as offices are."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hemei.oversight.mediation.rules.words import Level, Post


def _period(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name=name
    )


class MediationCommittee(models.Model):
    """A people's mediation committee 人民调解委员会, for one term; `founder` is who set it up."""

    id = models.BigAutoField(primary_key=True)
    founder = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    name = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField()

    class Meta:
        constraints = [_period("mediation_committee_period")]

    def __str__(self) -> str:
        return f"{self.name} from {self.valid_from}"


class CommitteeMember(models.Model):
    """A member of a committee; public office."""

    id = models.BigAutoField(primary_key=True)
    committee = models.ForeignKey("mediation.MediationCommittee", models.PROTECT, related_name="members")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    woman = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["committee", "person"], name="mediation_member_once")]

    def __str__(self) -> str:
        return f"person {self.person_id} in {self.committee_id}"


class MediationBody(models.Model):
    """A body 调处机构 of a level, over the place of its `body`; `committee` is in whose name it mediates, if any."""

    id = models.BigAutoField(primary_key=True)
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    level = models.TextField(choices=[(level.value, level.value) for level in Level])
    committee = models.ForeignKey(
        "mediation.MediationCommittee", models.PROTECT, null=True, related_name="bodies"
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            _period("mediation_body_period"),
            models.UniqueConstraint(
                fields=["body"], condition=Q(valid_until=None), name="mediation_body_once"
            ),
        ]

    def __str__(self) -> str:
        return f"body {self.body_id} {self.level}"


class FoundingMember(models.Model):
    """A department that takes part in a body 成员单位."""

    id = models.BigAutoField(primary_key=True)
    mediation_body = models.ForeignKey("mediation.MediationBody", models.PROTECT, related_name="founders")
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            _period("mediation_founder_period"),
            models.UniqueConstraint(
                fields=["mediation_body", "body"],
                condition=Q(valid_until=None),
                name="mediation_founder_once",
            ),
        ]

    def __str__(self) -> str:
        return f"body {self.body_id} in {self.mediation_body_id}"


class Mediator(models.Model):
    """A mediator 调解员 or the secretary 秘书 of a body, by an appointment, with what qualifies him and until when.

    `name` is public: parties choose whom they trust (People's Mediation Law art. 19).
    """

    id = models.BigAutoField(primary_key=True)
    mediation_body = models.ForeignKey("mediation.MediationBody", models.PROTECT, related_name="mediators")
    appointment = models.ForeignKey("people.Appointment", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    name = models.TextField(blank=True, default="", db_default="")
    post = models.TextField(choices=[(post.value, post.value) for post in Post])
    qualification = models.TextField()
    qualified_until = models.DateField(null=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            _period("mediation_mediator_period"),
            models.UniqueConstraint(
                fields=["mediation_body", "person"],
                condition=Q(valid_until=None),
                name="mediation_mediator_once",
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} {self.post} in {self.mediation_body_id}"
