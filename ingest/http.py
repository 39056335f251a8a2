"""The HTTP client: one patient and suspicious way of asking publishers for bytes.

Belongs here: retries, limits, redirects, refused hosts and pages. Not here: at which addresses a
source lives and what its answers mean (`live`).
"""

import html
import ipaddress
import re
import socket
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    wait_random_exponential,
)

from ingest.errors import FetchError

USER_AGENT = "left-behind-neighbourhoods (open data on England's neighbourhoods)"
TRANSIENT_STATUSES = {429, 500, 502, 503, 504}
REDIRECT_STATUSES = {301, 302, 303, 307, 308}
MAX_REDIRECTS = 5
CHUNK_BYTES = 65_536

TRY_LATER = "the publisher may be out of order: try again later"
LOOK_AT_PUBLISHER = (
    "open the source's landing page: the publisher may have moved the file; correct the card's "
    "'live' routes"
)

_PAGE_START = re.compile(
    rb"(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)?<(!doctype html|html|error|[a-z:]*exception)",
    re.IGNORECASE | re.DOTALL,
)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Limits:
    """How long to wait, how much to take, how often to ask.

    Attributes:
        connect_seconds: wait for a connection.
        read_seconds: wait between two pieces of an answer.
        total_seconds: wait for everything one client fetches, retries and pauses included.
        max_bytes: size of everything one client fetches, after decompression.
        attempts: how often one address is asked before it counts as failed.
        backoff_seconds: upper bound of the first pause before asking again; it doubles each time.
        max_wait_seconds: the longest pause, whatever `Retry-After` says.
    """

    connect_seconds: float = 10
    read_seconds: float = 60
    total_seconds: float = 600
    max_bytes: int = 64_000_000
    attempts: int = 5
    backoff_seconds: float = 2
    max_wait_seconds: float = 120


@dataclass(frozen=True)
class Validators:
    """What a publisher said of the version that is held, to ask whether there is a newer one."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The request headers that make a GET conditional; none when nothing is known."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {header: value for header, value in pairs.items() if value}


NOTHING_HELD = Validators()


@dataclass(frozen=True)
class Answer:
    """A publisher's whole answer; `not_modified` says the held version is current (no body)."""

    body: bytes
    validators: Validators = NOTHING_HELD
    not_modified: bool = False


class _TransientError(Exception):
    """A failure that may pass; `after` is the pause in seconds that the publisher asks for."""

    def __init__(self, problem: str, after: float | None = None) -> None:
        super().__init__(problem)
        self.after = after


class _Session(requests.Session):
    """A session that leaves redirects alone; `allow_redirects=False` still reads their bodies."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


class HttpClient:
    """Fetches for one source, from the hosts named and from no other.

    Only https and only public addresses are asked, redirects included. The limits of time and size
    hold for all requests of one client together, so that many pages are bounded like one file.

    Args:
        source: id of the source card, for errors.
        hosts: host names that may be asked.
        limits: see `Limits`.
        mirrors: a publisher's root (`https://www.gov.uk`) -> the root that stands in for it, asked
            instead and trusted wherever it lies. Tests use it to be the publisher.
    """

    def __init__(
        self,
        source: str,
        hosts: Collection[str],
        limits: Limits,
        mirrors: Mapping[str, str] | None = None,
    ) -> None:
        self.source = source
        self._hosts = hosts
        self._limits = limits
        self._mirrors = mirrors or {}
        self._deadline = time.monotonic() + limits.total_seconds
        self._bytes_left = limits.max_bytes
        self._backoff = wait_random_exponential(limits.backoff_seconds, limits.max_wait_seconds)
        self._session = _Session()
        # No brotli or zstd, whatever is installed: gzip's worst inflation is known.
        self._session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def get(self, url: str, held: Validators = NOTHING_HELD) -> Answer:
        """Fetch an address whole, asking again when the failure may pass.

        Args:
            url: the publisher's address.
            held: validators of the version that is held; the answer may then be `not_modified`.

        Raises:
            FetchError: no whole answer within the limits, a refused address, or a page that is
                not data.
        """
        retrying = Retrying(
            retry=retry_if_exception_type(_TransientError),
            stop=self._gives_up,
            wait=self._pause,
            reraise=True,
        )
        try:
            answer = retrying(self._ask_once, url, held)
        except _TransientError as failure:
            attempts = retrying.statistics["attempt_number"]
            raise self._error(f"{failure} (asked {attempts} times)", TRY_LATER) from failure
        self._bytes_left -= len(answer.body)
        return answer

    def _pause(self, state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        if isinstance(failure, _TransientError) and failure.after is not None:
            return min(failure.after, self._limits.max_wait_seconds)
        return self._backoff(state)

    def _gives_up(self, state: RetryCallState) -> bool:
        too_late = time.monotonic() + state.upcoming_sleep > self._deadline
        return too_late or state.attempt_number >= self._limits.attempts

    def _ask_once(self, url: str, held: Validators) -> Answer:
        # Redirects are followed by hand so that each hop is judged before it is asked.
        place = url
        for _ in range(MAX_REDIRECTS + 1):
            self._refuse_forbidden(place)
            with self._request(place, held) as response:
                if response.status_code not in REDIRECT_STATUSES:
                    return self._answer(place, held, response)
                place = self._next_hop(place, response)
        raise self._error(f"{url} redirects more than {MAX_REDIRECTS} times", LOOK_AT_PUBLISHER)

    def _request(self, url: str, held: Validators) -> requests.Response:
        left = self._seconds_left(url)
        try:
            return self._session.get(
                self._mirrored(url),
                headers=held.headers(),
                stream=True,
                allow_redirects=False,
                timeout=(
                    min(self._limits.connect_seconds, left),
                    min(self._limits.read_seconds, left),
                ),
            )
        except requests.exceptions.SSLError as error:
            raise self._error(
                f"the certificate of {url} is not to be trusted ({error})",
                "open the address in a browser; never switch the check off",
            ) from error
        except requests.Timeout as error:
            raise _TransientError(f"{url} does not answer in time") from error
        except requests.RequestException as error:
            raise _TransientError(f"{url} cannot be reached ({error})") from error

    def _mirrored(self, url: str) -> str:
        root = _root(url)
        return self._mirrors.get(root, root) + url.removeprefix(root)

    def _refuse_forbidden(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https":
            raise self._error(f"{url} is refused: it is not https", LOOK_AT_PUBLISHER)
        host = parts.netloc.lower()  # a port or a user name in it is refused too
        if host not in self._hosts:
            raise self._error(
                f"{url} is refused: the card does not allow the host '{host}'",
                "if the publisher has moved there, add the host to the card's 'allowed_hosts'",
            )
        if _root(url) not in self._mirrors:
            self._refuse_private(url, host)

    def _refuse_private(self, url: str, host: str) -> None:
        # The name could resolve otherwise a moment later; the certificate check then stops it.
        try:
            found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
        except OSError as error:
            raise _TransientError(f"{url} cannot be reached (no address: {error})") from error
        for *_, address in found:
            ip = ipaddress.ip_address(address[0])
            if not ip.is_global or ip.is_multicast:
                raise self._error(
                    f"{url} is refused: '{host}' leads to {ip}, which is no public address",
                    LOOK_AT_PUBLISHER,
                )

    def _next_hop(self, place: str, response: requests.Response) -> str:
        target = response.headers.get("Location", "")
        try:
            return urljoin(place, target)
        except ValueError as error:
            raise self._error(
                f"{place} redirects to '{target}', which is no address", LOOK_AT_PUBLISHER
            ) from error

    def _answer(self, url: str, held: Validators, response: requests.Response) -> Answer:
        status = response.status_code
        if status == 304 and held != NOTHING_HELD:
            return Answer(b"", held, not_modified=True)
        if status in TRANSIENT_STATUSES:
            after = retry_after_seconds(response.headers.get("Retry-After"), datetime.now(UTC))
            raise _TransientError(f"{url} answers {status} {response.reason}", after)
        if status != 200:
            raise self._error(f"{url} answers {status} {response.reason}", LOOK_AT_PUBLISHER)
        body = self._read(url, response)
        self._refuse_page(url, response, body)
        headers = response.headers
        return Answer(body, Validators(headers.get("ETag"), headers.get("Last-Modified")))

    def _read(self, url: str, response: requests.Response) -> bytes:
        body = bytearray()
        self._refuse_large(url, response.raw.length_remaining or 0)
        try:
            # `read1` returns what has come, so that a trickling answer meets the time limit.
            while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
                body += chunk
                self._refuse_large(url, len(body))
                self._seconds_left(url)
        except urllib3.exceptions.HTTPError as error:
            raise _TransientError(f"the answer of {url} breaks off ({error})") from error
        return bytes(body)

    def _refuse_large(self, url: str, size: int) -> None:
        if size > self._bytes_left:
            raise self._error(
                f"{url} gives more than the {self._limits.max_bytes:,} bytes allowed",
                "if the publisher's file has really grown, raise 'max_bytes' on the card",
            )

    def _seconds_left(self, url: str) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self._error(
                f"{url} is not had whole within {self._limits.total_seconds:g} seconds", TRY_LATER
            )
        return left

    def _refuse_page(self, url: str, response: requests.Response, body: bytes) -> None:
        content_type = response.headers.get("Content-Type", "")
        if is_page(content_type, body):
            raise self._error(
                f"{url} answers with a page, not data{_title(body)}", LOOK_AT_PUBLISHER
            )

    def _error(self, problem: str, remedy: str) -> FetchError:
        return FetchError(self.source, problem, remedy)


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """The pause a `Retry-After` header asks for, in seconds; None when absent or not understood."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def is_page(content_type: str, body: bytes) -> bool:
    """Whether an answer is a web page or an XML error document rather than data."""
    if content_type.lower().startswith(("text/html", "application/xhtml")):
        return True
    return _PAGE_START.match(body[:10_000].removeprefix(b"\xef\xbb\xbf").lstrip()) is not None


def _title(body: bytes) -> str:
    found = _TITLE.search(body[:10_000])
    if found is None:
        return ""
    title = " ".join(html.unescape(found[1].decode("utf-8", "replace")).split())
    return f" (its title is '{title}')"


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
