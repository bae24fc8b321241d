"""News of the accounts.

Sent inside the transaction of the action, so that the journal records in the same one; a receiver
that calls the outside waits for the commit itself. Each carries `by`, an `Actor`.
"""

from django.dispatch import Signal

person_joined = Signal()  # user, by
role_granted = Signal()  # grant, by
role_revoked = Signal()  # grant, by
consent_given = Signal()  # consent, by
consent_withdrawn = Signal()  # consent, by
person_disabled = Signal()  # user, by
person_enabled = Signal()  # user, by
person_erased = Signal()  # user (about to go), by
