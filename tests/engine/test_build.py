"""What is run is what can be read: the module in the package is built from the source beside it, to the last byte."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "src" / "fourline" / "engine" / "solver.wasm"


def test_module_is_built_from_its_source(tmp_path: Path) -> None:
    built = tmp_path / "solver.wasm"
    subprocess.run(["make", "solver", f"SOLVER={built}"], cwd=ROOT, check=True)
    assert built.read_bytes() == COMMITTED.read_bytes(), "run: make solver"
