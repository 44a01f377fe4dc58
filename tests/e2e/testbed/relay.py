"""A line between the webhook and its API server, good or bad as a test says."""

import ctypes
import fcntl
import selectors
import socket
import struct
import termios
import threading
import time
import urllib.parse

from testbed.waiting import eventually

_SO_ATTACH_FILTER = 26


class Relay:
    """TCP, byte for byte, at `address`. Every call has taken effect when it returns."""

    def __init__(self, target):
        """`target`: where the API server is, as in a kubeconfig."""
        parts = urllib.parse.urlsplit(target)
        self._target = (parts.hostname, parts.port)
        self._lock = threading.RLock()
        self._selector = selectors.DefaultSelector()
        self._peers = {}  # of both ends of each connection, the other one
        self._held = []  # accepted, and not yet connected to the target
        self._dead = []  # kept open, so that nobody learns of it
        self._holding = False
        self._slamming = False
        self._cut_every_s = None
        self._next_cut = 0.0
        self.accepted = 0
        self._listener = None
        self._port = 0
        self.accept()
        self.address = f"https://127.0.0.1:{self._port}"
        self._over = False
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    # --- what may happen to a line ---

    def cut(self):
        """Resets every connection."""
        with self._lock:
            for end in list(self._peers):
                self._drop(end, abruptly=True)
            for end in self._held:
                _close(end, abruptly=True)
            self._held.clear()

    def cut_every(self, seconds):
        """As `cut`, again and again; None: no more."""
        with self._lock:
            self._cut_every_s, self._next_cut = seconds, time.monotonic() + (seconds or 0)

    def refuse(self):
        """Connections are reset, and new ones refused, until `accept`."""
        with self._lock:
            self._selector.unregister(self._listener)
            self._listener.close()
            self._listener = None
            self.cut()

    def accept(self):
        with self._lock:
            assert self._listener is None
            self._listener = socket.create_server(("127.0.0.1", self._port))
            self._port = self._listener.getsockname()[1]
            self._selector.register(self._listener, selectors.EVENT_READ)

    def slam(self, does=True):
        """Every connection is reset as soon as it is accepted, as by a load balancer with nobody behind it; or no more."""
        with self._lock:
            self._slamming = does
            self.cut()

    def hold(self):
        """Connections are accepted, and nothing goes through any more: the API server hangs. Until `release`."""
        with self._lock:
            self._holding = True
            for end in self._peers:
                self._selector.unregister(end)

    def release(self):
        with self._lock:
            self._holding = False
            for end in self._peers:
                self._selector.register(end, selectors.EVENT_READ)
            held, self._held = self._held, []
            for end in held:
                self._connect(end)

    def lose(self):
        """The connections that are open now are half-open from here on: what the webhook sends on them, keep-alive probes
        included, is dropped without a word, and nothing comes back. New connections work."""
        with self._lock:
            for end in list(self._peers):
                self._selector.unregister(end)
            # What is not acknowledged yet would be sent again and again: a line on which something still comes.
            eventually(lambda: not any(_unacknowledged(end) for end in self._peers), "all that was sent has arrived")
            for end in list(self._peers):
                _deafen(end)
                self._dead.append(end)
            self._peers.clear()

    def close(self):
        with self._lock:
            self._over = True
        self._thread.join()
        self.cut()
        for end in [*self._dead, self._listener]:
            if end is not None:
                end.close()
        self._selector.close()

    # --- carrying bytes ---

    def _run(self):
        while not self._over:
            ready = self._selector.select(0.02)
            with self._lock:
                for key, _ in ready:
                    self._serve(key.fileobj)
                if self._cut_every_s is not None and time.monotonic() >= self._next_cut:
                    self._next_cut = time.monotonic() + self._cut_every_s
                    self.cut()

    def _serve(self, end):
        if end is self._listener:
            self._take()
        elif end in self._peers and not self._holding:  # else a command came between
            self._carry(end)

    def _take(self):
        end, _ = self._listener.accept()
        self.accepted += 1
        if self._slamming:
            _close(end, abruptly=True)
        elif self._holding:
            self._held.append(end)
        else:
            self._connect(end)

    def _connect(self, end):
        try:
            other = socket.create_connection(self._target, timeout=5)
        except OSError:
            _close(end, abruptly=True)
            return
        for one, its_peer in ((end, other), (other, end)):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._peers[one] = its_peer
            self._selector.register(one, selectors.EVENT_READ)

    def _carry(self, end):
        try:
            data = end.recv(1 << 16)
            if data:
                self._peers[end].sendall(data)
            else:
                self._drop(end)
        except OSError:
            self._drop(end, abruptly=True)

    def _drop(self, end, abruptly=False):
        other = self._peers.pop(end, None)
        if other is None:
            return
        del self._peers[other]
        for each in (end, other):
            if not self._holding:
                self._selector.unregister(each)
            _close(each, abruptly)


def _close(end, abruptly=False):
    if abruptly:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset instead of an end
    end.close()


def _unacknowledged(end):
    """Bytes that the other side's kernel has not acknowledged."""
    return struct.unpack("i", fcntl.ioctl(end, termios.TIOCOUTQ, b"\0" * 4))[0]


def _deafen(end):
    """A socket filter that drops every segment before TCP sees it (man 7 socket, SO_ATTACH_FILTER)."""
    drop_all = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))  # BPF_RET | BPF_K, 0 bytes
    program = struct.pack("HxxxxxxP" if struct.calcsize("P") == 8 else "HxxP", 1, ctypes.addressof(drop_all))
    end.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)
