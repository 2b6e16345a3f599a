"""A reporter may leave a case that others follow; the phone he left then opens it to nobody."""

from django.db import migrations, models

# As in 0015, but a report is claimed by the phone that stands with the case, not by any that ever lay in its vault.
CLAIM = """
create or replace function cases_claim() returns integer language sql security definer
set search_path = public, pg_temp as $$
  with me as (select nullif(current_setting('app.person', true), '')::bigint as id), left_with as (
    select distinct s.id, s.stream from me
    join records_sealed mine on mine.stream = 'people.person:' || me.id and mine.field = 'phone'
    join records_sealed s on s.field = 'phone' and s.blind_index = mine.blind_index
    where starts_with(s.stream, 'cases.case:')), joined as (
    update cases_supporter f set person_id = me.id from me
    where f.id in (select min(o.id) from cases_supporter o join left_with on left_with.id = o.contact_id
                   where o.person_id is null group by o.case_id)
      and not exists (select 1 from cases_supporter o where o.case_id = f.case_id and o.person_id = me.id)
    returning 1), found as (
    insert into records_access (stream, person_id)
    select distinct left_with.stream, me.id from me, left_with
    join cases_case c on c.stream = left_with.stream and c.contact_id = left_with.id
    on conflict do nothing returning 1)
  select ((select count(*) from found) + (select count(*) from joined))::integer
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_own_work")]

    operations = [
        migrations.RemoveConstraint("case", "cases_case_ending"),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(
                    ("ended__in", ["accepted", "silent", "anonymous", "withdrawn", "own", "left"])
                ),
                name="cases_case_ending",
            ),
        ),
        migrations.RunSQL(CLAIM, migrations.RunSQL.noop),
    ]
