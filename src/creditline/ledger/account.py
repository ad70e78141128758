"""The accounts of the book."""

from enum import StrEnum


class Account(StrEnum):
    """Where an entry lands. Debits are positive.

    The first four belong to one line and carry a running balance. The rest are the lender's own: they carry none,
    since a shared running balance would be one hot row under every posting; they are summed instead.
    """

    PRINCIPAL = "principal"
    INTEREST = "interest"
    FEES = "fees"
    CREDIT = "credit"
    SETTLEMENT = "settlement"
    INTEREST_INCOME = "interest_income"
    FEE_INCOME = "fee_income"
    CHARGE_OFF_LOSS = "charge_off_loss"
    CHARGED_OFF = "charged_off"
    RECOVERIES = "recoveries"


LINE_ACCOUNTS = (Account.PRINCIPAL, Account.INTEREST, Account.FEES, Account.CREDIT)
