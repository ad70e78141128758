"""What no feature may be made of, by the rule that forbids it.

A name is looked at word by word, its Chinese and English words as they stand. The rules are the ids of the law packs:
CN-19 (credit reporting regulation, art. 14), CN-21 and CN-24 (adverse items that have expired or were repaired), CN-29
(students), US-06 (Regulation B, 1002.6), US-17 (SCRA, 50 USC 3919), EU-02 (consumer credit directive 2, art. 18).
Income, assets and debts elsewhere are conditional, not forbidden: they are facts that end with their consent.
"""

import re

_RULES: dict[str, tuple[str, ...]] = {
    "CN-19": (
        "religion", "religious", "faith", "gene", "genes", "genetic", "genome", "dna", "fingerprint", "fingerprints",
        "blood", "illness", "disease", "宗教", "信仰", "基因", "指纹", "血型", "疾病", "病史",
    ),
    "CN-21": ("expired_adverse", "adverse_expired", "过期不良"),
    "CN-24": ("suppressed", "credit_repair", "repaired_item", "信用修复"),
    "CN-29": ("student", "students", "university", "学生", "大学"),
    "US-06": (
        "race", "racial", "colour", "color", "ethnicity", "ethnic", "nationality", "national_origin", "sex", "gender",
        "marital", "marriage", "married", "spouse", "age", "aged", "birth", "birthday", "birthdate", "childbearing",
        "children", "child", "pregnancy", "pregnant", "public_assistance", "welfare", "appeal", "appeals", "appealed",
        "complaint", "complaints", "dispute", "disputes", "disputed", "objection", "objections", "explanation",
        "explanations", "withdrawal", "withdrawn", "rights",
        "种族", "民族", "肤色", "国籍", "性别", "婚姻", "已婚", "配偶", "年龄", "生日", "生育", "子女", "怀孕", "低保",
        "申诉", "投诉", "争议", "异议", "解释", "撤回", "维权",
    ),
    "US-17": ("relief", "stay", "scra", "hardship", "forbearance", "延期", "减免", "困难"),
    "EU-02": (
        "social", "friend", "friends", "contacts", "follower", "followers", "health", "medical", "diagnosis",
        "diagnoses", "disability", "disabled", "location", "gps", "postcode", "zip", "zipcode", "address", "device",
        "phone", "社交", "好友", "通讯录", "健康", "医疗", "诊断", "残疾", "位置", "住址", "设备", "手机",
    ),
}  # fmt: skip

_WORD = re.compile(r"[a-z]+|[0-9]+|[^\x00-\x7f]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def forbidding_rule(*texts: str) -> str | None:
    """Return the id of the rule that forbids a feature of this name or these words; None if none does.

    "blood_type", "BloodType" and "blood type" are one name. Also for the columns of data that a card is trained on.
    """
    words = ["_".join(_WORD.findall(_HUMP.sub(" ", text).lower())) for text in texts]
    for rule, forbidden in _RULES.items():
        if any(_says(text, word) for text in words for word in forbidden):
            return rule
    return None


def _says(text: str, forbidden: str) -> bool:
    """Whether whole words of `text` say it; Chinese is written without spaces, so any part of it counts."""
    return f"_{forbidden}_" in f"_{text}_" if forbidden.isascii() else forbidden in text
