"""What is installed is what stands in the source: a wheel built without a network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the name and the text of every file in a fresh wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("fourline-*.whl")
    with ZipFile(wheel) as archive:
        return {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}


def test_wheel_holds_every_file_of_the_package(files: dict[str, str]) -> None:
    source = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*") if path.is_file()}
    compiled = {name for name in source if "__pycache__" in name}
    assert {name for name in files if name.startswith("fourline/")} == source - compiled


@pytest.mark.parametrize(
    "pattern",
    ["fourline/py.typed", "fourline/store/migrations/*.sql", "fourline/web/static/*.js", "fourline/web/templates/*"],
)
def test_wheel_holds_what_is_no_python(files: dict[str, str], pattern: str) -> None:
    assert [name for name in files if Path(name).match(pattern)]


def test_wheel_holds_the_licence_and_the_command(files: dict[str, str]) -> None:
    about = {Path(name).name: text for name, text in files.items() if ".dist-info/" in name}
    assert about["LICENSE"] == (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "fourline = fourline.cli:main" in about["entry_points.txt"]
    assert "License-Expression: MIT" in about["METADATA"]
