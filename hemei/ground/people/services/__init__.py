"""The writers of people; other apps enter here."""

from hemei.ground.people.services.appointing import appoint, end_appointment
from hemei.ground.people.services.audit import AuditFilter, audited, read_audit
from hemei.ground.people.services.bodies import create_body, dissolve_body, end_body, give_name, rename_body
from hemei.ground.people.services.codes import check_code, request_code, sign_in_with_code
from hemei.ground.people.services.committees import (
    Named,
    Taking,
    Who,
    begin_with_post,
    change_post,
    correct_term,
    end_term,
    file_term,
    known_named,
    leave_seat,
    open_office,
    open_stand_in_office,
    register_term,
    say_party,
    take_seat,
    take_seats,
)
from hemei.ground.people.services.confirming import confirm_self, confirmed_at, send_own_code
from hemei.ground.people.services.finding import Persons
from hemei.ground.people.services.following import follow_estates, follow_units
from hemei.ground.people.services.issuing import demand_issuing, issue_standard, try_standard
from hemei.ground.people.services.loading import (
    BodyDraft,
    Loaded,
    PersonDraft,
    SeatDraft,
    enter_bodies,
    load_bodies,
    load_persons,
)
from hemei.ground.people.services.locked import LOCKED
from hemei.ground.people.services.naming import name_grid_worker, release_grid_worker
from hemei.ground.people.services.opening import demand_act, opened
from hemei.ground.people.services.persons import (
    SEARCHED,
    StaffDraft,
    create_account,
    create_person,
    issue_password,
    register_staff,
    set_password,
    stream_of,
)
from hemei.ground.people.services.programs import (
    IssuedKey,
    KeyDraft,
    Program,
    admitted,
    forget_program_uses,
    issue_program_key,
    stop_program_key,
)
from hemei.ground.people.services.recognising import recognise_owner
from hemei.ground.people.services.residents import move_in, move_out
from hemei.ground.people.services.rights import (
    CORRECTABLE,
    correct_person,
    forget_person,
    leave_public_office,
)
from hemei.ground.people.services.searching import Found, search_persons, unmask_person
from hemei.ground.people.services.second_factor import confirm_totp, enrol_totp, remove_totp
from hemei.ground.people.services.sending import NotSent, channel_is_set, send_text
from hemei.ground.people.services.sessions import (
    begin_session,
    choose_appointment,
    keep_session,
    revoke_sessions,
    sign_out,
)
from hemei.ground.people.services.sign_in import (
    SignedIn,
    become_sample,
    choose_password,
    confirm_second_factor,
    lift_lock,
    sign_in,
)
from hemei.ground.people.services.unmasking import Look, note_look, unmask

__all__ = [
    "CORRECTABLE",
    "LOCKED",
    "SEARCHED",
    "AuditFilter",
    "BodyDraft",
    "Found",
    "IssuedKey",
    "KeyDraft",
    "Loaded",
    "Look",
    "Named",
    "NotSent",
    "PersonDraft",
    "Persons",
    "Program",
    "SeatDraft",
    "SignedIn",
    "StaffDraft",
    "Taking",
    "Who",
    "admitted",
    "appoint",
    "audited",
    "become_sample",
    "begin_session",
    "begin_with_post",
    "change_post",
    "channel_is_set",
    "check_code",
    "choose_appointment",
    "choose_password",
    "confirm_second_factor",
    "confirm_self",
    "confirm_totp",
    "confirmed_at",
    "correct_person",
    "correct_term",
    "create_account",
    "create_body",
    "create_person",
    "demand_act",
    "demand_issuing",
    "dissolve_body",
    "end_appointment",
    "end_body",
    "end_term",
    "enrol_totp",
    "enter_bodies",
    "file_term",
    "follow_estates",
    "follow_units",
    "forget_person",
    "forget_program_uses",
    "give_name",
    "issue_password",
    "issue_program_key",
    "issue_standard",
    "keep_session",
    "known_named",
    "leave_public_office",
    "leave_seat",
    "lift_lock",
    "load_bodies",
    "load_persons",
    "move_in",
    "move_out",
    "name_grid_worker",
    "note_look",
    "open_office",
    "open_stand_in_office",
    "opened",
    "read_audit",
    "recognise_owner",
    "register_staff",
    "register_term",
    "release_grid_worker",
    "remove_totp",
    "rename_body",
    "request_code",
    "revoke_sessions",
    "say_party",
    "search_persons",
    "send_own_code",
    "send_text",
    "set_password",
    "sign_in",
    "sign_in_with_code",
    "sign_out",
    "stop_program_key",
    "stream_of",
    "take_seat",
    "take_seats",
    "try_standard",
    "unmask",
    "unmask_person",
]
