"""From which address a request comes, behind as many proxies as the operator vouches for."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of the client.

    `TRUSTED_PROXIES` says how many proxies of one's own stand before the program. Each adds the
    address it was called from at the end of `X-Forwarded-For`, so only that many entries, counted
    from the end, are believed; whatever a stranger wrote before them is not.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    trusted = int(getattr(settings, "TRUSTED_PROXIES", 0))
    if trusted < 1:
        return peer
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if len(told) < trusted:
        return peer
    try:
        return str(ip_address(told[-trusted]))
    except ValueError:
        return peer
