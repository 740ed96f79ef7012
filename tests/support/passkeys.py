"""A passkey in software: it answers challenges as a security key does, with keys of its own."""

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class SoftPasskey:
    """One credential for one origin."""

    def __init__(self, origin: str = "https://testserver", host: str = "testserver") -> None:
        self.origin, self.host = origin, host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.uses = 0

    def create(self, options: dict[str, Any], **forged: Any) -> dict[str, Any]:
        """Return the answer to a registration challenge."""
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor.encode(dict(public))
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(0x45) + credential}
        response = {
            "clientDataJSON": _text(self._client_data("webauthn.create", options, forged)),
            "attestationObject": _text(cbor.encode(attestation)),
        }
        return self._credential(response)

    def answer(self, options: dict[str, Any], **forged: Any) -> dict[str, Any]:
        """Return the answer to a sign-in challenge."""
        told, data = self._client_data("webauthn.get", options, forged), self._data(0x05)
        signed = self.key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": _text(told),
            "authenticatorData": _text(data),
            "signature": _text(signed),
        }
        return self._credential(response)

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        known = _text(self.id)
        return {
            "id": known,
            "rawId": known,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }

    def _data(self, flags: int) -> bytes:
        self.uses += 1
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.uses)

    def _client_data(self, kind: str, options: dict[str, Any], forged: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": options["publicKey"]["challenge"], "origin": self.origin}
        return json.dumps(told | forged).encode()
