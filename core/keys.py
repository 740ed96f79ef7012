"""The keys of encrypted fields, and what they do to a text; knows neither settings nor database.

The first key of a ring encrypts, all decrypt. A ciphertext names its key and is bound to the place it
stands in: `zx1:<key id>:<nonce and AES-GCM ciphertext>`.
"""

import base64
import binascii
import hashlib
import hmac
import os
import sys
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = "zx1"
KEY_BYTES = 32
_NONCE_BYTES = 12


class CannotDecrypt(Exception):
    """A ciphertext that no key of the ring opens: changed, moved to another column, or its key is gone."""


class BadKey(ValueError):
    """A text in the key ring that is not a key."""


def make_key() -> str:
    """Return a new key as it stands in `FIELD_KEYS`: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def read_key(text: str) -> bytes:
    """Return the bytes of a key; raise BadKey (which does not repeat the text) when it is none."""
    try:
        key = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise BadKey("A field key must be URL-safe base64.") from error
    if len(key) != KEY_BYTES:
        raise BadKey(f"A field key must have {KEY_BYTES} bytes, not {len(key)}.")
    return key


def key_id(key: bytes) -> str:
    """Return the name of a key, which tells nothing about it."""
    return hashlib.sha256(b"zhixing field key id" + key).hexdigest()[:8]


class KeyRing:
    """The keys of this deployment, the encrypting one first."""

    def __init__(self, keys: Sequence[str]) -> None:
        found = [read_key(text) for text in keys]
        if not found:
            raise BadKey("The key ring is empty.")
        self.keys = {key_id(key): key for key in found}
        self.first = key_id(found[0])

    def encrypt(self, text: str, place: str) -> str:
        """Return the ciphertext of a text for one place (`app.model.field`)."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self.keys[self.first]).encrypt(nonce, text.encode(), place.encode())
        return f"{VERSION}:{self.first}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, ciphertext: str, place: str) -> str:
        """Return the text again, or raise CannotDecrypt without repeating what was given."""
        version, _colon, rest = ciphertext.partition(":")
        name, _colon, body = rest.partition(":")
        key = self.keys.get(name)
        if version != VERSION or not body:
            raise CannotDecrypt(f"{place} does not hold a ciphertext.")
        if key is None:
            raise CannotDecrypt(f"{place} needs the key {name[:8]}, which is not in the ring.")
        try:
            raw = base64.b64decode(body.encode("ascii"), altchars=b"-_", validate=True)
            if base64.urlsafe_b64encode(raw).decode() != body:
                raise ValueError("not in the one form in which it was written")
            return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, ValueError, UnicodeEncodeError) as error:
            raise CannotDecrypt(f"{place} was changed or moved.") from error

    def seal(self, data: bytes, place: str) -> bytes:
        """Return bytes (a file) sealed with the first key for one place."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self.keys[self.first]).encrypt(nonce, data, place.encode())
        return f"{VERSION}:{self.first}:".encode() + nonce + sealed

    def unseal(self, data: bytes, place: str) -> bytes:
        """Return the bytes again, or raise CannotDecrypt."""
        head = len(VERSION) + len(self.first) + 2
        version, _colon, name = data[: head - 1].decode("ascii", "replace").partition(":")
        key = self.keys.get(name)
        if version != VERSION or key is None:
            raise CannotDecrypt(f"{place} cannot be opened with any key of the ring.")
        body = data[head:]
        try:
            return AESGCM(key).decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise CannotDecrypt(f"{place} was changed or moved.") from error

    def is_current(self, ciphertext: str) -> bool:
        """Return whether a ciphertext was made with the first key; nothing at all is current too."""
        return not ciphertext or ciphertext.startswith(f"{VERSION}:{self.first}:")

    def index(self, text: str, place: str) -> str:
        """Return the blind index of a text under the first key: equal texts, equal index."""
        return _index(self.keys[self.first], text, place)

    def indexes(self, text: str, place: str) -> list[str]:
        """Return the blind indexes of a text under every key, for a search while keys are changed."""
        return [_index(key, text, place) for key in self.keys.values()]


def _index(key: bytes, text: str, place: str) -> str:
    own = hmac.new(key, b"blind index", hashlib.sha256).digest()
    return hmac.new(own, f"{place}\0{text}".encode(), hashlib.sha256).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(make_key() + "\n")
