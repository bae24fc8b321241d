"""The floor: the least that a page of Django with one query and one template can cost on this machine."""
