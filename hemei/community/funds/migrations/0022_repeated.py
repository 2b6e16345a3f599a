"""A use whose vote lacked participation follows the meeting that is held again for it, and no other."""

from django.db import migrations

MOVES, STANDS = "funds_use_moves()", "funds_vote_stands(funds_use)"
_BEFORE = "'planned voting', 'voting planned'"
_AFTER = "'planned voting', 'failed voting', 'voting planned'"


# The meeting was called from the use, or repeats one that was, however often.
_OWN = "and (a.key = 'fund:' || use_row.id or a.key like 'fund:' || use_row.id || ':%')"
_REPEATED = """and exists (
        with recursive back as (
          select b.id, b.key, b.repeats_id from voting_assembly b where b.id = a.id
          union all select b.id, b.key, b.repeats_id from voting_assembly b join back on b.id = back.repeats_id)
        select from back where key = 'fund:' || use_row.id or key like 'fund:' || use_row.id || ':%')"""


def _changed(function: str, old: str, new: str) -> str:
    return f"""
do $do$
declare
  told text := pg_get_functiondef('{function}'::regprocedure);
begin
  if position($q${old}$q$ in told) = 0 then
    raise exception '{function} does not read as this migration expects.';
  end if;
  execute replace(told, $q${old}$q$, $q${new}$q$);
end $do$
"""


REPEATS = """
create function funds_use_repeats() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if not exists (select from voting_assembly where id = new.assembly_id and repeats_id = old.assembly_id) then
    raise exception 'Use % follows only the meeting that repeats its own.', new.id
      using errcode = '23514', constraint = 'funds_use_repeats';
  end if;
  return new;
end $$;
create trigger funds_use_repeats before update on funds_use
  for each row when (old.state = 'failed' and new.state = 'voting') execute function funds_use_repeats();
"""
UNDO = "drop trigger funds_use_repeats on funds_use; drop function funds_use_repeats();"


class Migration(migrations.Migration):
    dependencies = [("funds", "0021_common_taken_back"), ("voting", "0041_repeated_once")]
    operations = [
        migrations.RunSQL(_changed(MOVES, _BEFORE, _AFTER), _changed(MOVES, _AFTER, _BEFORE)),
        migrations.RunSQL(_changed(STANDS, _OWN, _REPEATED), _changed(STANDS, _REPEATED, _OWN)),
        migrations.RunSQL(REPEATS, UNDO),
    ]
