"""A paper is cast by the proxy that came with it, never past one that waits; who entered that may take it back."""

from django.db import migrations, models

NAME = "voting_proxy_two_hands"
SHOWN = """
create or replace function voting_sheet_by_paper_proxy() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from voting_proxy p where p.id = new.proxy_id and p.sheet_id is not null
             and (new.channel <> 'paper' or p.confirmed is not true or p.roll_unit_id <> new.roll_unit_id
                  or exists (select 1 from voting_sheet s where s.proxy_id = p.id))) then
    raise exception 'A proxy that came with a paper casts that one, once a second person confirmed it.'
      using errcode = '23514';
  end if;
  if new.channel = 'paper' and exists (
       select 1 from voting_printedsheet f join voting_proxy p on p.sheet_id = f.id
       where f.roll_unit_id = new.roll_unit_id and f.voided_at is null and f.entered_at is null
         and (p.confirmed is null or p.confirmed and p.id is distinct from new.proxy_id and not new.unsigned)) then
    raise exception 'A paper that came with a proxy is cast by that, once a second person confirmed it.'
      using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger voting_sheet_by_paper_proxy on voting_sheet;
create trigger voting_sheet_by_paper_proxy before insert on voting_sheet for each row
  when (new.proxy_id is not null or new.channel = 'paper') execute function voting_sheet_by_paper_proxy();
create or replace function voting_proxy_settled_once() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.settled_at is null
     and to_jsonb(new) - '{settled_by,settled_at,confirmed}'::text[]
       = to_jsonb(old) - '{settled_by,settled_at,confirmed}'::text[] then
    if new.confirmed and exists (select 1 from voting_printedsheet f where f.id = new.sheet_id
                                 and (f.entered_at is not null or f.voided_at is not null)) then
      raise exception 'A proxy that came with a paper is confirmed before that is entered.' using errcode = '23514';
    end if;
    return new;
  end if;
  raise exception 'A proxy that came with a paper is settled once.' using errcode = '23514';
end $$;
"""
HIDDEN = """
create or replace function voting_proxy_settled_once() returns trigger language plpgsql
  security invoker as $$
begin
  if tg_op = 'UPDATE' and old.settled_at is null
     and to_jsonb(new) - '{settled_by,settled_at,confirmed}'::text[]
       = to_jsonb(old) - '{settled_by,settled_at,confirmed}'::text[] then
    return new;
  end if;
  raise exception 'A proxy that came with a paper is settled once.' using errcode = '23514';
end $$;
create or replace function voting_sheet_by_paper_proxy() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from voting_proxy p where p.id = new.proxy_id and p.sheet_id is not null
             and (new.channel <> 'paper' or p.confirmed is not true or p.roll_unit_id <> new.roll_unit_id
                  or exists (select 1 from voting_sheet s where s.proxy_id = p.id))) then
    raise exception 'A proxy that came with a paper casts that one, once a second person confirmed it.'
      using errcode = '23514';
  end if;
  return new;
end $$;
drop trigger voting_sheet_by_paper_proxy on voting_sheet;
create trigger voting_sheet_by_paper_proxy before insert on voting_sheet for each row
  when (new.proxy_id is not null) execute function voting_sheet_by_paper_proxy();
"""


class Migration(migrations.Migration):
    dependencies = [("voting", "0065_paper_proxy_seen")]
    operations = [
        migrations.RemoveConstraint("proxy", NAME),
        migrations.AddConstraint(
            "proxy",
            models.CheckConstraint(
                condition=models.Q(confirmed=False, settled_by=models.F("entered_by"))
                | (
                    ~models.Q(settled_by=models.F("entered_by")) & ~models.Q(settled_by=models.F("holder_id"))
                ),
                name=NAME,
            ),
        ),
        migrations.RunSQL(SHOWN, HIDDEN),
    ]
