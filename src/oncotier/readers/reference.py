"""An indexed reference genome (FASTA): the only place that opens one.

Contigs are asked for without prefix and found under either name (`7`, `chr7`, `MT`, `chrM`). Blocks that were read
once are kept, because calls of one gene ask for the same exons again and again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from oncotier.errors import InputError
from oncotier.genome.assembly import BuildEvidence, build_of_contig, contig_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

__all__ = ["Reference", "index_build", "require_index"]

_BLOCK = 4096
_BLOCKS_KEPT = 4096


class Reference:
    """A FASTA file with its `.fai` index (and `.gzi`, when compressed); opened at once, to be closed by the caller.

    Raises InputError where it is missing, has no index, or cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = _opened(path)
        self._blocks: dict[tuple[str, int], str] = {}
        self._lengths: dict[str, int] = dict(zip(self._file.references, self._file.lengths, strict=True))
        self._names: dict[str, str] = {}
        for name in self._lengths:
            self._names.setdefault(contig_name(name), name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def build(self) -> tuple[str, tuple[BuildEvidence, ...]]:
        """The build by the lengths of the contigs (empty where none tells), and what contradicts it."""
        return BuildEvidence.verdict(_evidence(self.path, self._lengths))

    def bases(self, contig: str, start0: int, end0: int) -> str:
        """Return bases in capitals, `N` beyond the ends of the contig; empty for a contig that is not in the file."""
        name = self._names.get(contig_name(contig))
        if name is None or end0 <= start0:
            return ""
        length = self._lengths[name]
        first, last = max(0, start0), min(end0, length)
        if first >= last:
            return "N" * (end0 - start0)
        block = first // _BLOCK
        parts = [self._block(name, block)]
        while (block + 1) * _BLOCK < last:
            block += 1
            parts.append(self._block(name, block))
        offset = first - first // _BLOCK * _BLOCK
        return "N" * (first - start0) + "".join(parts)[offset : offset + last - first] + "N" * (end0 - last)

    def _block(self, name: str, number: int) -> str:
        found = self._blocks.get((name, number))
        if found is None:
            if len(self._blocks) >= _BLOCKS_KEPT:
                self._blocks.clear()
            try:
                found = str(self._file.fetch(name, number * _BLOCK, (number + 1) * _BLOCK)).upper()
            except (OSError, ValueError) as error:
                raise InputError(f"cannot be read: {error}", file=self.path.name) from None
            self._blocks[name, number] = found
        return found


def require_index(path: Path) -> None:
    """Check that a FASTA and its indices are there. Raises InputError."""
    if not path.is_file():
        raise InputError("no such file", file=str(path), hint="--fasta needs an indexed FASTA of the reference genome")
    needed = [".fai"] + ([".gzi"] if path.suffix in {".gz", ".bgz"} else [])
    for suffix in needed:
        if not Path(f"{path}{suffix}").is_file():
            raise InputError(f"has no index {path.name}{suffix}", file=str(path), hint=f"samtools faidx {path}")


def index_build(path: Path) -> str:
    """Return the build by the contig lengths of a FASTA's index, empty where none tells. Raises InputError."""
    lengths: dict[str, int] = {}
    text = Path(f"{path}.fai").read_text(encoding="utf-8", errors="replace")
    for line1, line in enumerate(text.splitlines(), start=1):
        cells = line.split("\t")
        if len(cells) < 2 or not cells[1].isdigit():
            raise InputError("is no index of a FASTA", file=f"{path}.fai", line1=line1, hint=f"samtools faidx {path}")
        lengths[cells[0]] = int(cells[1])
    build, against = BuildEvidence.verdict(_evidence(path, lengths))
    if against:
        words = f"has contigs of both builds ({against[0].words} is {against[0].build})"
        raise InputError(words, file=str(path), hint="give the reference genome of one build")
    return build


def _evidence(path: Path, lengths: Mapping[str, int]) -> Iterator[BuildEvidence]:
    for name, length in lengths.items():
        build = build_of_contig(name, length)
        if build:
            yield BuildEvidence(build, f"{path.name}: {name} has {length} bases")


def _opened(path: Path) -> Any:  # noqa: ANN401 - pysam has no types
    require_index(path)
    import pysam

    try:
        return pysam.FastaFile(str(path))
    except (OSError, ValueError) as error:
        raise InputError(f"is no indexed FASTA: {error}", file=str(path)) from None
