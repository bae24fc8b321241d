"""How the mail of each event is composed: a registry filled by the apps' own `mails.py`.

    @mails.composer("referral.sent")
    def referral_sent(target, message) -> mails.Mail | None: …

A composer is called when the mail leaves, in the recipient's language. It returns None when the mail
is moot by then: nothing is sent, and the message is cancelled.
"""

from terreau.messaging.registry import REGISTRY, Composer, Mail, composer, is_optional, optional_choices

__all__ = ["REGISTRY", "Composer", "Mail", "composer", "is_optional", "optional_choices"]
