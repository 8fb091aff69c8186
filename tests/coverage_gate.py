"""
The gate of the pure layers: every branch of each of their files is covered by its own test file.

``src/fourline/rules/game.py`` is measured by ``tests/rules/test_game.py`` alone; what other tests happen to run
doesn't count. All tests of the named folders run once, in this process; coverage keeps apart ("contexts") what each
test file runs. What runs at import counts for every file.

::

    python tests/coverage_gate.py tests/rules tests/room tests/protocol
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import coverage
import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "fourline"


class Contexts:
    """A pytest plugin that files what is run under the test file that runs it."""

    def __init__(self, measurement: coverage.Coverage) -> None:
        self._measurement = measurement

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Generator[None, object, object]:
        with self._context(collector.path):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        with self._context(item.path):
            return (yield)

    @contextmanager
    def _context(self, path: Path) -> Iterator[None]:
        self._measurement.switch_context(str(path))
        try:
            yield
        finally:
            self._measurement.switch_context("")


def main(folders: list[str]) -> int:
    """Run the tests of ``folders`` (``tests/<layer>``), then judge the files of their layers."""
    layers = [PACKAGE / Path(folder).name for folder in folders]
    sources = sorted(source for layer in layers for source in layer.rglob("*.py"))
    measurement = coverage.Coverage(data_file=None, source_pkgs=[f"fourline.{layer.name}" for layer in layers])
    measurement.start()
    for source in sources:
        # Imported here, so that no test file alone is credited with it.
        importlib.import_module(_module(source))
    status = pytest.main([*folders], plugins=[Contexts(measurement)])
    measurement.stop()
    if status:
        return int(status)
    failures = [failure for source in sources for failure in _failures(measurement, source)]
    print("\n".join(failures) or f"{len(sources)} files of {', '.join(folders)}: every branch covered by its own tests")
    return 1 if failures else 0


def _failures(measurement: coverage.Coverage, source: Path) -> Iterator[str]:
    """Tell what of ``source`` its own tests leave out."""
    inside = source.relative_to(PACKAGE)
    tests = ROOT / "tests" / inside.with_name(f"test_{inside.name}")
    report = StringIO()
    own = ["^$", f"^{re.escape(str(tests))}$"]
    if measurement.report([str(source)], contexts=own, file=report, skip_covered=False, show_missing=True) < 100:
        missing = next(line for line in report.getvalue().splitlines() if ".py" in line)
        yield f"{tests.relative_to(ROOT)} leaves out (columns as coverage has them):\n  {missing}"


def _module(source: Path) -> str:
    parts = source.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
