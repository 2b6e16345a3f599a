"""A supplement falls with its vote, as a use does; a bill that needed it is shared anew, and pays nothing meanwhile."""

from django.db import migrations

MOVES = """
create or replace function funds_use_moves() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  step text;
  writes text[];
begin
  if tg_op = 'DELETE' then
    raise exception 'A use is never deleted.' using errcode = '23514', constraint = 'funds_use_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> (case new.path when 'ordinary' then 'planned' else 'asked' end)
       or num_nonnulls(new.assembly_id, new.vote, new.cleared_on, new.offers, new.begun_on, new.accepted_on,
                       new.bill_fen, new.billed_on, new.checked_at, new.paid_on, new.entry_id) > 0
       or new.contractor || new.chosen_by || new.audit <> '' then
      raise exception 'A use begins with its plan.' using errcode = '23514', constraint = 'funds_use_begins';
    end if;
    return new;
  end if;
  step := old.state || ' ' || new.state;
  writes := case
    when new.state = old.state then '{}'
    when step in ('planned voting', 'voting planned') then '{assembly_id,vote}'
    when step in ('voting cleared', 'voting merged', 'asked cleared', 'asked merged') then '{cleared_on}'
    when step = 'cleared working' then '{begun_on,contractor,chosen_by,offers}'
    when step = 'working accepted' then '{accepted_on}'
    when step = 'accepted billed' then '{bill_fen,audit,billed_on}'
    when step = 'billed approved' then '{checked_at}'
    when step = 'approved paid' then '{paid_on,entry_id}'
    when step in ('voting failed', 'asked refused', 'billed refused', 'billed accepted', 'planned withdrawn',
                  'asked withdrawn', 'cleared failed', 'working failed', 'accepted failed', 'billed failed',
                  'approved failed', 'merged failed', 'approved accepted') then '{}'
  end;
  if writes is null then
    raise exception 'A use does not go from % to %.', old.state, new.state
      using errcode = '23514', constraint = 'funds_use_moves';
  end if;
  if new.state <> old.state then
    writes := writes || array['state', 'check_by'];
  elsif new.state in ('planned', 'asked', 'billed') then
    writes := writes || array['check_by'];
  end if;
  if to_jsonb(new) - writes <> to_jsonb(old) - writes then
    raise exception 'What was written of use % stays; each step writes its own.', new.id
      using errcode = '23514', constraint = 'funds_use_kept';
  end if;
  if (step in ('voting cleared', 'voting merged', 'asked cleared', 'asked merged') and new.cleared_on is null)
     or (new.state = 'merged') <> (new.state in ('cleared', 'merged') and new.supplement_of_id is not null)
     or (step = 'cleared working' and (new.begun_on is null or new.contractor = '' or new.chosen_by = ''))
     or (step = 'working accepted' and new.accepted_on is null)
     or (step = 'accepted billed' and (new.bill_fen is null or new.billed_on is null))
     or (step = 'billed approved' and new.checked_at is null) then
    raise exception 'The step of use % from % to % lacks what it needs.', new.id, old.state, new.state
      using errcode = '23514', constraint = 'funds_use_step';
  end if;
  if new.path = 'ordinary' and step in ('voting cleared', 'voting merged', 'billed approved', 'approved paid')
     and not funds_vote_stands(new) then
    raise exception 'Use % rests on no vote of its own that passed and stands.', new.id
      using errcode = '23514', constraint = 'funds_use_vote';
  end if;
  if step in ('billed approved', 'approved paid') and exists (
       select from funds_use s where s.supplement_of_id = new.id and s.state = 'merged' and s.path = 'ordinary'
         and not funds_vote_stands(s)) then
    raise exception 'What was allowed beyond the budget of use % does not stand.', new.id
      using errcode = '23514', constraint = 'funds_use_supplement';
  end if;
  return new;
end $$;
"""
MOVED = """
create or replace function funds_use_moves() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  step text;
  writes text[];
begin
  if tg_op = 'DELETE' then
    raise exception 'A use is never deleted.' using errcode = '23514', constraint = 'funds_use_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> (case new.path when 'ordinary' then 'planned' else 'asked' end)
       or num_nonnulls(new.assembly_id, new.vote, new.cleared_on, new.offers, new.begun_on, new.accepted_on,
                       new.bill_fen, new.billed_on, new.checked_at, new.paid_on, new.entry_id) > 0
       or new.contractor || new.chosen_by || new.audit <> '' then
      raise exception 'A use begins with its plan.' using errcode = '23514', constraint = 'funds_use_begins';
    end if;
    return new;
  end if;
  step := old.state || ' ' || new.state;
  writes := case
    when new.state = old.state then '{}'
    when step in ('planned voting', 'voting planned') then '{assembly_id,vote}'
    when step in ('voting cleared', 'voting merged', 'asked cleared', 'asked merged') then '{cleared_on}'
    when step = 'cleared working' then '{begun_on,contractor,chosen_by,offers}'
    when step = 'working accepted' then '{accepted_on}'
    when step = 'accepted billed' then '{bill_fen,audit,billed_on}'
    when step = 'billed approved' then '{checked_at}'
    when step = 'approved paid' then '{paid_on,entry_id}'
    when step in ('voting failed', 'asked refused', 'billed refused', 'billed accepted', 'planned withdrawn',
                  'asked withdrawn', 'cleared failed', 'working failed', 'accepted failed', 'billed failed',
                  'approved failed') then '{}'
  end;
  if writes is null then
    raise exception 'A use does not go from % to %.', old.state, new.state
      using errcode = '23514', constraint = 'funds_use_moves';
  end if;
  if new.state <> old.state then
    writes := writes || array['state', 'check_by'];
  elsif new.state in ('planned', 'asked', 'billed') then
    writes := writes || array['check_by'];
  end if;
  if to_jsonb(new) - writes <> to_jsonb(old) - writes then
    raise exception 'What was written of use % stays; each step writes its own.', new.id
      using errcode = '23514', constraint = 'funds_use_kept';
  end if;
  if (step in ('voting cleared', 'voting merged', 'asked cleared', 'asked merged') and new.cleared_on is null)
     or (new.state = 'merged') <> (new.state in ('cleared', 'merged') and new.supplement_of_id is not null)
     or (step = 'cleared working' and (new.begun_on is null or new.contractor = '' or new.chosen_by = ''))
     or (step = 'working accepted' and new.accepted_on is null)
     or (step = 'accepted billed' and (new.bill_fen is null or new.billed_on is null))
     or (step = 'billed approved' and new.checked_at is null) then
    raise exception 'The step of use % from % to % lacks what it needs.', new.id, old.state, new.state
      using errcode = '23514', constraint = 'funds_use_step';
  end if;
  if new.path = 'ordinary' and step in ('voting cleared', 'voting merged', 'billed approved', 'approved paid')
     and not funds_vote_stands(new) then
    raise exception 'Use % rests on no vote of its own that passed and stands.', new.id
      using errcode = '23514', constraint = 'funds_use_vote';
  end if;
  return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0003_kept")]

    operations = [migrations.RunSQL(MOVES, MOVED)]
