"""Which part of how many a result folder is, and of which samples and options: so that no part is forgotten."""

from __future__ import annotations

import contextlib
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from oncotier.batch.journal import Entry
from oncotier.batch.output_file import write_file
from oncotier.domain.value import Value
from oncotier.errors import InputError, UsageError

__all__ = ["SPLIT", "Split", "check_splits", "digest_of", "read_split", "write_split"]

SPLIT = "shard.json"


class Split(Value, frozen=True):
    """Part `shard` (1-based) `of` so many; `digest` stands for the samples of all parts, and what is asked of each."""

    shard: int
    of: int
    digest: str


def digest_of(stamps: Iterable[tuple[str, str]]) -> str:
    """Return the digest of all samples of a split: of the name of each, in order, and the hash of its options."""
    digest = hashlib.sha256()
    for name, options in stamps:
        digest.update(f"{name}\t{options}\n".encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def write_split(folder: Path, split: Split | None) -> None:
    """Say which part a result folder is; nothing stands in one that is no part. Raises OutputError."""
    if split is not None:
        write_file(folder / SPLIT, (msgspec.json.encode(split) + b"\n",))
        return
    with contextlib.suppress(OSError):
        (folder / SPLIT).unlink()


def read_split(folder: Path) -> Split | None:
    """Return which part a result folder is. Raises InputError for words that are not ours."""
    try:
        return msgspec.json.decode((folder / SPLIT).read_bytes(), type=Split)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        raise InputError(
            "does not say which part it is", file=str(folder / SPLIT), hint="--resume the shard first"
        ) from None


def check_splits(splits: Mapping[Path, Split], entries: Mapping[str, Entry], places: Mapping[str, Path]) -> None:
    """Raise UsageError where a part is missing, or where parts are of other samples, options or formats.

    `entries` are those of all folders, `places` the folder of each sample.
    """
    groups: dict[tuple[int, str], list[Path]] = defaultdict(list)
    for folder, split in splits.items():
        groups[split.of, split.digest].append(folder)
    if len(groups) > 1:
        one, other = (folders[0] for folders in list(groups.values())[:2])
        raise UsageError(
            f"{one} and {other} are parts of different splits: other samples, options, formats or number of parts",
            hint="run the shards again with the same sources and options",
        )
    for (count, digest), folders in groups.items():
        missing = sorted(set(range(1, count + 1)) - {splits[one].shard for one in folders})
        if missing:
            words = ", ".join(f"{number}/{count}" for number in missing[:5]) + (", ..." if len(missing) > 5 else "")
            raise UsageError(f"{len(missing)} of {count} shards are missing: {words}", hint="name the folder of each")
        own = set(folders)
        found = digest_of((name, entries[name].options) for name in sorted(entries) if places[name] in own)
        if found != digest:
            raise UsageError(
                "the shards do not hold the samples that they were split into", hint="--resume each with --shard"
            )
