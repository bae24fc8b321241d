"""Who may use the addresses that libraries bring; ours declare it on the view.

Keys are prefixes of route names; values say who is let in, for `docs/acces.md`.
"""

EXTERNAL = {
    "test404/": "editor",
    "^.*/$": "public",  # Wagtail redirects an address without its final slash
    "wagtail": "editor",  # the CMS's own permission, given to editors only
    "admin:": "administrator",
}
