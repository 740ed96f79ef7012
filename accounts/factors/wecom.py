"""WeCom (企业微信): an OAuth 2 provider by its rules, which are not quite those of OAuth 2.

The browser is sent to a page with a QR code, or inside the WeCom app to a page that asks nothing, and
comes back with a code. The program's own access token (corp id and secret, two hours, kept in the
cache) exchanges the code for the user id of a member of the enterprise. A guest gets no user id.
"""

import hashlib
from typing import Any
from urllib.parse import urlencode

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from accounts.factors.single_sign_on import SignOnFailed

EXPIRED = {40014, 42001}
SPARE_SECONDS = 300


def words_of(code: int) -> str:
    """Return what an error code of WeCom means, for the person at the screen."""
    known = {
        40029: _("The WeCom code has been used or is out of date. Scan again."),
        40001: _("The WeCom secret is wrong. Tell the system administrator (40001)."),
        40013: _("The WeCom corp id is wrong. Tell the system administrator (40013)."),
        40056: _("The WeCom agent id is wrong. Tell the system administrator (40056)."),
        42003: _("The WeCom code has been used or is out of date. Scan again."),
        45009: _("WeCom refuses more requests for now. Try again later, or use your password."),
        50001: _(
            "The address of this site is not registered with WeCom. Tell the system administrator (50001)."
        ),
        60011: _("You are outside the visible range of this WeCom app."),
        60020: _("WeCom does not trust the address of this server. Tell the system administrator (60020)."),
    }
    return known.get(code) or _("WeCom refuses the sign-in (%(code)s). Use your password.") % {"code": code}


class WeComRefused(SignOnFailed):
    """An error of WeCom, with its code."""

    def __init__(self, code: int) -> None:
        super().__init__(words_of(code))
        self.code = code


class WeComClient(OAuth2Client):
    """The three calls: the address of the sign-in page, the program's token, who the code is."""

    def __init__(self, app: Any, callback_url: str, *, inside: bool) -> None:
        self.app, self.callback_url, self.inside = app, callback_url, inside
        self.state: str | None = None

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: Any) -> str:
        """Return the address of WeCom's page: without a question inside the app, with a QR code outside."""
        shared = {"redirect_uri": self.callback_url, "state": self.state or ""}
        agent = self.app.settings["agent_id"]
        if self.inside:
            told = {"appid": self.app.client_id, **shared, "response_type": "code", "scope": "snsapi_base"}
            return f"{self.app.settings['inside_url']}?{urlencode(told | {'agentid': agent})}#wechat_redirect"
        told = {"login_type": "CorpApp", "appid": self.app.client_id, "agentid": agent, **shared}
        return f"{self.app.settings['scan_url']}?{urlencode(told)}"

    def get_access_token(self, code: str, pkce_code_verifier: Any = None, extra_data: Any = None) -> Any:
        """Return the user id behind a code; a program token that WeCom no longer knows is fetched anew."""
        for attempt in (1, 2):
            try:
                told = self._call("auth/getuserinfo", access_token=self._program_token(), code=code)
                break
            except WeComRefused as refusal:
                if refusal.code not in EXPIRED or attempt == 2:
                    raise
                cache.delete(self._cache_key())
        uid = told.get("userid") or told.get("UserId")
        if not isinstance(uid, str) or not 0 < len(uid) <= 64:
            raise SignOnFailed(_("This WeCom account is no member of the enterprise."))
        return {"access_token": "-", "userid": uid}

    def _cache_key(self) -> str:
        known = f"{self.app.settings['api_url']} {self.app.client_id} {self.app.secret}"
        return f"accounts.wecom:{hashlib.sha256(known.encode()).hexdigest()[:32]}"

    def _program_token(self) -> str:
        kept = cache.get(self._cache_key())
        if kept:
            return str(kept)
        told = self._call("gettoken", corpid=self.app.client_id, corpsecret=self.app.secret)
        token = str(told.get("access_token") or "")
        if not token:
            raise WeComRefused(-1)
        seconds = int(told.get("expires_in") or 7200)
        cache.set(self._cache_key(), token, max(1, seconds - SPARE_SECONDS))
        return token

    def _call(self, name: str, **told: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            try:
                answer = session.get(f"{self.app.settings['api_url']}/cgi-bin/{name}", params=told)
                answer.raise_for_status()
                body = answer.json()
            except (RequestException, ValueError) as error:
                # The error's own words would hold the address, and that the secret.
                text = _("WeCom cannot be reached. Try again, or use your password.")
                raise SignOnFailed(text) from error
        if not isinstance(body, dict) or int(body.get("errcode") or 0) != 0:
            raise WeComRefused(int(body.get("errcode") or -1) if isinstance(body, dict) else -1)
        return body


class WeComAdapter(OAuth2Adapter):
    """Fits WeCom's calls into allauth's flow, whose state it uses."""

    provider_id = "wecom"
    access_token_url = authorize_url = ""

    def get_client(self, request: HttpRequest, app: Any) -> WeComClient:
        """Return the client for a request; the WeCom app is known by its name in the user agent."""
        inside = "wxwork" in request.headers.get("User-Agent", "").lower()
        return WeComClient(app, self.get_callback_url(request, app), inside=inside)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return our own address to which WeCom sends the browser back."""
        return request.build_absolute_uri(reverse("accounts:sso_callback", args=["wecom"]))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Return the identity of a member."""
        return self.get_provider().sociallogin_from_response(
            request, {"userid": kwargs["response"]["userid"]}
        )


class WeComProvider(OAuth2Provider):
    """The one WeCom app of an installation."""

    id = "wecom"
    name = "WeCom"
    account_class = ProviderAccount
    oauth2_adapter_class = WeComAdapter

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return the user id within the enterprise."""
        return str(data["userid"])

    def redirect(self, request: HttpRequest, process: str, **kwargs: Any) -> HttpResponse:
        """Send the browser to WeCom."""
        return super().redirect(request, process, **kwargs)
