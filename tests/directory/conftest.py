"""Property tests here are not timed: the first look at a year's holidays takes longer than the rest."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
