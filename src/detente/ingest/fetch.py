"""Fetching over HTTP as a guest: robots.txt, one request at a time a host, conditional requests, limits, and a memory.

The state file makes runs resumable: what was handed on is not fetched again, and a feed that has not changed costs one
``304``. A page counts as handed on once the caller asks for the next one, or where there is an intake, once the caller
confirms it, so that a run killed in between fetches that page again rather than losing it.
"""

from __future__ import annotations

import ipaddress
import socket
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from detente.ingest.intake import Intake
from detente.ingest.options import Code, FetchOptions, IngestFailure
from detente.ingest.streams import refuse

if TYPE_CHECKING:
    import httpx
    from protego import Protego

_RETRY_STATUS = frozenset({429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5
#: No wait is longer than this, whatever Retry-After says.
_MAX_WAIT_S = 120.0
_ROBOTS_MAX_BYTES = 500_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS validators (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, at TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back.

    Attributes:
        url: address after redirects.
        status: 200, or 304 where the page is as it was.
        etag, last_modified: validators to remember once the page is done with.
    """

    url: str
    status: int
    content: bytes
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None


_SEEN = "INSERT OR REPLACE INTO seen VALUES (?, ?)"
_VALIDATORS = "INSERT OR REPLACE INTO validators VALUES (?, ?, ?, ?)"


@dataclass(slots=True)
class State:
    """What earlier runs fetched: a small SQLite file, or memory.

    Attributes:
        intake: keeps notes back until they are confirmed; None to write them at once.
    """

    path: str | None
    intake: Intake | None = None
    _db: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        self._db = sqlite3.connect(self.path or ":memory:", isolation_level=None)
        self._db.executescript(_SCHEMA)

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """ETag and Last-Modified of the last complete reading."""
        row = self._db.execute("SELECT etag, last_modified FROM validators WHERE url = ?", (url,)).fetchone()
        return (row[0], row[1]) if row else (None, None)

    def remember(self, url: str, response: Response) -> None:
        """Keep the validators of a page that has been read to its end."""
        self._note(url, _VALIDATORS, (url, response.etag, response.last_modified, _now()))

    def is_seen(self, key: str) -> bool:
        """Whether this page or entry was handed on before."""
        if self.intake is not None and self.path is not None and self.intake.is_held(self.path, key):
            return True
        return self._db.execute("SELECT 1 FROM seen WHERE key = ?", (key,)).fetchone() is not None

    def mark_seen(self, key: str) -> None:
        """Note that it was handed on."""
        self._note(key, _SEEN, (key, _now()))

    def _note(self, key: str, statement: str, values: tuple[Any, ...]) -> None:
        if self.intake is not None and self.path is not None:
            self.intake.hold(self.path, key, statement, values)
        else:
            self._db.execute(statement, values)

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Fetcher:
    """A polite client. Not shared between threads.

    Args:
        options: limits and manners.
        intake: keeps back what the state file is to remember.
        clock, sleep: for tests.
    """

    def __init__(
        self,
        options: FetchOptions,
        *,
        intake: Intake | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        try:
            import httpx
        except ImportError as error:
            raise refuse("http", Code.EXTRA_MISSING, "fetching needs: pip install 'detente[fetch]'") from error
        self.options = options
        self.state = State(options.state, intake)
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, float] = {}
        self._robots: dict[str, Protego | None] = {}
        self._named: set[str] = set()
        self._client = httpx.Client(
            headers={"User-Agent": options.user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=httpx.Timeout(options.timeout_s),
            follow_redirects=False,
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and the state file."""
        self._client.close()
        self.state.close()

    def trust(self, url: str) -> None:
        """The user named this address: its host may be a private one."""
        self._named.add(_host(url))

    def get(self, url: str, *, conditional: bool = False) -> Response | IngestFailure:
        """Fetch a page.

        Args:
            url: http or https.
            conditional: send the validators of the last run; the answer may be 304.
        """
        address = url
        for _ in range(_MAX_REDIRECTS + 1):
            problem = self._forbidden(address)
            if problem is not None:
                return problem
            answer = self._get_once(address, conditional=conditional and address == url)
            if not isinstance(answer, str):
                return answer
            address = urljoin(address, answer)
        return IngestFailure(source=url, code=Code.FETCH_FAILED.value, message=f"more than {_MAX_REDIRECTS} redirects")

    # --- one request ---------------------------------------------------------------------------------------------

    def _get_once(self, url: str, *, conditional: bool) -> Response | IngestFailure | str:
        """The response, a failure, or where it redirects to."""
        import httpx

        headers: dict[str, str] = {}
        if conditional:
            etag, modified = self.state.validators(url)
            if etag:
                headers["If-None-Match"] = etag
            if modified:
                headers["If-Modified-Since"] = modified
        reason = ""
        for attempt in range(self.options.retries + 1):
            self._wait_for(url)
            try:
                with self._client.stream("GET", url, headers=headers) as response:
                    if response.status_code in _REDIRECTS and "location" in response.headers:
                        return str(response.headers["location"])
                    if response.status_code in _RETRY_STATUS:
                        reason = f"status {response.status_code}"
                        wait = _retry_after(response.headers.get("retry-after"))
                        self._back_off(attempt, wait)
                        continue
                    return self._finished(url, response)
            except (httpx.TransportError, httpx.DecodingError) as error:
                reason = f"{type(error).__name__}: {error}"
                self._back_off(attempt, None)
            except httpx.InvalidURL as error:
                return IngestFailure(source=url, code=Code.FETCH_FAILED.value, message=f"no valid address: {error}")
        return IngestFailure(
            source=url,
            code=Code.FETCH_FAILED.value,
            message=f"{reason}, after {self.options.retries + 1} tries; a later run asks again",
        )

    def _finished(self, url: str, response: httpx.Response) -> Response | IngestFailure:
        headers = response.headers
        if response.status_code == 304:
            return Response(url=url, status=304, content=b"")
        if response.status_code != 200:
            return IngestFailure(
                source=url, code=Code.FETCH_FAILED.value, message=f"status {response.status_code} from the server"
            )
        limit = self.options.max_bytes
        chunks: list[bytes] = []
        size = 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > limit:
                return IngestFailure(
                    source=url, code=Code.TOO_LARGE.value, message=f"the response is larger than {limit:,} bytes"
                )
            chunks.append(chunk)
        return Response(
            url=url,
            status=200,
            content=b"".join(chunks),
            content_type=headers.get("content-type", ""),
            etag=headers.get("etag"),
            last_modified=headers.get("last-modified"),
        )

    def _back_off(self, attempt: int, wait_s: float | None) -> None:
        if attempt < self.options.retries:
            self._sleep(min(wait_s if wait_s is not None else self.options.delay_s * 2**attempt, _MAX_WAIT_S))

    def _wait_for(self, url: str) -> None:
        """Hold back until this host may be asked again."""
        host = _host(url)
        now = self._clock()
        due = self._next.get(host, now)
        if due > now:
            self._sleep(due - now)
        self._next[host] = max(now, due) + self._delay(url)

    def _delay(self, url: str) -> float:
        robots = self._robots.get(_origin(url))
        asked = robots.crawl_delay(self.options.user_agent) if robots is not None else None
        return min(max(self.options.delay_s, float(asked or 0.0)), _MAX_WAIT_S)

    # --- what may be fetched -------------------------------------------------------------------------------------

    def _forbidden(self, url: str) -> IngestFailure | None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return IngestFailure(source=url, code=Code.FETCH_FAILED.value, message="only http and https are fetched")
        if _host(url) not in self._named and _is_private(parts.hostname):
            return IngestFailure(
                source=url,
                code=Code.FETCH_FAILED.value,
                message="the page leads to a private address; name that host yourself to allow it",
            )
        if self.options.respect_robots and not self._allowed(url):
            return IngestFailure(
                source=url, code=Code.ROBOTS.value, message="the site's robots.txt asks not to fetch this page"
            )
        return None

    def _allowed(self, url: str) -> bool:
        origin = _origin(url)
        if origin not in self._robots:
            self._robots[origin] = self._load_robots(origin)
        robots = self._robots[origin]
        return robots is None or bool(robots.can_fetch(url, self.options.user_agent))

    def _load_robots(self, origin: str) -> Protego | None:
        """Rules of a host; None where it has none. A host that cannot say forbids nothing (RFC 9309, 2.3.1.3)."""
        try:
            from protego import Protego
        except ImportError as error:
            raise refuse(origin, Code.EXTRA_MISSING, "fetching needs: pip install 'detente[fetch]'") from error
        answer = self._get_once(f"{origin}/robots.txt", conditional=False)
        if isinstance(answer, str):  # one redirect is followed; more than one is no robots.txt
            answer = self._get_once(urljoin(origin, answer), conditional=False)
        if isinstance(answer, Response) and answer.status == 200:
            return Protego.parse(answer.content[:_ROBOTS_MAX_BYTES].decode("utf-8", "replace"))
        return None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _is_private(host: str) -> bool:
    """Whether a host name leads into this machine or its network."""
    try:
        found: list[tuple[Any, ...]] = socket.getaddrinfo(host, None)
    except OSError:
        return False  # the request itself will say so
    addresses = (ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found)
    return any(a.is_private or a.is_loopback or a.is_link_local or a.is_reserved for a in addresses)


def _retry_after(value: str | None) -> float | None:
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
