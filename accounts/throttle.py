"""How many failures a sign-in may have: by account and address, by account, and by address.

The pair of account and address is locked by django-axes, which also keeps the record of failures. An
account that fails from many addresses is locked as a whole. An address is never locked, because a
whole company may sit behind one: from a number of failures on, each try from there must bring a
proof of work that a browser finds in a moment and a guessing program pays for each time.
"""

import hashlib
import secrets
import unicodedata
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db.models import Sum
from django.http import HttpRequest

from core.addresses import client_address
from core.clock import now

WINDOW = timedelta(minutes=20)
ACCOUNT_LIMIT = 20
ADDRESS_LIMIT = 100
PROOF_BITS = 16
PROOF_SECONDS = 300
_SALT = "accounts.proof"


def fold_name(name: str) -> str:
    """Return the one form of all spellings of a user name: width, case, unseen marks and edges apart."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    seen = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFKC", seen).strip()


def turn_name(name: str) -> str:
    """Return the name under which the tries of an account take turns, whatever it is spelled like."""
    return f"sign-in:{fold_name(name)}"


def name_for_axes(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Return the user name under which a failure is counted (`AXES_USERNAME_CALLABLE`)."""
    given = (credentials or {}).get("username")
    if given is None and request is not None:
        given = request.POST.get("username")
    return fold_name(str(given or ""))[:255]


def address_for_axes(request: HttpRequest) -> str:
    """Return the address under which a failure is counted (`AXES_CLIENT_IP_CALLABLE`)."""
    return client_address(request)


def _failures(**where: Any) -> int:
    recent = AccessAttempt.objects.filter(attempt_time__gte=now() - WINDOW, **where)
    return int(recent.aggregate(count=Sum("failures_since_start"))["count"] or 0)


def is_account_locked(name: str) -> bool:
    """Return whether so many sign-ins of this account failed, from wherever, that it waits."""
    return _failures(username=fold_name(name)) >= getattr(settings, "ACCOUNT_FAILURE_LIMIT", ACCOUNT_LIMIT)


def needs_proof(address: str) -> bool:
    """Return whether so many sign-ins from this address failed that each must bring a proof of work."""
    return _failures(ip_address=address) >= getattr(settings, "ADDRESS_FAILURE_LIMIT", ADDRESS_LIMIT)


def make_challenge(address: str) -> str:
    """Return a challenge that counts once, for this address, for five minutes."""
    return signing.dumps({"to": address, "nonce": secrets.token_hex(8)}, salt=_SALT)


def solves(challenge: str, answer: str, *, bits: int = PROOF_BITS) -> bool:
    """Return whether SHA-256 of `challenge:answer` begins with so many zero bits."""
    if len(answer) > 20:
        return False
    digest = hashlib.sha256(f"{challenge}:{answer}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits) == 0


def accept_proof(challenge: str, answer: str, *, address: str) -> bool:
    """Return whether a proof is right, in time, for this address, and used for the first time."""
    try:
        told = signing.loads(challenge, salt=_SALT, max_age=PROOF_SECONDS)
    except signing.BadSignature:
        return False
    if told.get("to") != address or not solves(challenge, answer):
        return False
    return bool(cache.add(f"proof:{told['nonce']}", 1, timeout=PROOF_SECONDS))
