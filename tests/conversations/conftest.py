"""One running Puente, with the really trained model, for all conversations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live import Puente, Somebody, running_puente


@pytest.fixture(scope="session")
def puente(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Puente]:
    with running_puente(tmp_path_factory.mktemp("puente")) as running:
        yield running


@pytest.fixture
def somebody(puente: Puente) -> Somebody:
    """A person nobody has met, on a Monday morning."""
    from tests.live import MONDAY_MORNING

    puente.clock.instant = MONDAY_MORNING
    return puente.somebody()
