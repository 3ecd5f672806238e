"""What a broker may answer besides success; every vendor exception becomes one of these at the port."""

from __future__ import annotations

from stocksteward.core.errors import StewardError, Unavailable


class BrokerRejected(StewardError):
    """A definite no: the order was not taken and never will be. The trader reads the reason."""

    code = "broker_rejected"
    http_status = 409


class BrokerUnavailable(Unavailable):
    """The broker could not be asked. For an order this leaves the outcome unknown unless nothing was sent at all."""

    code = "broker_unavailable"


class BrokerSessionExpired(BrokerUnavailable):
    """The trader has to sign in at the broker again."""

    code = "broker_session_expired"


class OutcomeUnknown(StewardError):
    """Asked, no certain answer: look it up by its tag, never send again. Nobody has to act."""

    code = "outcome_unknown"
    http_status = 202


class UnknownBroker(StewardError):
    """No such broker is configured; the operator must act."""

    code = "unknown_broker"
    http_status = 503
