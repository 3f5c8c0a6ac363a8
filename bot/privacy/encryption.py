"""Encryption of what identifies a person, and the keyed hash by which a phone number is found.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. A sealed value is
`version byte | key id length | key id | nonce | ciphertext and tag`, so keys can rotate. The
associated data binds a value to its table, column and row: a value copied elsewhere will not open.

Rasa's environment (Python 3.10) imports this too, for the tracker store.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import ConfigurationError, PuenteError

_VERSION = 1
_NONCE_BYTES = 12
KEY_BYTES = 32
_LONGEST_ID = 32
LOOKUP_KEY_ID = "lookup"


class SealBroken(PuenteError):
    """A sealed value does not open: wrong key, wrong place, or changed."""

    code = "seal_broken"


class Keyring:
    """Seals and opens values with named AES-256 keys: the first seals, all of them open."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self.key_ids = tuple(keys)
        self.current_key_id = self.key_ids[0]

    @classmethod
    def of(cls, entries: str) -> Keyring:
        """The keys written as `id:base64,...`. Raises ConfigurationError for a malformed or short one."""
        return cls(read_keys(entries))

    def seal(self, text: str, place: str) -> bytes:
        """`text` encrypted for `place`, for example `person.phone:<row id>`."""
        nonce = os.urandom(_NONCE_BYTES)
        body = self._ciphers[self.current_key_id].encrypt(nonce, text.encode(), place.encode())
        return seal_prefix(self.current_key_id) + nonce + body

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


class Vault(Keyring):
    """The keys of `PUENTE_DATA_KEYS`: those that seal, and those that hash addresses.

    `data_keys`: comma-separated `id:base64 of 32 bytes`. The first seals; all of them open. The key with id
    `lookup` is used for keyed hashes only (phones, the audit chain) and must never change: of somebody who
    opted out and was erased only the hash is left, and no other key could make it again.
    Raises ConfigurationError for a malformed, short or missing key.
    """

    def __init__(self, data_keys: str) -> None:
        keys = read_keys(data_keys)
        if LOOKUP_KEY_ID not in keys:
            raise ConfigurationError("PUENTE_DATA_KEYS: the key `lookup` is missing")
        self._lookup_key = keys.pop(LOOKUP_KEY_ID)
        if not keys:
            raise ConfigurationError("PUENTE_DATA_KEYS: a sealing key beside `lookup` is missing")
        super().__init__(keys)
        self._keys = keys

    def phone_hash(self, address: str) -> str:
        """HMAC-SHA256 of a channel address (E.164 phone or web session), as 64 hex digits."""
        return hmac.new(self._lookup_key, address.encode(), hashlib.sha256).hexdigest()

    def derived_key(self, purpose: str) -> bytes:
        """A 32-byte key of its own for `purpose` (HKDF-SHA256, RFC 5869, from the key `lookup`), always the same."""
        return _derive(self._lookup_key, purpose)

    def keys_for(self, purpose: str) -> str:
        """Keys for another process, in the form `Keyring.of` reads: one from each of ours by HKDF-SHA256 (RFC 5869).

        Whoever holds them can open what was sealed for `purpose`, and nothing of ours.
        """
        return ",".join(
            f"{key_id}:{base64.b64encode(_derive(key, purpose)).decode()}" for key_id, key in self._keys.items()
        )


def read_keys(entries: str) -> dict[str, bytes]:
    """`id:base64,...` as keys by id, in order. Raises ConfigurationError; its text holds no part of a key."""
    keys: dict[str, bytes] = {}
    for entry in entries.split(","):
        key_id, separator, encoded = entry.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ConfigurationError("PUENTE_DATA_KEYS: a key is not base64") from error
        if not separator or not key_id.isascii() or not 1 <= len(key_id) <= _LONGEST_ID or len(key) != KEY_BYTES:
            raise ConfigurationError("PUENTE_DATA_KEYS: each entry is id:base64 of 32 bytes")
        if key_id in keys:
            raise ConfigurationError("PUENTE_DATA_KEYS: two keys have one id")
        keys[key_id] = key
    return keys


def new_key(key_id: str) -> str:
    """A fresh random key as an entry of PUENTE_DATA_KEYS."""
    return f"{key_id}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def seal_prefix(key_id: str) -> bytes:
    """How every value begins that was sealed with this key."""
    return bytes([_VERSION, len(key_id)]) + key_id.encode()


def key_id_of(sealed: bytes) -> str:
    """Which key a value was sealed with; its first 34 bytes are enough."""
    return bytes(sealed)[2 : 2 + sealed[1]].decode()


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(key)
