"""SHA-256 worked out beside the reading of the same blocks: hashing holds no lock of the interpreter."""

from __future__ import annotations

import hashlib
from queue import SimpleQueue
from threading import Thread

__all__ = ["BlockDigest"]

_HELD = 2
"""Blocks handed over and not yet hashed: with more of them memory is not used again at once, and all takes longer."""


class BlockDigest:
    """Hashes blocks in the order given, in a thread of its own; `close` ends the thread, and must be called."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._blocks: SimpleQueue[bytes] = SimpleQueue()
        self._hashed: SimpleQueue[None] = SimpleQueue()
        self._open = _HELD
        self._thread = Thread(target=self._hash, daemon=True)
        self._thread.start()

    def update(self, block: bytes) -> None:
        """Hand over the next block, which must not be empty."""
        if self._open:
            self._open -= 1
        else:
            self._hashed.get()
        self._blocks.put(block)

    def close(self) -> str:
        """Wait for the last block, and return the hash in hexadecimal."""
        if self._thread.is_alive():
            self._blocks.put(b"")
            self._thread.join()
        return self._digest.hexdigest()

    def _hash(self) -> None:
        while block := self._blocks.get():
            self._digest.update(block)
            self._hashed.put(None)
