"""What every test folder shares: one fixed hypothesis profile, so that a run is the same wherever and whenever it is made."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# The programs that tests start compile themselves once, as on a user's machine, also where the surroundings forbid it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("fixed", derandomize=True, deadline=None, print_blob=False, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fixed")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes as they are written: pytest's own way escapes every Chinese name along with them."""
    return repr(val)[:40] if isinstance(val, bytes) else None
