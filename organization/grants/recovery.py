"""The way back in when no administrator can sign in: codes on paper, held by two people, both needed.

The codes are shown once and kept only as hashes. Each is used once; both together make an account
system administrator again, and a second account security administrator.
"""

import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import User
from core import clock
from core.errors import Invalid, Refused
from evidence import services as evidence
from organization.grants.models import RecoveryCode
from organization.grants.services import grant_role
from organization.models import Grant
from organization.types import ADMINISTRATOR_ROLES, Role

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without what is misread on paper
_GROUPS, _LENGTH = 6, 4


@dataclass(frozen=True)
class IssuedCode:
    """A code as it is printed, once."""

    holder: str
    code: str


def _new_code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _char in range(_LENGTH)) for _group in range(_GROUPS))
    return "-".join(groups)


def _normal(code: str) -> str:
    return "".join(character for character in code.upper() if character.isascii() and character.isalnum())


@transaction.atomic
def issue_codes(*, holders: list[str]) -> list[IssuedCode]:
    """Make a code for each of two people or more; the codes of before count no longer."""
    names = [holder.strip() for holder in holders]
    if len(names) < 2 or not all(names) or len(set(names)) != len(names):
        raise Invalid(_("Name two different people who keep the codes."))
    RecoveryCode.objects.filter(used_at=None).delete()
    issued = [IssuedCode(name, _new_code()) for name in names]
    for item in issued:
        RecoveryCode.objects.create(holder=item.holder, code_hash=make_password(_normal(item.code)))
    evidence.append(kind="organization.recovery_codes_issued", facts={"count": len(issued)})
    return issued


def _use_code(holder: str, code: str) -> RecoveryCode:
    found = RecoveryCode.objects.select_for_update().filter(holder=holder.strip(), used_at=None).first()
    if found is None or not check_password(_normal(code), found.code_hash):
        raise Refused(_("The code of %(holder)s is not right.") % {"holder": holder.strip()})
    found.used_at = clock.now()
    found.save(update_fields=["used_at"])
    return found


@transaction.atomic
def recover(
    *, codes: list[tuple[str, str]], user: User, password: str, role: Role | str = Role.SYSTEM_ADMIN
) -> Grant:
    """Open an account again as administrator of the whole system, by the codes of two people.

    The password is new, every session and token of the account ends, both codes are used up.
    """
    if len(codes) != 2 or len({holder.strip() for holder, _code in codes}) != 2:
        raise Invalid(_("Two different people give their codes."))
    if role not in {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}:
        raise Invalid(_("Only a system or a security administrator is recovered."))
    used = [_use_code(holder, code) for holder, code in codes]
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        accounts.reactivate_user(user=user, by=None)
    accounts.reset_password(user=user, password=password, by=None)
    today = clock.today()
    standing = Grant.objects.filter(user=user, role=str(role), unit=None, withdrawn_at=None)
    grant = standing.effective(today, today).first()
    if grant is None:
        other = Grant.objects.filter(user=user, withdrawn_at=None, role__in=ADMINISTRATOR_ROLES)
        if other.effective(today, today).exclude(role=str(role)).exists():
            raise Refused(_("This account is administrator of one sort already; nobody is of two."))
        grant = grant_role(user=user, role=role, unit=None, by=None)
    evidence.append(
        kind="organization.administration_recovered",
        facts={"grant_id": grant.pk, "user_id": user.pk, "role": str(role)},
        personal={"holders": ", ".join(code.holder for code in used)},
    )
    return grant
