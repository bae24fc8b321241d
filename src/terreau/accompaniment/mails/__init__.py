"""The mails of the accompaniment: the same words as the pages, one action each."""

from terreau.accompaniment.mails import both, desk, holder, organisation

__all__ = ["both", "desk", "holder", "organisation"]
