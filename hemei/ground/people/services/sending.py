"""The one way out: a text goes to a telephone, a mailbox or a messenger, and nowhere else does anything leave.

An attempt that was cut off may have arrived, so every text carries a key: a gateway that knows it sends once.
"""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMessage

from hemei.ground.people.rules.channels import Channel


class NotSent(Exception):  # noqa: N818 - an answer of the channel, not a defect of the program
    """The channel did not take the text; whether it can later, nobody knows."""


def channel_is_set(channel: Channel) -> bool:
    """Whether this copy can send by a channel."""
    return bool(settings.EMAIL_HOST) if channel is Channel.EMAIL else bool(settings.NOTIFY.get(channel.value))


def send_text(*, channel: Channel, to: str, title: str, text: str, key: str) -> None:
    """Send a text once, over every address the channel has.

    Raises:
        NotSent: the channel refused it, did not answer in time, or is not set.
    """
    if not channel_is_set(channel):
        raise NotSent
    if channel is Channel.EMAIL:
        _mail(to, title, text, key)
    else:
        _call(settings.NOTIFY[channel.value], to, text, key)


def _call(addresses: list[str], to: str, text: str, key: str) -> None:
    """Ask the gateway through the library; `{to}` (or `{phone}`) and `{key}` of its address are filled in."""
    import apprise  # noqa: PLC0415 - a hundred channels, needed only when something goes out

    gateway, said = apprise.Apprise(), quote(to, safe="")
    for address in addresses:
        filled = address.replace("{phone}", said).replace("{to}", said).replace("{key}", quote(key, safe=""))
        if not gateway.add(filled):
            raise NotSent
    if not gateway.notify(body=text):
        raise NotSent


def _mail(to: str, title: str, text: str, key: str) -> None:
    """Send a plain mail; its Message-ID is made of the key, so a mailbox shows a repetition as the same mail."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    mail = EmailMessage(title, text, to=[to], headers={"Message-ID": f"<{key}@{domain}>"})
    try:
        mail.send()
    except OSError as error:  # what SMTP answers, and what the network does, are both of this family
        raise NotSent from error
