"""What a password must be, beside Django's own validators. The numbers are settings of ours."""

from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.throttle import fold_name


class CharacterClassesValidator:
    """Asks for several of four sorts: lower case, upper case, digits, everything else."""

    def __init__(self, classes: int = 3) -> None:
        self.classes = classes

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a password of too few sorts of characters."""
        found = {self._sort(character) for character in password}
        if len(found) < self.classes:
            raise ValidationError(self.get_help_text(), code="too_few_classes")

    def _sort(self, character: str) -> str:
        if character.isdigit():
            return "digit"
        if character.islower():
            return "lower"
        return "upper" if character.isupper() else "other"

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _(
            "Use at least %(count)s of: lower-case letters, upper-case letters, digits, other characters."
        ) % {"count": self.classes}


class UserNameValidator:
    """Refuses a password that holds the user name."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse it, however the name is spelled in it."""
        name = fold_name(user.username) if user is not None else ""
        if len(name) >= 3 and name in fold_name(password):
            raise ValidationError(self.get_help_text(), code="holds_user_name")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("The password must not contain the user name.")


class HistoryValidator:
    """Refuses the passwords that the account had last, the present one among them."""

    def __init__(self, count: int = 5) -> None:
        self.count = count

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a password of the history; a new account has none."""
        if user is None or user.pk is None:
            return
        kept: list[Any] = [user.password] if user.has_usable_password() else []
        kept += user.former_passwords.order_by("-pk").values_list("password", flat=True)[: self.count]
        if any(check_password(password, stored) for stored in kept[: self.count]):
            raise ValidationError(self.get_help_text(), code="used_before")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return ngettext(
            "The password must differ from your last one.",
            "The password must differ from your last %(count)s.",
            self.count,
        ) % {"count": self.count}
