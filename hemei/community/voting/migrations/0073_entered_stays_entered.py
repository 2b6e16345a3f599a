"""A paper that came with a proxy is cast by that whether it is said to be entered or not; that stays said."""

from django.db import migrations

WAITS = """
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
       where f.roll_unit_id = new.roll_unit_id and f.voided_at is null{still}
         and (p.confirmed is null or p.confirmed and p.id is distinct from new.proxy_id and not new.unsigned)) then
    raise exception 'A paper that came with a proxy is cast by that, once a second person confirmed it.'
      using errcode = '23514';
  end if;
  return new;
end $$;
"""
STAYS = """
create function voting_printedsheet_stays() returns trigger language plpgsql as $$
begin
  raise exception 'A ballot that was entered or replaced stays so.' using errcode = '23514';
end $$;
create trigger voting_printedsheet_stays before update on voting_printedsheet for each row
  when (old.entered_at is not null and new.entered_at is distinct from old.entered_at
        or old.voided_at is not null and new.voided_at is distinct from old.voided_at)
  execute function voting_printedsheet_stays();
"""
GOES = "drop trigger voting_printedsheet_stays on voting_printedsheet; drop function voting_printedsheet_stays();"


class Migration(migrations.Migration):
    dependencies = [("voting", "0072_denied_rests")]
    operations = [
        migrations.RunSQL(WAITS.format(still=""), WAITS.format(still=" and f.entered_at is null")),
        migrations.RunSQL(STAYS, GOES),
    ]
