"""The wheel and the editable installation, each in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.house.source import REPOSITORY

pytestmark = pytest.mark.slow

GOOD = "fixtures/good/order-one-line.xml"
INSIDE = ("gateway/schemas/", "gateway/fixtures/")
BAD = "fixtures/bad/order-id-missing.xml"
FIND_SCHEMAS = "from gateway.cxml.grammar import schema_folder; print(schema_folder())"

needs_schemas = pytest.mark.skipif(
    not find_spec("gateway.cxml.grammar"), reason="the schemas are not written yet"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the tree as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "--target",
        "wheel",
        "--directory",
        str(folder),
        cwd=REPOSITORY,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment with the wheel in it."""
    return _environment(tmp_path_factory.mktemp("installed"), str(wheel))


@pytest.fixture(scope="module")
def editable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment with this tree in it, open for editing."""
    return _environment(tmp_path_factory.mktemp("editable"), "--editable", str(REPOSITORY))


def test_wheel_carries_every_schema_and_fixture(wheel: Path) -> None:
    """What lies in `schemas/` and `fixtures/` is in the wheel, inside the package."""
    beside = {f"gateway/{name}" for name in _files("schemas") | _files("fixtures")}

    packed = {name for name in ZipFile(wheel).namelist() if name.startswith(INSIDE)}

    assert packed == beside


def test_wheel_carries_no_tests_and_no_databases(wheel: Path) -> None:
    """The wheel holds the two packages and nothing that only development needs."""
    tops = {name.split("/")[0] for name in ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"gateway", "catalog_stub"}


@needs_schemas
def test_installed_wheel_finds_its_schemas(installed: Path) -> None:
    """Without the source tree the schemas are found inside the installed package."""
    folder = Path(_run(str(installed / "python"), "-c", FIND_SCHEMAS, cwd=installed).strip())

    assert folder.is_relative_to(installed.parent)
    assert sorted(folder.rglob("*.xsd"))


@needs_schemas
def test_editable_installation_finds_the_schemas_of_the_tree(editable: Path) -> None:
    """Open for editing, the schemas are those at the top of the source tree, not copies."""
    folder = Path(_run(str(editable / "python"), "-c", FIND_SCHEMAS, cwd=editable).strip())

    assert folder.is_relative_to(REPOSITORY / "schemas")
    assert sorted(folder.rglob("*.xsd"))


@needs_schemas
@pytest.mark.parametrize("environment", ["installed", "editable"])
def test_command_takes_a_good_document_and_refuses_a_bad_one(
    request: pytest.FixtureRequest, environment: str
) -> None:
    """`gateway check` works in both installations and says by its status what it found."""
    programs: Path = request.getfixturevalue(environment)
    check = [str(programs / "gateway"), "check", "--json"]

    good = _outcome(*check, str(REPOSITORY / GOOD), cwd=programs)
    bad = _outcome(*check, str(REPOSITORY / BAD), cwd=programs)

    assert good.returncode == 0
    assert json.loads(good.stdout)[0]["understood"] is True
    assert bad.returncode == 1
    assert json.loads(bad.stdout)[0]["findings"] != []


def _environment(folder: Path, *what: str) -> Path:
    """Install into a new environment that borrows the libraries of the tests, not the tree."""
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder), cwd=folder)
    programs = folder / "bin"
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
    # Libraries are those of the tests: no registry is asked, and it takes a second.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [
        "uv",
        "pip",
        "install",
        "--quiet",
        "--offline",
        "--no-deps",
        "--no-build-isolation",
        "--python",
    ]
    _run(sys.executable, "-m", *install, str(programs / "python"), *what, cwd=folder)
    return programs


def _files(folder: str) -> set[str]:
    return {
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / folder).rglob("*")
        if path.is_file()
    }


def _run(*command: str, cwd: Path) -> str:
    outcome = _outcome(*command, cwd=cwd)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout


def _outcome(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    ours = {"PYTHONPATH", "VIRTUAL_ENV"}
    surroundings = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        command, cwd=cwd, env=surroundings, capture_output=True, text=True, timeout=100, check=False
    )
