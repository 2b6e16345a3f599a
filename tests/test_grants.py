"""What the public role and strangers can read of people, asked of PostgreSQL itself. See decision 0011."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import ProgrammingError

from hemei.ground.people.models import Person, SecondFactor
from hemei.ground.people.models.factors import sealed_secret
from hemei.ground.people.tests.factories import NOW, TODAY, Town, made_town
from hemei.ground.privacy.joined import holders
from hemei.ground.privacy.queries import personal_data
from hemei.ground.privacy.services.forgetting import keepers
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Actor, Role
from tests.grounds import standing
from tests.test_access import NOBODY, STRANGERS, stranger

PUBLISHED = {"records_issueddocument"}  # and views whose name says so
DOORS = {
    "boards_hint",
    "cases_alike",
    "cases_count_look",
    "cases_support",
    "cases_support_facts",
    "cases_intake",
    "cases_intake_facts",
    "cases_receipt",
    "cases_take_report",
}
PEOPLE = (
    "people_account",
    "people_appointment",
    "people_body",
    "people_formername",
    "people_formerpassword",
    "people_person",
    "people_phonecode",
    "people_session",
    "otp_totp_totpdevice",
)
OWN_ONLY = {
    "people_account": "id",
    "people_session": "account_id",
    "people_formerpassword": "account_id",
    "otp_totp_totpdevice": "user_id",
}
# Tables with the scope or the stream of a row and no wall, and why.
OPEN = {
    "people_appointment": "who holds which office is for everybody who is signed in",
    "people_body": "bodies are public",
    "companies_company": "companies are public",
    "boards_servicephone": "a body's numbers are printed on boards",
    "party_organisation": "Party organisations are bodies, and bodies are public",
    "party_standing": "who leads, is responsible and takes part in a place is public",
    "policy_document": "policy documents are public",
    "records_access": "ids only; every policy reads it",
    "records_stream": "heads of streams: numbers and hashes",
}


def asked(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


# --- the public role -----------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_public_role_reads_what_is_published_and_nothing_else() -> None:
    found = asked(
        "select table_name, privilege_type from information_schema.role_table_grants"
        " where grantee in ('hemei_public', 'PUBLIC') and table_schema = 'public'"
    )
    views = {
        str(name) for (name,) in asked("select viewname from pg_views where viewname like 'public\\_%%'")
    }
    assert {str(table) for table, _ in found} - views == PUBLISHED
    assert {privilege for _, privilege in found} == {"SELECT"}


@pytest.mark.django_db
def test_the_public_role_passes_the_doors_made_for_it_and_no_other() -> None:
    """A trigger's function cannot be called; all others that run with the owner's rights are counted."""
    found = asked(
        "select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef"
        " and p.prorettype <> 'trigger'::regtype and has_function_privilege('hemei_public', p.oid, 'execute')"
    )
    assert {str(name) for (name,) in found} == DOORS


@pytest.mark.django_db
@pytest.mark.parametrize("table", PEOPLE)
def test_the_public_role_is_refused_every_table_of_people(table: str) -> None:
    with (
        records.as_public(),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        asked(f"select 1 from {table}")


# --- strangers -----------------------------------------------------------------------------------
@standing
def town() -> Town:
    """Two accounts with a session, a former password and a second factor each."""
    town = made_town()
    for name, code, username in (("张三", "340102001001", "zhang"), ("李四", "340104001001", "li")):
        number = town.account(name, code, username=username)
        SecondFactor.objects.create(user_id=number, name="totp", key=sealed_secret(b"1" * 20, number))
        asked(
            "insert into people_formerpassword (account_id, password, set_at) values (%s, 'x', %s)"
            " returning id",
            number,
            NOW,
        )
        asked(
            "insert into people_session (session_key, session_data, expire_date, account_id, agent)"
            " values (%s, '', %s, %s, '') returning session_key",
            username,
            NOW,
            number,
        )
    return town


def accounts_seen(actor: Actor, table: str) -> set[object]:
    with records.acting(actor):
        return {row[0] for row in asked(f"select {OWN_ONLY[table]} from {table}")}


ADMINISTRATIONS = {"system administration", "security administration"}


@pytest.mark.parametrize("table", OWN_ONLY)
@pytest.mark.parametrize("who", sorted(set(STRANGERS) - ADMINISTRATIONS))
def test_a_stranger_sees_no_account_but_his_own(town: Town, who: str, table: str) -> None:
    everybody = {row[0] for row in asked(f"select {OWN_ONLY[table]} from {table}")}
    assert len(everybody) == 2
    mine = min(everybody)
    nobody = stranger(town, who)
    assert accounts_seen(Actor(nobody.role, None, nobody.person_id, places=nobody.places), table) == set()
    somebody = Actor(nobody.role, int(str(mine)), nobody.person_id, nobody.body_id, places=nobody.places)
    assert accounts_seen(somebody, table) == {mine}


@pytest.mark.parametrize("who", sorted(ADMINISTRATIONS))
def test_administrations_of_accounts_see_them_all(town: Town, who: str) -> None:
    assert len(accounts_seen(stranger(town, who), "people_account")) == 2


def test_nobody_changes_anothers_account(town: Town) -> None:
    clerk = town.actor(Role.COMMUNITY_CLERK, "340102001001", "东风社区居委会", person="张三", account=NOBODY)
    with records.acting(clerk):
        assert asked("update people_account set is_active = false returning id") == []
        assert asked("delete from people_session returning session_key") == []


def test_after_the_transaction_the_application_finds_who_signs_in(town: Town) -> None:
    with records.acting(PUBLIC):
        assert asked("select id from people_account") == []
    assert len(asked("select id from people_account")) == 2


def test_offices_are_ids_and_days_without_names_or_phones(town: Town) -> None:
    """What everybody who is signed in may read: no column of them can hold a person's data."""
    columns = {
        str(name)
        for (name,) in asked(
            "select column_name from information_schema.columns where table_name = 'people_appointment'"
        )
    }
    assert columns == {
        "id", "stream", "scope", "person_id", "body_id", "place_id", "role", "valid_from", "valid_until",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_table_with_a_place_has_a_wall_or_a_reason() -> None:
    found = asked(
        "select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relrowsecurity"
        " and a.attname in ('scope', 'stream') and not a.attisdropped"
    )
    assert {str(table) for (table,) in found} == set(OPEN)


# Columns that may hold a vault's number or a person's and are none of a person's data, and why.
NOBODYS = {
    "ledgers_entry.by_account_id": "who of the staff entered it, as its event says",
    "ledgers_ownshare.vote_id": "the number of an owners' vote",
    "ledgers_ownshare.reason_id": "why an entered share was sent back",
    "ledgers_release.asked_account_id": "who of the staff asked, as its event says",
    "ledgers_release.answer_account_id": "who of the staff answered, as its event says",
    "ledgers_release.reason_id": "why an amount of the owners' books is not collected",
    "ledgers_revenuecontract.party_id": "a contract is with a company or shop",
    "ledgers_revenuecontract.vote_id": "the number of an owners' vote",
    "mediation_agreementscan.file_id": "the number of a file, which its dispute's parties read there",
    "mediation_notice.note_id": "how a notice was served, which its dispute's parties read there",
    "cases_casepaper.recipient_id": "to whom a paper of a case is addressed, which goes with the case's texts",
    "cases_casepaper.text_id": "what a paper of a case demands",
    "cases_casepaper.scan_id": "the number of a file",
    "patrols_round.why_note_id": "why a round was missed",
    "cases_visit.spot_id": "where departments meet",
    "cases_visitpart.text_id": "what a department found",
    "cases_proposal.arbiter_id": "the number of a body",
    "cases_proposal.accepting_id": "the number of a body",
    "cases_proposal.handling_id": "the number of a body",
    "cases_photomark.file_id": "the number of a photo, which its case's readers read there",
    "cases_trialstep.case_id": "the case a step of a trial speaks of; its person is the case's own",
    "cases_revisit.solver_id": "the body that said a case was solved",
    "cases_proposal.answer_id": "why a line was not taken into the responsibility list",
    "voting_printedsheet.signature_reason_id": "how it was found out who signed a ballot, which its unit's texts keep",
    "companies_company.override_id": "why a doubtful credit code was accepted",
    "committees_ownersreport.text_id": "what a committee reported to its owners",
    "committees_standinmember.name_id": "who speaks for whom in a stand-in body, as the street posts it",
    "ledgers_account.contract_id": "a contract is with a company or shop",
    "funds_use.person_id": "who proposed a use of the fund in office, so that he does not check it",
    "funds_use.billed_by_id": "who entered its bill in office, so that he does not approve it",
    "funds_use.checked_by_id": "who approved its bill in office",
    "funds_use.giving_up_by_id": "who asked in office that it is not built, so that he does not confirm it",
    "funds_use.giving_up_reason_id": "why it is not built, which the owners read",
    "funds_use.ended_by_id": "who confirmed in office that it is not built",
    "funds_use.paid_by_id": "who paid it in office, so that it is not who approved it",
    "funds_correction.recorded_by_id": "who recorded in office what is corrected",
    "funds_correction.reported_by_id": "who reported it in office, so that he does not confirm it",
    "funds_correction.judged_by_id": "who confirmed or refused it in office",
    "funds_correction.reason_id": "why it is corrected, about an entry of a fund",
    "funds_correction.answer_id": "why it was refused, about an entry of a fund",
    "funds_refund.asked_by_id": "who asked for a refund in office, so that he does not confirm it",
    "funds_refund.judged_by_id": "who confirmed or refused it in office",
    "funds_refund.reason_id": "why a household is refunded, about a building that is gone",
    "funds_refund.answer_id": "why it was refused, about a refund of a fund",
    "funds_filing.filed_by_id": "who filed a use with the authority in office",
    "funds_filing.ordered_by_id": "who ordered correction in office",
    "funds_filing.order_id": "why correction was ordered, about a use of a fund",
    "funds_filing.answered_by_id": "who reported in office what was put right",
    "funds_filing.answer_id": "what was put right, about a use of a fund",
    "funds_filing.settled_by_id": "who took it as put right in office",
    "ledgers_entry.note_id": "what an entry of the owners' books is for",
    "disclosure_risklook.looked_by": "who looked at the reasons of an estate in office",
    "disclosure_risklook.found_id": "what was found of the reasons of an estate",
    "deliberation_agendaitem.text_id": "in which public words a meeting concluded a topic",
    "assessment_visitmark.note_id": "what an assessor saw of an estate",
    "assessment_visit.review_note_id": "what was made of a doubtful visit",
    "assessment_entry.subject_id": "the number of what is evaluated",
    "assessment_checkfrequency.subject_id": "the number of what is checked",
    "assessment_markobjection.text_id": "why a body objects to a mark",
    "assessment_markobjection.decision_id": "what it was answered",
    "renewal_packageplan.reason_id": "why packages are planned beyond one street",
    "renewal_modedecision.reason_id": "why an estate is managed otherwise than the standard proposes",
    "honours_nomination.statement_id": "why a mechanism, a committee or a company is nominated",
    "honours_review.found_id": "what a group found of a mechanism, a committee or a company",
    "honours_recheck.found_id": "what a yearly re-check found of it",
    "offices_assessment.document_id": "the name of a county's document",
    "privacy_assessment.text_id": "an assessment of the city's, not of a person",
    "policy_clause.demanded_by_id": "the number of a duty",
    "volunteering_item.text_id": "what a community needs or an office offers",
    "volunteering_match.result_id": "what a match came to",
    "volunteering_pairing.persons_id": "who is in contact in office on either side, as an agreement names them",
    "meetings_item.text_id": "what a meeting is to talk about",
    "meetings_item.words_id": "what a meeting resolved",
    "meetings_minutes.text_id": "what was said in a meeting of all, which owners may read (SPC interpretation art. 13)",
    "meetings_signingrefusal.reason_id": "why a side refused to sign, which the minutes tell",
    "meetings_task.duty_id": "the number of a duty",
    "committees_election.assembly_id": "the number of an assembly",
    "committees_election.proposal_id": "the number of a proposal",
    "committees_contest.assembly_id": "the number of an assembly",
    "committees_handover.end_note_id": "why a handover ended unsigned, and who on duty witnessed it",
    "committees_leaving.notice_id": "the number of a file",
    "committees_leaving.scan_id": "the number of a file",
    "committees_contest.decided_by": "who decided in office that members give way, so that he does not confirm it",
    "committees_contest.confirmed_by": "who confirmed it in office",
    "committees_contest.reason_id": "why the street follows a recount, or does not",
    "committees_advice.text_id": "what a residents' committee advises a committee",
    "committees_advice.answer_id": "what a committee answers to advice",
    "committees_workdone.note_id": "what was posted of the preparation of an election",
    "committees_workdone.file_id": "the number of a file that was posted",
    "committees_filingreceipt.reason_id": "why a filing was returned",
    "voting_correctionorder.reason_id": "why an authority orders a decision corrected, which all owners read",
    "voting_correctionorder.answer_id": "how the order was followed",
    "voting_correctionorder.settlement_id": "what the authority found of it",
    "voting_oneowner.person_id": "as whom an owner of a roll counts; its unit tells that he stands on it",
    "voting_rollcorrection.reason_id": "why a unit is put right on the roll; its owners read it",
    "voting_sheetobjection.text_id": "what an owner says of ballots of his unit, whose owners read it",
    "voting_strike.reason_id": "why a ballot counts no more; it lies with the unit, whose owners read it",
    "voting_strike.document_id": "the number of a court's document",
    "records_access.person_id": "who may see what; every holder goes by it",
    "records_sealed.person_id": "the vault itself: the desk asks it for every person",
    "records_file.evidence_id": "the sealed time and place of a photo, which the vault gives its person",
}
_NUMBERS_OF_OTHERS = (
    "body_id", "event_id", "estate_id", "building_id", "entrance_id", "place_id", "meeting_id", "item_id", "duty_id",
)  # fmt: skip


def test_whoever_keeps_something_of_a_person_tells_the_desk() -> None:
    """A request for a copy is answered from all registers: a new one must join (PIPL article 45).

    Give the app a `HOLDERS = (Holder(frozenset({"<table>"}), held_of),)` in its `reactions.py`, as
    `hemei.ground.companies.held` does, or say in NOBODYS why the column is of no person.
    """
    held = {table for holder in holders() for table in holder.tables}
    missing = []
    for model in apps.get_models():
        if not model.__module__.startswith("hemei."):
            continue
        table = model._meta.db_table
        for field in model._meta.get_fields():
            if not isinstance(field, models.Field) or field.primary_key or table in held:
                continue
            points = field.is_relation and field.related_model is Person
            sealed = (
                isinstance(field, models.IntegerField)
                and field.name.endswith("_id")
                and not field.name.endswith(_NUMBERS_OF_OTHERS)
            )
            if (points or sealed) and f"{table}.{field.name}" not in NOBODYS:
                missing.append(f"{table}.{field.name}")
    assert missing == []


@pytest.mark.django_db
def test_what_is_kept_for_a_time_has_somebody_who_erases_it() -> None:
    notice = personal_data(TODAY)
    timed = {activity.code for activity in notice.activity if activity.kept is not None}
    assert timed - set(keepers()) == set()
