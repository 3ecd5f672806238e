"""A server on this machine that answers as Yahoo does, from recordings or in every bad way that is known."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

Answer = tuple[int, bytes, dict[str, str]]


def chart(result: object = None, *, error: object = None, status: int = 200) -> Answer:
    """Return an answer of the chart service."""
    body = {"chart": {"result": None if result is None else [result], "error": error}}
    return status, json.dumps(body).encode(), {"Content-Type": "application/json"}


def plain(status: int, body: bytes, **headers: str) -> Answer:
    """Return any other answer."""
    return status, body, headers


@dataclass
class YahooServer:
    """Answers ``/v8/finance/chart/<symbol>`` with what is set for the symbol, else with ``otherwise``; keeps every question."""

    answers: dict[str, Answer | Callable[[], Answer]] = field(default_factory=dict)
    otherwise: Answer | Callable[[], Answer] = field(
        default_factory=lambda: chart(error={"code": "Not Found", "description": "No data found, symbol may be delisted"}, status=404)
    )
    delay_seconds: float = 0.0
    drip_seconds: float = 0.0
    questions: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    url: str = ""

    def __enter__(self) -> YahooServer:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                symbol = unquote(parts.path.rsplit("/", 1)[-1])
                server.questions.append((symbol, parse_qs(parts.query)))
                time.sleep(server.delay_seconds)
                answer = server.answers.get(symbol, server.otherwise)
                status, body, headers = answer() if callable(answer) else answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    if server.drip_seconds:
                        for place in range(len(body)):
                            self.wfile.write(body[place : place + 1])
                            self.wfile.flush()
                            time.sleep(server.drip_seconds)
                    else:
                        self.wfile.write(body)
                except OSError:
                    return  # the other side has heard enough

            def log_message(self, *args: object) -> None:
                return

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._http.shutdown()
        self._http.server_close()


def recorded(path) -> Answer:
    """Return a recorded answer as the server gave it."""
    response = json.loads(path.read_text())["response"]
    return response["status"], json.dumps(response["bodyJson"]).encode(), {"Content-Type": "application/json"}
