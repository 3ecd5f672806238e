"""Everything that happens to a person's orders is written into that person's stream of the audit log, whoever acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.domain import audit_context


@contextmanager
def acting_for(user_id: int) -> Iterator[None]:
    """Run the block on this person's behalf. One stream to a transaction also keeps two of them from waiting for each other."""
    acting = audit_context.current()
    with audit_context.acting_as(
        actor_id=acting.actor_id,
        on_behalf_of_id=user_id,
        address=acting.address,
        user_agent=acting.user_agent,
        reason=acting.reason,
    ):
        yield
