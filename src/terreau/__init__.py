"""Terreau: the platform with which a town runs its ecosystem of the social and solidarity economy."""

__version__ = "0.1.0"
