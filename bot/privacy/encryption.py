"""Encryption of what identifies a person, and the keyed hash by which a phone number is found.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. A sealed value is
`version byte | key id length | key id | nonce | ciphertext and tag`, so keys can rotate. The
associated data binds a value to its table, column and row: a value copied elsewhere will not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import ConfigurationError, PuenteError

_VERSION = 1
_NONCE_BYTES = 12
LOOKUP_KEY_ID = "lookup"


class SealBroken(PuenteError):
    """A sealed value does not open: wrong key, wrong place, or changed."""

    code = "seal_broken"


class Vault:
    """Seals and opens values with the keys of `PUENTE_DATA_KEYS`.

    `data_keys`: comma-separated `id:base64 of 32 bytes`. The first seals; all of them open. The key
    with id `lookup` is used for keyed hashes only (phones, the audit chain) and must never change.
    Raises ConfigurationError for a malformed, short or missing key.
    """

    def __init__(self, data_keys: str) -> None:
        keys: dict[str, bytes] = {}
        for entry in data_keys.split(","):
            key_id, separator, encoded = entry.strip().partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error as error:
                raise ConfigurationError("PUENTE_DATA_KEYS: a key is not base64") from error
            if not separator or not key_id or len(key_id) > 255 or len(key) != 32:
                raise ConfigurationError("PUENTE_DATA_KEYS: each entry is id:base64 of 32 bytes")
            keys[key_id] = key
        if LOOKUP_KEY_ID not in keys:
            raise ConfigurationError("PUENTE_DATA_KEYS: the key `lookup` is missing")
        self._lookup_key = keys.pop(LOOKUP_KEY_ID)
        if not keys:
            raise ConfigurationError("PUENTE_DATA_KEYS: a sealing key beside `lookup` is missing")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self.current_key_id = next(iter(keys))

    def seal(self, text: str, place: str) -> bytes:
        """`text` encrypted for `place`, for example `person.phone:<row id>`."""
        key_id = self.current_key_id.encode()
        nonce = os.urandom(_NONCE_BYTES)
        body = self._ciphers[self.current_key_id].encrypt(nonce, text.encode(), place.encode())
        return bytes([_VERSION, len(key_id)]) + key_id + nonce + body

    def open(self, sealed: bytes, place: str) -> str:
        """The text sealed for `place`. Raises SealBroken when it does not open."""
        try:
            if sealed[0] != _VERSION:
                raise SealBroken("unknown version")
            end = 2 + sealed[1]
            cipher = self._ciphers[sealed[2:end].decode()]
            return cipher.decrypt(
                sealed[end : end + _NONCE_BYTES], sealed[end + _NONCE_BYTES :], place.encode()
            ).decode()
        except (IndexError, KeyError, InvalidTag, UnicodeDecodeError, ValueError) as error:
            raise SealBroken("the value does not open with these keys at this place") from error

    def phone_hash(self, address: str) -> str:
        """HMAC-SHA256 of a channel address (E.164 phone or web session), as 64 hex digits."""
        return hmac.new(self._lookup_key, address.encode(), hashlib.sha256).hexdigest()

    def derived_key(self, purpose: str) -> bytes:
        """A 32-byte key of its own for `purpose` (HKDF-SHA256, RFC 5869, from the key `lookup`), always the same."""
        return HKDF(hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(self._lookup_key)
