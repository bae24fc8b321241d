"""A group of synonyms as people write it: words and expressions separated by commas."""


def entries_of(words: str) -> list[str]:
    """Return the words and expressions of a group, once each, in single spaces."""
    return list(dict.fromkeys(" ".join(entry.split()) for entry in words.split(",") if entry.strip()))


def as_group(words: str) -> str:
    """Return a group as its row keeps it."""
    return ", ".join(entries_of(words))
