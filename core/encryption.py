"""Text that is kept encrypted, so that a copy of the database alone tells nothing.

The key ring is `settings.FIELD_KEYS`. Each ciphertext is bound to its column (`app.model.field`). A
column is searched by a blind index (`ring().indexes(...)`), never by its ciphertext.
"""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import IsNull

from core.keys import KeyRing


@lru_cache(maxsize=8)
def _ring_of(keys: tuple[str, ...]) -> KeyRing:
    return KeyRing(keys)


def ring() -> KeyRing:
    """Return the key ring of the settings."""
    return _ring_of(tuple(settings.FIELD_KEYS))


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that stands in the database as a ciphertext; an empty text stays empty.

    It cannot be filtered or ordered by: the same text has another ciphertext each time.
    """

    @property
    def place(self) -> str:
        """The column to which each ciphertext is bound."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        """Return the ciphertext that is written."""
        text = super().get_prep_value(value)
        return ring().encrypt(text, self.place) if text else text

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the text that is read."""
        return ring().decrypt(value, self.place) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every comparison but the one with NULL."""
        if lookup_name == "isnull":
            return IsNull
        raise FieldError(f"{self.name} is encrypted: it cannot be compared ({lookup_name}).")

    def get_transform(self, lookup_name: str) -> Any:
        """Refuse, as with comparisons."""
        raise FieldError(f"{self.name} is encrypted: it cannot be transformed ({lookup_name}).")
