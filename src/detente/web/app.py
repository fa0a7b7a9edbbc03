"""The application: routes, headers, errors, login. ``create_app`` makes it; ``detente serve`` runs it."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import jinja2
from fastapi import Depends, FastAPI, Form, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from detente import __version__
from detente.errors import DetenteError, NotFound
from detente.store import Store
from detente.store.connect import store_url
from detente.views import words
from detente.web import figures, pages, tables, urls
from detente.web.auth import SESSION_S, Auth
from detente.web.kept import Kept
from detente.web.pages import About, Day, Every, Identifier, Text, Workbench

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})
# Path, template, method of Workbench. The JSON of each is at /api + path.
PAGES = (
    ("/", "overview"), ("/article", "article"), ("/why", "why"), ("/search", "search"), ("/actors", "actors"),
    ("/actor", "actor"), ("/dyads", "dyads"), ("/dyad", "dyad"), ("/issues", "issues"), ("/issue", "issue"),
    ("/place", "place"), ("/brief", "brief"), ("/events", "events"), ("/positions", "positions"), ("/map", "map"),
    ("/network", "network"), ("/timeline", "timeline"), ("/quality", "quality"), ("/guide", "guide"), ("/sql", "sql"),
)  # fmt: skip
Ending = Literal["svg", "json"]
_OPEN = ("/login", "/static/style.css")


def create_app(
    store_path: str | os.PathLike[str],
    *,
    auth: Auth | None = None,
    hosts: frozenset[str] = LOCAL,
    apart: bool = False,
) -> FastAPI:
    """The workbench of a store.

    Args:
        store_path: a file, or a URL of PostgreSQL.
        auth: who may look; None for anybody who can reach it, which then is only this machine.
        hosts: names by which it may be called where there is no login, so that no page from elsewhere can point a
            name of its own at it (DNS rebinding).
        apart: whether what takes long is computed in a process of its own, as a server should; a test need not.

    Raises:
        StoreError: where there is no store, or it is of another version.
    """
    store = Store(store_path, read_only=True)
    url = store_url(store_path)
    is_file = url.get_backend_name() == "sqlite"
    kept = Kept(store, apart=store_path if apart else None)
    bench = Workbench(store, kept, Path(url.database or "") if is_file else None)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        bench.later(figures.warm_up, patience_s=0)
        bench.overview()
        yield
        kept.close()
        store.close()

    app = FastAPI(
        title="detente",
        version=__version__,
        description="The record of diplomacy: every page as JSON.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.bench, app.state.auth = bench, auth
    render = _renderer(auth, bench)
    _guard(app, auth, hosts)
    _errors(app, render)
    for path, name in PAGES:
        _page(app, path, name, getattr(bench, name), render)
    _drawings(app, bench)
    _static(app)
    if auth is not None:
        _login(app, auth, render)
    return app


Render = Callable[..., HTMLResponse]


def _renderer(auth: Auth | None, bench: Workbench) -> Render:
    environment = jinja2.Environment(
        # Briefs look the same here and in a file of their own.
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader("detente.web"), jinja2.PackageLoader("detente.briefs")]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        urls=urls,
        version=__version__,
        stances=pages.STANCES,
        kinds=pages.KINDS,
        statuses=pages.STATUSES,
        event_meanings=pages.event_meanings(),
        suggestions=bench.suggestions,
        charts_script=figures.script_name(),
    )
    environment.filters.update(
        pct=lambda p: "" if p is None else f"{p:.2f}",
        day=words.day,
        spaced=lambda t: (t or "").replace("_", " "),
        thousands=lambda n: f"{n:,}",
        anchor=urls.anchor,
    )

    def render(request: Request, name: str, context: Any = None, status_code: int = 200, **more: Any) -> HTMLResponse:
        user = getattr(request.state, "user", None)
        html = environment.get_template(f"{name}.html").render(
            page=context,
            name=name,
            user=user,
            token=auth.token(request.cookies.get("form", "")) if auth is not None else "",
            json_url=urls.as_json(request.url.path, request.url.query),
            **more,
        )
        # A lone surrogate in an article is no UTF-8.
        return HTMLResponse(html.encode("utf-8", "replace"), status_code=status_code)

    return render


def _page(app: FastAPI, path: str, name: str, make: Callable[..., Any], render: Render) -> None:
    """A page, as HTML at its path and as JSON under /api, from one context."""
    shape = get_type_hints(make)["return"]

    async def html(request: Request, context: Any = Depends(make)) -> HTMLResponse:  # noqa: B008 (FastAPI reads it)
        return render(request, name, context)

    app.add_api_route(path, html, include_in_schema=False, response_class=HTMLResponse, name=name)
    app.add_api_route(
        "/api/overview" if path == "/" else f"/api{path}",
        make,
        response_model=shape,
        response_class=_Json,
        name=f"{name}_json",
        summary=(make.__doc__ or "").splitlines()[0],
    )


class _Json(JSONResponse):
    """JSON in ASCII, so that lone surrogates survive as escapes."""

    def render(self, content: Any) -> bytes:
        import json

        return json.dumps(content, separators=(",", ":")).encode("ascii")


def _guard(app: FastAPI, auth: Auth | None, hosts: frozenset[str]) -> None:
    @app.middleware("http")
    async def guard(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        response: Response
        host = request.headers.get("host", "")
        bare = host if host.endswith("]") else host.rpartition(":")[0] or host
        if auth is None and bare not in hosts:
            response = _error(421, "wrong_host", f"this workbench is not called {bare!r}")
        elif auth is not None:
            request.state.user = auth.user_of(request.cookies.get("session"))
            if request.state.user or request.url.path in _OPEN:
                response = await go_on(request)
            elif request.url.path.startswith("/api/"):
                response = _error(401, "login_required", "log in first")
            else:
                response = RedirectResponse("/login", status_code=303)
        else:
            response = await go_on(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _error(status: int, code: str, message: str) -> JSONResponse:
    """The one shape of errors."""
    return _Json({"error": {"status": status, "code": code, "message": message}}, status_code=status)


def _errors(app: FastAPI, render: Render) -> None:
    def answer(request: Request, status: int, code: str, message: str) -> Response:
        if request.url.path.startswith("/api/"):
            return _error(status, code, message)
        return render(request, "error", None, status, status=status, message=message)

    @app.exception_handler(NotFound)
    async def missing(request: Request, error: NotFound) -> Response:
        return answer(request, 404, error.code, error.message)

    @app.exception_handler(DetenteError)
    async def refused(request: Request, error: DetenteError) -> Response:
        return answer(request, 500, error.code, error.message)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        # Starlette logs it and, outside the middleware, adds no headers.
        response = answer(request, 500, "internal", "something went wrong here; the log of the server says what")
        response.headers.update(HEADERS)
        return response

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        return answer(request, error.status_code, f"http_{error.status_code}", str(error.detail))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        told = "; ".join(f"{e['loc'][-1]}: {e['msg']}" for e in error.errors())
        return answer(request, 422, "bad_request", told)


def _asked(
    about: About = "period", one: Text = "", other: Text = "", issue: Text = "", since: Day = "", until: Day = ""
) -> tuple[str, ...]:
    """What a brief is asked to be about, as its page asks."""
    return about, one.strip(), other.strip(), issue.strip(), since, until


def _drawings(app: FastAPI, bench: Workbench) -> None:
    async def drawn(ending: str, kind: str, *values: Any) -> Response:
        # Unlike a page, a figure may be waited for; not by a thread that pages are made in, though.
        make = figures.svg if ending == "svg" else figures.spec
        text = await asyncio.to_thread(bench.later, make, kind, *values, patience_s=60)
        if text is None:
            raise HTTPException(503, "this figure takes too long; narrow it down", headers={"Retry-After": "30"})
        media_type = "image/svg+xml" if ending == "svg" else "application/json"
        return Response(text.encode("utf-8", "replace"), media_type=media_type)

    def awaited(make: Callable[..., Any], *values: Any) -> Any:
        # Unlike a page, a download may be waited for.
        return bench.later(make, *values, patience_s=10)

    def table(rows: list[dict[str, Any]] | None, name: str) -> Response:
        if rows is None:
            raise HTTPException(503, "still being computed; ask again", headers={"Retry-After": "2"})
        return Response(
            figures.as_csv(rows).encode("utf-8", "replace"),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
        )

    @app.get("/figures/dyad.{ending}", include_in_schema=False)
    async def dyad(
        ending: Ending, one: Identifier, other: Identifier, every: Every = "month", reports: bool = False
    ) -> Response:
        return await drawn(ending, "dyad", one, other, every, reports)

    @app.get("/figures/timeline.{ending}", include_in_schema=False)
    async def timeline(ending: Ending, one: Identifier, other: Text = "") -> Response:
        return await drawn(ending, "timeline", one.strip(), other.strip())

    @app.get("/figures/network.{ending}", include_in_schema=False)
    async def network(ending: Ending, since: Day = "", until: Day = "", event: Text = "") -> Response:
        return await drawn(ending, "network", since, until, event)

    @app.get("/figures/map.{ending}", include_in_schema=False)
    async def places(ending: Ending) -> Response:
        return await drawn(ending, "map")

    @app.get("/figures/positions.{ending}", include_in_schema=False)
    async def positions(ending: Ending, holder: Text = "", issue: Text = "") -> Response:
        return await drawn(ending, "positions", bench.who(holder), issue.strip())

    @app.get("/figures/brief.{ending}", include_in_schema=False)
    async def brief(ending: Ending, asked: Annotated[tuple[str, ...], Depends(_asked)]) -> Response:
        return await drawn(ending, "brief", *asked)

    @app.get("/files/brief.{form}", include_in_schema=False)
    async def brief_file(
        request: Request, form: Literal["md", "html", "pdf"], asked: Annotated[tuple[str, ...], Depends(_asked)]
    ) -> Response:
        here = str(request.base_url)
        written = await asyncio.to_thread(bench.later, tables.brief_file, form, here, *asked, patience_s=60)
        if written is None:
            raise HTTPException(404, "the store holds nothing for this brief, or writing it takes too long")
        media_type = {"md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8"}.get(form)
        headers = {"Content-Disposition": f'attachment; filename="brief.{form}"'}
        return Response(written, media_type=media_type or "application/pdf", headers=headers)

    @app.get("/csv/brief.csv", include_in_schema=False)
    def brief_csv(asked: Annotated[tuple[str, ...], Depends(_asked)]) -> Response:
        return table(awaited(tables.brief_rows, *asked), "brief")

    @app.get("/csv/positions.csv", include_in_schema=False)
    def positions_csv(holder: Text = "", issue: Text = "") -> Response:
        lines = (awaited(tables.positions, bench.who(holder), issue.strip()) or (None,))[0]
        rows = [
            {"holder": x["holder"], "issue": x["issue"], "toward": x["toward"], **p}
            for x in lines or ()
            for p in x["points"]
        ]
        return table(None if lines is None else rows, "positions")

    @app.get("/csv/dyad.csv", include_in_schema=False)
    def dyad_csv(one: Identifier, other: Identifier, every: Every = "month", reports: bool = False) -> Response:
        found = awaited(tables.dyad, bench.who(one), bench.who(other), every, reports)
        return table(found and found[0], "dyad")

    @app.get("/csv/timeline.csv", include_in_schema=False)
    def timeline_csv(one: Identifier, other: Text = "") -> Response:
        found = awaited(tables.timeline, bench.who(one), bench.who(other))
        return table(found and found[0], "timeline")

    @app.get("/csv/network.csv", include_in_schema=False)
    def network_csv(since: Day = "", until: Day = "", event: Text = "") -> Response:
        found = awaited(tables.network, since, until, event)
        return table(found and found[0], "network")

    @app.get("/csv/map.csv", include_in_schema=False)
    def map_csv() -> Response:
        return table(bench.map().places, "map")

    @app.get("/csv/sql.csv", include_in_schema=False)
    def sql_csv(sql: Text = "") -> Response:
        found = bench.sql(sql)
        if found.error:
            raise HTTPException(422, found.error)
        return table([dict(zip(found.columns, r, strict=True)) for r in found.rows], "query")


def _static(app: FastAPI) -> None:
    folder = resources.files("detente.web").joinpath("static")

    def serve(name: str, media_type: str, read: Callable[[], bytes]) -> None:
        @app.get(f"/static/{name}", include_in_schema=False)
        def file() -> Response:
            return Response(read(), media_type=media_type, headers={"Cache-Control": "max-age=3600"})

    for name, media_type in (("style.css", "text/css"), ("again.js", "text/javascript")):
        serve(name, media_type, folder.joinpath(name).read_bytes)
    serve(figures.script_name(), "text/javascript", figures.script)


def _login(app: FastAPI, auth: Auth, render: Render) -> None:
    def form(request: Request, problem: str = "", status: int = 200) -> Response:
        nonce = request.cookies.get("form") or secrets.token_urlsafe(16)
        response = render(request, "login", None, status, problem=problem, form_token=auth.token(nonce))
        response.set_cookie("form", nonce, **_cookie(request))
        return response

    @app.get("/login", include_in_schema=False)
    async def ask(request: Request) -> Response:
        return form(request)

    @app.post("/login", include_in_schema=False)
    def log_in(
        request: Request,
        name: Annotated[str, Form(max_length=200)] = "",
        password: Annotated[str, Form(max_length=1000)] = "",
        token: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        if not auth.holds(request.cookies.get("form"), token):
            return form(request, "The form was out of date; please try again.", 403)
        keys = (f"from {request.client.host if request.client else '?'}", f"name {name}")
        if auth.blocked(*keys):
            return form(request, "Too many wrong passwords; wait a quarter of an hour.", 429)
        if not auth.check(name, password, *keys):
            return form(request, "Name or password is wrong.", 401)
        response = RedirectResponse("/", status_code=303)
        response.set_cookie("session", auth.session(name), max_age=SESSION_S, **_cookie(request))
        # A token from before the login is of no use after it.
        response.set_cookie("form", secrets.token_urlsafe(16), **_cookie(request))
        return response

    @app.post("/logout", include_in_schema=False)
    def log_out(request: Request, token: Annotated[str, Form(max_length=200)] = "") -> Response:
        if not auth.holds(request.cookies.get("form"), token):
            raise HTTPException(403, "the form was out of date")
        response = RedirectResponse("/login", status_code=303)
        response.delete_cookie("session")
        return response


def _cookie(request: Request) -> dict[str, Any]:
    return {"httponly": True, "samesite": "strict", "secure": request.url.scheme == "https"}
