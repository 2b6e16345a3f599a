"""An item that a record put to the owners names it and keeps its words; one that spends names its sum."""

from django.db import migrations, models

KEPT = """
create function voting_record_kept() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from jsonb_array_elements(old.agenda) with ordinality before(item, place)
    where coalesce(item->>'record', '') <> '' and item is distinct from new.agenda->(place::int - 1)
  ) then
    raise exception 'What a record put to the owners stays on the agenda as it is.' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger voting_record_kept before update of agenda on voting_assembly
  for each row execute function voting_record_kept();
"""
LOOSE = """
drop trigger voting_record_kept on voting_assembly;
drop function voting_record_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("voting", "0048_one_owner")]
    operations = [
        migrations.AddField("vote", "record", models.TextField(blank=True, default="", db_default="")),
        migrations.AddField("vote", "spends_fen", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "vote",
            models.CheckConstraint(
                condition=models.Q(spends_fen=None)
                | models.Q(spends_fen__gt=0, candidate_id=None, recalled_id=None),
                name="voting_vote_spends",
            ),
        ),
        migrations.RunSQL(KEPT, LOOSE),
    ]
