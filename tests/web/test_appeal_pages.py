"""The borrower's appeal page and the officer's, as HTML over HTTP: the way that needs no JavaScript."""

import io
import re
from typing import Any

import psycopg
import pytest
from api_caller import Caller
from PIL import Image
from signing_in import SAME_ORIGIN, staff_cookie

from creditline.access.rights import Role
from creditline.web import desk as desk_module

OLD_CAMERA = Image.Exif()
OLD_CAMERA[0x010F] = "Camera of somewhere"  # Make
OLD_CAMERA[0x0112] = 6  # to be turned by a quarter


def photo(size: tuple[int, int] = (64, 48), exif: Image.Exif | None = None) -> bytes:
    """A JPEG with, if asked, what a camera writes into one."""
    picture, encoded = Image.new("RGB", size, (200, 120, 80)), io.BytesIO()
    picture.save(encoded, "JPEG", exif=exif or Image.Exif())
    return encoded.getvalue()


def cut_line(sandbox: Caller) -> str:
    """A line whose limit was lowered: its path."""
    path = sandbox.open("shop", limit="20000.00")
    sandbox.done(f"{path}/limit_changes", {"limit": "8000.00", "currency": "CNY", "reason": "Annual review"})
    return path


def send(sandbox: Caller, path: str, content: bytes | None = None, name: str = "payslip.jpg", **more: Any) -> Any:
    fields = {"against": "evt_shop_2", "words": "My income has risen since.", "key": "k1", "kind": "income", **more}
    files = {} if content is None else {"file": (name, content, "image/jpeg")}
    return sandbox.client.post(path, data=fields, files=files, headers=SAME_ORIGIN, follow_redirects=False)


def file_appeal(sandbox: Caller) -> str:
    """File an appeal on a line that was cut and return its id."""
    answer = send(sandbox, f"{cut_line(sandbox)}/appeals", photo())
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"].rsplit("/", 1)[1])


class Officer:
    """Somebody at the console of a sandbox."""

    def __init__(self, sandbox: Caller, role: Role, name: str, login: str = "") -> None:
        self._client = sandbox.client
        self._headers = staff_cookie(sandbox.url, role, login=login, name=name, sandbox=True)

    def get(self, path: str) -> Any:
        return self._client.get(f"/console{path}", headers=self._headers, follow_redirects=False)

    def post(self, path: str, **fields: Any) -> Any:
        return self._client.post(f"/console{path}", data=fields, headers=self._headers, follow_redirects=False)


@pytest.fixture
def lin(sandbox: Caller) -> Officer:
    return Officer(sandbox, Role.OFFICER, "Lin")


@pytest.fixture
def bo(sandbox: Caller) -> Officer:
    return Officer(sandbox, Role.APPROVER, "Bo")


def test_an_appeal_is_filed_with_a_photo_and_shows_the_promised_day(sandbox: Caller) -> None:
    appeal_id = file_appeal(sandbox)
    page = sandbox.client.get(f"/lines/line_shop/appeals/{appeal_id}", headers=SAME_ORIGIN)
    assert "Jan 16, 2026" in page.text
    assert "payslip.jpg" in page.text


def test_the_same_form_sent_twice_is_one_appeal(sandbox: Caller) -> None:
    path = f"{cut_line(sandbox)}/appeals"
    first, again = send(sandbox, path), send(sandbox, path)
    assert first.headers["location"] == again.headers["location"]
    other = send(sandbox, path, key="k2")
    assert other.headers["location"] == f"{first.headers['location']}?note=open"
    assert sandbox.ask("SELECT count(*) FROM appeal") == [(1,)]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<script>alert(1)</script>", "photo.jpg", "photographs (JPEG, PNG, WebP) or PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo.svg", "photographs (JPEG, PNG, WebP) or PDF"),
        (b"MZ" + bytes(200), "photo.jpg", "photographs (JPEG, PNG, WebP) or PDF"),
        (photo()[:200], "photo.jpg", "cannot be opened"),
        (b"%PDF-1.7\n" + bytes(10_000_000), "long.pdf", "larger than 10 MB"),
    ],
    ids=["a page", "a drawing with script", "a program", "half a photo", "too large"],
)
def test_what_is_no_paper_is_refused_and_the_words_stay(sandbox: Caller, content: bytes, name: str, said: str) -> None:
    answer = send(sandbox, f"{cut_line(sandbox)}/appeals", content, name)
    assert answer.status_code == 422
    assert said in answer.text
    assert "My income has risen since." in answer.text
    assert sandbox.ask("SELECT count(*) FROM appeal") == [(0,)]


def test_a_photo_is_drawn_anew_and_handed_out_as_something_to_save(sandbox: Caller) -> None:
    path = cut_line(sandbox)
    sent = photo((60, 30), OLD_CAMERA) + b"<script>alert(1)</script>"
    location = send(sandbox, f"{path}/appeals", sent, '../../a"b.PNG').headers["location"]
    ((evidence_id, name),) = sandbox.ask("SELECT id, file_name FROM paper")
    answer = sandbox.client.get(f"{location}/evidence/{evidence_id}", headers=SAME_ORIGIN)
    with Image.open(io.BytesIO(answer.content)) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (30, 60), {})
    assert b"Camera" not in answer.content
    assert b"<script>" not in answer.content
    assert name == "a_b.jpg"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


def test_a_pdf_is_kept_as_it_is_and_never_shown_inline(sandbox: Caller) -> None:
    location = send(sandbox, f"{cut_line(sandbox)}/appeals", b"%PDF-1.7\nhello", "slip.pdf").headers["location"]
    ((evidence_id,),) = sandbox.ask("SELECT id FROM paper")
    answer = sandbox.client.get(f"{location}/evidence/{evidence_id}", headers=SAME_ORIGIN)
    assert answer.content == b"%PDF-1.7\nhello"
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_an_appeal_of_another_line_is_not_found(sandbox: Caller) -> None:
    appeal_id = file_appeal(sandbox)
    sandbox.open("other")
    assert sandbox.client.get(f"/lines/line_other/appeals/{appeal_id}", headers=SAME_ORIGIN).status_code == 404


def test_the_decision_and_the_limit_are_one_commit(sandbox: Caller, lin: Officer) -> None:
    appeal_id = file_appeal(sandbox)
    assert lin.post(f"/appeals/{appeal_id}/assignment", seen="1").status_code == 303
    lin.get(f"/appeals/{appeal_id}")
    answer = lin.post(
        f"/appeals/{appeal_id}/decision", seen="2", outcome="upheld", limit="15000.00", words="Your pay slip shows it."
    )
    assert answer.status_code == 303, answer.text
    assert sandbox.line("/lines/line_shop")["limit"] == "15000.00"
    (line_xid,) = sandbox.ask("SELECT xmin::text FROM event WHERE version = 3")
    assert sandbox.ask("SELECT xmin::text FROM appeal") == [line_xid]
    assert sandbox.ask("SELECT xmin::text FROM label") == [line_xid]
    assert sandbox.ask("SELECT subject, provenance ->> 'label', provenance ->> 'appeal' FROM label") == [
        ("evt_shop_2", "wrong", appeal_id)
    ]
    assert sandbox.ask("SELECT reason, key FROM event WHERE version = 3") == [("Appeal upheld", f"{appeal_id}-limit")]


def test_a_decision_in_under_ten_seconds_is_flagged(sandbox: Caller, lin: Officer) -> None:
    appeal_id = file_appeal(sandbox)
    lin.post(f"/appeals/{appeal_id}/assignment", seen="1")
    lin.post(f"/appeals/{appeal_id}/decision", seen="2", outcome="upheld", words="Your pay slip shows it.")
    assert sandbox.ask("SELECT hasty FROM appeal") == [(True,)]
    assert "decided in under 10 s" in lin.get("/appeals?state=decided").text


def test_a_large_rise_takes_a_second_person(sandbox: Caller, lin: Officer, bo: Officer) -> None:
    appeal_id = file_appeal(sandbox)
    bo.post(f"/appeals/{appeal_id}/assignment", seen="1")
    words = {"outcome": "upheld", "limit": "20000.00", "words": "Your pay slip shows it."}
    assert bo.post(f"/appeals/{appeal_id}/decision", seen="2", **words).status_code == 303
    assert sandbox.line("/lines/line_shop")["limit"] == "8000.00"
    alone = bo.post(f"/appeals/{appeal_id}/approval", seen="3")
    assert (alone.status_code, "Somebody else" in alone.text) == (422, True)
    assert lin.post(f"/appeals/{appeal_id}/approval", seen="3").status_code == 403
    second = Officer(sandbox, Role.APPROVER, "Second", login="second")
    assert second.post(f"/appeals/{appeal_id}/approval", seen="3").status_code == 303
    assert sandbox.line("/lines/line_shop")["limit"] == "20000.00"


def test_a_hold_and_a_freeze_are_let_go_with_the_decision(sandbox: Caller, lin: Officer) -> None:
    path = sandbox.open("shop", limit="20000.00")
    hold = sandbox.done(f"{path}/holds", {"amount": "500.00", "currency": "CNY"})["id"]
    sandbox.done(f"{path}/transitions", {"to": "frozen", "reason": "Unusual payments"})
    appeal_id = send(sandbox, f"{path}/appeals", against=hold).headers["location"].rsplit("/", 1)[1]
    lin.post(f"/appeals/{appeal_id}/assignment", seen="1")
    answer = lin.post(
        f"/appeals/{appeal_id}/decision",
        seen="2",
        outcome="upheld",
        release=[hold, "freeze"],
        words="The payer is your sister.",
    )
    assert answer.status_code == 303, answer.text
    line = sandbox.line(path)
    assert (line["held"], line["status"], line["available"]) == ("0.00", "open", "20000.00")


def test_nothing_is_decided_when_the_line_refuses_the_effect(sandbox: Caller, lin: Officer) -> None:
    appeal_id = file_appeal(sandbox)
    lin.post(f"/appeals/{appeal_id}/assignment", seen="1")
    sandbox.done("/lines/line_shop/transitions", {"to": "closed", "reason": "By wish"})
    answer = lin.post(
        f"/appeals/{appeal_id}/decision", seen="2", outcome="upheld", limit="9000", words="Your pay slip shows it."
    )
    assert (answer.status_code, "nothing was decided" in answer.text) == (422, True)
    assert sandbox.ask("SELECT state FROM appeal") == [("assigned",)]
    assert sandbox.ask("SELECT count(*) FROM label") == [(0,)]


def test_whoever_comes_second_is_told_who_was_first(sandbox: Caller, lin: Officer, bo: Officer) -> None:
    appeal_id = file_appeal(sandbox)
    lin.post(f"/appeals/{appeal_id}/assignment", seen="1")
    late = bo.post(f"/appeals/{appeal_id}/assignment", seen="1")
    assert late.status_code == 409
    assert "Changed by Lin just now" in late.text


def test_the_borrower_is_asked_and_answers(sandbox: Caller, lin: Officer) -> None:
    appeal_id = file_appeal(sandbox)
    lin.post(f"/appeals/{appeal_id}/assignment", seen="1")
    lin.post(f"/appeals/{appeal_id}/question", seen="2", words="Please send the slip of October.")
    page = f"/lines/line_shop/appeals/{appeal_id}"
    asked = sandbox.client.get(page, headers=SAME_ORIGIN).text
    assert "Please send the slip of October." in asked
    assert "Please send this by Jan 15, 2026" in asked
    assert send(sandbox, f"{page}/more", photo(), key="m1", words="Here it is.").status_code == 303
    assert sandbox.ask("SELECT state FROM appeal") == [("assigned",)]
    assert sandbox.ask("SELECT count(*) FROM paper") == [(2,)]


def test_time_brings_reminders_and_the_end(sandbox: Caller, lin: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "_SWEEP_EVERY_S", 0.05)
    appeal_id = file_appeal(sandbox)
    for by, percent in (("8d", "50"), ("4d", "80")):
        sandbox.advance(by)
        _until(sandbox, f"SELECT 1 FROM appeal_event WHERE kind = 'reminded' AND detail = '{percent}'")
    lin.post(f"/appeals/{appeal_id}/assignment")
    lin.post(f"/appeals/{appeal_id}/question", words="Please send the slip of October.")
    sandbox.advance("15d")
    _until(sandbox, "SELECT 1 FROM appeal WHERE state = 'expired'")
    assert sandbox.ask("SELECT count(*) FROM appeal_event WHERE kind = 'reminded'")[0][0] <= 3


def test_many_are_assigned_after_a_preview_and_put_back(sandbox: Caller, lin: Officer) -> None:
    appeal_id = file_appeal(sandbox)
    preview = lin.post("/appeals/assignments", appeal=f"{appeal_id}:1")
    assert "Assign 1 appeal" in preview.text
    assert sandbox.ask("SELECT state FROM appeal") == [("filed",)]
    done = lin.post("/appeals/assignments", appeal=f"{appeal_id}:1", confirmed="1", to="stf_officer")
    assert "1 of 1 appeals assigned to Lin" in done.text
    (undo,) = re.findall(r'name="appeal" value="(app_\w+:\d+)">\s*<button', done.text)
    assert "1 of 1 appeals are back in the queue" in lin.post("/appeals/assignments/undo", appeal=undo).text
    assert sandbox.ask("SELECT state, assigned_to FROM appeal") == [("filed", None)]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("", True), ("state=filed", True), ("state=assigned", False), ("who=me", False), ("who=nobody", True),
        ("due=late", False), ("kind=income", True), ("kind=assets", False), ("state=all&due=nonsense", True),
        ("after=nonsense", True), ("after=2099-01-01.app_x", False),
    ],
)  # fmt: skip
def test_the_queue_shows_what_the_address_asks_for(sandbox: Caller, lin: Officer, filters: str, *, found: bool) -> None:
    appeal_id = file_appeal(sandbox)
    assert (f"/console/appeals/{appeal_id}#decide" in lin.get(f"/appeals?{filters}").text) is found


def _until(sandbox: Caller, statement: str) -> None:
    """Wait until a statement finds a row: the sweep works beside the requests."""
    for _ in range(200):
        if sandbox.ask(statement):
            return
        with psycopg.connect(sandbox.url) as connection:
            connection.execute("SELECT pg_sleep(0.05)")
    pytest.fail(f"never true: {statement}")
