"""A network camera in this process: MJPEG over HTTP, with the ways in which such cameras fail.

It is its own proxy: any host's video, and any tunnel, leads to its own video.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]


def encode_jpeg(image: Rgb) -> bytes:
    return cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1].tobytes()


class MjpegCamera:
    """The camera's images and behaviour, which may be changed while it runs."""

    def __init__(self, pictures: Sequence[bytes], fps: float) -> None:
        self.pictures = pictures
        self.fps = fps
        self.sent = 0
        self.stalls = threading.Event()
        self.dies = threading.Event()
        self.port = 0
        self.scheme = "http"
        self.lines = 0

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/video"

    def iterate_parts(self) -> Iterator[bytes]:
        while not self.dies.is_set():
            if self.stalls.is_set():
                time.sleep(0.02)
                continue
            data = self.pictures[self.sent % len(self.pictures)]
            self.sent += 1
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
            yield head.encode() + data + b"\r\n"
            time.sleep(1 / self.fps)


@contextmanager
def run_camera(
    pictures: Sequence[Rgb],
    fps: float = 30.0,
    port: int = 0,
    context: ssl.SSLContext | None = None,
) -> Iterator[MjpegCamera]:
    """Yields a camera that repeats the images, over HTTPS if given a context."""
    camera = MjpegCamera([encode_jpeg(image) for image in pictures], fps)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            if not self.path.endswith("/video"):
                self.send_error(401 if self.path == "/secret" else 404)
                return
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            try:
                for part in camera.iterate_parts():
                    self.wfile.write(part)
            except OSError:
                pass

        def do_CONNECT(self) -> None:
            camera.lines += 1
            port = int(self.path.rpartition(":")[2])
            self.send_response(200)
            self.end_headers()
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as far:
                threading.Thread(target=_forward, args=(far, self.connection), daemon=True).start()
                _forward(self.connection, far)

    ThreadingHTTPServer.allow_reuse_address = True
    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
            camera.scheme = "https"
        camera.port = server.server_port
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        try:
            yield camera
        finally:
            camera.dies.set()
            server.shutdown()


def _forward(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
