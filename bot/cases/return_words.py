"""Return words: by which one of several people on a phone takes up their own conversation."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from bot.cases.models import Person
from bot.privacy.encryption import Vault


class ReturnWords:
    """`words`: those that are given out, in any language a person can text back."""

    def __init__(self, vault: Vault, words: tuple[str, ...]) -> None:
        self._vault = vault
        self._words = words

    def of(self, person: Person) -> str:
        """The person's word; nothing where they have none."""
        sealed = person.return_word_sealed
        return self._vault.open(sealed, f"person.return_word:{person.id}") if sealed else ""

    def keep(self, person: Person, word: str) -> None:
        """Make `word` the person's."""
        person.return_word_sealed = self._vault.seal(word, f"person.return_word:{person.id}")

    def give(self, people: Collection[Person], person: Person) -> str:
        """Give the person a word that none of `people` on the number has, and return it."""
        taken = {self.of(one) for one in people}
        free = [one for one in self._words if one not in taken]
        word = secrets.choice(free) if free else f"{secrets.choice(self._words)}{len(people)}"
        self.keep(person, word)
        return word
