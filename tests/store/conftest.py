"""The contract's assertions explain themselves like those of test files."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.contracts")
