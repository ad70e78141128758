"""The sentences of reasons that neither the policy nor the scorecard brings, and what no reason may say."""

from dataclasses import dataclass

from creditline.decisions.decision import Decision, Reason
from creditline.money.amount import format_minor

_TEXTS: dict[str, tuple[str, str]] = {
    "REG_CAP": (
        "By law a limit of this kind may be at most {amount} ({rule}).",
        "依照规定，此类额度最高为 {amount}（{rule}）。",
    ),
    "REG_CAP_CONCENTRATION": (
        "By law one borrower, or a group, may be lent at most {amount} by this lender ({rule}).",
        "依照规定，本机构对单一借款人或关联方最多可授信 {amount}（{rule}）。",
    ),
    "STUDENT_RULE": (
        "By law this kind of lender may not give online consumption credit to students ({rule}).",
        "依照规定，该类机构不得向在校学生发放互联网消费贷款（{rule}）。",
    ),
    "UNDER_AGE": (
        "By law credit is given only from the age of 18 on ({rule}).",
        "依照规定，须年满 18 周岁方可授信（{rule}）。",
    ),
    "RELATED_PERSON": (
        "By law a bank gives no unsecured credit to persons related to it ({rule}).",
        "依照规定，银行不得向关系人发放信用贷款（{rule}）。",
    ),
    "HELD_HARMLESS": (
        "You repaid, and a repayment never lowers your limit: it stays at {amount}.",
        "还款不会降低您的额度：额度保持为 {amount}。",
    ),
    "SMALL_CHANGE": (
        "The change would be too small to make; the limit stays at {amount}.",
        "变动幅度过小，额度保持为 {amount}。",
    ),
    "STEPWISE": (
        "A quarter moves the limit only so far, and it has moved that far; until the next one it stays at {amount}.",
        "每季度的调整幅度有限，本季度已达上限；下季度之前额度保持为 {amount}。",
    ),
    "REVIEW_PAUSED": (
        "Automatic reviews are paused; the limit stays at {amount} until they resume.",
        "自动评估已暂停，恢复前额度保持为 {amount}。",
    ),
    "ABILITY_TO_PAY": (
        "A rise to {amount} needs your income and what you owe each month first ({rule}).",
        "提额至 {amount} 前，需先提供收入和每月负债情况（{rule}）。",
    ),
    "AT_RISK": (
        "A rise to {amount} is not offered while you opted out of rises or payments may be hard for you ({rule}).",
        "您已选择不提额或还款可能有困难，暂不提供提额至 {amount}（{rule}）。",
    ),
    "ASSESSMENT_MISSING": (
        "A rise to {amount} needs an assessment of your means first ({rule}).",
        "提额至 {amount} 前，需先完成信用评估（{rule}）。",
    ),
    "NOT_ASKED_FOR": (
        "A limit is raised to {amount} only if you ask for it ({rule}).",
        "只有您提出申请，额度才可提高至 {amount}（{rule}）。",
    ),
    "GUARANTOR_CONSENT": (
        "A rise to {amount} needs the written consent of who stands in for the debt ({rule}).",
        "提额至 {amount} 须取得第二还款来源方的书面同意（{rule}）。",
    ),
    "SECOND_SOURCE": (
        "A limit of {amount} needs a second source of repayment, consented to in writing ({rule}).",
        "额度 {amount} 须落实第二还款来源并取得书面同意（{rule}）。",
    ),
    "INCREASE_NEEDS_CONSENT": (
        "You may have a limit of {amount}; it changes only if you accept.",
        "您可获得 {amount} 的额度，须经您接受方可调整。",
    ),
}

_SAYS_NOTHING = (
    "score too low", "internal policy", "internal standards", "system decision", "credit rules",
    "综合评分不足", "评分不足", "内部政策", "内部策略", "系统决定",
)  # fmt: skip
_BLAMES_REPAYMENT = ("because you repaid", "because of your repayment", "因为您还款", "因您还款")


@dataclass(frozen=True, slots=True)
class ReasonFault:
    """A reason that may not be given, and why not."""

    code: str
    fault: str


def reason_of(code: str, stage: str, *, amount_minor: int, currency: str, rule: str = "") -> Reason:
    """Return the reason with this code, its numbers filled in; a code without a text of its own says the rule."""
    en, zh = _TEXTS.get(code, _TEXTS["REG_CAP"])
    given = {"amount": format_minor(amount_minor, currency), "rule": rule}
    return Reason(code=code, stage=stage, en=en.format(**given), zh=zh.format(**given))


def faults_of(decision: Decision) -> list[ReasonFault]:
    """Return what is wrong with a decision's reasons: says nothing, blames a repayment, is not in the binding set."""
    return [ReasonFault(reason.code, fault) for reason in decision.reasons for fault in _faults(decision, reason)]


def text_faults(text: str) -> list[str]:
    """Return why a text may not be sent to a borrower as a reason; nothing if it may."""
    low = text.lower()
    empty = [f"'{phrase}' says nothing specific" for phrase in _SAYS_NOTHING if phrase in low]
    return empty + [f"'{phrase}' blames a repayment" for phrase in _BLAMES_REPAYMENT if phrase in low]


def _faults(decision: Decision, reason: Reason) -> list[str]:
    stages = {*decision.binding, *decision.deferred, "guard", "movement", "pause", "gate", "consent"}
    strange = [] if reason.stage in stages else [f"its stage '{reason.stage}' did not bind"]
    return strange + text_faults(reason.en) + text_faults(reason.zh)
