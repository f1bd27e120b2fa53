"""Which samples of a VCF its header calls tumor and normal: Mutect2, pedigrees, SAMPLE lines, command lines of callers.

A command line names samples (`--tumor-sample`, `--RGSM-tumor` of DRAGEN) or files (`--tumorBam` of Strelka and Manta,
`--tumor-bam-input`, `--tumor-fastq1`), whose names begin with that of the sample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

__all__ = ["SampleHint", "hints_of", "is_by_reference", "is_pooled", "meant_by"]

_NAMED = lazy_pattern(r"##(tumor_sample|normal_sample)=(.+)")
_PEDIGREE = lazy_pattern(r"##PEDIGREE=<(.+)>")
_TUMOR_KEY = lazy_pattern(r"DERIVED|TUMOU?R")
_NORMAL_KEYS = frozenset({"ORIGINAL", "NORMAL", "GERMLINE"})
_SAMPLE = lazy_pattern(r"##SAMPLE=<ID=([^,>]+)(.*)")
_COLUMN_NAME = lazy_pattern(r",(?:SampleName|NAME)=\"?([^\",>]+)")
_TUMOR_WORD = lazy_pattern(r"(?i)tumou?r|metasta|\bprimary\b")
_NORMAL_WORD = lazy_pattern(r"(?i)normal|germline|blood|\bcontrol\b")
_COMMAND = lazy_pattern(r"(?i)##.{0,70}?(?:command|cmdline)")
_VALUE = r"[ =]+\"?([^\s\",>]+)"
_FILE = r"(?:Bam|[-_](?:bam|cram|fastq1?)(?:[-_]input)?)"
_TUMOR_OPTION = lazy_pattern(rf"[\s\"]--?(?:tumou?r(?:(?:[-_](?:sample|name))*|{_FILE})|RGSM-tumor){_VALUE}")
_NORMAL_OPTION = lazy_pattern(rf"[\s\"]--?normal(?:(?:[-_](?:sample|name))*|{_FILE}){_VALUE}")
_OF_DRAGEN = lazy_pattern(rf"[\s\"](?:--RGSM|--(?:bam|cram)-input|--fastq-file1|--ora-input|-1|-b){_VALUE}")
_IS_FILE = lazy_pattern(r".*/.*|.+\.(?:bam|cram|fastq|fq|ora)(?:\.gz)?")
_REFERENCE_TOOLS = ("##sage", "##purple", "##pave", "##gridss", "##gripss", "##esvee", "##linx", "##amber")
_POOLED = lazy_pattern(r"(?i)##[a-z_]{0,20}command.{0,200}freebayes.*\s(?:--pooled-continuous|-K)(?:[\s\"]|$)")


class SampleHint(Value, frozen=True):
    """Which samples, or files named after them, one kind of header line calls tumor, and which normal."""

    rule: str
    tumors: frozenset[str]
    normals: frozenset[str] = frozenset()


def hints_of(lines: Sequence[str]) -> Iterator[SampleHint]:
    """Yield what the header says of the samples, the surest kind of line first."""
    named = [found for line in lines if (found := _NAMED.match(line))]
    yield SampleHint(
        "##tumor_sample and ##normal_sample",
        frozenset(found[2].strip() for found in named if found[1] == "tumor_sample"),
        frozenset(found[2].strip() for found in named if found[1] == "normal_sample"),
    )
    yield _pedigree(lines)
    described = [found for line in lines if (found := _SAMPLE.match(line))]
    tumors = frozenset(found[1] for found in described if _TUMOR_WORD.search(found[2]))
    normals = frozenset(found[1] for found in described if _NORMAL_WORD.search(found[2]))
    yield SampleHint("##SAMPLE", tumors - normals, normals - tumors)
    yield _renamed(described)
    yield _commanded(lines)


def is_by_reference(lines: Sequence[str]) -> bool:
    """Tell whether the tools of Hartwig wrote the file, who call the normal of `<name>T` a reference, `<name>R`."""
    return any(line.startswith(_REFERENCE_TOOLS) for line in lines)


def is_pooled(lines: Sequence[str]) -> bool:
    """Tell whether FreeBayes was told to report alleles by their reads, whatever the genotype."""
    return any(_POOLED.match(line) for line in lines if "freebayes" in line[:250])


def meant_by(values: frozenset[str], samples: Sequence[str]) -> list[str]:
    """Return the samples that values name, or after which files are named: the longest name that fits each file."""
    meant = {value for value in values if value in samples}
    for value in values - meant:
        base = value.rpartition("/")[2]
        fit = [one for one in samples if base == one or base.startswith((f"{one}.", f"{one}_", f"{one}-"))]
        if fit and _IS_FILE.fullmatch(value):
            meant.add(max(fit, key=len))
    return [sample for sample in samples if sample in meant]


def _pedigree(lines: Sequence[str]) -> SampleHint:
    """Read `<ID=tumor,Original=normal>` (VCF 4.3), `<Derived=,Original=>` and `<Tumor=,Normal=>` in any order."""
    tumors, normals = set(), set()
    for line in lines:
        if found := _PEDIGREE.match(line):
            pairs = [part.partition("=") for part in found[1].split(",")]
            values = {key.strip().upper(): value.strip() for key, _, value in pairs}
            of_normal = {value for key, value in values.items() if key in _NORMAL_KEYS}
            of_tumor = {value for key, value in values.items() if _TUMOR_KEY.fullmatch(key)}
            tumors |= of_tumor or ({values["ID"]} if of_normal and "ID" in values else set())
            normals |= of_normal
    return SampleHint("##PEDIGREE", frozenset(tumors), frozenset(normals))


def _renamed(described: Sequence[re.Match[str]]) -> SampleHint:
    """Read `<ID=TUMOR,SampleName=S1>`, in a file whose columns have the names of the samples."""
    pairs = [(found[1], name[1]) for found in described if (name := _COLUMN_NAME.search(found[2]))]
    return SampleHint(
        "the names in ##SAMPLE",
        frozenset(name for key, name in pairs if _TUMOR_WORD.search(key)),
        frozenset(name for key, name in pairs if _NORMAL_WORD.search(key)),
    )


def _commanded(lines: Sequence[str]) -> SampleHint:
    """Read the options of callers; DRAGEN's read group and input are those of the normal where there is a tumor too."""
    tumors: set[str] = set()
    normals: set[str] = set()
    for line in lines:
        if _COMMAND.match(line[:80]):
            of_tumor = set(_TUMOR_OPTION.findall(line))
            tumors |= of_tumor
            normals |= set(_NORMAL_OPTION.findall(line)) | (set(_OF_DRAGEN.findall(line)) if of_tumor else set())
    return SampleHint("the caller's command line", frozenset(tumors), frozenset(normals - tumors))
