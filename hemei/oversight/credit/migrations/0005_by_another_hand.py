"""Nobody confirms or refuses a line he proposed, nor decides the objection to one he confirmed, whoever writes."""

from django.db import migrations

BY_ANOTHER = """
create function credit_by_another_hand() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from records_event e where e.stream = new.stream
               and e.type = case when new.payload->>'type' in ('credit.line_confirmed', 'credit.line_refused')
                                 then 'credit.line_proposed' else 'credit.line_confirmed' end
               and (e.payload->'actor'->>'person')::bigint = (new.payload->'actor'->>'person')::bigint) then
    raise exception 'Nobody judges a line he proposed, nor an objection to one he confirmed.'
      using errcode = '23514', constraint = 'credit_by_another_hand';
  end if;
  return new;
end $$;
revoke execute on function credit_by_another_hand from public;
create trigger credit_by_another_hand before insert on records_event for each row
  when (new.payload->>'type' in ('credit.line_confirmed', 'credit.line_refused',
                                 'credit.objection_decided', 'credit.decision_extended'))
  execute function credit_by_another_hand();
"""
BY_ANY = """
drop trigger credit_by_another_hand on records_event;
drop function credit_by_another_hand;
"""


class Migration(migrations.Migration):
    dependencies = [("credit", "0004_wall_of_exchange"), ("records", "0014_import_notes")]

    operations = [migrations.RunSQL(BY_ANOTHER, BY_ANY)]
