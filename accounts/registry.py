"""What accounts asks the apps above it: which roles a user holds."""

from collections.abc import Callable, Iterable

from accounts.models import User

RoleReader = Callable[[User], Iterable[str]]

_readers: list[RoleReader] = []


def register_role_reader(reader: RoleReader) -> None:
    """Let `reader(user)` name the roles that a user holds now; the same reader counts once."""
    if reader not in _readers:
        _readers.append(reader)


def roles_of(user: User) -> frozenset[str]:
    """Return the roles that any app says the user holds now."""
    return frozenset(role for reader in _readers for role in reader(user))
