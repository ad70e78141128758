"""Policies to prove."""

from collections.abc import Callable
from pathlib import Path

import pytest
from kept_policy import Edit, copy_kept


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """Copies the policy that keeps its promises, with edits."""

    def make(*edits: Edit) -> Path:
        return copy_kept(tmp_path / "policy", edits)

    return make
