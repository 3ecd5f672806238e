"""Celery, the channel layer and the cache: in process by default, Redis when REDIS_URL is set."""

from __future__ import annotations

from typing import Any

from stocksteward.settings.env import env, env_choice, env_int

REDIS_URL = env.str("REDIS_URL", default="")
# What runs inside this process; doctor, /readyz and the feed need to know.
STEWARD_EMBEDDED = not REDIS_URL

TASK_TIME_LIMIT_SECONDS = 60
# At least four times the time limit: a task must never be handed to a second worker while the first still runs.
VISIBILITY_TIMEOUT_SECONDS = 300

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {
        "visibility_timeout": VISIBILITY_TIMEOUT_SECONDS,
        "socket_timeout": 30,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "global_keyprefix": env.str("STEWARD_REDIS_PREFIX", default="steward:"),
    }
    if REDIS_URL
    else {"polling_interval": 0.02}
)
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_TIMEOUT_SECONDS
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_POOL_LIMIT = 10
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = TASK_TIME_LIMIT_SECONDS
CELERY_TASK_PUBLISH_RETRY = False  # the row is the queue: a lost message is found by the sweep, a hanging web request is not
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "trading.*": {"queue": "orders"},
    "market.*": {"queue": "market"},
    "agents.*": {"queue": "agents"},
}
STEWARD_QUEUES = ("orders", "agents", "market", "default")
CELERY_TIMEZONE = "Asia/Kolkata"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULER = "stocksteward.beat:StewardScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 2
DJANGO_CELERY_BEAT_TZ_AWARE = True

STEWARD_WORKER_THREADS = env_int("STEWARD_WORKER_THREADS", default=4, minimum=1, maximum=64)

CHANNEL_LAYERS: dict[str, Any] = {
    "default": (
        {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {
                # redis-py 8 gives up a socket read after 5 s and caps a pool at 100: both close idle browsers (channels_redis #422).
                "hosts": [
                    {
                        "address": REDIS_URL,
                        "socket_timeout": 60,
                        "socket_connect_timeout": 5,
                        "health_check_interval": 15,
                        "max_connections": 20_000,
                    }
                ],
                "prefix": "steward",
            },
        }
        if REDIS_URL
        else {"BACKEND": "stocksteward.core.embedded_layer.EmbeddedChannelLayer"}
    )
}

CACHES: dict[str, Any] = {
    "default": (
        {
            "BACKEND": "stocksteward.core.forgiving_cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "steward",
            "OPTIONS": {"socket_timeout": 5, "socket_connect_timeout": 2},
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

STEWARD_LOG_LEVEL = env_choice("STEWARD_LOG_LEVEL", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
