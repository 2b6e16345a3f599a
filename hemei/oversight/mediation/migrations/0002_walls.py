"""A dispute is seen by bodies and persons, never by place; what was done stays; numbers of the list are for counts."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = ("dispute", "disputeparty", "disputemediator", "session", "disputestep", "warned", "referral")

# The column of the wall is constant: a row that lay in a place would be seen by everybody in charge of it.
KEPT = (
    "".join(
        f"alter table mediation_{table} add constraint mediation_{table}_nowhere check (scope = '0.');\n"
        for table in TABLES
    )
    + """
create trigger mediation_disputestep_append_only before update or delete or truncate on mediation_disputestep
  for each statement execute function records_append_only();
create function mediation_warned_kept() returns trigger language plpgsql as $$
begin
  if old.given_at is not null and new.given_at is distinct from old.given_at then
    raise exception 'A warning that was given stays given.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger mediation_warned_kept before update on mediation_warned
  for each row execute function mediation_warned_kept();
"""
)
FREED = """
drop trigger mediation_warned_kept on mediation_warned;
drop function mediation_warned_kept();
drop trigger mediation_disputestep_append_only on mediation_disputestep;
""" + "".join(
    f"alter table mediation_{table} drop constraint mediation_{table}_nowhere;\n" for table in TABLES
)

# A view of the owner's: numbers and words only, no text, no party, no body's file. It is not for visitors.
LISTED = """
create view mediation_listed as
  select d.number, d.kind, d.size, s.level as filed_level, d.level, d.outcome, d.filed_at, d.ended_at,
         case when d.ended_at is not null
              then (d.ended_at at time zone 'Asia/Shanghai')::date - (d.filed_at at time zone 'Asia/Shanghai')::date end
           as days,
         d.community_id, d.place_path, d.estate_id
  from mediation_dispute d
  join lateral (select level from mediation_disputestep where dispute_id = d.id order by id limit 1) s on true;
revoke insert, update, delete, truncate on mediation_listed from hemei_app;
revoke all on mediation_listed from hemei_public;
"""


class Migration(migrations.Migration):
    dependencies = [("mediation", "0001_tables"), ("records", "0002_chain")]

    operations = [
        *(
            migrations.RunSQL(protect(f"mediation_{table}"), unprotect(f"mediation_{table}"))
            for table in TABLES
        ),
        migrations.RunSQL(KEPT, FREED),
        migrations.RunSQL(LISTED, "drop view mediation_listed;"),
    ]
