"""The words of notices, written in both languages: names of fields, titles, first sentences, and what may be done."""

from collections.abc import Mapping
from dataclasses import dataclass

from creditline.notices.notice import Both, Kind

FIELDS: Mapping[str, Both] = {
    "creditor_name": ("Lender", "贷款机构"),
    "creditor_address": ("Address", "地址"),
    "action": ("What was done", "处理结果"),
    "old_limit": ("Limit until now", "原额度"),
    "new_limit": ("New limit", "新额度"),
    "since": ("From", "生效日期"),
    "proof_day": ("Proof of income of", "收入证明日期"),
    "renew_by": ("To be renewed by", "请于此日前更新"),
    "limit_now": ("Limit now", "当前额度"),
    "counts_until": ("The old one counts until", "旧证明计入至"),
    "limit_then": ("Without a new one the limit may then fall to", "届时如无新证明，额度可能降至"),
    "amount": ("Amount", "金额"),
    "amount_held": ("Held", "暂缓金额"),
    "deadline": ("Until, at the latest", "最迟至"),
    "expires": ("To be accepted by", "接受截止日"),
    "outcome": ("Outcome", "处理结论"),
    "answer": ("In the words of the person who decided", "审核人意见"),
    "reason": ("Reason", "原因"),
    "remedy": ("What clears it", "如何解除"),
    "papers": ("Papers that help", "所需材料"),
    "contact": ("Contact", "联系方式"),
    "instalments_12_equal": ("You may repay in 12 equal parts of", "可分 12 期等额偿还，每期"),
    "rate_of_instalments": ("Yearly rate of these instalments", "分期年利率"),
    "score": ("Score that was used", "所用评分"),
    "score_range": ("Range of that score", "评分区间"),
    "score_date": ("Date of that score", "评分日期"),
    "key_factors": ("What weighed most in it", "主要影响因素"),
    "bureau_name": ("Credit bureau", "征信机构"),
    "bureau_contact": ("How to reach the bureau", "征信机构联系方式"),
    "bureau_did_not_decide": ("Who decided", "决定方"),
    "free_report_60_days": ("Your report", "您的征信报告"),
    "right_to_dispute": ("If it is wrong", "如有错误"),
    "ecoa_text": ("Equal treatment", "平等对待"),
    "agency": ("Authority", "监管机构"),
}
"""What a row is called, in the order in which rows stand."""

PAPERS: Mapping[str, Both] = {
    "payer_identity": ("identity of the person who paid", "付款人身份证明"),
    "payer_agreement": ("agreement with the person who paid", "与付款人的协议或说明"),
    "account_statement": ("statement of the account", "账户流水"),
    "invoice": ("invoice", "发票"),
    "contract": ("contract", "合同"),
}

BUREAU: Mapping[str, Both] = {
    "bureau_did_not_decide": (
        "The bureau did not decide and cannot say why it was decided so.",
        "征信机构未参与决定，无法说明决定的原因。",
    ),
    "free_report_60_days": (
        "Ask the bureau within 60 days and you get a copy of your report at no charge.",
        "您可在 60 天内向征信机构免费索取一份报告。",
    ),
    "right_to_dispute": (
        "You may dispute with the bureau whatever in it is inaccurate or incomplete.",
        "如报告内容不准确或不完整，您有权向征信机构提出异议。",
    ),
}

ECOA: Both = (
    (
        "The federal Equal Credit Opportunity Act forbids lenders to treat applicants for credit worse because of "
        "race, color, religion, national origin, sex, marital status or age (if they may make contracts), because "
        "income comes from public assistance, or because they used in good faith a right that the Consumer Credit "
        "Protection Act gives. The authority named here sees to it that this lender keeps that law."
    ),
    (
        "美国《平等信贷机会法》禁止贷款机构因申请人的种族、肤色、宗教、原籍、性别、婚姻状况、年龄（具有缔约能力者）、"
        "收入来自公共救助，或善意行使《消费者信贷保护法》赋予的权利而区别对待。本通知所列机构负责监督本贷款机构遵守该法。"
    ),
)

DESK: Both = (
    "the lender's service, or the appeal on the page of your line",
    "贷款机构客服，或在您的额度页面提交申诉",
)
"""The contact where the lender has not named one."""

_APPEAL: Both = (
    (
        "If you see it differently, or something has changed, ask for another look on the page of your line. "
        "A person looks at it, and asking costs you nothing."
    ),
    "如您有不同意见或情况有变，可在您的额度页面申请复核，将由工作人员审核，申请不会产生任何不利影响。",
)
_OWED_STAYS: Both = (
    "What you have drawn stays as agreed: nothing becomes due earlier because of this.",
    "您已支用的款项仍按原约定偿还，不会因此提前到期。",
)


@dataclass(frozen=True, slots=True)
class Template:
    """The fixed part of a kind of notice; its first sentence names fields in braces."""

    title: Both
    lead: Both
    closing: tuple[Both, ...]

    @property
    def texts(self) -> list[str]:
        """Every sentence of it."""
        return [text for pair in (self.title, self.lead, *self.closing) for text in pair]


TEMPLATES: Mapping[Kind, Template] = {
    Kind.LIMIT_LOWERED: Template(
        ("Your limit was lowered", "您的额度已下调"),
        (
            "The limit of your line fell from {old_limit} to {new_limit} on {since}.",
            "您的额度自 {since} 起由 {old_limit} 下调至 {new_limit}。",
        ),
        (_OWED_STAYS, _APPEAL),
    ),
    Kind.LIMIT_TO_FALL: Template(
        ("Your limit will fall", "您的额度即将下调"),
        (
            "The limit of your line will fall from {old_limit} to {new_limit} on {since}. Until then it stays.",
            "您的额度将于 {since} 由 {old_limit} 下调至 {new_limit}，在此之前保持不变。",
        ),
        (
            ("What ends the cause before that day ends the decrease too.", "如原因在此之前消除，则不再下调。"),
            _OWED_STAYS,
            _APPEAL,
        ),
    ),
    Kind.LIMIT_RAISED: Template(
        ("Your limit was raised", "您的额度已提高"),
        (
            "The limit of your line rose from {old_limit} to {new_limit} on {since}.",
            "您的额度自 {since} 起由 {old_limit} 提高至 {new_limit}。",
        ),
        (
            (
                "You need not use it, and you may choose a lower one on the page of your line.",
                "您无需使用全部额度，也可在额度页面自行选择较低额度。",
            ),
        ),
    ),
    Kind.LIMIT_OFFERED: Template(
        ("A higher limit is offered to you", "为您提供提额邀约"),
        (
            "You may have a limit of {new_limit} instead of {old_limit}, if you accept by {expires}.",
            "您可在 {expires} 前接受，将额度由 {old_limit} 提高至 {new_limit}。",
        ),
        (
            (
                "If you do nothing, nothing changes. Declining has no consequence.",
                "如您不操作，额度不会改变；拒绝不会产生任何影响。",
            ),
        ),
    ),
    Kind.MONEY_HELD: Template(
        ("Part of your available credit is held", "您的部分可用额度暂缓使用"),
        (
            "Of your available credit {amount_held} is held until {deadline} at the latest. Your limit is unchanged.",
            "您的可用额度中有 {amount_held} 暂缓使用，最迟至 {deadline}。您的额度没有改变。",
        ),
        (("It is let go at once when the question is cleared.", "问题核实清楚后立即解除。"), _APPEAL),
    ),
    Kind.HOLD_ENDED: Template(
        ("What was held is available again", "暂缓的额度已恢复"),
        (
            "{amount_held} that was held is available to you again since {since}.",
            "此前暂缓的 {amount_held} 自 {since} 起已恢复可用。",
        ),
        (),
    ),
    Kind.APPEAL_DECIDED: Template(
        ("Your appeal was decided", "您的申诉已有结论"),
        (
            "Your appeal of {filed} was decided on {since}: {outcome}.",
            "您于 {filed} 提交的申诉已于 {since} 作出结论：{outcome}。",
        ),
        (
            (
                "The papers you sent were read by a person. Having appealed changes nothing about how you are judged.",
                "您提交的材料已由工作人员审阅。提出申诉不会影响对您的评估。",
            ),
        ),
    ),
    Kind.REPAYMENT_RETURNED: Template(
        ("A repayment came back", "一笔还款被退回"),
        (
            "A repayment of {amount} was returned by the bank on {since} and no longer counts as paid.",
            "一笔 {amount} 的还款于 {since} 被银行退回，不再计为已还款。",
        ),
        (
            (
                "The page of your line shows what is due now and by when. If you know no cause, ask your bank.",
                "额度页面显示当前应还金额及日期。如不清楚原因，请咨询您的银行。",
            ),
        ),
    ),
    Kind.RELIEF_STARTED: Template(
        ("Your relief has begun", "延缓还款已生效"),
        (
            "The relief you agreed on counts from {since} on.",
            "您申请的延缓还款自 {since} 起生效。",
        ),
        (
            (
                "Interest goes on as agreed meanwhile. The new days and amounts stand on the page of your line.",
                "期间利息仍按约定计收。新的还款日期和金额见额度页面。",
            ),
        ),
    ),
    Kind.PROOF_RUNS_OUT: Template(
        ("Your proof of income runs out", "您的收入证明即将到期"),
        (
            "Your limit rests on your proof of income of {proof_day}. Please send a new one by {renew_by}.",
            "您的额度以 {proof_day}的收入证明为依据。请在 {renew_by}前提交新的证明。",
        ),
        (
            (
                "A new proof counts as soon as it is verified. This is a reminder: nothing has changed yet.",
                "新证明经核实后立即计入。本通知仅为提醒，额度目前没有变化。",
            ),
        ),
    ),
}

OUTCOMES: Mapping[str, Both] = {
    "upheld": ("upheld", "支持"),
    "partly_upheld": ("upheld in part", "部分支持"),
    "not_upheld": ("not upheld", "不予支持"),
}
