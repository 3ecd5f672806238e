"""The settings, joined from their sections; what differs between machines is environment variables only."""

from __future__ import annotations

from stocksteward.settings.api import *
from stocksteward.settings.background import *
from stocksteward.settings.django import *
from stocksteward.settings.logging import *
from stocksteward.settings.schedule import *
from stocksteward.settings.security import *
from stocksteward.settings.trading import *
