"""OpenID Connect: allauth's provider with what it leaves out, a nonce and the checked signature."""

import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"]
"""Signatures by a public key only: a shared secret or none is refused."""
LEEWAY = 60
LONGEST_UID = 191


def nonce_of(state: str) -> str:
    """Return the nonce that goes with a state, which counts once and in the browser that it was made for."""
    return salted_hmac("accounts.oidc.nonce", state, algorithm="sha256").hexdigest()


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    """Takes who somebody is from the signed id_token of the answer, and from nothing unsigned."""

    def __init__(self, request: HttpRequest, provider_id: str = "oidc") -> None:
        super().__init__(request, provider_id)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Return the identity, or raise OAuth2Error when a check fails."""
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("The answer holds no id_token.")
        claims = self._decode_id_token(app, id_token)
        name = app.settings["uid_field"]
        if name not in claims:
            # The claim may stand in the userinfo, which counts when it is of the same subject.
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("The userinfo is of another subject.")
            claims = told | claims
        uid = claims.get(name)
        if not isinstance(uid, str | int) or isinstance(uid, bool) or not 0 < len(str(uid)) <= LONGEST_UID:
            raise OAuth2Error(f"The claim {name} is missing or no usable text.")
        return self.get_provider().sociallogin_from_response(request, {"id_token": {name: str(uid)}})

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        config = self.openid_config
        issuer = str(config.get("issuer", ""))
        if issuer.rstrip("/") != str(app.settings["issuer"]).rstrip("/"):
            raise OAuth2Error("The discovery document names another issuer.")
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key_of(config["jwks_uri"], id_token),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "aud", "iss", "sub"]},
            )
        except (jwt.PyJWTError, TypeError, ValueError, KeyError) as error:
            raise OAuth2Error(f"The id_token is refused: {error}") from error
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != app.client_id:
            raise OAuth2Error("The id_token was issued to another client.")
        expected = nonce_of(self.request.GET.get("state", ""))
        if not constant_time_compare(str(claims.get("nonce", "")), expected):
            raise OAuth2Error("The id_token answers another request (nonce).")
        return claims

    def _key_of(self, address: str, id_token: str) -> Any:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        kid = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if kid is None or key.key_id == kid]
        if len(fitting) != 1:
            raise OAuth2Error("The key of the id_token is not published.")
        return fitting[0]

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return our own address to which the other side sends the browser back."""
        return request.build_absolute_uri(reverse("accounts:sso_callback", args=["oidc"]))


class OidcProvider(OpenIDConnectProvider):
    """The one OpenID Connect provider of an installation."""

    id = "oidc"
    name = "OpenID Connect"
    oauth2_adapter_class = OidcAdapter
    pkce_enabled_default = True

    def get_oauth2_adapter(self, request: HttpRequest) -> OidcAdapter:
        """Return the adapter of a request."""
        return OidcAdapter(request)

    def redirect(self, request: HttpRequest, process: str, **kwargs: Any) -> HttpResponse:
        """Send the browser to the other side with a nonce of this browser."""
        state = secrets.token_urlsafe(24)
        return super().redirect(
            request, process, auth_params={"nonce": nonce_of(state)}, state_id=state, **kwargs
        )
