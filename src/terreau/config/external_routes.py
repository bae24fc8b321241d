"""Who may use the addresses that libraries bring; ours declare it on the view.

Keys are prefixes of route names; values say who is let in, for `docs/acces.md`.
"""

EXTERNAL = {
    "account_": "public",  # sign-in and sign-up of django-allauth; its own views ask for a session
    "mfa_": "signed_in",  # second factor; each view asks for a recent sign-in
    "socialaccount_": "signed_in",
    "social/": "signed_in",  # linked identity providers
    "openid_connect_": "public",  # redirection to the identity provider and back
    "test404/": "editor",
    "^.*/$": "public",  # Wagtail redirects an address without its final slash
    "wagtail": "editor",  # the CMS's own permission, given to editors only
    "admin:": "administrator",
}
