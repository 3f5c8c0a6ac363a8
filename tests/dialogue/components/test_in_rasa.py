"""The Rasa components do what they say, in the environment they run in."""

from __future__ import annotations

import subprocess

from bot.dialogue.model import rasa_environment, rasa_python
from bot.settings import PROJECT_ROOT


def test_every_check_in_rasas_environment_passes() -> None:
    done = subprocess.run(
        [str(rasa_python()), "-m", "unittest", "discover", "-s", "tests/dialogue/components/in_rasa", "-t", ".",
         "-p", "check_*.py"],
        cwd=PROJECT_ROOT,
        env=rasa_environment(),
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "OK" in done.stderr
    assert "Ran 0" not in done.stderr
