"""The index of one kind: an unchanging base built at once, and over it a small part with what changed."""
