"""Mails that come in: read as they are, known for what they are, and stripped of what they quote."""
