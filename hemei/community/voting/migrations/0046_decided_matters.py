"""A meeting keeps the matters the committee's decision put to the owners; its agenda holds no other."""

import django.contrib.postgres.fields
from django.db import migrations, models

KEPT = """
create function voting_decided_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (new.decision_item, new.decided_matters)
       is distinct from (old.decision_item, old.decided_matters) then
    raise exception 'What the committee decided stays.' using errcode = '23514';
  end if;
  if new.decision_item is not null and new.state = 'called' and exists (
    select 1 from jsonb_array_elements(new.agenda) item where item->>'matter' <> all (new.decided_matters)
  ) then
    raise exception 'The agenda holds what the committee did not put to the owners.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger voting_decided_kept before insert or update of agenda, decision_item, decided_matters
  on voting_assembly for each row execute function voting_decided_kept();
"""
LOOSE = """
drop trigger voting_decided_kept on voting_assembly;
drop function voting_decided_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("voting", "0045_decided_by")]
    operations = [
        migrations.AddField(
            "assembly",
            "decided_matters",
            django.contrib.postgres.fields.ArrayField(models.TextField(), default=list, db_default=[]),
        ),
        migrations.RunSQL(KEPT, LOOSE),
    ]
