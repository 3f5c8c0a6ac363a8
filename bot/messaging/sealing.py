"""What messaging asks of the keeper of keys, so that it need not know who that is."""

from __future__ import annotations

from typing import Protocol


class Seal(Protocol):
    """Seals text for a place `<table>.<column>:<row id>` and hashes addresses; bot.privacy.encryption.Vault."""

    def seal(self, text: str, place: str) -> bytes:
        """`text` encrypted for `place`."""

    def open(self, sealed: bytes, place: str) -> str:
        """The text sealed for `place`; raises when it does not open."""

    def phone_hash(self, address: str) -> str:
        """The keyed hash an address is found by."""
