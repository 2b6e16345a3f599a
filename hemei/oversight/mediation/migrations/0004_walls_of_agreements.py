"""Agreements, signings, payments and offers lie in no place; a hand once put to an agreement stays there."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = ("agreement", "signing", "instalment", "offer")
KEPT = (
    "".join(
        f"alter table mediation_{table} add constraint mediation_{table}_nowhere check (scope = '0.');\n"
        for table in TABLES
    )
    + """
create trigger mediation_signing_append_only before update or delete or truncate on mediation_signing
  for each statement execute function records_append_only();
create function mediation_instalment_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.paid_on is null
     and to_jsonb(new) - 'paid_on' - 'breached_at' = to_jsonb(old) - 'paid_on' - 'breached_at' then
    return new;
  end if;
  raise exception 'What was promised stays as it was promised, and what was paid stays paid.' using errcode = '23514';
end $$;
create trigger mediation_instalment_kept before update or delete on mediation_instalment
  for each row execute function mediation_instalment_kept();
"""
)
FREED = """
drop trigger mediation_instalment_kept on mediation_instalment;
drop function mediation_instalment_kept();
drop trigger mediation_signing_append_only on mediation_signing;
""" + "".join(
    f"alter table mediation_{table} drop constraint mediation_{table}_nowhere;\n" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("mediation", "0002_walls"), ("records", "0002_chain")]

    operations = [
        *(
            migrations.RunSQL(protect(f"mediation_{table}"), unprotect(f"mediation_{table}"))
            for table in TABLES
        ),
        migrations.RunSQL(KEPT, FREED),
    ]
