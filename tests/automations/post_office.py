"""A mail server and a webhook for text messages, in this process: small, and really spoken to."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class PostOffice:
    """What came in. `answers` are codes instead of yes; `hang_up` breaks off after a message."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    texts: list[dict[str, str]] = field(default_factory=list)
    named_itself: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    hang_up: bool = False

    @property
    def mail(self) -> list[Message]:
        return [message_from_bytes(letter) for letter in self.letters]


@contextmanager
def mail_server() -> Iterator[PostOffice]:
    """Listen for mail on this machine."""
    office = PostOffice()

    class Talk(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 post")
            while line := self.rfile.readline().decode().strip():
                match line.split()[0].upper():
                    case "EHLO" | "HELO":
                        office.named_itself.append(line.split()[1])
                        self.say("250 post")
                    case "RCPT":
                        code = office.answers.pop(0) if office.answers else 250
                        self.say(f"{code} so be it")
                    case "DATA":
                        self.say("354 go on")
                        if not self.take():
                            return
                    case "QUIT":
                        self.say("221 bye")
                        return
                    case _:
                        self.say("250 yes")

        def take(self) -> bool:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            office.letters.append(b"".join(lines))
            if not office.hang_up:
                self.say("250 taken")
            return not office.hang_up

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        office.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield office
        server.shutdown()


@contextmanager
def text_server() -> Iterator[PostOffice]:
    """Listen for text messages on this machine."""
    office = PostOffice()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            code = office.answers.pop(0) if office.answers else 202
            if code < 300:
                office.texts.append(json.loads(self.rfile.read(length)))
            self.send_response(code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        office.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield office
        server.shutdown()
