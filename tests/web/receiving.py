"""What stands outside the server: a receiver of webhooks and a mailbox, both real, on the loopback."""

import email
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from creditline.client import WebhookEvent, read_webhook

Request = tuple[dict[str, str], bytes]


@dataclass
class Receiver:
    """Answers with what `statuses` says, then 204; `requests` are the headers and bodies it got."""

    port: int = 0
    statuses: list[int] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def events(self, secret: str) -> list[WebhookEvent]:
        return [read_webhook(body, headers, secret) for headers, body in self.requests]

    def types(self, secret: str) -> list[str]:
        return [event.type for event in self.events(secret)]


@contextmanager
def receiving(port: int = 0, statuses: list[int] | None = None) -> Iterator[Receiver]:
    """Run a receiver on the loopback."""
    receiver = Receiver(statuses=statuses or [])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.requests.append((dict(self.headers), body))
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        receiver.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield receiver
        server.shutdown()


@dataclass
class MailServer:
    """`letters` are what was taken; `refusals` are answered to RCPT before any is taken."""

    port: int = 0
    letters: list[Message] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run an SMTP server on the loopback."""
    kept = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 sink")
            for line in iter(self.rfile.readline, b""):
                word = line.split(b" ")[0].strip().upper()
                if word == b"DATA":
                    self._say("354 go on")
                    content = b"".join(iter(self.rfile.readline, b".\r\n"))
                    kept.letters.append(email.message_from_bytes(content, policy=default))
                    self._say(f"250 2.0.0 kept as {len(kept.letters)}")
                elif word == b"RCPT" and kept.refusals:
                    self._say(kept.refusals.pop(0))
                else:
                    self._say("221 bye" if word == b"QUIT" else "250 fine")

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        kept.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield kept
        server.shutdown()


def until(holds: Callable[[], bool], *, seconds: float = 30) -> None:
    """Wait until something holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
