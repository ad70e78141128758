"""Roles of staff with their rights, and scopes of API keys. Both lists are closed; what is not named is not given."""

from enum import StrEnum


class Right(StrEnum):
    """What a member of staff may do."""

    READ_LINES = "lines.read"
    READ_APPEALS = "appeals.read"
    WORK_APPEALS = "appeals.work"
    APPROVE_APPEALS = "appeals.approve"
    READ_POLICIES = "policies.read"
    EDIT_POLICIES = "policies.edit"
    ACTIVATE_POLICIES = "policies.activate"
    EXPORT = "data.export"
    READ_AUDIT = "audit.read"
    MANAGE_ACCESS = "access.manage"


class Role(StrEnum):
    """What a member of staff is. One may have several."""

    VIEWER = "viewer"
    OFFICER = "officer"
    APPROVER = "approver"
    ANALYST = "analyst"
    ADMIN = "admin"
    AUDITOR = "auditor"


_READS = frozenset({Right.READ_LINES, Right.READ_APPEALS})

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: _READS,
    Role.OFFICER: _READS | {Right.WORK_APPEALS, Right.READ_POLICIES, Right.EXPORT},
    Role.APPROVER: _READS
    | {Right.WORK_APPEALS, Right.APPROVE_APPEALS, Right.READ_POLICIES, Right.ACTIVATE_POLICIES, Right.EXPORT},
    Role.ANALYST: _READS | {Right.READ_POLICIES, Right.EDIT_POLICIES, Right.EXPORT},
    Role.ADMIN: frozenset({Right.MANAGE_ACCESS, Right.READ_AUDIT}),
    Role.AUDITOR: _READS | {Right.READ_POLICIES, Right.READ_AUDIT, Right.EXPORT},
}


class Scope(StrEnum):
    """What an API key may be used for."""

    READ_LINES = "lines:read"
    WRITE_LINES = "lines:write"
    MOVE_MONEY = "money:write"
    SET_LIMITS = "limits:write"
    READ_FUNDING = "funding:read"
    WRITE_FUNDING = "funding:write"
    READ_APPEALS = "appeals:read"
    WRITE_APPEALS = "appeals:write"
    LINK_BORROWERS = "borrowers:link"
    READ_POLICIES = "policies:read"
    WRITE_POLICIES = "policies:write"
    READ_NOTICES = "notices:read"
    WRITE_NOTICES = "notices:write"
    MANAGE_WEBHOOKS = "webhooks:manage"
    READ_METRICS = "metrics:read"
    MOVE_CLOCK = "sandbox:clock"


def rights_of(roles: frozenset[Role]) -> frozenset[Right]:
    """Return what somebody with these roles may do."""
    return frozenset().union(*(RIGHTS[role] for role in roles))
