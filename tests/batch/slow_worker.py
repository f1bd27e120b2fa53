"""A worker that takes its time, and a run of it that is killed meanwhile."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.batch.folder_lock import FolderLock
from oncotier.batch.job import Job, Targets
from oncotier.batch.pool import Pool
from oncotier.batch.request import Request
from oncotier.batch.worker import Worker

if TYPE_CHECKING:
    from oncotier.batch.job import Outcome

__all__ = ["SlowWorker"]


class SlowWorker(Worker):
    """Writes `begun` into the result folder, and a second later `ended`."""

    def do(self, job: Job) -> Outcome:
        folder = self._targets.folder
        (folder / "begun").touch()
        time.sleep(1)
        (folder / "ended").touch()
        return super().do(job)


def main(folder: Path) -> None:
    """Do one sample in a result folder."""
    with FolderLock(folder) as lock:
        pool = Pool(Targets(folder, ()), Request(), size=1, make=SlowWorker, lock=lock.descriptor)
        list(pool.outcomes([Job("P1", "P1", Request(), (), refusal="nothing to read")]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
