"""The carriers: mail over SMTP, and text messages over a webhook; both encrypted, both named neutrally."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Final, Literal
from urllib.parse import unquote, urlsplit
from uuid import UUID

import httpx2

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.settings import ConfigurationFault, NoticeService, is_loopback

#: Seconds in which a carrier must answer each time; all times together stay under the time a notice is held.
ANSWERS_WITHIN: Final = 10.0
#: Answers of a webhook that ask for another try.
TRY_AGAIN: Final = frozenset({408, 425, 429})

Via = Literal["email", "sms"]


class NotHandedOver(Exception):
    """The carrier did not take it; another try may help."""


class Refused(Exception):
    """The carrier will never take it: the address is no address."""


class Unsure(Exception):
    """It broke off while it was handed over: it may have left, or not."""


class Carriers:
    """What takes notices out of the house, as far as it is set up.

    Raises ConfigurationFault when the sender or the link would betray something to whoever sees a notice.
    """

    def __init__(self, service: NoticeService) -> None:
        for name, text in (("FROM", service.sender), ("LINK", service.link)):
            part = catalogue().notices.betrays(text)
            if part:
                raise ConfigurationFault(
                    f"BLUEVITAAL_NOTICE_{name} mag niets verraden: “{part}” mag er niet in staan."
                )
        self._service = service

    def carries(self, via: Via) -> bool:
        """Say whether this way out is set up."""
        return bool(self._service.smtp_url if via == "email" else self._service.sms_url)

    def carry(self, via: Via, address: str, words: tuple[str, str], notice_id: UUID) -> None:
        """Hand one notice over; raises NotHandedOver, Refused or Unsure when that did not go well."""
        subject, text = words
        text = f"{text}\n{self._service.link}" if self._service.link else text
        if via == "email":
            self._mail(address, subject, text, notice_id)
        else:
            self._text_message(address, text, notice_id)

    def _mail(self, address: str, subject: str, text: str, notice_id: UUID) -> None:
        _, sender = parseaddr(self._service.sender)
        domain = sender.rpartition("@")[2]
        message = EmailMessage()
        message["From"] = self._service.sender
        message["To"] = address
        message["Subject"] = subject
        message["Date"] = format_datetime(clock.now())
        # The same for every try, so that a mailbox that gets it twice can show it once.
        message["Message-ID"] = f"<{notice_id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        try:
            connection = self._connected(domain)
        except (OSError, smtplib.SMTPException) as fault:
            raise NotHandedOver(type(fault).__name__) from fault
        try:
            self._hand_over(connection, sender, address, message)
        finally:
            # It was taken or not by now; how the server says goodbye changes nothing.
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()

    @staticmethod
    def _hand_over(connection: smtplib.SMTP, sender: str, address: str, message: EmailMessage) -> None:
        try:
            _taken(connection.mail(sender))
            _taken(connection.rcpt(address))
        except (OSError, smtplib.SMTPException) as fault:
            raise NotHandedOver(type(fault).__name__) from fault
        try:
            _taken(connection.data(message.as_bytes()))
        except smtplib.SMTPDataError as fault:
            raise NotHandedOver(type(fault).__name__) from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise Unsure(type(fault).__name__) from fault

    def _connected(self, own_name: str) -> smtplib.SMTP:
        """Return a connection that nobody listens in on; on this machine itself nobody can."""
        to = urlsplit(self._service.smtp_url)
        host, secure = to.hostname or "", ssl.create_default_context()
        connection: smtplib.SMTP
        if to.scheme == "smtps":
            connection = smtplib.SMTP_SSL(
                host, to.port or 465, local_hostname=own_name, timeout=ANSWERS_WITHIN, context=secure
            )
        else:
            connection = smtplib.SMTP(host, to.port or 587, local_hostname=own_name, timeout=ANSWERS_WITHIN)
            connection.ehlo()
            if not is_loopback(host):
                connection.starttls(context=secure)
                connection.ehlo()
        if to.username:
            connection.login(unquote(to.username), unquote(to.password or ""))
        elif to.scheme == "smtps":
            connection.ehlo()
        return connection

    def _text_message(self, number: str, text: str, notice_id: UUID) -> None:
        token = self._service.sms_token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sent = {"id": str(notice_id), "to": number, "text": text}
        try:
            answer = httpx2.post(self._service.sms_url, json=sent, headers=headers, timeout=ANSWERS_WITHIN)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as fault:
            raise NotHandedOver(type(fault).__name__) from fault
        except httpx2.HTTPError as fault:
            raise Unsure(type(fault).__name__) from fault
        if answer.status_code >= 500 or answer.status_code in TRY_AGAIN:
            raise NotHandedOver(str(answer.status_code))
        if not answer.is_success:
            raise Refused(str(answer.status_code))


def _taken(answer: tuple[int, bytes]) -> None:
    """Look at the answer of a mail server: 2xx is yes, 4xx not now, 5xx never."""
    code, _ = answer
    if code >= 500:
        raise Refused(str(code))
    if not 200 <= code < 300:
        raise NotHandedOver(str(code))
