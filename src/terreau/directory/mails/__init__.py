"""Mails of the directory."""

from terreau.directory.mails import moderation, offers, teams

__all__ = ["moderation", "offers", "teams"]
