"""detente serve: the workbench in a browser."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.options import DEFAULT_STORE
from detente.cli.output import talk

if TYPE_CHECKING:
    from detente.web.auth import Auth

_LOCAL = ("127.0.0.1", "::1", "localhost")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    store: Annotated[str, typer.Argument(help="The store: a file or a URL.")] = DEFAULT_STORE,
    host: Annotated[
        str, typer.Option(help="Address to bind; any but this machine's own demands a login.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8420,
    users: Annotated[Path | None, typer.Option(help="File of users; detente's settings folder otherwise.")] = None,
    add_user: Annotated[str | None, typer.Option("--add-user", help="Add a user, or set a password, and end.")] = None,
) -> None:
    """Serve the record as pages, in the browser.

    Look, search, follow, draw, and ask in SQL.
    """
    if add_user is not None:
        _add(users, add_user)
        return
    try:
        import uvicorn

        from detente.web.app import create_app
    except ImportError as error:
        talk(f"detente: {error.name} is missing; pip install 'detente[web]'")
        raise typer.Exit(1) from error
    auth = None if host in _LOCAL and users is None else _auth(users)
    app = create_app(store, auth=auth, apart=True)
    talk(f"detente: http://{f'[{host}]' if ':' in host else host}:{port}/  (Ctrl-C ends it)")
    if auth is not None:
        talk("detente: passwords travel as they are; put it behind a proxy that speaks HTTPS")
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def _file(users: Path | None) -> Path:
    from platformdirs import user_config_path

    return users or user_config_path("detente") / "users.json"


def _auth(users: Path | None) -> Auth:
    from detente.web.auth import Auth

    return Auth.load(_file(users))


def _add(users: Path | None, name: str) -> None:
    from detente.web.auth import add_user

    first = getpass.getpass(f"Password for {name}: ")
    if first != getpass.getpass("Once more: "):
        raise typer.BadParameter("the two differ", param_hint="password")
    add_user(_file(users), name, first)
    talk(f"detente: {name} may log in ({_file(users)})")
