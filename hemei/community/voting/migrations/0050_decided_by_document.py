"""A sealed document names the matters it put to the owners, as an item does, and its scan stays."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

BEFORE = import_module("hemei.community.voting.migrations.0046_decided_matters")
KEPT = """
create function voting_decided_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and ((new.decision_item, new.decided_matters)
       is distinct from (old.decision_item, old.decided_matters)
       or old.decision_scan_id is not null and new.decision_scan_id is distinct from old.decision_scan_id) then
    raise exception 'What the committee decided stays.' using errcode = '23514';
  end if;
  if tg_op = 'INSERT' and new.called_by = 'committee' and cardinality(new.decided_matters) = 0 then
    raise exception 'What the committee decided names the matters it put to the owners.' using errcode = '23514';
  end if;
  if (new.decision_item is not null or cardinality(new.decided_matters) > 0) and new.state = 'called' and exists (
    select 1 from jsonb_array_elements(new.agenda) item where item->>'matter' <> all (new.decided_matters)
  ) then
    raise exception 'The agenda holds what the committee did not put to the owners.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger voting_decided_kept
  before insert or update of agenda, decision_item, decided_matters, decision_scan_id
  on voting_assembly for each row execute function voting_decided_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("voting", "0049_from_a_record"), ("records", "0012_import_matches")]
    operations = [
        migrations.AddField(
            "assembly",
            "decision_scan",
            models.ForeignKey(
                "records.File", django.db.models.deletion.PROTECT, null=True, related_name="+", db_index=False
            ),
        ),
        migrations.RunSQL([BEFORE.LOOSE, KEPT], [BEFORE.LOOSE, BEFORE.KEPT]),
    ]
