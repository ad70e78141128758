"""Of what programs are told."""

from typing import Literal, get_args

MessageType = Literal[
    "limit.decided",
    "limit.decreased",
    "limit.offered",
    "line.repaid_in_full",
    "repayment.returned",
    "appeal.updated",
    "notice.issued",
    "flag.raised",
    "flag.released",
]
TYPES: tuple[str, ...] = get_args(MessageType)
