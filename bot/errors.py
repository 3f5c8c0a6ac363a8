"""Every error Puente raises on purpose.

PuenteError
├── ConfigurationError   the environment is missing something or holds a bad value
├── InvalidInput         a caller sent something that cannot be used; say what and why
├── NotFound             what was asked for is not there
├── Conflict             somebody else changed it first, or the state forbids it
└── Unavailable          a process we depend on did not answer in time

Each carries a stable `code`. Words for people live in the catalogues, never here.
"""

from __future__ import annotations


class PuenteError(Exception):
    """`code` is stable and safe to log; `detail` is for operators and holds no personal data."""

    code = "error"

    def __init__(self, detail: str = "", *, code: str | None = None) -> None:
        super().__init__(detail or code or self.code)
        self.detail = detail
        if code is not None:
            self.code = code


class ConfigurationError(PuenteError):
    code = "configuration"


class InvalidInput(PuenteError):
    code = "invalid_input"


class NotFound(PuenteError):
    code = "not_found"


class Conflict(PuenteError):
    code = "conflict"


class Unavailable(PuenteError):
    code = "unavailable"
