"""`make check`'s last step: Rasa's own validation of domain, rules, stories and training data."""

from __future__ import annotations

import subprocess
import sys

from bot.dialogue.model import CONFIG, DOMAIN, NLU_DATA, rasa_environment, rasa_python


def main() -> int:
    """0 when `rasa data validate` finds nothing wrong; its complaints go to stderr."""
    done = subprocess.run(
        [
            str(rasa_python()), "-m", "rasa", "data", "validate", "--fail-on-warnings",
            "--config", str(CONFIG), "--domain", str(DOMAIN), "--data", str(NLU_DATA),
        ],
        env=rasa_environment(),
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-4000:])
    print("rasa data validate:", "failed" if done.returncode else "ok")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
