"""A meeting that a committee called by a sealed document is noticed with the scan of that document, not before."""

from django.db import migrations

SHOWN = """
create function voting_noticed_shown() returns trigger language plpgsql as $$
begin
  raise exception 'A meeting called by a sealed document is noticed with its scan.' using errcode = '23514';
end $$;
create trigger voting_noticed_shown
  before update of state on voting_assembly for each row
  when (old.state = 'called' and new.state = 'noticed' and new.called_by = 'committee'
        and new.decision_item is null and new.decision_scan_id is null)
  execute function voting_noticed_shown();
"""
HIDDEN = "drop trigger voting_noticed_shown on voting_assembly; drop function voting_noticed_shown();"


class Migration(migrations.Migration):
    dependencies = [("voting", "0052_roll_by_two")]
    operations = [migrations.RunSQL([SHOWN], [HIDDEN])]
