"""A use of the fund, from the plan to the payment, and what each unit bears of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hemei.community.funds.rules.words import Level, Path, Payer, State

_ON_BUILDING = models.Q(level=Level.ESTATE.value, building=None, entrance=None) | (
    models.Q(level=Level.BUILDING.value, building__isnull=False, entrance=None)
    | models.Q(level=Level.ENTRANCE.value, building__isnull=False, entrance__isnull=False)
)
_OTHER_PAYS = models.Q(paid_by_id=None) | (
    ~models.Q(paid_by_id=models.F("person_id"))
    & ~models.Q(paid_by_id=models.F("billed_by_id"))
    & ~models.Q(paid_by_id=models.F("checked_by_id"))
)

_ASKED_TO_END = models.Q(
    giving_up_on__isnull=False, giving_up_by_id__isnull=False, giving_up_reason_id__isnull=False
)
_OTHER_ENDS = models.Q(ended_on=None, ended_by_id=None) | (
    models.Q(state=State.WITHDRAWN.value, ended_on__isnull=False, ended_by_id__isnull=False)
    & ~models.Q(ended_by_id=models.F("giving_up_by_id"))
    & (models.Q(person_id=None) | ~models.Q(ended_by_id=models.F("person_id")))
)


class Use(models.Model):
    """A use 使用 of the fund: of which common part, shared by whom, on which path, and how far it is.

    `items` are the lines of the plan, name and fen. An ordinary use rests on `vote` of `assembly`, an emergency on a
    `situation` of the list. `body_id` and `person_id` proposed it: they do not check it. `supplement_of` is the use
    whose bill went too far over its budget. `title` and `contractor` name works and companies, no person. `warranty` is
    what was said of the developer's, `built_year` and `warranty_until` what the register and the standard told then.
    `bill_papers` are the papers its bill was asked for; each lies with it. `checked_factor_at` and `paid_factor_at` are
    when who approved and who paid it gave a second factor. A use that was cleared and will not be built is given up:
    `giving_up_by_id` asked for it with a reason in the vault, and another, `ended_by_id`, confirmed it on `ended_on`.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    fund = models.ForeignKey("funds.Fund", models.PROTECT, related_name="uses")
    path = models.TextField(choices=[(one.value, one.value) for one in Path])
    state = models.TextField(choices=[(one.value, one.value) for one in State])
    title = models.TextField()
    part = models.TextField()
    level = models.TextField(choices=[(one.value, one.value) for one in Level])
    building = models.ForeignKey("places.Building", models.PROTECT, null=True, related_name="+")
    entrance = models.ForeignKey("places.Entrance", models.PROTECT, null=True, related_name="+")
    items = models.JSONField()
    budget_fen = models.BigIntegerField()
    situation = models.TextField(blank=True, default="")
    supplement_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="supplements")
    body_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    planned_on = models.DateField()
    warranty = models.TextField(blank=True, default="", db_default="")
    built_year = models.SmallIntegerField(null=True)
    warranty_until = models.DateField(null=True)
    assembly = models.ForeignKey("voting.Assembly", models.PROTECT, null=True, related_name="+")
    vote = models.SmallIntegerField(null=True)
    cleared_on = models.DateField(null=True)
    check_by = models.DateTimeField(null=True)
    contractor = models.TextField(blank=True, default="")
    chosen_by = models.TextField(blank=True, default="")
    offers = models.SmallIntegerField(null=True)
    begun_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    giving_up_on = models.DateField(null=True)
    giving_up_by_id = models.BigIntegerField(null=True)
    giving_up_reason_id = models.BigIntegerField(null=True)
    ended_on = models.DateField(null=True)
    ended_by_id = models.BigIntegerField(null=True)
    bill_fen = models.BigIntegerField(null=True)
    audit = models.TextField(blank=True, default="")
    billed_on = models.DateField(null=True)
    bill_papers = ArrayField(models.TextField(), null=True)
    billed_by_id = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by_id = models.BigIntegerField(null=True)
    checked_factor_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    paid_by_id = models.BigIntegerField(null=True)
    paid_factor_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    entry = models.ForeignKey("ledgers.Entry", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_ON_BUILDING, name="funds_use_level"),
            models.CheckConstraint(condition=models.Q(budget_fen__gt=0), name="funds_use_budget"),
            models.CheckConstraint(
                condition=models.Q(bill_fen=None) | models.Q(bill_fen__gt=0), name="funds_use_bill"
            ),
            models.CheckConstraint(
                condition=(models.Q(path=Path.ORDINARY.value) & models.Q(situation=""))
                | (models.Q(path=Path.EMERGENCY.value) & ~models.Q(situation="")),
                name="funds_use_path",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.PAID.value)
                | models.Q(entry__isnull=False, paid_on__isnull=False, bill_fen__isnull=False),
                name="funds_use_paid",
            ),
            models.CheckConstraint(
                condition=models.Q(checked_by_id=None)
                | (models.Q(person_id=None) | ~models.Q(checked_by_id=models.F("person_id")))
                & (models.Q(billed_by_id=None) | ~models.Q(checked_by_id=models.F("billed_by_id"))),
                name="funds_use_two_hands",
            ),
            models.CheckConstraint(condition=_OTHER_PAYS, name="funds_use_other_pays"),
            models.CheckConstraint(
                condition=~(models.Q(state=State.GIVING_UP.value) | models.Q(ended_on__isnull=False))
                | _ASKED_TO_END,
                name="funds_use_giving_up",
            ),
            models.CheckConstraint(condition=_OTHER_ENDS, name="funds_use_other_ends"),
            models.CheckConstraint(
                condition=models.Q(warranty__in=["", "over", "outside"]), name="funds_use_warranty"
            ),
        ]
        indexes = [
            models.Index(fields=["scope", "-id"], name="funds_use_scope"),
            models.Index(fields=["fund", "-id"], name="funds_use_fund"),
        ]

    def __str__(self) -> str:
        return self.stream


class Share(models.Model):
    """What a unit bears of a bill 分摊: its area, its share, how much came from its account, and who pays the gap.

    `gap_receipt` is the number of the paper by which the gap was paid; it counts once in a fund.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    use = models.ForeignKey("funds.Use", models.PROTECT, related_name="shares", db_index=False)
    household = models.ForeignKey("funds.Household", models.PROTECT, related_name="shares")
    area_dm2 = models.IntegerField()
    share_fen = models.BigIntegerField()
    from_fen = models.BigIntegerField()
    gap_fen = models.BigIntegerField()
    payer = models.TextField(choices=[(one.value, one.value) for one in Payer])
    gap_paid_on = models.DateField(null=True)
    gap_entry = models.ForeignKey("ledgers.Entry", models.PROTECT, null=True, related_name="+")
    gap_receipt = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["use", "household"], name="funds_share_once"),
            models.CheckConstraint(
                condition=models.Q(
                    share_fen__gte=0,
                    from_fen__gte=0,
                    gap_fen__gte=0,
                    share_fen=models.F("from_fen") + models.F("gap_fen"),
                ),
                name="funds_share_adds_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["scope", "id"],
                condition=models.Q(gap_fen__gt=0, gap_paid_on=None),
                name="funds_share_owed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.share_fen} fen of {self.stream}"
