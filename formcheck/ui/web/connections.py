"""Connections of the server; idle ones are closed so that they lock nobody out."""

import asyncio
import http
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Response
from websockets.server import ServerProtocol

from formcheck.ui.web.guard import ALWAYS

MOST_CONNECTIONS = 64
"""A page uses about ten. Above this number, the connection idle for longest is closed."""
_NO_TEXT = 1007
"""The close code of a socket for an invalid text (RFC 6455)."""
_ASK_S = 10.0
"""How long a connection may take to send a request; a browser takes milliseconds."""


class Connection(H11Protocol):
    """A connection that is closed if it sends no request in time, or if its place is needed.

    A client that opens many connections and sends nothing, or a byte at a time, thus blocks only
    itself: one that sends its request at once always has a younger connection.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._patience: asyncio.TimerHandle | None = None
        self._waits_since_s = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Starts waiting for the first request."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > MOST_CONNECTIONS:
            waiting = [one for one in self.connections if isinstance(one, Connection) and one.idle]
            oldest = min(waiting, key=lambda one: one._waits_since_s)  # noqa: SLF001 - of our kind
            self.connections.discard(oldest)
            oldest.transport.close()

    @property
    def idle(self) -> bool:
        """Whether no request is being answered."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops waiting."""
        self._end_wait()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Stops waiting for a request: sockets have pings."""
        self._end_wait()
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        """Starts waiting for the next request."""
        super().on_response_complete()
        self._wait()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - h11 tells it
        """Refuses an invalid request, with the headers that every response has."""
        if not self.idle:
            self.cycle.disconnected = True  # the response in progress can't be completed
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            headers = [("Content-Length", "0"), ("Connection", "close"), *ALWAYS.items()]
            refusal = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
            self.transport.write(self.conn.send(refusal) or b"")
        self.transport.close()

    def _wait(self) -> None:
        self._end_wait()
        if not self.transport.is_closing():
            self._waits_since_s = self.loop.time()
            self._patience = self.loop.call_later(_ASK_S, self._let_go)

    def _end_wait(self) -> None:
        if self._patience is not None:
            self._patience.cancel()

    def _let_go(self) -> None:
        if self.idle:
            self.transport.close()


class Socket(WebSocketsSansIOProtocol):
    """A web socket whose refusals have the headers that every response has."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn = _Handshake(max_size=self.config.ws_max_size, logger=self.logger)

    def data_received(self, data: bytes) -> None:
        """Handles incoming data, which must start with the whole request."""
        super().data_received(data)
        if not self.handshake_initiated:  # the request is too long: it would wait for ever
            response = self.conn.reject(http.HTTPStatus.BAD_REQUEST, "The request is too long.\n")
            self.transport.write(response.serialize())
            self.transport.close()

    def send_receive_event_to_app(self) -> None:
        """Passes a message to the app; text that is not UTF-8 silently ends the connection."""
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self.conn.send_close(_NO_TEXT)
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()


class _Handshake(ServerProtocol):
    def reject(self, status: http.HTTPStatus | int, text: str) -> Response:
        response = super().reject(status, text)
        response.headers.update(ALWAYS)
        return response
