"""Scenarios of paying back as people tell them, played through the API with the sandbox's clock."""

from api_caller import Caller, cny


def micro_loan(sandbox: Caller, name: str = "micro") -> str:
    return sandbox.open(name, limit="10000.00", product="micro-loan")


def revolving(sandbox: Caller, name: str = "card", limit: str = "10000.00") -> str:
    return sandbox.open(name, limit=limit, product="consumer-revolving")


def events(sandbox: Caller, path: str, kind: str) -> list[dict[str, object]]:
    found = sandbox.line(f"{path}/events", limit=500)["data"]
    return [event for event in reversed(found) if event["kind"] == kind]


def test_a_guarantee_fee_of_345_55_is_within_24_percent_and_one_fen_more_is_refused(sandbox: Caller) -> None:
    """10,000 in twelve instalments at 18 %: with a fee of 345.55 it costs 24.00 % a year, with 345.56 it costs more."""
    path = micro_loan(sandbox)
    quoted = sandbox.line(f"{path}/quote", amount="10000.00", guarantee_fee="345.55")
    assert quoted["nominal_cost"].startswith("23.9999")
    assert (quoted["price_cap"], quoted["within_cap"]) == ("24.000000", True)
    assert (quoted["guarantee_fee"], quoted["method"], quoted["periods"]) == ("345.55", "equal_instalments", 12)
    assert quoted["instalments"][0]["payment"] == "945.60"
    assert not sandbox.line(f"{path}/quote", amount="10000.00", guarantee_fee="345.56")["within_cap"]

    refused = sandbox.done(f"{path}/draws", cny("10000.00", guarantee_fee="345.56"))
    assert (refused["status"], refused["decline_code"]) == ("declined", "over_price_cap")
    drawn = sandbox.done(f"{path}/draws", cny("10000.00", guarantee_fee="345.55"))
    assert (drawn["status"], drawn["line"]["available"]) == ("approved", "0.00")
    assert drawn["detail"]["nominal_cost"] == quoted["nominal_cost"]


def test_from_the_day_a_cap_falls_new_draws_are_refused_and_old_ones_are_untouched(sandbox: Caller) -> None:
    """Until the end of 2027 the cap is 24 %, from 2028 on four times an LPR of 3.0 %: 12 %."""
    path = micro_loan(sandbox)
    sandbox.advance("700d")  # 2 December 2027
    assert sandbox.done(f"{path}/draws", cny("100.00"))["status"] == "approved"
    before = sandbox.line(f"{path}/schedule")["instalments"]
    sandbox.advance("30d")  # 1 January 2028
    refused = sandbox.done(f"{path}/draws", cny("100.00"))
    assert (refused["status"], refused["decline_code"]) == ("declined", "over_price_cap")
    assert sandbox.line(f"{path}/schedule")["instalments"][-1] == before[-1]


def test_every_instalment_paid_on_its_day_gives_the_line_back_piece_by_piece(sandbox: Caller) -> None:
    """3,000 over three months at 18 %: 1,030.15 a month, and in the end everything is available again."""
    path = micro_loan(sandbox)
    sandbox.done(f"{path}/draws", cny("3000.00", periods=3))
    schedule = sandbox.line(f"{path}/schedule")
    assert [row["due_on"] for row in schedule["instalments"]] == ["2026-02-01", "2026-03-01", "2026-04-01"]
    assert schedule["instalments"][0]["payment"] == "1030.15"
    assert schedule["next_due_on"] == "2026-02-01"
    for days in ("31d", "28d", "31d"):
        sandbox.advance(days)
        (due,) = sandbox.line(f"{path}/schedule")["dues"]
        repaid = sandbox.done(f"{path}/repayments", cny(due["unpaid"]))
    assert (repaid["line"]["owed"], repaid["line"]["available"]) == ("0.00", "10000.00")
    sandbox.advance("1d")
    assert sandbox.line(path)["servicing"]["full_payments_in_row"] == 3
    assert len(events(sandbox, path, "payment_met")) == 3


def test_a_bounced_debit_takes_back_what_it_restored_with_its_own_value_date(sandbox: Caller) -> None:
    """A debit of 3,000 comes in on a Monday and comes back on Wednesday. One bounce costs no limit and no fee."""
    path = revolving(sandbox)
    sandbox.done(f"{path}/draws", cny("5000.00"))
    sandbox.advance("4d")  # Monday, 5 January 2026
    repaid = sandbox.done(f"{path}/repayments", cny("3000.00", rail="direct_debit"))
    servicing = repaid["line"]["servicing"]
    assert (repaid["line"]["owed"], repaid["line"]["available"]) == ("2008.00", "5000.00")
    assert (servicing["held_until_final"], servicing["final_on"]) == ("2992.00", "2026-01-07")
    sandbox.advance("1d")
    sandbox.done(f"{path}/draws", cny("5000.00"))

    returned = sandbox.done(f"{path}/returns", {"event_id": repaid["id"], "reason": "R01"})
    line = returned["line"]
    assert (returned["kind"], returned["amount"], returned["reason"]) == ("repayment_returned", "3000.00", "R01")
    assert (line["limit"], line["available"], line["over_limit"], line["fees"]) == ("10000.00", "0.00", "0.00", "0.00")
    assert (line["principal"], line["interest"]) == ("10000.00", "10.00")
    assert sandbox.line(path, as_of="2026-01-05T12:00:00Z")["principal"] == "5000.00"
    assert sandbox.line(path, as_of="2026-01-05T12:00:00Z", known_at="2026-01-05T12:00:00Z")["principal"] == "2008.00"


def test_a_return_after_the_line_was_used_again_leaves_it_over_its_limit_and_says_so(sandbox: Caller) -> None:
    """A card repayment gives half of the line back at once; that half is used; then the repayment is recalled."""
    path = revolving(sandbox, limit="5000.00")
    sandbox.done(f"{path}/draws", cny("5000.00"))
    repaid = sandbox.done(f"{path}/repayments", cny("3000.00", rail="card"))
    assert repaid["line"]["available"] == "1500.00"
    sandbox.done(f"{path}/draws", cny("1500.00"))
    returned = sandbox.done(f"{path}/returns", {"event_id": repaid["id"], "reason": "recalled"})
    assert (returned["line"]["over_limit"], returned["line"]["fees"]) == ("1500.00", "0.00")
    page = sandbox.client.get(path, headers={"Accept-Language": "en"}).text
    assert "over your limit" in page
    assert "One return alone never lowers your limit" in page


def test_a_return_on_day_58_still_works(sandbox: Caller) -> None:
    path = revolving(sandbox)
    sandbox.done(f"{path}/draws", cny("3000.00"))
    repaid = sandbox.done(f"{path}/repayments", cny("3000.00", rail="direct_debit"))
    sandbox.advance("58d")
    assert sandbox.line(path)["available"] == "10000.00"
    returned = sandbox.done(f"{path}/returns", {"event_id": repaid["id"], "reason": "R10"})
    assert returned["line"]["principal"] == "3000.00"
    assert returned["line"]["interest"] == "69.60", "interest as if it had not been paid: 58 days of 0.04 %"


def test_180_days_late_is_charged_off_and_a_payment_two_years_later_settles_it(sandbox: Caller) -> None:
    """Limit 0 at charge-off; what comes in is booked as recovered; no limit comes back by itself."""
    path = revolving(sandbox)
    sandbox.done(f"{path}/draws", cny("6000.00"))
    sandbox.advance("220d")
    line = sandbox.line(path)
    assert (line["status"], line["limit"], line["available"]) == ("charged_off", "0.00", "0.00")
    (gone,) = events(sandbox, path, "charged_off")
    assert gone["amount"] == line["owed"]
    assert line["servicing"]["charged_off_on"] == "2026-07-25"
    sandbox.advance("730d")
    assert sandbox.line(path)["owed"] == line["owed"], "interest stopped"
    repaid = sandbox.done(f"{path}/repayments", cny(line["owed"]))
    assert repaid["line"]["owed"] == "0.00"
    settled = sandbox.line(path)
    assert (settled["status"], settled["limit"], settled["available"]) == ("settled", "0.00", "0.00")
    entries = sandbox.line(f"{path}/entries", limit=500)["data"]
    recoveries = [entry["amount"] for entry in entries if entry["account"] == "recoveries"]
    assert recoveries == [f"-{line['owed']}"]


def test_a_court_freeze_leaves_statements_and_repayments_going_on(sandbox: Caller) -> None:
    """Limit 40,000, 12,000 owed; frozen for 30 days; released, everything beyond what is owed is there at once."""
    path = revolving(sandbox, limit="40000.00")
    sandbox.done(f"{path}/draws", cny("12000.00"))
    sandbox.done(f"{path}/transitions", {"to": "frozen", "reason": "LEGAL_HOLD"})
    sandbox.advance("10d")
    (statement,) = sandbox.line(f"{path}/statements")["data"]
    assert (statement["statement_on"], statement["due_on"]) == ("2026-01-05", "2026-01-26")
    assert (statement["full"], statement["minimum"]) == ("12019.20", "1219.20")
    sandbox.done(f"{path}/repayments", cny(statement["minimum"]))
    sandbox.advance("20d")
    assert sandbox.line(path)["servicing"]["minimum_payments_in_row"] == 1
    released = sandbox.done(f"{path}/transitions", {"to": "open", "reason": "LEGAL_HOLD lifted"})
    assert released["line"]["available"] == f"{40_000 - float(released['line']['principal']):.2f}"


def test_a_pause_asks_for_nothing_and_then_goes_on(sandbox: Caller) -> None:
    path = micro_loan(sandbox)
    sandbox.done(f"{path}/draws", cny("3000.00", periods=3))
    sandbox.advance("40d")
    assert sandbox.line(path)["servicing"]["days_past_due"] == 9
    paused = sandbox.done(f"{path}/plans", {"kind": "pause", "until": "2026-03-31", "reason": "Illness"})
    assert paused["line"]["servicing"]["days_past_due"] == 0
    sandbox.advance("45d")
    line = sandbox.line(path)["servicing"]
    assert (line["days_past_due"], line["paused_until"], line["next_due_on"]) == (0, "2026-03-31", "2026-04-01")
    sandbox.advance("10d")
    assert events(sandbox, path, "plan_ended")[0]["detail"] == {"plan": "pause"}
    for body in ({"kind": "pause", "reason": "More"}, {"kind": "re_age", "periods": 3, "reason": "More"}):
        assert sandbox.post(f"{path}/plans", body).json()["code"] == "invalid-field"


def test_every_day_is_on_the_tape_with_its_own_figures(sandbox: Caller) -> None:
    path = revolving(sandbox)
    sandbox.done(f"{path}/draws", cny("1000.00"))
    sandbox.advance("10d")
    sandbox.done(f"{path}/repayments", cny("500.00"))
    sandbox.advance("2d")
    days = sandbox.line(f"{path}/days", limit=500)["data"]
    assert [day["day"][-2:] for day in days] == [f"{number:02}" for number in range(1, 13)]
    assert [day["interest"] for day in days[:3]] == ["0.00", "0.40", "0.80"]
    assert (days[9]["principal"], days[10]["principal"]) == ("1000.00", "504.00")
    assert (days[9]["utilisation_bps"], days[9]["available"]) == (1000, "9000.00")
    page = sandbox.line(f"{path}/days", limit=5)
    assert sandbox.line(f"{path}/days", limit=5, cursor=page["next_cursor"])["data"] == days[5:10]


def test_a_repayment_with_an_earlier_value_date_is_put_where_it_belongs(sandbox: Caller) -> None:
    """The bill of the 25th was paid on the 20th, and the bank's file arrives on the 10th of the next month."""
    path = revolving(sandbox)
    sandbox.done(f"{path}/draws", cny("1000.00"))
    sandbox.advance("40d")
    assert sandbox.line(path)["servicing"]["days_past_due"] > 0
    repaid = sandbox.done(f"{path}/repayments", cny("200.00", effective_at="2026-01-20T02:00:00Z"))
    assert repaid["effective_at"] == "2026-01-20T02:00:00Z"
    line = sandbox.line(path)
    assert line["servicing"]["days_past_due"] == 0
    told = sandbox.line(f"{path}/days", limit=500)["data"]
    assert max(day["days_past_due"] for day in told) > 0, "what was known is kept until the days are closed anew"
    sandbox.advance("1d")
    anew = sandbox.line(f"{path}/days", limit=500)["data"]
    assert max(day["days_past_due"] for day in anew) == 0
    then = sandbox.line(path, as_of="2026-02-05T00:00:00Z", known_at="2026-02-09T00:00:00Z")
    assert then["servicing"]["days_past_due"] > 0


def test_products_are_listed_and_a_line_takes_its_terms_from_one(sandbox: Caller) -> None:
    listed = {product["id"]: product for product in sandbox.line("/products")["data"]}
    assert {"consumer-revolving", "consumer-instalments", "micro-loan", "business-working-capital"} <= set(listed)
    assert listed["micro-loan"]["rate_bps"] == 1800
    path = sandbox.open("firm", limit="100.00", product="business-working-capital")
    line = sandbox.line(path)
    assert (line["rate_bps"], line["day_count"], line["expires_on"]) == (840, "act/360", "2029-01-01")

    def refused(**terms: object) -> str:
        body = {"name": "shop", "currency": "CNY", "limit": "1.00", **terms}
        return str(sandbox.post("/lines", body).json()["code"])

    assert refused(product="nothing") == "product-unknown"
    assert refused(product="micro-loan", rate_bps=5) == "invalid-field"
    assert refused(product="micro-loan", currency="USD") == "product-currency"
    assert sandbox.post(f"{path}/draws", cny("1.00", method="equal_principal")).json()["code"] == "method-not-offered"
    assert sandbox.post(f"{path}/draws", cny("1.00", periods=7)).json()["code"] == "periods-not-offered"
    assert sandbox.post(f"{path}/repayments", cny("1.00", rail="cheque")).json()["code"] == "rail-unknown"
    plain = sandbox.open("plain")
    plan = {"kind": "re_age", "reason": "Agreed"}
    assert sandbox.post(f"{plain}/plans", plan).json()["code"] == "no-product"
    assert sandbox.get(f"{plain}/quote", amount="1.00").json()["code"] == "no-product"
    assert sandbox.post(f"{path}/plans", plan).json()["code"] == "not_past_due"


def test_the_page_shows_the_schedule_and_the_next_payment_in_both_languages(sandbox: Caller) -> None:
    path = micro_loan(sandbox)
    sandbox.done(f"{path}/draws", cny("3000.00", periods=3))
    english = sandbox.client.get(path, headers={"Accept-Language": "en"}).text
    assert "What to pay and when" in english
    assert "1,030.15" in english
    chinese = sandbox.client.get(path, headers={"Accept-Language": "zh-CN"}).text
    assert "还款计划" in chinese
    assert "1,030.15" in chinese
    assert 'id="schedule"' not in sandbox.client.get(sandbox.open("plain")).text


def test_a_charge_off_by_hand_is_recorded_with_its_reason(sandbox: Caller) -> None:
    path = sandbox.open("lost", limit="100.00")
    assert sandbox.post(f"{path}/charge-offs", {"reason": "No means"}).json()["code"] == "nothing_owed"
    sandbox.done(f"{path}/draws", cny("60.00"))
    gone = sandbox.done(f"{path}/charge-offs", {"reason": "No means"})
    assert (gone["line"]["status"], gone["amount"], gone["reason"]) == ("charged_off", "60.00", "No means")
    assert sandbox.done(f"{path}/draws", cny("1.00"))["decline_code"] == "line_charged_off"
