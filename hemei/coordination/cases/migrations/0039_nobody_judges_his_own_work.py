"""Nobody judges in one post what he did in another, and no body what one did whose duties it has now."""

from django.db import migrations

OWN_HAND = """
create function cases_by_another_hand() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
declare
  who bigint := (new.payload->'actor'->>'person')::bigint;
  own bigint[] := people_line((new.payload->'actor'->>'body')::bigint);
begin
  if exists (select 1 from records_event e where e.stream = new.stream
               and e.type in ('cases.case_accepted', 'cases.case_refused', 'cases.handling_started',
                              'cases.departments_whistled', 'cases.department_arrived', 'cases.step_reported',
                              'cases.result_given', 'cases.whistle_returned', 'cases.extension_asked',
                              'cases.supervision_answered', 'cases.case_closed')
               and (e.payload->'actor'->>'person')::bigint = who
               and not (e.payload->'actor'->>'body')::bigint = any(own)) then
    raise exception 'Nobody judges in one post what he did in another.'
      using errcode = '23514', constraint = 'cases_by_another_hand';
  end if;
  return new;
end $$;
revoke execute on function cases_by_another_hand from public;
create trigger cases_by_another_hand before insert on records_event for each row
  when (new.stream like 'cases.case:%'
        and (new.payload->>'type' in ('cases.case_arbitrated', 'cases.limit_extended', 'cases.extension_declined',
                                      'cases.supervision_opened', 'cases.revisit_recorded', 'cases.case_reopened')
             or new.payload->>'type' in ('cases.result_accepted', 'cases.case_withdrawn')
                and new.payload->'actor'->>'role' = 'hotline_clerk'))
  execute function cases_by_another_hand();
"""
NO_OWN_HAND = """
drop trigger cases_by_another_hand on records_event;
drop function cases_by_another_hand;
"""
NO_HEIR = """
create function cases_revisit_by_no_heir() returns trigger language plpgsql as $$
begin
  if new.body_id = any(people_line(new.solver_id)) or exists (
      select 1 from cases_task t where t.case_id = new.case_id and t.body_id = any(people_line(new.body_id))) then
    raise exception 'No body visits what one did whose duties it has.'
      using errcode = '23514', constraint = 'cases_revisit_by_no_heir';
  end if;
  return new;
end $$;
create trigger cases_revisit_by_no_heir before update of visited_at on cases_revisit for each row
  when (old.visited_at is null and new.visited_at is not null) execute function cases_revisit_by_no_heir();
"""
HEIRS = """drop trigger cases_revisit_by_no_heir on cases_revisit; drop function cases_revisit_by_no_heir;"""
_KEPT = """
create or replace function cases_own_work_kept() returns trigger language plpgsql as $$
begin
  if new.ended in ('withdrawn', 'accepted') and ({same} or (new.snapshot->>'own')::boolean) then
    raise exception 'A body neither withdraws nor accepts what it found itself and had to do.' using errcode = '23514';
  end if;
  return new;
end $$;
"""
BY_LINE = _KEPT.format(same="(new.snapshot->>'reporter_body')::bigint = any(people_line(new.home_body_id))")
BY_ID = _KEPT.format(same="(new.snapshot->>'reporter_body')::bigint = new.home_body_id")


class Migration(migrations.Migration):
    dependencies = [("cases", "0038_papers_unserved"), ("people", "0022_line_of_a_body")]

    operations = [
        migrations.RunSQL(OWN_HAND, NO_OWN_HAND),
        migrations.RunSQL(NO_HEIR, HEIRS),
        migrations.RunSQL(BY_LINE, BY_ID),
    ]
