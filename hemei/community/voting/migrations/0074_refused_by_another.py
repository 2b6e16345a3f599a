"""Who signed a paper whose proxy was refused is said by none who entered, holds or refused a proxy that came with it."""

from django.db import migrations

SAID = """
create or replace function voting_printedsheet_signed_by() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare last record;
begin
  select p.confirmed, p.entered_by, p.holder_id into last
    from voting_proxy p where p.sheet_id = new.id order by p.id desc limit 1;
  if (new.own_signature, new.signature_by, new.signature_at, new.signature_reason_id)
     is distinct from (old.own_signature, old.signature_by, old.signature_at, old.signature_reason_id) then
    if old.own_signature is not null or old.entered_at is not null or last.confirmed is distinct from false then
      raise exception 'Who signed a paper is said once, of one whose proxy was refused, before it is entered.'
        using errcode = '23514';
    end if;
{who}    end if;
  end if;
  if new.entered_at is not null and old.entered_at is null and last.confirmed is false
     and new.own_signature is null then
    raise exception 'A paper whose proxy was refused is entered once a person has said who signed it.'
      using errcode = '23514';
  end if;
  return new;
end $$;
"""
BEFORE = """    if new.signature_by = any(people_same_as(last.entered_by) || people_same_as(last.holder_id)) then
      raise exception 'Who signed a paper is said by another than who entered its proxy or holds it.'
        using errcode = '23514';
"""
NOW = """    if exists (select 1 from voting_proxy p where p.sheet_id = new.id
               and people_same_as(new.signature_by) && array[p.entered_by, p.holder_id, p.settled_by]) then
      raise exception 'Who signed a paper is said by another than who entered, holds or refused a proxy of it.'
        using errcode = '23514';
"""


class Migration(migrations.Migration):
    dependencies = [("voting", "0073_entered_stays_entered")]
    operations = [migrations.RunSQL(SAID.format(who=NOW), SAID.format(who=BEFORE))]
