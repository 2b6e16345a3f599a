"""A year's budget of an account by lines, and the line an order rests on; the walls stand with the tables.

Nothing is edited: a version ends and another takes its place. What orders of a year took on an account of the chart is
never more than the line holds, and no version that takes another's place holds less than was taken, whoever writes.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from hemei.ground.records.security import APP_ROLE, protect, unprotect

_TAKEN = """
  select coalesce(sum(o.amount_fen), 0) into taken from purses_paymentorder o
    join purses_budgetline l on l.id = o.budget_line_id join purses_budget b on b.id = l.budget_id
    where b.account_id = held.account_id and b.year = held.year and l.code = {code}
      and o.state not in ('refused', 'expired', 'withdrawn');
"""
WALLS = (
    """
create trigger purses_budget_only_moves before update or delete on purses_budget
  for each row execute function purses_only_moves('{ended_at,annulled_on}');
create trigger purses_budget_never_emptied before truncate on purses_budget
  for each statement execute function records_append_only();
create trigger purses_budgetline_append_only before update or delete or truncate on purses_budgetline
  for each statement execute function records_append_only();

create function purses_budget_ends_once() returns trigger language plpgsql as $$
begin
  if (old.ended_at is not null and new.ended_at is distinct from old.ended_at)
     or (old.annulled_on is not null and new.annulled_on is distinct from old.annulled_on) then
    raise exception 'A budget that ended stays so.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger purses_budget_ends_once before update on purses_budget
  for each row execute function purses_budget_ends_once();

create function purses_budget_taken(account bigint, of_year integer, of_code text, is_paid boolean) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(sum(o.amount_fen), 0)::bigint from purses_paymentorder o
    join purses_budgetline l on l.id = o.budget_line_id join purses_budget b on b.id = l.budget_id
    where b.account_id = account and b.year = of_year and l.code = of_code
      and o.state not in ('refused', 'expired', 'withdrawn') and (o.state = 'paid') = is_paid;
$$;
revoke execute on function purses_budget_taken from public;
grant execute on function purses_budget_taken to """
    + APP_ROLE
    + """;

create function purses_order_budgeted() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  held record;
  taken bigint;
begin
  select l.code, l.amount_fen, b.account_id, b.year, b.made_at, b.ended_at, b.annulled_on into held
    from purses_budgetline l join purses_budget b on b.id = l.budget_id
    where l.id = new.budget_line_id for no key update of b;
  if held.account_id <> new.account_id or held.code <> new.code
     or held.year <> extract(year from new.prepared_at at time zone 'Asia/Shanghai')
     or held.made_at > new.prepared_at or held.ended_at <= new.prepared_at
     or held.annulled_on <= (new.prepared_at at time zone 'Asia/Shanghai')::date then
    raise exception 'Order % does not rest on line % of a budget.', new.number, new.budget_line_id
      using errcode = '23514', constraint = 'purses_order_budget_line';
  end if;
"""
    + _TAKEN.format(code="held.code")
    + """
  if taken + new.amount_fen > held.amount_fen then
    raise exception 'Line % holds % fen, of which % are taken: not enough for %.', new.budget_line_id,
      held.amount_fen, taken, new.amount_fen using errcode = '23514', constraint = 'purses_order_within_budget';
  end if;
  return new;
end $$;
create trigger purses_order_budgeted before insert on purses_paymentorder
  for each row when (new.budget_line_id is not null) execute function purses_order_budgeted();

create function purses_budget_check(checked bigint) returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  held record;
  short text;
begin
  select b.*, (select coalesce(sum(l.amount_fen), 0) from purses_budgetline l where l.budget_id = b.id) as sum_of
    into held from purses_budget b where b.id = checked;
  if held.sum_of <> held.total_fen or held.total_fen <= 0 then
    raise exception 'Budget % of % fen has lines of %.', checked, held.total_fen, held.sum_of
      using errcode = '23514', constraint = 'purses_budget_sum';
  end if;
  if held.ended_at is not null then
    return;
  end if;
  select string_agg(t.code, ', ') into short from (
    select l.code, sum(o.amount_fen) as fen from purses_paymentorder o
      join purses_budgetline l on l.id = o.budget_line_id join purses_budget b on b.id = l.budget_id
      where b.account_id = held.account_id and b.year = held.year
        and o.state not in ('refused', 'expired', 'withdrawn') group by l.code) t
    where t.fen > coalesce((select n.amount_fen from purses_budgetline n where n.budget_id = checked and n.code = t.code), 0);
  if short is not null then
    raise exception 'Budget % holds less than was taken: %.', checked, short
      using errcode = '23514', constraint = 'purses_budget_covers';
  end if;
end $$;
revoke execute on function purses_budget_check from public;
create function purses_budget_is_whole() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  perform purses_budget_check(new.id);
  return null;
end $$;
create function purses_budgetline_is_whole() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  perform purses_budget_check(new.budget_id);
  return null;
end $$;
create constraint trigger purses_budget_is_whole after insert on purses_budget
  deferrable initially deferred for each row execute function purses_budget_is_whole();
create constraint trigger purses_budgetline_is_whole after insert on purses_budgetline
  deferrable initially deferred for each row execute function purses_budgetline_is_whole();
revoke delete on purses_budget, purses_budgetline from """
    + APP_ROLE
    + ";\n"
)
DOWN = (
    "drop function purses_budget_taken(bigint, integer, text, boolean);\n"
    "drop trigger purses_budget_ends_once on purses_budget;\ndrop function purses_budget_ends_once();\n"
    "drop trigger purses_order_budgeted on purses_paymentorder;\ndrop function purses_order_budgeted();\n"
    "drop trigger purses_budget_is_whole on purses_budget;\n"
    "drop trigger purses_budgetline_is_whole on purses_budgetline;\n"
    "drop function purses_budget_is_whole();\ndrop function purses_budgetline_is_whole();\n"
    "drop function purses_budget_check(bigint);\n"
)


def _to(name: str, related: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related, to=name, **more
    )


class Migration(migrations.Migration):
    dependencies = [("purses", "0002_kept"), ("meetings", "0008_for_owners"), ("voting", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("account", _to("purses.jointaccount", "budgets")),
                ("year", models.SmallIntegerField()),
                ("number", models.SmallIntegerField()),
                ("total_fen", models.BigIntegerField()),
                ("basis_assembly", _to("voting.assembly", "+", null=True)),
                ("basis_vote", _to("voting.vote", "+", null=True)),
                ("basis_item", _to("meetings.item", "+", null=True)),
                ("annulled_on", models.DateField(null=True)),
                ("reason_id", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "year", "number"), name="purses_budget_once"),
                    models.UniqueConstraint(
                        fields=("account", "year"), condition=Q(ended_at=None), name="purses_budget_one_runs"
                    ),
                    models.CheckConstraint(
                        condition=Q(basis_vote=None) ^ Q(basis_item=None), name="purses_budget_rests"
                    ),
                    models.CheckConstraint(
                        condition=(Q(number=1) & Q(reason_id=None)) | (Q(number__gt=1) & ~Q(reason_id=None)),
                        name="purses_budget_says_why",
                    ),
                    models.CheckConstraint(
                        condition=Q(ended_at=None) | Q(ended_at__gte=F("made_at")),
                        name="purses_budget_period",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("budget", _to("purses.budget", "lines")),
                ("code", models.TextField(db_collation="C")),
                ("amount_fen", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("budget", "code"), name="purses_budgetline_once"),
                    models.CheckConstraint(condition=Q(amount_fen__gt=0), name="purses_budgetline_amount"),
                ]
            },
        ),
        migrations.AddField("paymentorder", "budget_line", _to("purses.budgetline", "orders", null=True)),
        *(
            migrations.RunSQL(protect(table), unprotect(table))
            for table in ("purses_budget", "purses_budgetline")
        ),
        migrations.RunSQL(WALLS, DOWN),
    ]
