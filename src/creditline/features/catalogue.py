"""All features, each declared once. A new one stands here, and nowhere else but in docs/reference/features.md."""

from creditline.features import aggregates as by
from creditline.features import measures as of
from creditline.features.feature import Direction, Feature, Unit

_BETTER, _WORSE, _UNSIGNED = Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER, Direction.UNSIGNED


def _feature(
    name: str, aggregate: by.Aggregate, direction: Direction, unit: Unit, zh: str, en: str, *, actionable: bool = True
) -> Feature:
    return Feature(name=name, aggregate=aggregate, direction=direction, unit=unit, actionable=actionable, zh=zh, en=en)


def _shown(name: str, aggregate: by.Aggregate, unit: Unit, zh: str, en: str) -> Feature:
    """Declare a feature that no scorecard may use."""
    return Feature(
        name=name, aggregate=aggregate, direction=_UNSIGNED, unit=unit, actionable=False, zh=zh, en=en, scored=False
    )


def _business(name: str, aggregate: by.Aggregate, direction: Direction, unit: Unit, zh: str, en: str) -> Feature:
    return Feature(
        name=name, aggregate=aggregate, direction=direction, unit=unit, actionable=False, zh=zh, en=en, business=True
    )


_UTILISATION = (
    _feature("utilisation", by.Now(of.UTILISATION), _WORSE, Unit.BPS, "当前额度使用率", "utilisation now"),
    *(
        _feature(
            f"utilisation_mean_{days}d",
            by.Mean(of.UTILISATION, days),
            _WORSE,
            Unit.BPS,
            f"近{days}天平均额度使用率",
            f"mean utilisation of the last {days} days",
        )
        for days in (30, 90, 180)
    ),
    *(
        _feature(
            f"utilisation_max_{days}d",
            by.Peak(of.UTILISATION, days),
            _WORSE,
            Unit.BPS,
            f"近{days}天最高额度使用率",
            f"highest utilisation of the last {days} days",
        )
        for days in (90, 365)
    ),
    _shown(
        "utilisation_trend_90d",
        by.Trend(of.UTILISATION, 90),
        Unit.BPS,
        "近90天与此前90天平均使用率之差",
        "mean utilisation of the last 90 days less that of the 90 before",
    ),
)

_REPAYING = (
    _feature(
        "repayment_ratio_365d", by.Kept(of.SHORT, 365), _BETTER, Unit.BPS,
        "近一年按时还款比例", "share of what was due in the months of the last year that was paid by its day",
    ),
    _feature(
        "full_repayment_share_365d", by.Kept(of.NOT_IN_FULL, 365, each=of.BPS), _BETTER, Unit.BPS,
        "近一年按时足额还款的月份占比", "share of months in the last year with all that was billed paid by its day",
    ),
    _feature(
        "months_since_cleared", by.Since(of.LAST_CLEARED, by.MONTH_DAYS), _WORSE, Unit.MONTHS,
        "距上次全部还清的月数", "months since everything drawn was last repaid",
    ),
    _shown(
        "days_early_mean_365d", by.Ratio(of.EARLY, of.AHEAD, 365, scale=1), Unit.DAYS,
        "近一年平均提前还款天数", "days before the due date that repayments came, on average over the last year",
    ),
    _feature(
        "days_late_365d", by.DaysAt(of.OVERDUE, 365), _WORSE, Unit.DAYS,
        "近一年处于逾期的天数", "days of the last year on which a payment was overdue",
    ),
    _feature("days_past_due", by.PastDue(), _WORSE, Unit.DAYS, "当前逾期天数", "days past due now"),
    *(
        _feature(
            f"days_past_due_max_{days}d", by.WorstPastDue(days), _WORSE, Unit.DAYS,
            f"近{days}天最长逾期天数", f"most days past due in the last {days} days",
        )
        for days in (90, 365)
    ),
    *(
        _feature(
            f"late_count_{days}d", by.Sum(of.MISSED, days), _WORSE, Unit.COUNT,
            f"近{days}天未按时足额还款的次数", f"due dates missed in the last {days} days",
        )
        for days in (90, 365)
    ),
    _feature(
        "returned_count_365d", by.Sum(of.RETURNS, 365), _WORSE, Unit.COUNT,
        "近一年还款被退回的次数", "repayments returned by the bank in the last year",
    ),
    _shown(
        "repayment_count_7d", by.Sum(of.REPAYMENTS, 7), Unit.COUNT, "近7天还款笔数", "repayments in the last 7 days"
    ),
)  # fmt: skip

_DRAWING = (
    *(
        _feature(
            f"draw_count_{days}d", by.Sum(of.DRAWS, days), _WORSE, Unit.COUNT,
            f"近{days}天支用笔数", f"draws in the last {days} days",
        )
        for days in (30, 90)
    ),
    *(
        _feature(
            f"drawn_to_limit_{days}d", by.PerLimit(of.DRAWN, days), _WORSE, Unit.BPS,
            f"近{days}天支用金额与额度之比", f"drawn in the last {days} days, as a share of the limit",
        )
        for days in (30, 90)
    ),
    _feature(
        "drawn_trend_90d", by.FlowTrend(of.DRAWN, 90), _WORSE, Unit.BPS,
        "近90天与此前90天支用金额之差与额度之比", "change of what was drawn from one 90 days to the next, to the limit",
    ),
    _feature(
        "cash_share_365d", by.Ratio(of.CASH, of.DRAWN, 365), _WORSE, Unit.BPS,
        "近一年支用中提现的占比", "share of what was drawn in the last year that was cash",
    ),
    _feature(
        "declined_count_90d", by.Sum(of.DECLINES, 90), _WORSE, Unit.COUNT,
        "近90天超出可用额度的支用申请次数", "draws of more than was available in the last 90 days",
    ),
    _feature(
        "days_since_draw", by.Since(of.LAST_DRAW), _UNSIGNED, Unit.DAYS, "距上次支用的天数", "days since the last draw"
    ),
    _feature(
        "days_inactive", by.Since(of.LAST_USE), _WORSE, Unit.DAYS,
        "距上次支用或还款的天数", "days since the last draw or repayment",
    ),
    _feature(
        "tenure_months", by.Tenure(), _BETTER, Unit.MONTHS, "开户月数", "months since the line was opened",
        actionable=False,
    ),
)  # fmt: skip

_INFLOWS = (
    _shown("repaid_365d", by.Sum(of.REPAID, 365), Unit.MINOR, "近一年还款金额", "repaid in the last year"),
    _shown(
        "linked_inflow_365d", by.Sum(of.FROM_LINKED, 365), Unit.MINOR,
        "近一年由关联账户还入的金额", "repaid from linked accounts in the last year",
    ),
    _shown(
        "third_party_inflow_365d", by.Sum(of.FROM_THIRD, 365), Unit.MINOR,
        "近一年由第三方还入的金额", "repaid by third parties in the last year",
    ),
    _shown(
        "third_party_share_365d", by.Ratio(of.FROM_THIRD, of.REPAID, 365), Unit.BPS,
        "近一年还款中由第三方还入的占比", "share of repayments in the last year that third parties made",
    ),
)  # fmt: skip

_MEANS = (
    _feature(
        "debt_to_income", by.Burden(of.INCOME, by.MONTHS), _WORSE, Unit.BPS,
        "本额度欠款与年收入之比", "owed on this line, as a share of a year's income",
    ),
    _feature(
        "total_debt_to_income", by.Burden(of.INCOME, by.MONTHS, (of.EXTERNAL_DEBT,)), _WORSE, Unit.BPS,
        "全部欠款与年收入之比", "owed here and elsewhere, as a share of a year's income",
    ),
    _feature(
        "debt_to_assets", by.Burden(of.ASSETS), _WORSE, Unit.BPS, "本额度欠款与资产之比",
        "owed on this line, as a share of assets",
    ),
    _feature(
        "external_debt", by.Known(of.EXTERNAL_DEBT), _WORSE, Unit.MINOR, "其他机构欠款金额", "owed to other lenders"
    ),
    _feature(
        "inquiries_90d", by.Known(of.INQUIRIES), _WORSE, Unit.COUNT,
        "近90天其他机构查询次数", "inquiries by other lenders in the last 90 days",
    ),
    _feature(
        "income_verified_days", by.Age(of.INCOME), _WORSE, Unit.DAYS,
        "收入证明距今天数", "days since the income was verified",
    ),
)  # fmt: skip

_TRADING = (
    _business(
        "revenue_mean", by.MonthlyMean(of.REVENUE), _BETTER, Unit.MINOR, "近一年月均营业额", "mean monthly revenue"
    ),
    _business(
        "revenue_fall_90d", by.Fall(of.REVENUE, 90), _WORSE, Unit.BPS,
        "近90天营业额较全年水平的下降", "fall of revenue in the last 90 days against the year's pace",
    ),
    _business(
        "season_index_90d", by.Season(of.REVENUE, 90), _UNSIGNED, Unit.BPS,
        "未来90天的季节指数(按去年同期)", "season index of the coming 90 days, from the same days last year",
    ),
    _business(
        "customer_concentration_365d", by.Ratio(of.LARGEST, of.REVENUE, 365), _WORSE, Unit.BPS,
        "最大客户占营业额的比例", "share of revenue from each month's largest customer",
    ),
    _business(
        "debt_to_revenue", by.DebtToFlow(of.REVENUE), _WORSE, Unit.BPS,
        "本额度欠款与年营业额之比", "owed on this line, as a share of a year's revenue",
    ),
)  # fmt: skip

CATALOGUE: tuple[Feature, ...] = (*_UTILISATION, *_REPAYING, *_DRAWING, *_INFLOWS, *_MEANS, *_TRADING)
"""Every feature, in the order of docs/reference/features.md; names are unique and never change their meaning."""

KEPT_DAYS = {
    flow: max(by.looks_back_days(feature.aggregate) for feature in CATALOGUE if flow in by.flows_of(feature.aggregate))
    for flow in of.FLOWS
}
"""For how many days a state has to keep each flow: the longest look back of any feature."""
