"""What a call-back's verdict rests on is kept: the draw, how each ballot stands by its calls, how a voter was bound."""

from django.db import migrations

RIGHT_FIRST = """
alter function voting_right_first() security definer set search_path = public, pg_temp;
"""
SEEN_ONLY = "alter function voting_right_first() security invoker reset search_path;"
# A place that an actor does not see hides nothing from these functions: they read as the owner of the tables.
KEPT = """
create function voting_callback_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.verdict = '' and new.widened_at is null then return new; end if;
  if tg_op = 'UPDATE' and to_jsonb(new) - '{verdict,widened_at}'::text[] = to_jsonb(old) - '{verdict,widened_at}'::text[]
  then return new; end if;
  raise exception 'A call-back stays as it was drawn.' using errcode = '23514', constraint = 'voting_callback_kept';
end $$;
create trigger voting_callback_kept before insert or update or delete on voting_callback
  for each row execute function voting_callback_kept();
create trigger voting_callback_never_emptied before truncate on voting_callback
  for each statement execute function records_append_only();

create function voting_called_as(called bigint) returns text language sql stable security definer
set search_path = public, pg_temp as $$
  select case when bool_or(answer in ('denied', 'not_given')) then 'denied'
              when bool_or(answer = 'confirmed') then 'confirmed'
              when bool_or(answer = 'not_reached') then 'not_reached' else '' end
  from voting_calltry where called_id = called
$$;
create function voting_calledballot_kept() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  said text;
begin
  if tg_op = 'INSERT' and new.state = 'waiting' and exists (
       select 1 from voting_callback c where (c.id, c.scope, c.stream) = (new.call_back_id, new.scope, new.stream))
  then return new; end if;
  if tg_op <> 'UPDATE' or (old.drawn and not new.drawn)
     or to_jsonb(new) - '{state,drawn}'::text[] <> to_jsonb(old) - '{state,drawn}'::text[] then
    raise exception 'A called ballot stays as it was drawn.'
      using errcode = '23514', constraint = 'voting_calledballot_kept';
  end if;
  if new.state = old.state then return new; end if;
  said := voting_called_as(new.id);
  if said = new.state or (new.state = 'waiting' and said in ('', 'not_reached'))
     or (new.state = 'unconfirmed' and said = 'not_reached') then return new; end if;
  raise exception 'A called ballot stands as its calls say.'
    using errcode = '23514', constraint = 'voting_calledballot_borne';
end $$;
create trigger voting_calledballot_kept before insert or update or delete on voting_calledballot
  for each row execute function voting_calledballot_kept();
create trigger voting_calledballot_never_emptied before truncate on voting_calledballot
  for each statement execute function records_append_only();

create function voting_calltry_placed() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (select 1 from voting_calledballot c where (c.id, c.scope, c.stream) = (new.called_id, new.scope, new.stream))
  then return new; end if;
  raise exception 'A call lies where its ballot does.' using errcode = '23514', constraint = 'voting_calltry_placed';
end $$;
create trigger voting_calltry_placed before insert on voting_calltry
  for each row execute function voting_calltry_placed();
create function voting_calltry_counts() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if voting_called_as(new.called_id) = (select state from voting_calledballot where id = new.called_id) then return null; end if;
  raise exception 'What was said counts.' using errcode = '23514', constraint = 'voting_calltry_counts';
end $$;
create constraint trigger voting_calltry_counts after insert on voting_calltry deferrable initially deferred
  for each row when (new.answer in ('confirmed', 'denied', 'not_given')) execute function voting_calltry_counts();
revoke execute on function voting_called_as(bigint) from public;

create function voting_voterbinding_kept() returns trigger language plpgsql as $$
begin
  raise exception 'How a voter was bound stays, and who was let go is not bound again by it.'
    using errcode = '23514', constraint = 'voting_voterbinding_kept';
end $$;
create trigger voting_voterbinding_kept
  before update of kind, bound_by, valid_from, ended_at on voting_voterbinding for each row
  when ((old.kind, old.bound_by, old.valid_from) is distinct from (new.kind, new.bound_by, new.valid_from)
    or (old.ended_at is not null and new.ended_at is distinct from old.ended_at))
  execute function voting_voterbinding_kept();
"""
FREED = """
drop trigger voting_voterbinding_kept on voting_voterbinding;
drop function voting_voterbinding_kept();
drop trigger voting_calltry_counts on voting_calltry;
drop function voting_calltry_counts();
drop trigger voting_calltry_placed on voting_calltry;
drop function voting_calltry_placed();
drop trigger voting_calledballot_never_emptied on voting_calledballot;
drop trigger voting_calledballot_kept on voting_calledballot;
drop function voting_calledballot_kept();
drop function voting_called_as(bigint);
drop trigger voting_callback_never_emptied on voting_callback;
drop trigger voting_callback_kept on voting_callback;
drop function voting_callback_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("voting", "0062_proxy_with_paper")]
    operations = [migrations.RunSQL([RIGHT_FIRST], [SEEN_ONLY]), migrations.RunSQL([KEPT], [FREED])]
