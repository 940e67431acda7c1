"""What every test folder shares: one fixed hypothesis profile, so that a run is the same wherever and whenever it is made."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("fixed", derandomize=True, deadline=None, print_blob=False, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fixed")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes as they are written: pytest's own way escapes every Chinese name along with them."""
    return repr(val)[:40] if isinstance(val, bytes) else None
