"""Gives a websocket's connection to the worker that owns its session."""

from __future__ import annotations

import asyncio
import socket

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.iostream import IOStream, StreamClosedError
from tornado.websocket import WebSocketHandler

from apps.serving.place import Place

LONGEST_HEAD = 60_000
"""Bytes of a request's head that fit into a unix socket's buffer for sure."""
BACKLOG = 1024


class Handover:
    """Gives a websocket's connection to the worker that owns its session, and takes those that others give."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.door: socket.socket | None = None

    def open(self, http: HTTPServer) -> None:
        """Take connections from now on, on the running loop; `http` serves them as if it had accepted them."""
        path = self.place.door(self.place.number)
        path.unlink(missing_ok=True)
        self.http, self.loop = http, asyncio.get_running_loop()
        self.door = socket.socket(socket.AF_UNIX)
        self.door.setblocking(False)
        self.door.bind(str(path))
        self.door.listen(BACKLOG)
        self.loop.add_reader(self.door, self._greet, self.door)

    def close(self) -> None:
        """Take no more; who wants to give serves by himself."""
        if self.door:
            self.loop.remove_reader(self.door)
            self.door.close()
            self.door = None
            self.place.door(self.place.number).unlink(missing_ok=True)

    def give(self, request_handler: WebSocketHandler, owner: int) -> bool:
        """Give the connection away, before it is upgraded; False if the owner cannot take it: serve it then."""
        head = rebuilt(request_handler.request)
        if owner == self.place.number or len(head) > LONGEST_HEAD:
            return False
        with socket.socket(socket.AF_UNIX) as way:
            way.setblocking(False)
            try:
                way.connect(str(self.place.door(owner)))
            except OSError:
                return False
            stream = request_handler.detach()
            head += _ahead(stream)
            if not stream.closed():  # reading tells whether the reader left
                _send(way, head, stream.socket)
                stream.close()
        self.place.row.add("handovers_total")
        return True

    def _greet(self, door: socket.socket) -> None:
        try:
            giver, _ = door.accept()
        except BlockingIOError:
            return
        giver.setblocking(False)
        self.loop.add_reader(giver, self._receive, giver, bytearray(), [])

    def _receive(self, giver: socket.socket, head: bytearray, given: list[socket.socket]) -> None:
        """The giver sends the connection with the first byte, and closes behind the last one."""
        try:
            part, handles, _, _ = socket.recv_fds(giver, 2**16, 1)
        except BlockingIOError:
            return
        except OSError:
            part, handles = b"", []
        given += [socket.socket(fileno=handle) for handle in handles]
        head += part
        if not part:
            self.loop.remove_reader(giver)
            giver.close()
            for connection in given:
                self._take(connection, bytes(head))

    def _take(self, connection: socket.socket, head: bytes) -> None:
        try:
            address = connection.getpeername()
        except OSError:  # the reader left in the meantime
            connection.close()
            return
        self.http.handle_stream(Replayed(connection, head, self.http.max_buffer_size), address)


class Replayed(IOStream):
    """A connection of which another worker has read the beginning."""

    def __init__(self, connection: socket.socket, head: bytes, max_buffer_size: int | None) -> None:
        self.head = head
        super().__init__(connection, max_buffer_size=max_buffer_size)

    def read_from_fd(self, buf: bytearray | memoryview) -> int | None:
        """What was read before, then what comes."""
        if not self.head:
            return super().read_from_fd(buf)
        size = min(len(buf), len(self.head))
        buf[:size] = self.head[:size]
        self.head = self.head[size:]
        return size


def rebuilt(request: HTTPServerRequest) -> bytes:
    """The head of a request as it came."""
    lines = [f"{request.method} {request.uri} {request.version}"]
    lines += [f"{name}: {value}" for name, value in request.headers.get_all()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _ahead(stream: IOStream) -> bytes:
    """What the reader sent beyond the head, as far as it was read from the connection."""
    try:
        read = stream.read_bytes(2**17, partial=True)
    except StreamClosedError:
        return b""
    future = asyncio.ensure_future(read)
    if future.done() and not future.exception():
        return future.result()
    future.add_done_callback(lambda ended: ended.exception())  # closing the stream ends it
    return b""


def _send(way: socket.socket, head: bytes, connection: socket.socket) -> None:
    """Send it whole or not at all; what is cut off or refused drops the connection, and its reader comes again."""
    try:
        if socket.send_fds(way, [head], [connection.fileno()]) < len(head):
            connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        connection.shutdown(socket.SHUT_RDWR)
