"""What somebody had begun is withdrawn by nobody who did some of it, nor by his colleagues: it would be gone unseen."""

from django.db import migrations

# Who did some of the work: as `rules.parts.WORK` has it. Before anybody began a report is its reporter's like any other.
NOT_WITHDRAWN = """
create function cases_own_withdrawal() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
declare
  hands bigint[] := array(
    select distinct (e.payload->'actor'->>'person')::bigint from records_event e where e.stream = new.stream
      and e.type in ('cases.case_accepted', 'cases.case_refused', 'cases.handling_started',
                     'cases.departments_whistled', 'cases.department_arrived', 'cases.step_reported',
                     'cases.result_given', 'cases.whistle_returned', 'cases.extension_asked',
                     'cases.supervision_answered', 'cases.case_closed')
      and e.payload->'actor'->>'person' is not null and e.payload->'actor'->>'body' is not null);
  bodies bigint[] := array(
    select old.home_body_id
    union select t.body_id from cases_task t where t.case_id = new.id
    union select (k->>'body')::bigint from jsonb_array_elements(old.snapshot->'clocks') k
          where k->>'kind' in ('accept', 'handling'));
begin
  if (old.state <> 'reported' or cardinality(hands) > 0) and cases_own_word(
      new.id, hands, bodies, (coalesce(new.ended_at, now()) at time zone 'Asia/Shanghai')::date) then
    raise exception 'Nobody withdraws what he or his colleagues worked on.'
      using errcode = '23514', constraint = 'cases_own_withdrawal';
  end if;
  return new;
end $$;
revoke execute on function cases_own_withdrawal from public;
create trigger cases_own_withdrawal before update on cases_case for each row
  when (new.ended = 'withdrawn' and new.ended is distinct from old.ended) execute function cases_own_withdrawal();
"""
UNDO = "drop trigger cases_own_withdrawal on cases_case; drop function cases_own_withdrawal();"


class Migration(migrations.Migration):
    dependencies = [("cases", "0045_no_word_of_heirs")]

    operations = [migrations.RunSQL(NOT_WITHDRAWN, UNDO)]
