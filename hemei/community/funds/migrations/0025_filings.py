"""What the committee approved is filed with the authority before it is paid; an order of correction stops it."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import APP_ROLE, protect, unprotect

_STATES = ("unfiled", "filed", "ordered", "answered", "settled", "reopened", "dropped")
_LIVE = ("unfiled", "filed", "ordered", "answered", "settled")
_STEPS = (
    "unfiled filed", "filed ordered", "answered ordered", "settled ordered", "ordered answered", "ordered reopened",
    "answered settled", *(f"{one} dropped" for one in _LIVE),
)  # fmt: skip
KEPT = f"""
create trigger funds_filing_only_moves before update or delete on funds_filing
  for each row execute function funds_only_moves(
    '{{state,due_at,filed_at,filed_by_id,ordered_at,ordered_by_id,order_id,answered_at,answered_by_id,answer_id,settled_at,settled_by_id}}');
create trigger funds_filing_never_emptied before truncate on funds_filing
  for each statement execute function records_append_only();
create function funds_filing_moves() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.state <> 'unfiled'
     or tg_op = 'UPDATE' and old.state <> new.state and old.state || ' ' || new.state not in ({", ".join(f"'{one}'" for one in _STEPS)}) then
    raise exception 'The filing of use % does not go to %.', new.use_id, new.state
      using errcode = '23514', constraint = 'funds_filing_moves';
  end if;
  return new;
end $$;
create trigger funds_filing_moves before insert or update on funds_filing
  for each row execute function funds_filing_moves();
create function funds_use_filed() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (select from funds_filing f where f.use_id = new.id and f.state in ('unfiled', 'ordered')) then
    raise exception 'Use % is paid only when it is filed, and what was ordered is corrected.', new.id
      using errcode = '23514', constraint = 'funds_use_filed';
  end if;
  return new;
end $$;
create trigger funds_use_filed before update on funds_use
  for each row when (old.state = 'approved' and new.state = 'paid') execute function funds_use_filed();
revoke delete on funds_filing from {APP_ROLE};
"""
FREED = """
drop trigger funds_use_filed on funds_use;
drop function funds_use_filed();
drop trigger funds_filing_moves on funds_filing;
drop function funds_filing_moves();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0024_warranty")]

    operations = [
        migrations.CreateModel(
            name="Filing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                (
                    "use",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="filings", to="funds.use"
                    ),
                ),
                ("state", models.TextField(choices=[(one, one) for one in _STATES])),
                ("approved_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("filed_at", models.DateTimeField(null=True)),
                ("filed_by_id", models.BigIntegerField(null=True)),
                ("ordered_at", models.DateTimeField(null=True)),
                ("ordered_by_id", models.BigIntegerField(null=True)),
                ("order_id", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by_id", models.BigIntegerField(null=True)),
                ("answer_id", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by_id", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["use"],
                        condition=~models.Q(state__in=["dropped", "reopened"]),
                        name="funds_filing_once",
                    )
                ],
                "indexes": [models.Index(fields=["scope", "state"], name="funds_filing_scope")],
            },
        ),
        migrations.RunSQL(protect("funds_filing"), unprotect("funds_filing")),
        migrations.RunSQL(KEPT, FREED),
    ]
