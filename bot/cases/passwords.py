"""Which passwords are refused: short ones, and those that guessing finds soon."""

from __future__ import annotations

from bot.errors import InvalidInput

SHORTEST, LONGEST = 12, 128
_WEAKEST_SCORE = 3
"""zxcvbn's scale of 0 to 4; 3 needs more than 10^8 guesses."""


def refuse_weak(password: str, email: str) -> None:
    """Raises InvalidInput: `password_short`, `password_long`, `password_common` (or made of the address).

    zxcvbn knows some 30,000 leaked passwords, names, dates and keyboard walks, and spellings of them.
    """
    if len(password) < SHORTEST:
        raise InvalidInput(f"a password has at least {SHORTEST} characters", code="password_short")
    if len(password) > LONGEST:
        raise InvalidInput(f"a password has at most {LONGEST} characters", code="password_long")
    from zxcvbn import zxcvbn  # its word lists take 10 MB, which most processes never need

    known = [email, *email.replace("@", ".").split("."), "puente"]
    # It reads 72 characters at most, and more make no password weaker.
    if zxcvbn(password[:72], user_inputs=known)["score"] < _WEAKEST_SCORE:
        raise InvalidInput("this password would be guessed soon", code="password_common")
