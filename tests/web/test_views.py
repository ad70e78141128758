"""What the borrower's pages say, built from events of the real domain."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from creditline.lines import commands
from creditline.lines.apply import apply
from creditline.lines.attested_fact import AttestedFact, FactKind
from creditline.lines.event import Event, EventKind
from creditline.lines.line import Terms
from creditline.lines.open_line import open_line
from creditline.money.day_count import DayCount
from creditline.web.borrower import chart
from creditline.web.borrower.chart import LARGEST_SERIES, Point, series, thinned
from creditline.web.borrower.event_rows import BOOK_KEEPING, event_rows
from creditline.web.borrower.views import (
    HISTORY_HEADER,
    LinePage,
    Story,
    history_rows,
    home_page,
    line_page,
    permille,
)
from creditline.web.borrower.wording import answer_to
from creditline.web.i18n import Language, language
from creditline.web.templating import choose_theme, render

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
ENGLISH, CHINESE = language("en"), language("zh_CN")


def same_page(name: str, value: str) -> str:
    return f"?{name}={value}"


class Told:
    """A line told event by event: `Told(limit_minor=…).draw(day, amount)`."""

    def __init__(self, limit_minor: int | None = 100_000, expires_on: date | None = None, rate_bps: int = 0) -> None:
        terms = Terms(
            name="Shop", currency="CNY", rate_bps=rate_bps, day_count=DayCount.ACT_365, zone="Asia/Shanghai",
            opened_on=date(2026, 3, 2), expires_on=expires_on,
        )  # fmt: skip
        opening = commands.OpenLine(
            line_id="line_a", stamp=self._stamp(0), terms=terms, limit_minor=limit_minor, reason=""
        )
        self.events = [open_line(opening)]

    @staticmethod
    def _stamp(day: float) -> commands.Stamp:
        at = START + timedelta(days=day)
        return commands.Stamp(key="k", fingerprint=b"", effective_at=at, booked_at=at, actor="test")

    def does(self, kind: type[commands.Command], day: float, **fields: object) -> "Told":
        command = kind(line_id="line_a", stamp=self._stamp(day), **fields)
        self.events += apply(self.events[-1].after, command, self.events)
        return self

    def draw(self, day: float, amount_minor: int) -> "Told":
        return self.does(commands.Draw, day, amount_minor=amount_minor, currency="CNY")

    def repay(self, day: float, amount_minor: int) -> "Told":
        return self.does(commands.Repay, day, amount_minor=amount_minor, currency="CNY")

    def limit(self, day: float, limit_minor: int | None, reason: str = "") -> "Told":
        return self.does(commands.ChangeLimit, day, limit_minor=limit_minor, currency="CNY", reason=reason)

    @property
    def newest_first(self) -> list[Event]:
        return list(reversed(self.events))

    def page(self, day: float = 30, spoken: Language = ENGLISH, *, sandbox: bool = True) -> LinePage:
        return line_page(self.newest_first, START + timedelta(days=day), sandbox, spoken, make_key=lambda: "key")

    def html(self, template: str = "line.html", spoken: Language = ENGLISH, *, sandbox: bool = True) -> str:
        page = self.page(spoken=spoken, sandbox=sandbox)
        return render(
            template,
            locale=spoken.locale,
            theme=None,
            path="/lines/line_a",
            same_page=same_page,
            page=page,
            message=None,
        )


@pytest.fixture(autouse=True)
def _without_built_assets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are tested without building the assets first."""
    for locale in ("en", "zh_CN"):
        from creditline.web.templating import environment  # noqa: PLC0415 - patched before first use

        monkeypatch.setitem(environment(locale).globals, "asset", lambda name: f"/static/{name}")


def notices(told: Told, day: float = 30) -> dict[str, str]:
    return {notice.name: notice.title for notice in told.page(day).notices}


def test_the_figures_are_those_of_the_newest_event() -> None:
    """Limit 1,000; draws 300."""
    figures = Told().draw(1, 30_000).page().figures
    assert (figures.available, figures.limit, figures.owed) == ("CN¥700.00", "CN¥1,000.00", "CN¥300.00")
    assert (figures.principal, figures.interest, figures.fees) == ("CN¥300.00", "CN¥0.00", "CN¥0.00")
    assert figures.drawn_permille == 300


def test_what_is_owed_is_split_into_its_parts() -> None:
    """Limit 10,000; draws 3,650 at 10 %; a fee of 5; 10 days pass: interest 10."""
    told = Told(limit_minor=1_000_000, rate_bps=1_000).draw(0, 365_000)
    told.does(commands.ChargeFee, 10, amount_minor=500, currency="CNY", reason="Transfer")
    figures = told.page().figures
    assert (figures.principal, figures.interest, figures.fees) == ("CN¥3,650.00", "CN¥10.00", "CN¥5.00")
    assert figures.owed == "CN¥3,665.00"


def test_a_line_over_its_limit_says_by_how_much() -> None:
    """Limit 1,000; draws 800; limit cut to 500."""
    told = Told().draw(1, 80_000).limit(2, 50_000, "Review")
    assert notices(told) == {"over-limit": "You are CN¥300.00 over your limit"}
    assert told.page().figures.available == "CN¥0.00"
    assert not told.page().can_draw


def test_a_credit_balance_is_owed_to_the_borrower() -> None:
    """Draws 100; repays 150."""
    told = Told().draw(1, 10_000).repay(2, 15_000)
    assert notices(told) == {"credit": "We owe you CN¥50.00"}
    assert not told.page().figures.owes


def test_a_frozen_a_closed_and_an_undecided_line_say_so() -> None:
    assert "frozen" in notices(Told().does(commands.Freeze, 1, reason="Check"))
    assert "closed" in notices(Told().does(commands.Close, 1, reason="Asked"))
    assert "no-limit" in notices(Told(limit_minor=None))


def test_a_line_past_its_last_day_has_ended() -> None:
    told = Told(expires_on=date(2026, 3, 10))
    assert "expired" not in notices(told, day=8)
    assert "expired" in notices(told, day=9)
    assert told.page(9).figures.available == "CN¥0.00"


def test_a_line_without_a_limit_is_not_over_it() -> None:
    told = Told().draw(1, 80_000).limit(2, None, "Taken away")
    assert set(notices(told)) == {"no-limit"}
    assert told.page().figures.limit is None


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 100, 0), (50, 100, 500), (100, 100, 1000), (250, 100, 1000), (5, 0, 1000), (0, 0, 0), (5, None, 1000)],
)
def test_a_bar_is_never_longer_than_its_track(part: int, whole: int | None, expected: int) -> None:
    assert permille(part, whole) == expected


def test_events_are_told_in_words_with_their_sign() -> None:
    """Limit 1,000; draws 300; repays 100."""
    rows = event_rows(Told().draw(1, 30_000).repay(2, 10_000).newest_first, ENGLISH)
    told = [(row.title, row.amount, row.available, row.tone) for row in rows]
    assert told == [
        ("Repayment", "+CN¥100.00", "CN¥800.00", "in"),
        ("Draw", "−CN¥300.00", "CN¥700.00", "out"),
        ("Line opened", "CN¥1,000.00", "CN¥1,000.00", "plain"),
    ]


def test_a_declined_draw_is_shown_with_its_reason() -> None:
    row = event_rows(Told().draw(1, 100_001).newest_first, ENGLISH)[0]
    assert (row.title, row.tone) == ("Draw declined", "declined")
    assert row.note == "That was more than the CN¥1,000.00 available at the time."


def test_a_limit_change_shows_the_difference_and_both_limits() -> None:
    row = event_rows(Told().limit(1, 150_000, "Good record").newest_first, ENGLISH)[0]
    assert row.amount == "+CN¥500.00"
    assert row.note == "From CN¥1,000.00 to CN¥1,500.00. Good record"


def test_interest_of_days_in_a_row_is_one_row() -> None:
    """Draws 3,650 at 10 %: 1.00 a day, booked on each of three days."""
    told = Told(limit_minor=1_000_000, rate_bps=1_000).draw(0, 365_000)
    for day in (1, 2, 3):
        told.does(commands.PassTime, day)
    first, second, *_ = event_rows(told.newest_first, ENGLISH)
    assert (first.title, first.amount) == ("Interest", "−CN¥3.00")
    assert first.on == "Mar 3, 2026 – Mar 5, 2026"
    assert second.title == "Draw"


def test_a_reversal_shows_what_it_did_to_what_is_owed() -> None:
    """Draws 300; repays 100; the bank takes the repayment back."""
    told = Told().draw(1, 30_000).repay(2, 10_000)
    target = told.events[-1]
    told.does(commands.Reverse, 3, event=target.version, target=target, already=False, reason="Bounced")
    row = event_rows(told.newest_first, ENGLISH)[0]
    assert (row.title, row.amount, row.note) == ("Undone", "−CN¥100.00", "Bounced")


def test_the_answer_to_a_repayment_says_what_is_available_now() -> None:
    told = Told().draw(1, 30_000)
    assert answer_to(told.events[-1], ENGLISH).text == "You have drawn CN¥300.00. You can still draw CN¥700.00."
    told.repay(2, 30_000)
    said = answer_to(told.events[-1], ENGLISH)
    assert said.tone == "success"
    assert said.text == "CN¥300.00 received, thank you. You can draw CN¥1,000.00 now. Everything is repaid."


def test_the_answer_to_a_refused_draw_says_why() -> None:
    said = answer_to(Told().does(commands.Freeze, 1, reason="Check").draw(2, 100).events[-1], CHINESE)
    assert said.tone == "warning"
    assert said.text == "借款未成功。额度已冻结，暂时不能借款；还款不受影响。"


def test_repaying_everything_carries_one_key_per_state_of_the_line() -> None:
    """Two tabs that both press the button at the same state repay once."""
    told = Told().draw(1, 30_000)
    assert told.page().repay_all_key == told.page().repay_all_key == "repay_all_line_a_2"
    assert told.repay(2, 100).page().repay_all_key == "repay_all_line_a_3"
    assert told.page().owed_value == "299.00"


def test_the_chart_starts_at_the_opening_and_ends_now() -> None:
    told = Told().draw(1, 30_000).draw(2, 100_000)
    data = json.loads(told.page(30).chart)
    days = [(point[0] - START.timestamp()) / 86_400 for point in data["points"]]
    assert days == [0, 1, 30]
    assert [point[1:] for point in data["points"]] == [
        ["1000.00", "1000.00"],
        ["1000.00", "700.00"],
        ["1000.00", "700.00"],
    ]
    assert [marker[0] for marker in data["markers"]] == ["draw"]


def test_the_chart_has_a_gap_where_there_is_no_limit() -> None:
    data = json.loads(Told(limit_minor=None).page().chart)
    assert data["points"][0][1] is None


def test_the_chart_never_goes_back_in_time() -> None:
    """Interest was booked to day 10; a repayment then counts from day 5."""
    told = Told(limit_minor=1_000_000, rate_bps=1_000).draw(0, 365_000).does(commands.PassTime, 10).repay(5, 100_000)
    times = [point.at_s for point in series(told.events, now=START + timedelta(days=11), available_minor=0)]
    assert times == sorted(times)


def test_a_long_series_keeps_its_first_point_and_the_last_of_each_day() -> None:
    points = [Point(minute * 60, 100, minute % 7) for minute in range(60 * 24 * 30)]
    kept = thinned(points)
    assert len(kept) == 31
    assert kept[0] is points[0]
    assert kept[-1] is points[-1]


def test_a_series_of_many_years_stays_within_its_bound() -> None:
    points = [Point(day * 86_400, 100, day % 7) for day in range(365 * 20)]
    assert len(thinned(points)) <= LARGEST_SERIES


def test_a_long_list_of_markers_is_cut_to_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart, "LARGEST_MARKERS", 2)
    told = Told().draw(1, 100).draw(2, 200).draw(3, 300)
    markers = json.loads(told.page().chart)["markers"]
    assert [marker[3] for marker in markers] == ["Draw CN¥2.00", "Draw CN¥3.00"]


def test_the_history_is_one_row_an_event_under_its_header() -> None:
    told = Told().draw(1, 30_000).draw(2, 100_000)
    rows = [dict(zip(HISTORY_HEADER, row, strict=True)) for row in history_rows(told.events)]
    assert [(row["event"], row["outcome"], row["amount"], row["available"]) for row in rows] == [
        ("line_opened", "accepted", "1000.00", "1000.00"),
        ("draw", "accepted", "300.00", "700.00"),
        ("draw", "over_available", "1000.00", "700.00"),
    ]


def test_a_reason_in_the_history_is_no_formula() -> None:
    event = replace(Told().events[0], reason="=1+1")
    assert next(iter(history_rows([event])))[-1] == "'=1+1"


def test_the_home_page_tells_stories_and_lists_lines() -> None:
    line = Told().draw(1, 30_000).events[-1].after
    story = Story(line, "Repaid in full on payday", "No such text.")
    page = home_page([story], [line], START + timedelta(days=2), True, CHINESE, next_after="line_a")  # noqa: FBT003
    assert (page.stories[0].title, page.stories[0].sentence) == ("发薪日全部还清", "No such text.")
    assert (page.lines[0].available, page.lines[0].available_permille) == ("¥700.00", 700)
    html = render("home.html", locale="zh_CN", theme="dark", path="/", same_page=same_page, page=page, message=None)
    assert 'data-bs-theme="dark"' in html
    assert 'href="/?after=line_a"' in html


@pytest.mark.parametrize("spoken", [ENGLISH, CHINESE])
def test_the_page_works_under_a_policy_without_inline_code(spoken: Language) -> None:
    """No inline script or style, no event handler, nothing from elsewhere."""
    html = Told().draw(1, 30_000).html(spoken=spoken)
    assert f'<html lang="{spoken.tag}"' in html
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", html)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html)
    inline = [tag for tag in re.findall(r"<script[^>]*>", html) if "src=" not in tag]
    assert inline == ['<script type="application/json" id="chart-data">']


def test_a_name_cannot_break_out_of_the_page() -> None:
    told = Told()
    evil = "</script><img src=x onerror=alert(1)>"
    line = replace(told.events[0].after, terms=replace(told.events[0].after.terms, name=evil))
    told.events = [replace(told.events[0], after=line, reason=evil)]
    for template in ("line.html", "_line_live.html"):
        assert "<img" not in told.html(template)


def test_the_forms_are_there_only_in_the_sandbox() -> None:
    sandbox, real = Told().html(), Told().html(sandbox=False)
    assert (
        'action="/lines/line_a/draws" method="post"' in sandbox
        or 'method="post" action="/lines/line_a/draws"' in sandbox
    )
    assert 'method="post"' not in real  # asking what would be moves nothing, and stays
    assert 'data-testid="available"' in real


def test_a_live_message_replaces_parts_that_the_page_has() -> None:
    told = Told().draw(1, 30_000)
    page, message = told.html(), told.html("_line_live.html")
    targets = re.findall(r'hx-target="#([\w-]+)"', message)
    assert {"figures", "notices", "chart-data", "events"} <= set(targets)
    assert all(f'id="{target}"' in page for target in targets)


@pytest.mark.parametrize(
    ("spoken", "title", "notes"),
    [
        (
            ENGLISH,
            "Facts recorded",
            [
                "Income a month: CN¥5,000.00 on Feb 28, 2026, by “payslip”. It may be used until Mar 1, 2027.",
                (
                    "Revenue of the month: CN¥700.00 on Feb 28, 2026, by “payslip”. "
                    "CN¥200.00 of it came from the largest customer."
                ),
                "Inquiries by other lenders in 90 days: 0 on Feb 28, 2026, by “payslip”.",
                "Owed to other lenders: taken back for Feb 28, 2026, by “payslip”.",
            ],
        ),
        (
            CHINESE,
            "已登记佐证事实",
            [
                "月收入：¥5,000.00（2026年2月28日，依据“payslip”）。可使用至2027年3月1日。",
                "当月营业额：¥700.00（2026年2月28日，依据“payslip”）。其中¥200.00来自最大客户。",
                "近90天其他机构查询次数：0（2026年2月28日，依据“payslip”）。",
                "在其他机构的欠款：2026年2月28日的记录已撤回（依据“payslip”）。",
            ],
        ),
    ],
)
def test_attested_facts_are_told_in_words(spoken: Language, title: str, notes: list[str]) -> None:
    said = {"source": "payslip", "on": date(2026, 2, 28)}
    facts = (
        AttestedFact(kind=FactKind.INCOME, amount_minor=500_000, until=date(2027, 3, 1), **said),
        AttestedFact(kind=FactKind.REVENUE, amount_minor=70_000, part_minor=20_000, **said),
        AttestedFact(kind=FactKind.INQUIRIES, amount_minor=0, consent="con_1", **said),
        AttestedFact(kind=FactKind.EXTERNAL_DEBT, amount_minor=None, consent="con_1", **said),
    )
    told = Told().does(commands.AttestFacts, 1, facts=facts, currency="CNY")
    row = event_rows(told.events[::-1], spoken)[0]
    assert (row.title, row.note, row.amount) == (title, spoken.between_sentences.join(notes), "")


def test_an_answer_brings_new_keys_only_if_something_was_booked() -> None:
    page, said = Told().draw(1, 100).page(), answer_to(Told().draw(1, 100).events[-1], ENGLISH)
    booked = render("_line_answer.html", locale="en", page=page, message=said)
    assert 'id="draw-key" value="key"' in booked
    assert "draw-key" not in render("_line_answer.html", locale="en", page=None, message=said)


@pytest.mark.parametrize("kind", sorted(set(EventKind) - BOOK_KEEPING))
def test_every_kind_of_event_that_is_shown_has_an_icon(kind: EventKind) -> None:
    event = replace(Told().events[0], kind=kind)
    html = render("_line_live.html", locale="en", page=line_page([event], START, False, ENGLISH))  # noqa: FBT003
    icon = html.partition('class="event-icon"')[2].partition("</span>")[0]
    assert re.search(r"<(path|circle|rect)", icon)


@pytest.mark.parametrize(
    ("query", "cookie", "expected"),
    [("dark", "light", "dark"), (None, "light", "light"), ("blue", None, None), (None, None, None)],
)
def test_the_appearance_is_asked_of_the_address_then_the_cookie(
    query: str | None, cookie: str | None, expected: str | None
) -> None:
    assert choose_theme(query=query, cookie=cookie) == expected
