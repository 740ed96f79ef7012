"""What allauth asks of the project: how secrets are kept, what names are shown, who may come in."""

from typing import Any

import segno
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.factors import single_sign_on
from core.encryption import ring

PLACE = "mfa.authenticator.secret"


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted with the key ring of personal fields; no user has or needs an e-mail address."""

    def encrypt(self, text: str) -> str:
        """Return the ciphertext that is kept."""
        return ring().encrypt(text, PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        return ring().decrypt(encrypted_text, PLACE)

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.get_username())

    def get_totp_issuer(self) -> str:
        """Return the name that the app shows over the code: the product and the host it is for."""
        return f"{_('Zhixing')} {context.request.get_host().partition(':')[0]}"

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as an SVG element without inline style."""
        code = segno.make(url, error="m", micro=False)
        return str(code.svg_inline(scale=1, border=4, omitsize=True, svgclass="qr", lineclass="qr__dark"))

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Return what a passkey keeps of a user: a number, the user name and the name."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.get_full_name() or user.get_username()}

    def _get_site_name(self) -> str:
        return _("Zhixing")


class SignOnAdapter(DefaultSocialAccountAdapter):
    """Every single sign-on that succeeds or fails goes on in our own pages; nobody signs up."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Take over as soon as it is known who somebody is elsewhere."""
        account = sociallogin.account
        raise ImmediateHttpResponse(
            single_sign_on.arrive(
                request,
                provider=account.provider,
                uid=account.uid,
                next_url=str((sociallogin.state or {}).get("next") or ""),
            )
        )

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: BaseException | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say what went wrong on the sign-in page; the details stand in the log."""
        raise ImmediateHttpResponse(
            single_sign_on.fail(request, provider=provider.sub_id, error=str(error), exception=exception)
        )

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return False: accounts are made by the organization."""
        return False
