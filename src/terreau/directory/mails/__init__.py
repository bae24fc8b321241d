"""Mails of the directory."""

from terreau.directory.mails import moderation, teams

__all__ = ["moderation", "teams"]
