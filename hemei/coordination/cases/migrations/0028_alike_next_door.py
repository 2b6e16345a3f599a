"""Cases that sound like one may lie in two communities: both see the pair, and of the other's case what is open anyway."""

from django.db import migrations, models

from hemei.ground.records.security import APP_ROLE, protect, unprotect, visible

_EITHER = f"{visible('cases_likeness')} or {visible('cases_likeness').replace('scope ', 'other_scope ')}"
WALL = f"""
{unprotect("cases_likeness")}
alter table cases_likeness enable row level security;
create policy cases_likeness_scope on cases_likeness to {APP_ROLE} using ({_EITHER});
"""
# What whoever reports near by is shown of a case before he reports (`cases_alike`), and whose it is: no word, no person.
BESIDE = """
create function cases_beside(wanted bigint) returns table (
  id bigint, number text, kind text, estate_name text, fact_on date, state text, ended text, home_body_id bigint
) language sql stable security definer set search_path = public, pg_temp as $$
  select c.id, c.number, c.kind, c.estate_name, c.fact_on, c.state, c.ended, c.home_body_id
  from cases_case c
  where c.id = wanted and exists (select 1 from cases_likeness l where l.case_id = wanted or l.other_id = wanted)
$$;
revoke execute on function cases_beside from public;
grant execute on function cases_beside to hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_own_phone")]

    operations = [
        migrations.AddField(
            model_name="likeness",
            name="other_scope",
            field=models.TextField(db_collation="C", db_default="", default=""),
        ),
        migrations.RunSQL(WALL, unprotect("cases_likeness") + protect("cases_likeness")),
        migrations.RunSQL(BESIDE, "drop function cases_beside;"),
    ]
