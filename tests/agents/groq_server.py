"""A server on this machine that speaks Groq's chat completions, and says whatever a test wants it to say."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def completion(content: str | None, *, tool_calls: list[Any] | None = None, finish_reason: str = "stop") -> bytes:
    """Return the body of a chat completion whose one choice says ``content``."""
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if tool_calls is not None:
        message["tool_calls"] = tool_calls
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "llama-3.3-70b-versatile",
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish_reason}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
        }
    ).encode()


def signal(**changes: Any) -> str:
    """Return a good answer with some of its keys changed; a key set to ... is left out."""
    answer = {"action": "BUY", "symbol": "RELIANCE", "confidence": 0.82, "reasons": ["The 20-day average is above the 50-day average."]}
    return json.dumps({key: value for key, value in (answer | changes).items() if value is not ...})


@dataclass
class GroqServer:
    """What the server answers next, and what it was asked."""

    base_url: str = ""
    status: int = 200
    body: bytes = field(default_factory=lambda: completion(signal()))
    content_type: str = "application/json"
    delay_seconds: float = 0
    drip_seconds: float = 0
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@contextmanager
def groq_server() -> Iterator[GroqServer]:
    """Run the server on a free port for the length of the block."""
    state = GroqServer()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            state.paths.append(self.path)
            state.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            time.sleep(state.delay_seconds)
            try:
                self._answer()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _answer(self) -> None:
            self.send_response(state.status)
            self.send_header("Content-Type", state.content_type)
            self.send_header("Content-Length", str(len(state.body)))
            self.end_headers()
            if not state.drip_seconds:
                self.wfile.write(state.body)
                return
            for byte in state.body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(state.drip_seconds)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    state.base_url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
