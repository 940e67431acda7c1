"""The dictionary, read once."""

from __future__ import annotations

import pytest

from techreform_cli.domain.field import Dictionary
from techreform_cli.policy.dictionary import load_dictionary


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    return load_dictionary()
