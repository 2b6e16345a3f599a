"""Nobody decides the objection to a mark he gave, whoever writes."""

from django.db import migrations

BY_ANOTHER = """
create function assessment_by_another_hand() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from assessment_markobjection o
             join assessment_mark m on m.entry_id = o.entry_id and m.item = o.item
             join assessment_assessor a on a.id = m.assessor_id
             where o.id = (new.payload->'data'->>'objection')::bigint
               and a.person_id = (new.payload->'actor'->>'person')::bigint) then
    raise exception 'Nobody decides the objection to a mark he gave.'
      using errcode = '23514', constraint = 'assessment_by_another_hand';
  end if;
  return new;
end $$;
revoke execute on function assessment_by_another_hand from public;
create trigger assessment_by_another_hand before insert on records_event for each row
  when (new.payload->>'type' = 'assessment.objection_decided')
  execute function assessment_by_another_hand();
"""
BY_ANY = """
drop trigger assessment_by_another_hand on records_event;
drop function assessment_by_another_hand;
"""


class Migration(migrations.Migration):
    dependencies = [("assessment", "0005_must_with_reason"), ("records", "0014_import_notes")]

    operations = [migrations.RunSQL(BY_ANOTHER, BY_ANY)]
