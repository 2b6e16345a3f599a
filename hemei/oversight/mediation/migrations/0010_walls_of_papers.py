"""Scans and notices lie in no place; a scan stays as it was kept, and a service that was recorded stays recorded."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = ("agreementscan", "notice")
KEPT = (
    "".join(
        f"alter table mediation_{table} add constraint mediation_{table}_nowhere check (scope = '0.');\n"
        for table in TABLES
    )
    + """
create trigger mediation_agreementscan_append_only before update or delete or truncate on mediation_agreementscan
  for each statement execute function records_append_only();
create function mediation_notice_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.served_on is null
     and to_jsonb(new) - '{served_on,service,note_id}'::text[] = to_jsonb(old) - '{served_on,service,note_id}'::text[] then
    return new;
  end if;
  raise exception 'A notice stays as it was made, and its service as it was recorded.' using errcode = '23514';
end $$;
create trigger mediation_notice_kept before update or delete on mediation_notice
  for each row execute function mediation_notice_kept();
"""
)
FREED = """
drop trigger mediation_notice_kept on mediation_notice;
drop function mediation_notice_kept();
drop trigger mediation_agreementscan_append_only on mediation_agreementscan;
""" + "".join(
    f"alter table mediation_{table} drop constraint mediation_{table}_nowhere;\n" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("mediation", "0008_projects_and_handed"), ("records", "0002_chain")]

    operations = [
        *(
            migrations.RunSQL(protect(f"mediation_{table}"), unprotect(f"mediation_{table}"))
            for table in TABLES
        ),
        migrations.RunSQL(KEPT, FREED),
    ]
