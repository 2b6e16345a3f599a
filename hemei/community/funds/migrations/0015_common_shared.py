"""What came to the common part is shared out once, to the households of the same fund, and no more than came."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import APP_ROLE, protect, unprotect

KEPT = f"""
revoke update, delete on funds_distribution from {APP_ROLE};
create trigger funds_distribution_append_only before update or delete or truncate on funds_distribution
  for each statement execute function records_append_only();

create function funds_distribution_posted() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  taken bigint;
  others bigint;
  came bigint;
begin
  select coalesce(sum(p.amount_fen) filter (where a.code = 'fund_common'), 0),
         count(*) filter (where a.code not in ('fund_common', 'fund_unit')) into taken, others
    from ledgers_entry e join funds_fund f on f.ledger_id = e.ledger_id and f.id = new.fund_id
    join ledgers_posting p on p.entry_id = e.id join ledgers_account a on a.id = p.account_id
    where e.id = new.entry_id and e.source_key like 'fund-common:%';
  select -coalesce(sum(p.amount_fen), 0) into came
    from ledgers_entry e join funds_fund f on f.ledger_id = e.ledger_id and f.id = new.fund_id
    join ledgers_posting p on p.entry_id = e.id join ledgers_account a on a.id = p.account_id and a.code = 'fund_common'
    where e.id = new.source_id;
  if came <> new.fen or taken <= 0 or others > 0
     or exists (select from ledgers_account a join funds_fund f on f.ledger_id = a.ledger_id
                where f.id = new.fund_id and a.code = 'fund_common' and a.balance_fen > 0)
     or taken > (select sum(fen) from funds_distribution where entry_id = new.entry_id) then
    raise exception 'Entry % does not share out what entry % brought to the common part.', new.entry_id, new.source_id
      using errcode = '23514', constraint = 'funds_distribution_posted';
  end if;
  return null;
end $$;
create constraint trigger funds_distribution_posted after insert on funds_distribution
  deferrable initially deferred for each row execute function funds_distribution_posted();
"""
FREED = f"""
drop trigger funds_distribution_posted on funds_distribution;
drop function funds_distribution_posted();
drop trigger funds_distribution_append_only on funds_distribution;
grant update, delete on funds_distribution to {APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0005_two_hands"), ("ledgers", "0009_purses_apart")]

    operations = [
        migrations.CreateModel(
            name="Distribution",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("fen", models.BigIntegerField()),
                ("households", models.IntegerField()),
                ("shared_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledgers.entry"
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="distributions",
                        to="funds.fund",
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledgers.entry"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(fen__gt=0, households__gt=0), name="funds_distribution_above_zero"
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(source=models.F("entry")), name="funds_distribution_other_entry"
                    ),
                ]
            },
        ),
        migrations.RunSQL(protect("funds_distribution"), unprotect("funds_distribution")),
        migrations.RunSQL(KEPT, FREED),
    ]
