"""A use whose vote was annulled is voted on anew, and goes on where it stood: its works were done on their days."""

from importlib import import_module

from django.db import migrations

_changed = import_module("hemei.community.funds.migrations.0022_repeated")._changed  # noqa: SLF001 - as it did

MOVES = "funds_use_moves()"
_STEPS = "step in ('voting cleared', 'voting merged', "
_LAST = "'billed approved', 'approved paid')"
_FAILED, _REFUSED = "'voting failed', ", "'asked refused'"
_RESUMED = "'voting working', 'voting accepted', "
CHANGES = ((_FAILED + _REFUSED, _FAILED + _RESUMED + _REFUSED), (_STEPS + _LAST, _STEPS + _RESUMED + _LAST))
OWN = """
create or replace function funds_use_repeats() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (select from voting_assembly where id = new.assembly_id and repeats_id = old.assembly_id) then
    return new;
  end if;
  -- What was cleared and fell with its vote is put to those who share it in a meeting of its own.
  if old.cleared_on is not null and new.assembly_id > old.assembly_id and exists (
       select from voting_assembly a where a.id = new.assembly_id and a.key like 'fund:' || new.id || ':%') then
    return new;
  end if;
  raise exception 'Use % follows only the meeting that repeats its own, or one called for it anew.', new.id
    using errcode = '23514', constraint = 'funds_use_repeats';
end $$;

create function funds_use_resumes() returns trigger language plpgsql as $$
begin
  if new.state <> (case when old.accepted_on is not null then 'accepted' when old.begun_on is not null then 'working'
                        when old.supplement_of_id is not null then 'merged' else 'cleared' end)
     or (old.cleared_on is not null and new.cleared_on <> old.cleared_on) then
    raise exception 'Use % goes on where it stood, on the days it had.', new.id
      using errcode = '23514', constraint = 'funds_use_resumes';
  end if;
  return new;
end $$;
create trigger funds_use_resumes before update on funds_use for each row
  when (old.state = 'voting' and new.state in ('cleared', 'working', 'accepted', 'merged'))
  execute function funds_use_resumes();
"""
REPEATS = import_module("hemei.community.funds.migrations.0022_repeated").REPEATS
UNDO = (
    "drop trigger funds_use_resumes on funds_use; drop function funds_use_resumes();"
    "drop trigger funds_use_repeats on funds_use; drop function funds_use_repeats();" + REPEATS
)


class Migration(migrations.Migration):
    dependencies = [("funds", "0022_repeated")]
    operations = [
        *(migrations.RunSQL(_changed(MOVES, old, new), _changed(MOVES, new, old)) for old, new in CHANGES),
        migrations.RunSQL(OWN, UNDO),
    ]
