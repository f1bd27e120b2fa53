"""Worker processes under supervision: work goes out in small chunks, results come back one by one.

A worker that dies (out of memory, a fault in a library, killed) costs the sample that it was at; the rest of its chunk
goes to its successor. Workers are started afresh (`spawn`): no lock or thread of the parent is copied.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from selectors import EVENT_READ, DefaultSelector
from typing import TYPE_CHECKING

from oncotier.batch.worker import Worker, failed_outcome
from oncotier.errors import InputError, KnowledgeBaseError, OncotierError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.process import BaseProcess

    from oncotier.batch.job import Job, Outcome, Targets
    from oncotier.batch.request import Request

__all__ = ["Pool"]

MakeWorker = Callable[["Targets"], Worker]

_CHUNK = 16
_MOST_FALSE_STARTS = 3
_READY = "ready"


class _Hand:
    """One worker process, its end of the pipe, and the samples that it has and has not yet answered for."""

    def __init__(self, make: MakeWorker, targets: Targets, request: Request, lock: int | None) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        # A connection is the one open file that can be handed over to a process that is started afresh.
        held = None if lock is None else Connection(os.dup(lock), writable=False)
        arguments = (theirs, make, targets, request, held)
        self.process: BaseProcess = context.Process(target=_serve, args=arguments, daemon=True)
        self.process.start()
        theirs.close()
        if held is not None:
            held.close()
        self.at_work: deque[Job] = deque()
        self.is_ready = False

    def give(self, jobs: list[Job]) -> None:
        """Hand over jobs; a worker that has died meanwhile is noticed when its answer is awaited."""
        self.at_work.extend(jobs)
        try:
            self.pipe.send(jobs)
        except OSError:
            return

    def stop(self) -> None:
        """End the process, gently first."""
        self.pipe.close()
        self.process.terminate()
        self.process.join(2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Pool:
    """So many worker processes; `outcomes` yields what they return, in the order in which it comes.

    `make` makes the worker in each process; it must be found there by its name. `lock` is an open file that every
    worker keeps open while it lives.
    """

    def __init__(
        self, targets: Targets, request: Request, *, size: int, make: MakeWorker = Worker, lock: int | None = None
    ) -> None:
        self._make = make
        self._targets = targets
        self._request = request
        self._size = size
        self._lock = lock
        self._hands: list[_Hand] = []
        self._pipes = DefaultSelector()
        self._false_starts = 0

    def outcomes(self, jobs: list[Job]) -> Iterator[Outcome]:
        """Do every job. Raises what loading the knowledge base raises, and OutputError; ends every worker."""
        pending = deque(jobs)
        chunk = max(1, min(_CHUNK, len(jobs) // (4 * self._size)))
        try:
            self._hands = [self._hand() for _ in range(min(self._size, len(jobs)))]
            while pending or any(hand.at_work for hand in self._hands):
                for hand in self._hands:
                    if pending and not hand.at_work:  # it waits for work, so that both cannot wait to be read
                        hand.give([pending.popleft() for _ in range(min(chunk, len(pending)))])
                for hand in self._ready():
                    yield from self._answers(hand, pending)
        finally:
            for hand in self._hands:
                hand.stop()
            self._pipes.close()

    def _ready(self) -> list[_Hand]:
        """Wait until a worker has something to say; one that is alone is simply listened to."""
        if len(self._hands) == 1:
            return self._hands[:]
        return [key.data for key, _ in self._pipes.select()]

    def _hand(self) -> _Hand:
        hand = _Hand(self._make, self._targets, self._request, self._lock)
        self._pipes.register(hand.pipe, EVENT_READ, hand)
        return hand

    def _answers(self, hand: _Hand, pending: deque[Job]) -> Iterator[Outcome]:
        """Take one message of a worker, or notice its death."""
        try:
            message = hand.pipe.recv()
        except (EOFError, OSError):
            yield from self._bury(hand, pending)
            return
        if message == _READY:
            hand.is_ready = True
            self._false_starts = 0
        elif isinstance(message, OncotierError):
            raise message
        else:
            hand.at_work.popleft()
            yield message

    def _bury(self, hand: _Hand, pending: deque[Job]) -> Iterator[Outcome]:
        """Replace a dead worker: the sample that it was at has failed, the others are still to be done."""
        hand.process.join(5)
        code = hand.process.exitcode
        if not hand.is_ready:
            self._false_starts += 1
            if self._false_starts >= _MOST_FALSE_STARTS:
                raise RuntimeError("worker processes die before they are ready")
        elif hand.at_work:
            words = f"the worker process died ({_cause(code)}) while it was at this sample"
            yield failed_outcome(hand.at_work.popleft(), self._targets, reason="worker_died", words=words)
        pending.extendleft(reversed(hand.at_work))
        self._pipes.unregister(hand.pipe)
        hand.stop()
        self._hands[self._hands.index(hand)] = self._hand()


def _cause(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"


def _serve(
    pipe: Connection, make: MakeWorker, targets: Targets, request: Request, held: Connection | None = None
) -> None:
    """Be a worker: load what all samples share, then do chunks until the parent closes the pipe."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    worker = make(targets)
    try:
        try:
            worker.bench(request)
        except OncotierError as error:
            pipe.send(_portable(error))
            return
        gc.collect()
        gc.freeze()  # what was loaded stays: no need to look through it for garbage again and again
        pipe.send(_READY)
        while True:
            for job in pipe.recv():
                pipe.send(_answer(worker, job))
    except (EOFError, OSError):
        return
    finally:
        worker.close()
        if held is not None:
            held.close()


def _answer(worker: Worker, job: Job) -> Outcome | OncotierError:
    try:
        return worker.do(job)
    except (OutputError, KnowledgeBaseError) as error:
        return _portable(error)


def _portable(error: OncotierError) -> OncotierError:
    """Return an error that arrives as what it is: the faults of a knowledge base do not travel."""
    return InputError(error.message, hint=error.hint) if isinstance(error, KnowledgeBaseError) else error
