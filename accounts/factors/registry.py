"""What this room asks the apps above it: whose a staff number is, and who keeps whose account."""

from collections.abc import Callable

from accounts.models import User

StaffNumberReader = Callable[[str], User | None]
AccountKeeper = Callable[[User, User | None], bool]

_readers: list[StaffNumberReader] = []
_keepers: list[AccountKeeper] = []


def register_staff_number_reader(reader: StaffNumberReader) -> None:
    """Let `reader(number)` name the account of a staff number; the same reader counts once."""
    if reader not in _readers:
        _readers.append(reader)


def account_of_staff_number(number: str) -> User | None:
    """Return the one account of a staff number, or nothing when there is none or more than one."""
    found = {user.pk: user for reader in _readers if (user := reader(number)) is not None}
    return next(iter(found.values())) if len(found) == 1 else None


def register_account_keeper(keeper: AccountKeeper) -> None:
    """Let `keeper(officer, user)` say whether an officer keeps a user's account; with None, anybody's."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def keeps_account_of(officer: User, user: User) -> bool:
    """Return whether any app says that the officer keeps this account; nobody does when none is asked."""
    return officer.is_active and any(keeper(officer, user) for keeper in _keepers)


def keeps_any_account(officer: User) -> bool:
    """Return whether the officer keeps accounts at all."""
    return officer.is_active and any(keeper(officer, None) for keeper in _keepers)
