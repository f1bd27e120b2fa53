"""A worker that does what its sample's name says: dies, or goes on."""

from __future__ import annotations

import os
import signal

from oncotier.batch.job import Job, Outcome
from oncotier.batch.worker import Worker


class DyingWorker(Worker):
    """Dies at samples named `exit...` and `kill...`."""

    def do(self, job: Job) -> Outcome:
        """Do one sample, or die of it."""
        if job.name.startswith("exit"):
            os._exit(7)
        if job.name.startswith("kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().do(job)
