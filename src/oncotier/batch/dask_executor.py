"""The samples of a batch on a dask cluster: tasks of some hundred samples, for a scheduler takes milliseconds a task.

The workers of the cluster must see inputs and result folder under the same paths, and have oncotier installed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from oncotier.domain.value import replace
from oncotier.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oncotier.batch.job import Job, Outcome, Targets

__all__ = ["dask_outcomes"]

_BLOCK = 500
_BLOCKS_PER_THREAD = 4


def dask_outcomes(jobs: list[Job], targets: Targets, *, scheduler: str) -> Iterator[Outcome]:
    """Do every job on the cluster, and yield what comes of it block by block. Raises UsageError without a cluster."""
    if not scheduler:
        raise UsageError("--executor dask needs --scheduler", hint="for example tcp://head:8786")
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise UsageError("--executor dask needs dask", hint="pip install 'oncotier[dask]'") from None
    try:
        client: Any = Client(scheduler, timeout=30)
    except (OSError, ValueError) as error:
        raise UsageError(f"no dask scheduler at {scheduler}: {type(error).__name__}") from None
    with client:
        threads = max(1, sum(client.nthreads().values()))
        size = max(1, min(_BLOCK, -(-len(jobs) // (threads * _BLOCKS_PER_THREAD))))
        jobs, targets = [_absolute(job) for job in jobs], replace(targets, folder=targets.folder.absolute())
        blocks = [jobs[i : i + size] for i in range(0, len(jobs), size)]
        waiting = {client.submit(do_block, block, targets, pure=False): block for block in blocks}
        for future in as_completed(list(waiting)):
            block = waiting.pop(future)
            yield from future.result() if future.status == "finished" else _lost(block, targets)
            future.release()


def _absolute(job: Job) -> Job:
    """Return a job that means the same files in any folder."""
    asked = job.request
    return replace(
        job,
        parts=tuple(replace(part, path=_whole(part.path)) for part in job.parts),
        request=replace(
            asked,
            assay=asked.assay and _whole(asked.assay),
            gff=asked.gff and _whole(asked.gff),
            fasta=tuple(map(_whole, asked.fasta)),
            knowledge_base=asked.knowledge_base and asked.knowledge_base.absolute(),
        ),
    )


def _whole(path: str) -> str:
    return str(Path(path).absolute())


def do_block(jobs: list[Job], targets: Targets) -> list[Outcome]:
    """Do some samples one after the other, in a process of the cluster."""
    from oncotier.batch.worker import Worker

    worker = Worker(targets)
    try:
        return [worker.do(job) for job in jobs]
    finally:
        worker.close()


def _lost(jobs: list[Job], targets: Targets) -> list[Outcome]:
    """List the samples of a block whose process died more often than the cluster tries."""
    from oncotier.batch.worker import failed_outcome

    words = "the process of the cluster that was at this block of samples died, or failed"
    return [failed_outcome(job, targets, reason="worker_died", words=words) for job in jobs]
