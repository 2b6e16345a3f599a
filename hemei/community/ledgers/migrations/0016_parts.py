"""What brings revenue may be shared by some buildings alone: their accounts stand apart, within the same ledger."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from hemei.ground.records.security import APP_ROLE, protect, unprotect

_TO = {"on_delete": django.db.models.deletion.PROTECT}
# Of one ledger: what an account or contract says of its part is said of a part of the very same books.
OWN = f"""
alter table ledgers_account add constraint ledgers_account_own_part
  foreign key (part_id, ledger_id) references ledgers_revenuepart (id, ledger_id);
alter table ledgers_revenuecontract add constraint ledgers_contract_own_part
  foreign key (part_id, ledger_id) references ledgers_revenuepart (id, ledger_id);
create trigger ledgers_revenuepart_append_only before update or delete or truncate on ledgers_revenuepart
  for each statement execute function records_append_only();
revoke update, delete on ledgers_revenuepart from {APP_ROLE};
create function ledgers_revenuepart_own() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (
    select 1 from unnest(new.buildings) as wanted(id)
    left join ledgers_ledger l on l.id = new.ledger_id
    left join places_building b on b.id = wanted.id and b.estate_id = l.estate_id
    where b.id is null
  ) or new.buildings <> (select array_agg(distinct one order by one) from unnest(new.buildings) as all_of(one)) then
    raise exception 'A part is made of buildings of its own estate, each once, in order.'
      using errcode = '23514', constraint = 'ledgers_revenuepart_own';
  end if;
  return new;
end $$;
create trigger ledgers_revenuepart_own before insert on ledgers_revenuepart
  for each row execute function ledgers_revenuepart_own();
"""
NOT_OWN = f"""
drop trigger ledgers_revenuepart_own on ledgers_revenuepart;
drop function ledgers_revenuepart_own();
grant update, delete on ledgers_revenuepart to {APP_ROLE};
drop trigger ledgers_revenuepart_append_only on ledgers_revenuepart;
alter table ledgers_revenuecontract drop constraint ledgers_contract_own_part;
alter table ledgers_account drop constraint ledgers_account_own_part;
"""


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0015_one_vote_one_contract"), ("places", "0001_tables")]

    operations = [
        migrations.CreateModel(
            "RevenuePart",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("buildings", django.contrib.postgres.fields.ArrayField(models.BigIntegerField())),
                ("name", models.TextField()),
                ("ledger", models.ForeignKey(related_name="parts", to="ledgers.ledger", **_TO)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["ledger", "buildings"], name="ledgers_part_once"),
                    models.UniqueConstraint(fields=["id", "ledger"], name="ledgers_part_ledger"),
                    models.CheckConstraint(
                        condition=Q(buildings__len__gt=0) & ~Q(name=""), name="ledgers_part_of_some"
                    ),
                ]
            },
        ),
        migrations.AddField(
            "revenuecontract",
            "part",
            models.ForeignKey(null=True, related_name="+", to="ledgers.revenuepart", **_TO),
        ),
        migrations.AddField(
            "account",
            "part",
            models.ForeignKey(null=True, related_name="+", to="ledgers.revenuepart", db_index=False, **_TO),
        ),
        migrations.RemoveConstraint("account", "ledgers_account_once"),
        migrations.AddConstraint(
            "account",
            models.UniqueConstraint(
                fields=["ledger", "code", "unit", "contract_id", "part"],
                name="ledgers_account_once",
                nulls_distinct=False,
            ),
        ),
        migrations.RemoveConstraint("account", "ledgers_account_of_one"),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=Q(unit=None, contract_id=None)
                | Q(unit=None, part=None)
                | Q(contract_id=None, part=None),
                name="ledgers_account_of_one",
            ),
        ),
        migrations.RunSQL(protect("ledgers_revenuepart"), unprotect("ledgers_revenuepart")),
        migrations.RunSQL(OWN, NOT_OWN),
    ]
