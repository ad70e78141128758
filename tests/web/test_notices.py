"""Notices through the API: what is told of decisions, flags, appeals and returns, as JSON, as PDF and by e-mail."""

import asyncio
import io
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from api_caller import Caller, cny, start_clock
from deciding import LONG_AGO, activate, decided_line, decisions
from litestar.testing import TestClient
from pypdf import PdfReader
from receiving import MailServer, mail_server, until
from signing_in import borrower_cookie, staff_cookie

from creditline.access.rights import Role
from creditline.store.database import Database
from creditline.store.decision_files import ActivationWanted
from creditline.usecases.activate_policy import activate_policy
from creditline.web.app import create_app
from creditline.web.outgoing.post_office import PostOffice
from creditline.web.settings import Settings


@pytest.fixture
def bank(sandbox: Caller) -> Caller:
    """A sandbox in which cn-bank decides."""
    activate(sandbox.url)
    return sandbox


def notices(bank: Caller, path: str = "/lines/line_shop") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bank.line("/notices", line=path.rpartition("/")[2])["data"]
    return found


def cut(bank: Caller) -> dict[str, Any]:
    """Lower a decided limit from 200,000 to 100,000 and return its notice."""
    path = decided_line(bank)
    bank.done(f"{path}/facts", {"facts": {"late_elsewhere_days": 75}})
    return notices(bank)[0]


def test_a_decided_cut_is_told_with_its_reasons_in_its_own_commit(bank: Caller) -> None:
    told = cut(bank)
    made = decisions(bank, "/lines/line_shop")[0]
    assert (told["id"], told["kind"], told["language"]) == (f"ntc_{made['id']}", "limit_lowered", "zh")
    assert told["rules"] == ["CN-28"]
    assert told["zh"]["reasons"] == [reason["zh"] for reason in made["reasons"]]
    assert "200,000.00 CNY" in told["en"]["lead"]
    assert "100,000.00 CNY" in told["en"]["lead"]
    assert [(each["channel"], each["what"]) for each in told["deliveries"]] == [("page", "published")]
    assert bank.line(f"/notices/{told['id']}") == told


def test_a_cut_whose_notice_cannot_be_written_waits(bank: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit stays, the borrower's repayment is booked, and the line is marked."""
    path = decided_line(bank)
    bank.done(f"{path}/draws", cny("50000.00"))
    from creditline.notices import render  # noqa: PLC0415 - to take something away from it

    monkeypatch.setattr(render, "text_faults", lambda text: ["says nothing"] if "75" in text else [])
    answer = bank.post(f"{path}/facts", {"facts": {"late_elsewhere_days": 75}})
    assert (answer.status_code, answer.json()["code"]) == (422, "decision-impossible")
    assert bank.line(path)["limit"] == "200000.00"
    assert [each["kind"] for each in notices(bank)] == []


def test_a_limit_lowered_by_hand_is_told_with_what_was_said(sandbox: Caller) -> None:
    path = sandbox.open()
    for limit, reason in (("15000.00", "Yearly review of income"), ("9000.00", "internal policy")):
        sandbox.done(f"{path}/limit_changes", {"limit": limit, "currency": "CNY", "reason": reason})
    newest, before = notices(sandbox)
    assert before["en"]["reasons"] == ["Yearly review of income"]
    assert "internal policy" not in str(newest)
    assert "You may ask for one" in newest["en"]["reasons"][0]


def test_a_limit_raised_by_hand_owes_no_notice(sandbox: Caller) -> None:
    path = sandbox.open()
    sandbox.done(f"{path}/limit_changes", {"limit": "30000.00", "currency": "CNY", "reason": "Yearly review"})
    assert notices(sandbox) == []


def test_a_hold_is_told_with_remedy_papers_and_deadline_and_so_is_its_end(bank: Caller) -> None:
    for number in range(7):
        other = bank.open(f"other{number}")
        bank.done(f"{other}/draws", cny("100.00"))
        bank.done(f"{other}/repayments", cny("100.00", payer="third_party", payer_account="acc-9"))
    path = decided_line(bank)
    bank.done(f"{path}/draws", cny("50000.00"))
    bank.done(f"{path}/repayments", cny("18000.00", payer="third_party", payer_account="acc-9"))
    held = notices(bank)[0]
    rows = {row["name"]: row["value"] for row in held["en"]["rows"]}
    assert (held["kind"], held["rules"], rows["Held"]) == ("money_held", ["CN-27"], "18,000.00 CNY")
    assert {"What clears it", "Papers that help", "Contact", "Until, at the latest"} <= set(rows)
    bank.post(f"/flags/{held['subject']}/clear", {"by": "officer Li", "words": "the payer is the wife"})
    assert [each["kind"] for each in notices(bank)] == ["hold_ended", "money_held"]


def let_announce(url: str, tmp_path: Path) -> None:
    """Let cn-bank decide with thirty days between telling and lowering."""

    async def work(folder: Path) -> None:
        async with Database(url) as database:
            wanted = ActivationWanted(active_from=LONG_AGO, activated_by="tests")
            await activate_policy(database, folder, pack="cn", wanted=wanted, at=LONG_AGO)

    with as_file(files("creditline.decisions").joinpath("policies", "cn-bank")) as shipped:
        copytree(shipped, tmp_path / "cn-bank")
    movement = tmp_path / "cn-bank" / "parameters" / "movement.toml"
    head, _, rest = movement.read_text(encoding="utf-8").partition("[decrease_notice_days]")
    movement.write_text(head + "[decrease_notice_days]" + rest.replace("2020-01-01 = 0", "2020-01-01 = 30", 1), "utf-8")
    asyncio.run(work(tmp_path / "cn-bank"))


def test_an_announced_fall_and_its_day_are_two_notices_the_second_following_the_first(
    sandbox: Caller, tmp_path: Path
) -> None:
    let_announce(sandbox.url, tmp_path)
    path = decided_line(sandbox)
    for days in (75, 76):  # announced once, though it is decided twice
        sandbox.done(f"{path}/facts", {"facts": {"late_elsewhere_days": days}})
    (announced,) = notices(sandbox)
    assert (announced["kind"], sandbox.line(path)["limit"]) == ("limit_to_fall", "200000.00")
    assert "Until then it stays" in announced["en"]["lead"]
    sandbox.advance("31d")
    lowered = notices(sandbox)[0]
    assert (lowered["kind"], lowered["follows"]) == ("limit_lowered", announced["id"])
    assert sandbox.line(path)["limit"] == "100000.00"


def test_the_pdf_is_a4_and_its_chinese_can_be_read_out(bank: Caller) -> None:
    told = cut(bank)
    answer = bank.get(f"/notices/{told['id']}/pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    page = PdfReader(io.BytesIO(answer.content)).pages[0]
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    text = "".join(page.extract_text().split())
    assert "".join(told["zh"]["lead"].split()) in text or "NotoSansCJK" not in str(page["/Resources"])
    assert told["id"] in text
    assert answer.content == bank.get(f"/notices/{told['id']}/pdf").content


def test_the_translation_says_which_text_binds(bank: Caller) -> None:
    told = cut(bank)
    english = bank.get(f"/notices/{told['id']}/pdf", language="en")
    text = " ".join(PdfReader(io.BytesIO(english.content)).pages[0].extract_text().split())
    assert "The Chinese text binds" in text
    assert "Your limit was lowered" in text


def test_who_the_lender_is_stands_on_later_notices(bank: Caller) -> None:
    body = {"name": "街角银行", "contact": "95000"}
    assert bank.done("/lender/identity", body)["name"] == "街角银行"
    assert bank.line("/lender/identity")["contact"] == "95000"
    told = cut(bank)
    assert told["lender"] == "街角银行"
    assert {"name": "联系方式", "value": "95000"} in told["zh"]["rows"]


@pytest.mark.parametrize("notice_id", ["ntc_nothing", "ntc_dec_0"])
def test_a_notice_that_is_not_there_is_a_problem(sandbox: Caller, notice_id: str) -> None:
    for path in (f"/notices/{notice_id}", f"/notices/{notice_id}/pdf"):
        answer = sandbox.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "notice-unknown")


def test_the_list_is_paged_newest_first(sandbox: Caller) -> None:
    path = sandbox.open()
    for limit in ("9000.00", "8000.00", "7000.00"):
        sandbox.done(f"{path}/limit_changes", {"limit": limit, "currency": "CNY", "reason": "a review"})
    first = sandbox.line("/notices", limit=2)
    rest = sandbox.line("/notices", limit=2, cursor=first["next_cursor"])
    assert [each["subject"] for each in first["data"] + rest["data"]] == ["evt_shop_4", "evt_shop_3", "evt_shop_2"]
    assert rest["next_cursor"] is None


def test_a_borrower_finds_the_notice_and_that_it_was_opened_is_kept(api: Caller) -> None:
    path = api.open()
    api.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
    told = notices(api)[0]
    with TestClient(create_app(api.url), base_url="https://testserver.local") as browser:
        cookie = borrower_cookie(api.url, "line_shop")
        listed = browser.get(f"{path}/notices", headers=cookie)
        assert told["en"]["title"] in listed.text
        part = browser.get(f"{path}/notices", headers={**cookie, "HX-Request": "true"})
        assert "<html" not in part.text
        assert browser.get(f"{path}/notices/{told['id']}", headers=cookie).content.startswith(b"%PDF")
        staff = staff_cookie(api.url, Role.VIEWER)
        assert browser.get(f"{path}/notices/{told['id']}", headers=staff).status_code == 200
        console = browser.get("/console/notices", headers=staff)
        assert "opened by the borrower" in console.text
    assert [each["what"] for each in notices(api)[0]["deliveries"]] == ["published", "opened"]


@pytest.fixture
def post() -> Iterator[MailServer]:
    """A mail server on the loopback."""
    with mail_server() as server:
        yield server


@pytest.fixture
def mailing(database_url: str, post: MailServer) -> Iterator[Caller]:
    """A sandbox that sends its e-mails there."""
    start_clock(database_url)
    office = PostOffice(host="127.0.0.1", port=post.port, sender="notices@bank.example", security="none")
    with TestClient(create_app(database_url, Settings(files_url="memory:///", post_office=office))) as client:
        yield Caller(client, database_url)


def test_a_notice_goes_by_mail_with_its_pdf_and_the_servers_answer_is_the_proof(
    mailing: Caller, post: MailServer
) -> None:
    path = mailing.open()
    mailing.done(f"{path}/mailbox", {"email": "shop@example.com"})
    mailing.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
    until(lambda: len(notices(mailing)[0]["deliveries"]) == 2)
    (letter,) = post.letters
    told = notices(mailing)[0]
    assert (letter["To"], letter["Subject"]) == ("shop@example.com", told["zh"]["title"])
    parts = {part.get_content_type(): part for part in letter.walk()}
    assert "Yearly review" in parts["text/plain"].get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert parts["application/pdf"].get_payload(decode=True)[:4] == b"%PDF"  # type: ignore[index]
    assert told["deliveries"][1]["detail"] == "250 2.0.0 kept as 1"


@pytest.mark.parametrize(
    ("refusal", "what", "state"),
    [("450 try later", "deferred", "waiting"), ("550 no such mailbox", "failed", "failed")],
)
def test_a_mail_that_is_refused_waits_or_has_failed(
    mailing: Caller, post: MailServer, refusal: str, what: str, state: str
) -> None:
    post.refusals.append(refusal)
    path = mailing.open()
    mailing.done(f"{path}/mailbox", {"email": "shop@example.com"})
    mailing.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
    until(lambda: len(notices(mailing)[0]["deliveries"]) == 2)
    assert notices(mailing)[0]["deliveries"][1]["what"] == what
    assert mailing.ask("SELECT state, attempts, due_at IS NOT NULL FROM mail") == [(state, 1, state == "waiting")]


def test_who_wants_no_mail_gets_none(mailing: Caller) -> None:
    path = mailing.open()
    for address in ("shop@example.com", None):
        mailing.done(f"{path}/mailbox", {"email": address})
    mailing.done(f"{path}/limit_changes", {"limit": "9000.00", "currency": "CNY", "reason": "Yearly review"})
    assert mailing.ask("SELECT * FROM mail") == []
