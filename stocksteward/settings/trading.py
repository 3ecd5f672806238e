"""Our own knobs: the market in use, limits, providers, models. Every one is in .env.example and docs/settings.md."""

from __future__ import annotations

from stocksteward.settings.env import env, env_bool, env_choice, env_decimal, env_int, env_secret

# demo | live | replay:<date>@<speed>x ; parsed by market.domain.market_mode, which names what is wrong with a bad value.
STEWARD_MARKET = env.str("STEWARD_MARKET", default="demo")
STEWARD_DEMO_SEED = env_int("STEWARD_DEMO_SEED", default=20_261_121)
STEWARD_FEED_INTERVAL_MS = env_int("STEWARD_FEED_INTERVAL_MS", default=1_000, minimum=100, maximum=60_000)
STEWARD_LIVE_POLL_SECONDS = env_int("STEWARD_LIVE_POLL_SECONDS", default=10, minimum=2, maximum=300)
STEWARD_QUOTE_AGE_SECONDS_MAX = env_int("STEWARD_QUOTE_AGE_SECONDS_MAX", default=15, minimum=1, maximum=3_600)
STEWARD_YAHOO_BASE_URL = env.str("STEWARD_YAHOO_BASE_URL", default="https://query2.finance.yahoo.com")
STEWARD_PROVIDERS = env.list("STEWARD_PROVIDERS", default=["yahoo_chart", "yfinance"])
STEWARD_PROVIDER_TIMEOUT_SECONDS = env_int("STEWARD_PROVIDER_TIMEOUT_SECONDS", default=8, minimum=1, maximum=60)
STEWARD_PROVIDER_COOLDOWN_SECONDS = env_int("STEWARD_PROVIDER_COOLDOWN_SECONDS", default=60, minimum=1)

EXECUTION_MODE = env_choice("EXECUTION_MODE", default="PAPER_TRADING", choices=("PAPER_TRADING", "LIVE_TRADING"))
ENABLE_LIVE_TRADING = env_bool("ENABLE_LIVE_TRADING", default=False)
ENABLE_REAL_TIME_FEEDS = env_bool("ENABLE_REAL_TIME_FEEDS", default=True)
ALLOW_HIGH_VALUE_TRADES = env_bool("ALLOW_HIGH_VALUE_TRADES", default=True)
# true starts the desk with the global halt engaged; after that the database row decides.
GLOBAL_KILL_SWITCH = env_bool("GLOBAL_KILL_SWITCH", default=False)

HIGH_VALUE_TRADE_THRESHOLD = env_decimal("HIGH_VALUE_TRADE_THRESHOLD", default="50000.0")
DEFAULT_CONFIDENCE_THRESHOLD = env_decimal("DEFAULT_CONFIDENCE_THRESHOLD", default="0.7", maximum="1")
MAX_POSITION_SIZE_PERCENTAGE = env_decimal("MAX_POSITION_SIZE_PERCENTAGE", default="0.10", maximum="1")
STEWARD_ORDER_VALUE_INR_MAX = env_decimal("STEWARD_ORDER_VALUE_INR_MAX", default="500000")
STEWARD_DAILY_LOSS_INR_MAX = env_decimal("STEWARD_DAILY_LOSS_INR_MAX", default="25000")
STEWARD_DUPLICATE_ORDER_SECONDS = env_int("STEWARD_DUPLICATE_ORDER_SECONDS", default=10)
STEWARD_APPROVAL_SECONDS = env_int("STEWARD_APPROVAL_SECONDS", default=900, minimum=10)
STEWARD_APPROVAL_DRIFT_BASIS_POINTS_MAX = env_int("STEWARD_APPROVAL_DRIFT_BASIS_POINTS_MAX", default=50, minimum=1)
STEWARD_FOUR_EYES = env_bool("STEWARD_FOUR_EYES", default=False)
STEWARD_OPENING_CASH_INR = env_decimal("STEWARD_OPENING_CASH_INR", default="1000000")

GROQ_API_KEY = env_secret("GROQ_API_KEY")
GROQ_BASE_URL = env.str("GROQ_BASE_URL", default="https://api.groq.com")
GROQ_MODEL = env.str("GROQ_MODEL", default="llama-3.3-70b-versatile")
STEWARD_MODEL_TIMEOUT_SECONDS = env_int("STEWARD_MODEL_TIMEOUT_SECONDS", default=20, minimum=1, maximum=120)

# Named by the mission and read by later parts; listed here so that an .env written today stays valid.
KITE_API_KEY = env_secret("KITE_API_KEY")
KITE_ACCESS_TOKEN = env_secret("KITE_ACCESS_TOKEN")
OPENAI_API_KEY = env_secret("OPENAI_API_KEY")
ANTHROPIC_API_KEY = env_secret("ANTHROPIC_API_KEY")
