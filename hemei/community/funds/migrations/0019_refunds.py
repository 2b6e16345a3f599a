"""A household is refunded by two persons, once its building has ended by the register; no account closes otherwise."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from hemei.ground.records.security import APP_ROLE, protect, unprotect

KEPT = f"""
create trigger funds_refund_only_moves before update or delete on funds_refund
  for each row execute function funds_only_moves('{{state,judged_by_id,judged_at,answer_id,entry_id}}');
create trigger funds_refund_never_emptied before truncate on funds_refund
  for each statement execute function records_append_only();
create function funds_refund_due() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare held record;
begin
  select f.scope, f.ledger_id, h.unit_id, least(b.valid_until, e.valid_until) as ended_on into held
    from funds_fund f join funds_household h on h.fund_id = f.id and h.id = new.household_id
    join places_building b on b.id = h.building_id join places_estate e on e.id = b.estate_id
    where f.id = new.fund_id;
  if held is null or new.scope <> held.scope then
    raise exception 'A refund is of a household of its own fund.'
      using errcode = '23514', constraint = 'funds_refund_of_fund';
  end if;
  if tg_op = 'INSERT' and new.state <> 'asked' or tg_op = 'UPDATE' and old.state <> 'asked' then
    raise exception 'A refund is asked for, and judged once.'
      using errcode = '23514', constraint = 'funds_refund_kept';
  end if;
  if new.state <> 'refused' and (held.ended_on is null or held.ended_on > new.day) then
    raise exception 'The building of household % stands.', new.household_id
      using errcode = '23514', constraint = 'funds_refund_gone';
  end if;
  if new.entry_id is not null and not exists (
      select 1 from ledgers_entry e where e.id = new.entry_id and e.ledger_id = held.ledger_id
        and split_part(e.source_key, ' ', 1) = 'fund-refund:' || held.unit_id) then
    raise exception 'Entry % does not refund household %.', new.entry_id, new.household_id
      using errcode = '23514', constraint = 'funds_refund_entry';
  end if;
  return new;
end $$;
create trigger funds_refund_due before insert or update on funds_refund
  for each row execute function funds_refund_due();
create function funds_household_closes() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if not exists (
      select 1 from funds_refund r
      where r.household_id = new.id and r.state = 'paid' and r.day = new.closed_on) then
    raise exception 'An account is closed only with a refund that was confirmed.'
      using errcode = '23514', constraint = 'funds_household_closes';
  end if;
  return new;
end $$;
create trigger funds_household_closes before update of closed_on on funds_household
  for each row when (old.closed_on is null and new.closed_on is not null)
  execute function funds_household_closes();
revoke delete on funds_refund from {APP_ROLE};
"""
FREED = """
drop trigger funds_household_closes on funds_household;
drop function funds_household_closes();
drop trigger funds_refund_due on funds_refund;
drop function funds_refund_due();
"""


def _to(name: str, related: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related, to=name, **more
    )


class Migration(migrations.Migration):
    dependencies = [("funds", "0018_no_hand_of_the_company"), ("places", "0004_public_houses")]

    operations = [
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("fund", _to("funds.fund", "refunds")),
                ("household", _to("funds.household", "refunds", db_index=False)),
                ("day", models.DateField()),
                ("reason_id", models.BigIntegerField()),
                ("asked_by_id", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("state", models.TextField(choices=[(one, one) for one in ("asked", "paid", "refused")])),
                ("judged_by_id", models.BigIntegerField(null=True)),
                ("judged_at", models.DateTimeField(null=True)),
                ("answer_id", models.BigIntegerField(null=True)),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledgers.entry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["household"], condition=Q(state="asked"), name="funds_refund_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            state="asked", judged_by_id=None, judged_at=None, answer_id=None, entry=None
                        )
                        | Q(state="refused", judged_by_id__isnull=False, judged_at__isnull=False)
                        & Q(answer_id__isnull=False, entry=None)
                        | Q(state="paid", judged_by_id__isnull=False, judged_at__isnull=False),
                        name="funds_refund_judged",
                    ),
                    models.CheckConstraint(
                        condition=Q(judged_by_id=None) | ~Q(judged_by_id=F("asked_by_id")),
                        name="funds_refund_two_hands",
                    ),
                ],
                "indexes": [models.Index(fields=["household", "id"], name="funds_refund_household")],
            },
        ),
        migrations.RunSQL(protect("funds_refund"), unprotect("funds_refund")),
        migrations.RunSQL(KEPT, FREED),
    ]
