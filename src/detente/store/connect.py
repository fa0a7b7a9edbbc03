"""Opening a store: engines for writing and for reading only, and its migrations."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from detente.errors import StoreError

# A writer waits this long for another before it gives up.
BUSY_TIMEOUT_S = 60.0
_SQLITE_MAGIC = b"SQLite format 3\x00"


def store_url(where: str | os.PathLike[str]) -> URL:
    """A SQLAlchemy URL from a file name or a URL (``postgresql+psycopg://...``)."""
    text = os.fspath(where)
    if "://" in text:
        return make_url(text)
    return URL.create("sqlite", database=text)


def open_engine(where: str | os.PathLike[str], *, read_only: bool = False) -> Engine:
    """An engine on an existing or, for writing, a new store.

    Raises:
        StoreError: where there is no store, or the file is something else.
    """
    url = store_url(where)
    if url.get_backend_name() == "sqlite":
        _check_file(url.database, read_only=read_only)
    try:
        engine = create_engine(url, **_options(url))
    except (SQLAlchemyError, ImportError) as error:
        raise StoreError(
            f"{url.render_as_string()}: {error}; for PostgreSQL pip install 'detente[postgres]'", code="DT601"
        ) from error
    if url.get_backend_name() == "sqlite":
        _set_pragmas(engine, read_only=read_only)
    try:
        if not read_only:
            migrate(engine)
        else:
            with engine.connect() as connection:
                _check_version(connection, url)
    except DBAPIError as error:
        raise StoreError(f"{url.render_as_string()}: {error.orig}", code="DT601") from error
    return engine


def _options(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": BUSY_TIMEOUT_S}}
    return {"pool_pre_ping": True}


def _check_file(database: str | None, *, read_only: bool) -> None:
    if not database or database == ":memory:":
        return
    path = Path(database)
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file for the store", code="DT602")
    if not path.exists():
        if read_only:
            raise StoreError(f"{path}: no such store; make one with `detente read FILE --into {path}`", code="DT602")
        if not path.parent.is_dir():
            raise StoreError(f"{path.parent}: no such folder", code="DT602")
        return
    try:
        with path.open("rb") as file:
            head = file.read(len(_SQLITE_MAGIC))
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}", code="DT602") from error
    if head and head != _SQLITE_MAGIC:
        raise StoreError(f"{path} is no SQLite file; nothing was written to it", code="DT602")


def _set_pragmas(engine: Engine, *, read_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        # SQLAlchemy begins transactions itself, below: the driver's own way commits too early.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        if read_only:
            cursor.execute("PRAGMA query_only = ON")
        else:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA cache_size = -65536")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("detente.store").joinpath("migrations")))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> None:
    """Bring the schema to this version, in one transaction; a store made by a later version is refused."""
    with engine.begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        head = head_revision()
        if current == head:
            return
        if current is not None:
            _refuse_later(current, engine.url)
        command.upgrade(_config(connection), "head")


def head_revision() -> str:
    """The newest migration."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "the package ships its migrations"
    return head


def _check_version(connection: Connection, url: URL) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        raise StoreError(f"{url.render_as_string()} is no store of detente", code="DT602")
    if current != head_revision():
        _refuse_later(current, url)
        raise StoreError(
            f"{url.render_as_string()} was made by an earlier version; "
            "open it once for writing (detente migrate) to bring it up to date",
            code="DT603",
        )


def _refuse_later(current: str, url: URL) -> None:
    known = {s.revision for s in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current not in known:
        raise StoreError(
            f"{url.render_as_string()} was made by a later version of detente; upgrade detente", code="DT603"
        )
