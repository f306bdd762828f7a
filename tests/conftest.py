"""What every test can ask for."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings as hypothesis_settings

from gateway.settings import PREFIX, Settings
from gateway.store.engine import open_database
from tests import postgres
from tests.needs import program
from tests.ports import unused_port

pytest_plugins = ["tests.desk"]
#: nothing outlives the run, so nothing waits for the disk
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder there that is its own
MEMORY_BYTES = 2**31
REPOSITORY = Path(__file__).resolve().parent.parent
#: lends the address of a database as long as a block runs
Lent = Callable[[], AbstractContextManager[str]]
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]

# Where this is set, every program that a test starts would compile the gateway anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A loaded machine is slow, not wrong.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.register_profile(
    "fuzz", deadline=None, max_examples=int(os.environ.get("FUZZ_EXAMPLES", "20000"))
)
hypothesis_settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Name the run before its workers are started, and choose where its files lie."""
    if not hasattr(config, "workerinput"):
        postgres.open_run()
        if _is_roomy(MEMORY):
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take long: at the end one worker would be alone with them."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop the PostgreSQL server of this run, once every worker is done."""
    if not hasattr(session.config, "workerinput"):
        postgres.stop()


@pytest.fixture(scope="session", autouse=True)
def nobodys_settings() -> Iterator[None]:
    """Keep the settings of the person who runs the tests, variables and `.env`, out of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            patch.delenv(name)
        patch.setitem(Settings.model_config, "env_file", None)
        yield


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top of the source tree."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the repository with test input that is not ours to ship."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("there is no folder named shared beside the repository")
    return folder


@pytest.fixture(scope="session")
def new_port() -> Callable[[], int]:
    """Give a loopback port that nobody listens on, another one at each call."""
    return unused_port


@pytest.fixture
def free_port() -> int:
    """A loopback port that nobody listens on."""
    return unused_port()


@pytest.fixture(scope="session")
def strace() -> Path:
    """The program that counts, delays and breaks system calls."""
    return program("strace")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser."""
    return program("chromium")


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of this run's PostgreSQL server, shared by all of its tests."""
    return postgres.start()


@pytest.fixture(scope="session")
def postgres_lending(postgres_server: str) -> Iterator[postgres.Lending]:
    """PostgreSQL databases with every table, to be lent to one test after the other."""
    with closing(postgres.Lending(postgres_server)) as lending:
        yield lending


@pytest.fixture
def lent_postgres(postgres_lending: postgres.Lending) -> Lent:
    """Lend a PostgreSQL database with every table and no row, as often as a test asks."""
    return postgres_lending.lent


@pytest.fixture
def postgres_url(lent_postgres: Lent) -> Iterator[str]:
    """The address of a PostgreSQL database with every table and no row."""
    with lent_postgres() as url:
        yield url


@pytest.fixture
def bare_postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of a PostgreSQL database without tables."""
    with postgres.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row, to be copied."""
    file = tmp_path_factory.mktemp("tables") / "gateway.db"
    with closing(open_database(f"sqlite:///{file}")) as made:
        made.upgrade()
    return file


@pytest.fixture
def lent_sqlite(sqlite_file: Path, tmp_path: Path) -> Lent:
    """Lend a SQLite database with every table and no row, as often as a test asks."""

    @contextmanager
    def lent() -> Iterator[str]:
        with TemporaryDirectory(dir=tmp_path) as folder:
            yield f"sqlite:///{shutil.copy(sqlite_file, folder)}"

    return lent


@pytest.fixture
def sqlite_url(sqlite_file: Path, tmp_path: Path) -> str:
    """The address of a SQLite database with every table and no row."""
    return f"sqlite:///{shutil.copy(sqlite_file, tmp_path)}"


@pytest.fixture
def bare_sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'gateway.db'}"


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """
    The address of a database with every table and no row.

    The test runs on SQLite and on PostgreSQL.
    """
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=DATABASES)
def lent_database(request: pytest.FixtureRequest) -> Lent:
    """
    Lend a database with every table and no row, another one for each example of a property.

    The test runs on SQLite and on PostgreSQL.
    """
    lent: Lent = request.getfixturevalue(f"lent_{request.param}")
    return lent


@pytest.fixture(params=DATABASES)
def bare_database_url(request: pytest.FixtureRequest) -> str:
    """
    The address of a database without tables, for tests of how they are made.

    The test runs on SQLite and on PostgreSQL.
    """
    return str(request.getfixturevalue(f"bare_{request.param}_url"))


def _is_roomy(folder: Path) -> bool:
    """Tell whether there is such a folder in memory, with room, in which programs may run."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    runs_programs = not found.f_flag & os.ST_NOEXEC
    return runs_programs and found.f_bavail * found.f_frsize > MEMORY_BYTES
