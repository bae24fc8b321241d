"""Mail settings say what is wrong with them."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from terreau.config import mail


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.exemple.test", ("mail.exemple.test", 25, "", "", False, False)),
        ("smtp://a%40b:p%2Fw@mail.exemple.test?tls=1", ("mail.exemple.test", 587, "a@b", "p/w", True, False)),
        ("smtps://a:b@mail.exemple.test", ("mail.exemple.test", 465, "a", "b", False, True)),
        ("smtp://mail.exemple.test:2525?tls=0", ("mail.exemple.test", 2525, "", "", False, False)),
    ],
)
def test_server_reads_an_address(url, expected):
    assert tuple(mail.server(url).values()) == expected


@pytest.mark.parametrize(
    "url", ["mail.exemple.test", "http://mail.exemple.test", "smtp://", "smtp://h?tls=yes"]
)
def test_server_refuses_what_is_no_mail_server(url):
    with pytest.raises(ImproperlyConfigured, match="TERREAU_EMAIL_URL"):
        mail.server(url)


def test_backend_takes_a_short_name_or_a_path():
    assert mail.backend("smtp") == "django.core.mail.backends.smtp.EmailBackend"
    assert mail.backend("anymail.backends.brevo.EmailBackend") == "anymail.backends.brevo.EmailBackend"
    with pytest.raises(ImproperlyConfigured, match="pigeon"):
        mail.backend("pigeon")


def test_provider_reads_pairs_and_never_repeats_a_secret():
    assert mail.provider(["BREVO_API_KEY=a=b"]) == {"BREVO_API_KEY": "a=b"}
    with pytest.raises(ImproperlyConfigured, match="write KEY=value"):
        mail.provider(["KEY"])
