"""Commands by the name of their verb."""

from collections.abc import Callable
from typing import Any

from building import make_opening, on_day
from creditline.lines import commands


def command_of(verb: str, line_id: str, stamp: commands.Stamp, amount: int, version: int) -> commands.Command:
    """Make the command that `verb` stands for; what it has no use for is left out."""
    base: dict[str, Any] = {"line_id": line_id, "stamp": stamp}
    money = {**base, "amount_minor": amount, "currency": "CNY"}
    makers: dict[str, Callable[[], commands.Command]] = {
        "draw": lambda: commands.Draw(**money),
        "force": lambda: commands.Draw(**money, forced=True),
        "repay": lambda: commands.Repay(**money),
        "refund": lambda: commands.MerchantRefund(**money),
        "pay_out": lambda: commands.PayOut(**money),
        "fee": lambda: commands.ChargeFee(**money, reason="late"),
        "hold": lambda: commands.PlaceHold(**money, expires_at=on_day(version)),
        "capture": lambda: commands.CaptureHold(**money, hold=version),
        "void": lambda: commands.VoidHold(**base, hold=version),
        "reverse": lambda: commands.Reverse(**base, event=version, reason="a mistake"),
        "limit": lambda: commands.ChangeLimit(**base, limit_minor=amount, currency="CNY", reason="a review"),
        "freeze": lambda: commands.Freeze(**base, reason="a\tdoubt\\N\n"),
        "unfreeze": lambda: commands.Unfreeze(**base, reason="没有疑问"),
        "close": lambda: commands.Close(**base, reason=""),
        "time": lambda: commands.PassTime(**base),
        "currency": lambda: commands.Draw(**money | {"currency": "USD"}),
        "stranger": lambda: commands.Draw(**money | {"line_id": "line_nobody"}),
        "open": lambda: make_opening(line_id, key=stamp.key),
    }
    return makers[verb]()
