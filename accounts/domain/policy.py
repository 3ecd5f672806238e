"""Who may do what: the matrix of roles and actions that pages, API, sockets and admin all ask."""

from __future__ import annotations

from enum import StrEnum


class Reach(StrEnum):
    """Whose things an action may touch."""

    NONE = "NONE"
    OWN = "OWN"
    ALL = "ALL"


class Action(StrEnum):
    """Everything that a role may or may not include."""

    VIEW_USERS = "VIEW_USERS"
    EDIT_USERS = "EDIT_USERS"
    CONFIGURE = "CONFIGURE"
    TRADE = "TRADE"
    VIEW_TRADES = "VIEW_TRADES"
    APPROVE = "APPROVE"
    MANAGE_PORTFOLIOS = "MANAGE_PORTFOLIOS"
    VIEW_PORTFOLIOS = "VIEW_PORTFOLIOS"
    SET_LIMITS = "SET_LIMITS"
    HALT_DESK = "HALT_DESK"
    HALT_OWN = "HALT_OWN"
    READ_AUDIT = "READ_AUDIT"
    READ_COMPLIANCE = "READ_COMPLIANCE"
    SEED_DEMO = "SEED_DEMO"
    USE_DESK = "USE_DESK"


_NONE, _OWN, _ALL = Reach.NONE, Reach.OWN, Reach.ALL
ROLES = ("SUPERADMIN", "BUSINESS_OWNER", "TRADER", "AUDITOR")

# The columns are the roles above, in that order.
MATRIX: dict[Action, tuple[Reach, Reach, Reach, Reach]] = {
    Action.VIEW_USERS: (_ALL, _ALL, _OWN, _ALL),
    Action.EDIT_USERS: (_ALL, _NONE, _NONE, _NONE),
    Action.CONFIGURE: (_ALL, _NONE, _NONE, _NONE),
    Action.TRADE: (_ALL, _ALL, _OWN, _NONE),
    Action.VIEW_TRADES: (_ALL, _ALL, _OWN, _ALL),
    Action.APPROVE: (_ALL, _ALL, _OWN, _NONE),
    Action.MANAGE_PORTFOLIOS: (_ALL, _ALL, _OWN, _NONE),
    Action.VIEW_PORTFOLIOS: (_ALL, _ALL, _OWN, _ALL),
    Action.SET_LIMITS: (_ALL, _ALL, _NONE, _NONE),
    Action.HALT_DESK: (_ALL, _ALL, _NONE, _NONE),
    Action.HALT_OWN: (_ALL, _ALL, _OWN, _NONE),
    Action.READ_AUDIT: (_ALL, _NONE, _NONE, _ALL),
    Action.READ_COMPLIANCE: (_ALL, _NONE, _NONE, _ALL),
    Action.SEED_DEMO: (_ALL, _ALL, _NONE, _NONE),
    Action.USE_DESK: (_ALL, _ALL, _ALL, _ALL),
}

_EDITS_IN_ADMIN = frozenset({"SUPERADMIN"})
_READS_ADMIN = frozenset({"SUPERADMIN", "AUDITOR"})


def reach(*, role: str, action: Action, allows_self_approval: bool = False) -> Reach:
    """Return whose things a role may touch with an action; an unknown role touches nothing.

    A role that may approve only its own requests approves nothing where nobody may decide on their own.
    """
    if role not in ROLES:
        return Reach.NONE
    found = MATRIX[action][ROLES.index(role)]
    if action is Action.APPROVE and found is Reach.OWN and not allows_self_approval:
        return Reach.NONE
    return found


def may(*, role: str, action: Action, is_own: bool, allows_self_approval: bool = False) -> bool:
    """Say whether a role includes an action on a thing that is, or is not, the person's own.

    Deciding on one's own request is never allowed without ``allows_self_approval``, whatever the role (four eyes).
    """
    found = reach(role=role, action=action, allows_self_approval=allows_self_approval)
    if action is Action.APPROVE and is_own and not allows_self_approval:
        return False
    return found is Reach.ALL or (found is Reach.OWN and is_own)


def may_enter_admin(*, role: str) -> bool:
    """Say whether the admin site is open to a role."""
    return role in _READS_ADMIN


def admin_permission(*, role: str, codename: str) -> bool:
    """Answer Django's permission question (``view_user``, ``change_limit``): superadmins all, auditors may look."""
    if role in _EDITS_IN_ADMIN:
        return True
    return role in _READS_ADMIN and codename.startswith("view_")
