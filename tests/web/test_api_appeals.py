"""Appeals by API: filed once for each key, read back, added to, withdrawn."""

import io
from typing import Any

import pytest
from api_caller import Caller, new_key
from PIL import Image

BODY = {"against": "evt_shop_2", "words": "My income has risen since."}


@pytest.fixture
def path(api: Caller) -> str:
    """The appeals of a line whose limit was lowered."""
    line = api.open("shop", limit="20000.00")
    api.done(f"{line}/limit_changes", {"limit": "8000.00", "currency": "CNY", "reason": "Annual review"})
    return f"{line}/appeals"


def send_files(api: Caller, appeal_id: str, key: str, *contents: bytes, **fields: str) -> Any:
    files = [("file", (f"{number}.png", content, "image/png")) for number, content in enumerate(contents)]
    headers = {"Idempotency-Key": key}
    return api.client.post(f"/v1/appeals/{appeal_id}/evidence", data=fields, files=files, headers=headers)


def png() -> bytes:
    encoded = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(encoded, "PNG")
    return encoded.getvalue()


def test_an_appeal_is_filed_once_for_a_key(api: Caller, path: str) -> None:
    first, again = (api.post(path, BODY, key="a") for _ in range(2))
    assert (first.status_code, first.json()["state"], first.json()["outcome"]) == (201, "filed", None)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    other = api.post(path, {**BODY, "words": "Something else entirely."}, key="a")
    assert (other.status_code, other.json()["code"]) == (422, "key-reused")
    assert len(api.get(path).json()["data"]) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({**BODY, "against": "evt_shop_9"}, 422, "nothing-to-appeal"),
        ({**BODY, "against": "evt_other_2"}, 422, "nothing-to-appeal"),
        ({**BODY, "against": "what_1"}, 422, "invalid-field"),
        ({**BODY, "words": "short"}, 422, "invalid-field"),
        ({**BODY, "words": "             "}, 422, "own-words-missing"),
        ({**BODY, "rule": "nonsense"}, 422, "invalid-field"),
        ({**BODY, "against": "dec_1"}, 201, None),
        ({**BODY, "against": "flag_1"}, 201, None),
    ],
)
def test_what_is_no_appeal_is_refused(
    api: Caller, path: str, body: dict[str, str], status: int, code: str | None
) -> None:
    answer = api.post(path, body)
    assert (answer.status_code, answer.json().get("code")) == (status, code)


def test_one_decision_has_one_open_appeal(api: Caller, path: str) -> None:
    appeal = api.done(path, BODY)
    again = api.post(path, BODY)
    assert (again.status_code, again.json()["code"]) == (422, "appeal-open")
    api.done(f"/appeals/{appeal['id']}/withdrawal")
    assert api.done(f"/appeals/{appeal['id']}/withdrawal")["state"] == "withdrawn"
    assert api.post(path, BODY).status_code == 201


def test_evidence_is_added_once_for_a_key_and_listed_as_it_was_sent(api: Caller, path: str) -> None:
    appeal_id = api.done(path, BODY)["id"]
    files = [png(), *(b"%%PDF-1.7 %d" % number for number in range(1, 6))]
    answers = [send_files(api, appeal_id, "e1", *files, kind="assets") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].text
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    papers = api.get(f"/appeals/{appeal_id}").json()["evidence"]
    assert [(paper["file_name"], paper["media_type"], paper["kind"]) for paper in papers] == [
        ("0.jpg", "image/jpeg", "assets"),
        *((f"{number}.pdf", "application/pdf", "assets") for number in range(1, 6)),
    ]


@pytest.mark.parametrize(
    ("contents", "status", "code"),
    [
        ([], 422, "invalid-field"),
        ([b""], 422, "paper-empty"),
        ([b"GIF89a" + bytes(50)], 422, "paper-unusable"),
        ([png()[:40]], 422, "paper-unreadable"),
        ([b"%PDF" + bytes(10_000_000)], 413, "paper-too-large"),
        ([b"%PDF-1.7"] * 21, 422, "too-many-papers"),
    ],
)
def test_what_is_no_evidence_is_refused(api: Caller, path: str, contents: list[bytes], status: int, code: str) -> None:
    appeal_id = api.done(path, BODY)["id"]
    answer = send_files(api, appeal_id, new_key(), *contents)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert api.ask("SELECT count(*) FROM evidence") == [(0,)]


def test_an_appeal_that_is_not_there_is_said_so(api: Caller) -> None:
    for answer in (api.get("/appeals/app_0"), api.post("/appeals/app_0/withdrawal")):
        assert (answer.status_code, answer.json()["code"]) == (404, "appeal-unknown")


@pytest.mark.parametrize(
    ("phone", "status"), [("+86 139 1234 5678", 201), ("12345678", 201), ("------------", 422), ("no", 422)]
)
def test_only_the_end_of_a_phone_number_is_kept(api: Caller, phone: str, status: int) -> None:
    line = api.open("shop")
    assert api.post(f"{line}/contacts", {"phone": phone}).status_code == status
    assert api.ask("SELECT term FROM search_term") == ([("5678",)] if status == 201 else [])
