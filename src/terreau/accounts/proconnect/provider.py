"""The provider: what is asked, what is sent, what is read from the answer."""

import secrets
from typing import Any

from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from terreau.accounts.proconnect import tokens

SCOPES = ["openid", "given_name", "usual_name", "email", "uid", "siret"]


class ProConnectAdapter(OpenIDConnectOAuth2Adapter):
    """Exchanges the code and reads the tokens; the expected nonce comes from the session."""

    expected_nonce = ""

    def complete_login(
        self,
        request: HttpRequest,
        app: Any,  # noqa: ARG002
        token: SocialToken,
        **kwargs: Any,
    ) -> Any:
        claims = self._read(kwargs["response"].get("id_token", ""), required=["exp", "iat", "nonce"])
        if not self.expected_nonce or not secrets.compare_digest(claims["nonce"], self.expected_nonce):
            raise OAuth2Error("The identity token answers another request (nonce).")
        userinfo = self._userinfo(token.token)
        if userinfo.get("sub") != claims["sub"]:
            raise OAuth2Error("The identity token and userinfo speak of two persons.")
        return self.get_provider().sociallogin_from_response(
            request, {"userinfo": userinfo, "id_token": claims}
        )

    def _userinfo(self, access_token: str) -> dict[str, Any]:
        """Fetch userinfo: a signed token (ProConnect) or plain JSON over TLS (other providers)."""
        answer = self._get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
        if answer.headers.get("Content-Type", "").split(";")[0].strip() == "application/jwt":
            return self._read(answer.text.strip(), required=[])
        return answer.json()

    def _read(self, token: str, *, required: list[str]) -> dict[str, Any]:
        config = self.openid_config
        return tokens.read(
            token,
            keys=self._get(config["jwks_uri"]).json(),
            issuer=config["issuer"],
            audience=self.get_provider().app.client_id,
            required=required,
        )

    def _get(self, url: str, **options: Any) -> Any:
        from allauth.socialaccount.adapter import get_adapter  # noqa: PLC0415

        with get_adapter().get_requests_session() as session:
            answer = session.get(url, **options)
        answer.raise_for_status()
        return answer

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:  # noqa: ARG002
        url = reverse("proconnect_callback", kwargs={"provider_id": self.provider_id})
        return build_absolute_uri(request, url, self.redirect_uri_protocol)


class ProConnectProvider(OpenIDConnectProvider):
    """ProConnect, or another provider that speaks like it."""

    id = "proconnect"
    name = "ProConnect"
    oauth2_adapter_class = ProConnectAdapter
    pkce_enabled_default = True
    supports_token_authentication = False

    def get_default_scope(self) -> list[str]:
        return SCOPES

    def redirect(
        self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {**(kwargs.get("auth_params") or self.get_auth_params()), "nonce": nonce}
        return super().redirect(request, process, next_url=next_url, data=data, nonce=nonce, **kwargs)

    def extract_common_fields(self, data: dict) -> dict:
        claims = data["userinfo"]
        return {
            "email": (claims.get("email") or "").strip().lower(),
            "first_name": claims.get("given_name", ""),
            "last_name": claims.get("usual_name") or claims.get("family_name", ""),
        }


provider_classes = [ProConnectProvider]
