"""The mails of the accompaniment: the same words as the pages, one action each."""

from terreau.accompaniment.mails import (
    alerts,
    both,
    desk,
    groups,
    holder,
    organisation,
    outside,
    partners,
    waves,
)

__all__ = ["alerts", "both", "desk", "groups", "holder", "organisation", "outside", "partners", "waves"]
