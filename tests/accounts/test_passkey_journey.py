"""A passkey in a real browser: saved once, it then opens the account alone and counts as strong."""

import os
import shutil

import pytest
from allauth.account.models import EmailAddress

from terreau.accounts.enums import Role

CHROMIUM = shutil.which("chromium")


@pytest.mark.journey
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
@pytest.mark.django_db(transaction=True)
def test_an_administrator_saves_a_passkey_and_signs_in_with_it(live_server, person, client_for, monkeypatch):
    from playwright.sync_api import sync_playwright

    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    admin = person(Role.ADMINISTRATOR)
    EmailAddress.objects.create(user=admin, email=admin.email, verified=True, primary=True)
    site = live_server.url.replace("127.0.0.1", "localhost")  # passkeys belong to a name, not to a number
    cookie = client_for(admin).cookies["sessionid"].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context()
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        page = context.new_page()
        device = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        tools = context.new_cdp_session(page)
        tools.send("WebAuthn.enable")
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": device})

        page.goto(f"{site}/compte/second-facteur/cles/ajouter/")
        page.click("#mfa_webauthn_add")
        page.wait_for_url("**/secours/")
        context.clear_cookies()
        page.goto(f"{site}/compte/connexion/")
        page.click("#passkey_login")
        page.wait_for_url("**/mon-espace/")
        page.goto(f"{site}/compte/roles/")

        assert page.locator("h1").inner_text() == "Rôles"
        browser.close()
