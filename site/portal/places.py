"""Where the published columns stand, asked of the apps that own them."""

from accounts.models import User


def has_regulations(user: User) -> bool:
    """Return whether there is a regulation column that this person may open."""
    return False
