"""Until when a voter is bound stays as it was said when he was bound: who is to vote for longer is bound anew."""

from django.db import migrations

CREATE = """
drop trigger voting_voterbinding_kept on voting_voterbinding;
create trigger voting_voterbinding_kept
  before update of kind, bound_by, valid_from, {columns}ended_at on voting_voterbinding for each row
  when ((old.kind, old.bound_by, old.valid_from{old}) is distinct from (new.kind, new.bound_by, new.valid_from{new})
    or (old.ended_at is not null and new.ended_at is distinct from old.ended_at))
  execute function voting_voterbinding_kept();
"""
UNTIL = CREATE.format(columns="expires_on, ", old=", old.expires_on", new=", new.expires_on")
BEFORE = CREATE.format(columns="", old="", new="")


class Migration(migrations.Migration):
    dependencies = [("voting", "0069_signed_by_whom")]
    operations = [migrations.RunSQL([UNTIL], [BEFORE])]
