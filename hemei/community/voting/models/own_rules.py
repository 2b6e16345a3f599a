"""An estate's own rules of procedure, and what each of their parameters says."""

from __future__ import annotations

from django.db import models

from hemei.community.voting.rules.own_rules import RulesState


class OwnRules(models.Model):
    """Rules of procedure 议事规则 of an estate for a term, entered by one person and confirmed by another.

    They rest on `vote`, the owners' published decision, or on a `document` from before with its `scan`. `says` holds
    by parameter a value and the article; what they do not speak of stays as the standards say. Nothing of it changes
    once it is entered: confirmed or refused, ended by the next ones, or fallen with the decision they rested on.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    estate_name = models.TextField()
    key = models.TextField()
    title = models.TextField()
    adopted_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    says = models.JSONField(default=dict)
    vote = models.ForeignKey("voting.Vote", models.PROTECT, null=True, related_name="+")
    assembly = models.ForeignKey(
        "voting.Assembly", models.PROTECT, null=True, related_name="+", db_index=False
    )
    document = models.TextField(default="")
    scan = models.ForeignKey("records.File", models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.TextField(choices=[(state.value, state.value) for state in RulesState])
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)
    fallen_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["estate", "key"], name="voting_ownrules_key_once"),
            models.CheckConstraint(
                condition=~models.Q(settled_by=models.F("entered_by")), name="voting_ownrules_two_hands"
            ),
            models.CheckConstraint(
                condition=models.Q(state=RulesState.ENTERED, settled_at=None, settled_by=None)
                | (
                    models.Q(settled_at__isnull=False, settled_by__isnull=False)
                    & models.Q(state__in=[RulesState.CONFIRMED, RulesState.REFUSED])
                ),
                name="voting_ownrules_settled",
            ),
            models.CheckConstraint(
                condition=models.Q(vote__isnull=False, assembly__isnull=False, scan=None, document="")
                | (models.Q(vote=None, assembly=None, scan__isnull=False) & ~models.Q(document="")),
                name="voting_ownrules_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__gte=models.F("adopted_on"))
                & (models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from"))),
                name="voting_ownrules_term",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-id"], name="voting_ownrules_scope")]

    def __str__(self) -> str:
        return self.stream
