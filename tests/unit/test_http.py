"""How the HTTP client treats publishers that behave, and those that do not."""

import ipaddress
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import trustme
from pytest_httpserver import HTTPServer

from ingest.errors import FetchError
from ingest.http import Answer, HttpClient, Limits, Validators, is_page, retry_after_seconds
from tests.publishers import (
    Fault,
    PublishersServer,
    announcing,
    another_body,
    compressed,
    cut_short,
    redirect,
    silent,
    sound,
    status,
    trickling,
    web_page,
    without_length,
)

FILE = "https://data.example/table.csv"
BODY = b"code,name\nE05000001,Abbey\n"
QUICK = Limits(attempts=3, backoff_seconds=0.01, max_wait_seconds=0.05, total_seconds=20)


def get(
    publishers: PublishersServer,
    url: str = FILE,
    limits: Limits = QUICK,
    held: Validators | None = None,
    hosts: tuple[str, ...] = ("data.example",),
) -> Answer:
    with HttpClient("a_source", hosts, limits, publishers.mirrors) as http:
        return http.get(url, held or Validators())


def refusal(publishers: PublishersServer, url: str = FILE, limits: Limits = QUICK) -> FetchError:
    with pytest.raises(FetchError) as refused:
        get(publishers, url, limits)
    return refused.value


@pytest.fixture(autouse=True)
def _file(publishers: PublishersServer) -> None:
    publishers.serve_file(FILE, BODY)


def test_a_file_comes_with_the_publishers_validators(publishers: PublishersServer) -> None:
    publishers.serve_file(FILE, BODY, etag="v1")
    answer = get(publishers)
    assert answer.body == BODY
    assert answer.validators == Validators('"v1"', "Wed, 01 May 2024 09:30:00 GMT")


def test_the_client_says_who_asks(publishers: PublishersServer) -> None:
    get(publishers)
    assert "left-behind-neighbourhoods" in publishers.asked[0].headers["User-Agent"]


@pytest.mark.parametrize(
    "held",
    [Validators(etag='"v1"'), Validators(last_modified="Wed, 01 May 2024 09:30:00 GMT")],
    ids=["etag", "last-modified"],
)
def test_a_file_that_did_not_change_is_not_sent_again(
    publishers: PublishersServer, held: Validators
) -> None:
    publishers.serve_file(FILE, BODY, etag="v1")
    answer = get(publishers, held=held)
    assert answer == Answer(b"", held, not_modified=True)


def test_a_file_that_changed_is_sent_anew(publishers: PublishersServer) -> None:
    publishers.serve_file(FILE, BODY, etag="v2")
    assert get(publishers, held=Validators(etag='"v1"')).body == BODY


def test_not_modified_is_no_answer_when_nothing_is_held(publishers: PublishersServer) -> None:
    publishers.misbehave(FILE, status(304))
    assert "304" in refusal(publishers).problem


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_a_publisher_that_is_out_of_order_is_asked_again(
    publishers: PublishersServer, code: int
) -> None:
    publishers.misbehave(FILE, status(code), status(code))
    assert get(publishers).body == BODY
    assert len(publishers.asked) == 3


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 501, 204, 206])
def test_an_answer_that_asking_again_cannot_heal_is_refused_at_once(
    publishers: PublishersServer, code: int
) -> None:
    publishers.misbehave(FILE, status(code), forever=True)
    error = refusal(publishers)
    assert f"{FILE} answers {code}" in error.problem
    assert "landing page" in error.remedy
    assert len(publishers.asked) == 1


def test_a_publisher_that_stays_out_of_order_is_given_up_after_the_attempts_allowed(
    publishers: PublishersServer,
) -> None:
    publishers.misbehave(FILE, status(503), forever=True)
    error = refusal(publishers)
    assert "503" in error.problem
    assert "asked 3 times" in error.problem
    assert "later" in error.remedy
    assert len(publishers.asked) == 3


def test_a_publisher_that_answers_429_is_asked_again_after_the_time_it_names(
    publishers: PublishersServer,
) -> None:
    publishers.misbehave(FILE, status(429, retry_after="1"))
    get(publishers, limits=Limits(backoff_seconds=0.01))
    first, second = publishers.asked
    assert second.at - first.at >= 1


def test_a_publisher_that_names_too_long_a_time_is_asked_again_sooner(
    publishers: PublishersServer,
) -> None:
    publishers.misbehave(FILE, status(429, retry_after="3600"))
    assert get(publishers).body == BODY


def test_a_pause_that_would_end_after_the_total_time_is_not_begun(
    publishers: PublishersServer,
) -> None:
    publishers.misbehave(FILE, status(429, retry_after="3600"), forever=True)
    begun = time.monotonic()
    error = refusal(publishers, limits=Limits(total_seconds=5, max_wait_seconds=3600))
    assert "429" in error.problem
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7),
        (" 0 ", 0),
        ("Wed, 01 May 2024 09:30:30 GMT", 30),
        ("Wed, 01 May 2024 09:30:30 -0000", 30),
        ("Wed, 01 May 2024 09:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(
    header: str | None, seconds: float | None
) -> None:
    now = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
    assert retry_after_seconds(header, now) == seconds


def test_retry_after_given_as_a_date_is_waited_for(publishers: PublishersServer) -> None:
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    publishers.misbehave(FILE, status(503, retry_after=format_datetime(moment, usegmt=True)))
    get(publishers, limits=Limits(backoff_seconds=0.01))
    assert datetime.now(UTC) >= moment


@pytest.mark.parametrize("fault", [cut_short, silent(3)], ids=["cut short", "silent"])
def test_an_answer_that_does_not_arrive_whole_is_asked_for_again(
    publishers: PublishersServer, fault: Fault
) -> None:
    publishers.misbehave(FILE, fault)
    limits = Limits(backoff_seconds=0.01, read_seconds=1)
    assert get(publishers, limits=limits).body == BODY
    assert len(publishers.asked) == 2


def test_an_answer_shorter_than_its_length_is_never_taken(publishers: PublishersServer) -> None:
    publishers.misbehave(FILE, cut_short, forever=True)
    assert f"the answer of {FILE} breaks off" in refusal(publishers).problem


def test_a_publisher_that_never_answers_is_named(publishers: PublishersServer) -> None:
    publishers.misbehave(FILE, silent(1), forever=True)
    limits = Limits(attempts=2, backoff_seconds=0.01, read_seconds=0.1)
    assert (
        f"{FILE} does not answer in time (asked 2 times)"
        in refusal(publishers, FILE, limits).problem
    )


def test_an_answer_that_trickles_meets_the_total_time(publishers: PublishersServer) -> None:
    publishers.misbehave(FILE, trickling(0.3))  # all of it would take 8 seconds
    begun = time.monotonic()
    error = refusal(publishers, limits=Limits(total_seconds=0.5, read_seconds=5))
    assert "within 0.5 seconds" in error.problem
    assert time.monotonic() - begun < 5


def test_the_total_time_is_shared_by_all_requests_of_one_client(
    publishers: PublishersServer,
) -> None:
    limits = Limits(total_seconds=1)
    with HttpClient("a_source", ["data.example"], limits, publishers.mirrors) as http:
        http.get(FILE)
        time.sleep(1.1)
        with pytest.raises(FetchError, match="within 1 seconds"):
            http.get(FILE)


def test_a_publisher_that_cannot_be_reached_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        mirrors = {"https://data.example": f"http://127.0.0.1:{unused.getsockname()[1]}"}
        with (
            HttpClient("a_source", ["data.example"], QUICK, mirrors) as http,
            pytest.raises(FetchError, match="cannot be reached") as refused,
        ):
            http.get(FILE)
    assert "asked 3 times" in refused.value.problem


def test_a_host_without_an_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_address(*_: object, **__: object) -> None:
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_address)
    with (
        HttpClient("a_source", ["data.example"], QUICK) as http,
        pytest.raises(FetchError) as refused,
    ):
        http.get(FILE)
    assert "no address" in refused.value.problem


def test_an_answer_that_announces_too_many_bytes_is_not_read(publishers: PublishersServer) -> None:
    publishers.misbehave(FILE, announcing(1_000_000))
    error = refusal(publishers, limits=Limits(max_bytes=1_000))
    assert "more than the 1,000 bytes allowed" in error.problem
    assert "max_bytes" in error.remedy


def test_an_answer_that_hides_its_size_is_stopped_at_the_limit(
    publishers: PublishersServer,
) -> None:
    publishers.serve_file(FILE, b"x" * 2_000)
    publishers.misbehave(FILE, without_length)
    assert "1,000 bytes" in refusal(publishers, limits=Limits(max_bytes=1_000)).problem


def test_an_answer_that_unpacks_to_too_much_is_stopped_at_the_limit(
    publishers: PublishersServer,
) -> None:
    publishers.serve_file(FILE, b"0" * 20_000_000)
    publishers.misbehave(FILE, compressed)
    assert "100,000 bytes" in refusal(publishers, limits=Limits(max_bytes=100_000)).problem


def test_the_size_limit_is_shared_by_all_requests_of_one_client(
    publishers: PublishersServer,
) -> None:
    limits = Limits(max_bytes=len(BODY) + 1)
    with HttpClient("a_source", ["data.example"], limits, publishers.mirrors) as http:
        http.get(FILE)
        with pytest.raises(FetchError, match="bytes allowed"):
            http.get(FILE)


def test_a_compressed_answer_is_unpacked(publishers: PublishersServer) -> None:
    publishers.misbehave(FILE, compressed)
    assert get(publishers).body == BODY


def test_a_file_of_exactly_the_allowed_size_is_taken(publishers: PublishersServer) -> None:
    assert get(publishers, limits=Limits(max_bytes=len(BODY))).body == BODY


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_to_an_allowed_host_is_followed(publishers: PublishersServer, code: int) -> None:
    publishers.misbehave(FILE, redirect("https://store.example/moved.csv", code))
    publishers.serve_file("https://store.example/moved.csv", b"moved")
    answer = get(publishers, hosts=("data.example", "store.example"))
    assert answer.body == b"moved"


def test_a_redirect_within_a_host_may_be_relative(publishers: PublishersServer) -> None:
    publishers.misbehave(FILE, redirect("../new/table.csv"))
    publishers.serve_file("https://data.example/new/table.csv", b"moved")
    assert get(publishers).body == b"moved"


def test_the_body_of_a_redirect_is_not_read(publishers: PublishersServer) -> None:
    moved = redirect("https://data.example/new/table.csv")
    publishers.misbehave(
        FILE, lambda request, response: trickling(1)(request, moved(request, response))
    )
    publishers.serve_file("https://data.example/new/table.csv", b"moved")
    begun = time.monotonic()
    assert get(publishers).body == b"moved"
    assert time.monotonic() - begun < 5  # reading it would take 8


def test_five_redirects_are_followed_and_a_sixth_is_not(publishers: PublishersServer) -> None:
    publishers.misbehave(FILE, *[redirect(FILE)] * 5)
    assert get(publishers).body == BODY
    publishers.misbehave(FILE, *[redirect(FILE)] * 6, sound)
    assert "redirects more than 5 times" in refusal(publishers).problem


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("https://elsewhere.example/table.csv", "does not allow the host 'elsewhere.example'"),
        ("https://data.example:8443/table.csv", "does not allow the host 'data.example:8443'"),
        ("https://data.example@elsewhere.example/", "does not allow the host"),
        ("http://data.example/table.csv", "it is not https"),
        ("http://127.0.0.1:80/admin", "it is not https"),
        ("file:///etc/passwd", "it is not https"),
        ("https://[", "no address"),
    ],
)
def test_a_redirect_that_leads_astray_is_refused_before_it_is_asked(
    publishers: PublishersServer, target: str, reason: str
) -> None:
    publishers.misbehave(FILE, redirect(target))
    assert reason in refusal(publishers).problem
    assert len(publishers.asked) == 1


def test_the_first_address_must_be_of_an_allowed_host_too(publishers: PublishersServer) -> None:
    error = refusal(publishers, "https://elsewhere.example/table.csv")
    assert "does not allow the host 'elsewhere.example'" in error.problem
    assert "allowed_hosts" in error.remedy
    assert publishers.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
    ],
)
def test_a_name_that_leads_to_an_address_that_is_not_public_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    # One public address among them does not make the others harmless.
    found = [(0, 0, 0, "", (ip, 443)) for ip in ("93.184.215.14", address)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with (
        HttpClient("a_source", ["data.example"], QUICK) as http,
        pytest.raises(FetchError) as refused,
    ):
        http.get(FILE)
    assert f"leads to {ipaddress.ip_address(address)}" in refused.value.problem


def test_a_redirect_to_an_allowed_name_with_a_private_address_is_refused(
    publishers: PublishersServer,
) -> None:
    publishers.misbehave(FILE, redirect("https://localhost/table.csv"))
    with pytest.raises(FetchError, match="no public address"):
        get(publishers, hosts=("data.example", "localhost"))
    assert len(publishers.asked) == 1


def test_a_publisher_whose_certificate_is_not_to_be_trusted_is_refused_at_once() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    with HTTPServer("localhost", 0, context) as stranger:
        mirrors = {"https://data.example": stranger.url_for("")}
        with HttpClient("a_source", ["data.example"], QUICK, mirrors) as http:
            with pytest.raises(FetchError, match="certificate") as refused:
                http.get(FILE)
            assert "asked" not in refused.value.problem


def test_a_web_page_in_the_place_of_data_is_refused_by_its_title(
    publishers: PublishersServer,
) -> None:
    publishers.misbehave(FILE, web_page("We&#39;ll be back soon"))
    error = refusal(publishers)
    assert f"{FILE} answers with a page, not data" in error.problem
    assert "(its title is 'We'll be back soon')" in error.problem


def test_a_web_page_that_says_it_is_csv_is_refused_too(publishers: PublishersServer) -> None:
    publishers.misbehave(FILE, web_page("Sorry", content_type="text/csv"))
    assert "its title is 'Sorry'" in refusal(publishers).problem


def test_a_page_without_a_title_is_refused_too(publishers: PublishersServer) -> None:
    publishers.misbehave(FILE, another_body(b"Gone fishing", "text/html; charset=utf-8"))
    assert refusal(publishers).problem.endswith("not data")


@pytest.mark.parametrize(
    ("body", "page"),
    [
        (b"<!doctype HTML><p>", True),
        (b"\xef\xbb\xbf \r\n<HTML>", True),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<html xmlns="x">', True),
        (b'<?xml version="1.0"?><Error><Code>BlobNotFound</Code></Error>', True),
        (b'<?xml version="1.0"?><ows:ExceptionReport/>', True),
        (b'<?xml version="1.0"?><FHRSEstablishment/>', False),
        (b"code,name\n1,<html>\n", False),
        (b'{"error": 1}', False),
        (b"", False),
    ],
)
def test_a_page_is_told_from_data_by_how_it_begins(body: bytes, page: bool) -> None:
    assert is_page("application/octet-stream", body) is page
