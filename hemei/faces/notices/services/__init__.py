"""The writers of notices."""

from hemei.faces.notices.services.addresses import ask_address, drop_address, prove_address
from hemei.faces.notices.services.feeds import close_feed, issue_feed, read_feed
from hemei.faces.notices.services.forgetting import forget_old
from hemei.faces.notices.services.gathering import gather
from hemei.faces.notices.services.preferences import choose, send_test, stop_contact
from hemei.faces.notices.services.sending import MESSAGES_TASK, retry, send_due
from hemei.faces.notices.services.telling import tell, tell_near

__all__ = [
    "MESSAGES_TASK",
    "ask_address",
    "choose",
    "close_feed",
    "drop_address",
    "forget_old",
    "gather",
    "issue_feed",
    "prove_address",
    "read_feed",
    "retry",
    "send_due",
    "send_test",
    "stop_contact",
    "tell",
    "tell_near",
]
