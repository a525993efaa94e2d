"""A local server that closes the connection in the middle of its response."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def serve_truncated(content: bytes, sent: int) -> Iterator[str]:
    """Yields the URL of a server that announces ``content`` but sends only ``sent`` bytes, once."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        head = f"HTTP/1.0 200 OK\r\nContent-Length: {len(content)}\r\n\r\n".encode()

        def answer() -> None:
            with listening.accept()[0] as line:
                line.recv(4096)
                line.sendall(head + content[:sent])

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()
