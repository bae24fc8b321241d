"""The mail server of the demo: every mail goes into a table, and from there to `/_demo/courrier/`."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from terreau.demo import actions


class EmailBackend(BaseEmailBackend):
    """Keeps mails instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each mail; return how many were kept."""
        for message in email_messages:
            actions.keep_mail(message=message)
        return len(email_messages)
