"""Loading policies written on the spot."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from techreform_cli.domain.policy import Policy
from techreform_cli.domain.problem import PolicyInvalid, UsageError
from techreform_cli.policy.load import load_policy

from .small import SMALL

Refusals = list[tuple[str, str, str]]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Write a policy file."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "政策.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def load(write: Callable[[str | bytes], Path]) -> Callable[..., Policy]:
    """Load a policy from its text."""

    def load(content: str | bytes = SMALL, **settings: str) -> Policy:
        return load_policy(str(write(content)), settings)

    return load


@pytest.fixture
def refused(write: Callable[[str | bytes], Path]) -> Callable[[str | bytes], Refusals]:
    """(position, code, sentence) of everything a policy is refused for; within a second, and nothing but PolicyInvalid."""

    def refused(content: str | bytes) -> Refusals:
        path = write(content)
        started = time.process_time()
        with pytest.raises(PolicyInvalid) as caught:
            load_policy(str(path))
        assert time.process_time() - started < 3  # a second on an idle machine
        for problem in caught.value.problems:
            assert problem.source and problem.source.file == "政策.yaml" and problem.remedy
        return [(p.source.cell, p.code, p.sentence) for p in caught.value.problems if p.source]

    return refused


@pytest.fixture
def misused(write: Callable[[str | bytes], Path]) -> Callable[..., str]:
    """The sentence with which --set settings are refused."""

    def misused(settings: dict[str, str], content: str = SMALL) -> str:
        path = write(content)
        with pytest.raises(UsageError) as caught:
            load_policy(str(path), settings)
        assert len(caught.value.problems) == 1 and caught.value.exit_code == 2
        return caught.value.problems[0].sentence

    return misused
