"""The header of a VCF: columns, samples, genome build evidence, and where annotation is described."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from oncotier.domain.value import Value, replace
from oncotier.errors import InputError
from oncotier.genome.assembly import BuildEvidence, build_of_contig, build_of_name
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.vcf_annotation import Annotation, annotation_of
from oncotier.readers.vcf_declared import UNDECLARED, Declared, declared_fields
from oncotier.readers.vcf_header_faults import header_faults, version_of
from oncotier.readers.vcf_sample_hints import SampleHint, hints_of, is_by_reference, is_pooled

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SampleHint", "VcfHeader", "build_evidence", "parse_header"]

_FIXED = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
_CONTIG = lazy_pattern(r"##contig=<(?:ID=|.*,ID=)([^,>]+)")
_PLOIDY = lazy_pattern(r"##(?:CNV)?OverallPloidy=([0-9]{1,2}(?:\.[0-9]{1,9})?)\s*$")
_LENGTH = lazy_pattern(r"[<,]length=([0-9]{1,12})(?![0-9])")
_ASSEMBLY = lazy_pattern(r"[<,]assembly=\"?([^\",>]+)")
_VEP_ASSEMBLY = lazy_pattern(r"##VEP=.*\bassembly=\"?([^\"\s]+)")
_STRUCTURAL = lazy_pattern(
    r"##(?:INFO=<(?:.*,)?ID=(?:SVTYPE|MATEID|PARID|EVENT|CHR2|SVLEN|CIPOS|BND_DEPTH)"
    r"|ALT=<(?:.*,)?ID=(?:DEL|INS|DUP|INV|CNV|BND|TRA))\b"
)
_BUILD_KEYS = (
    "##reference=",
    "##assembly=",
    "##new_reference_genome=",
    "##genome_build=",
    "##NCBI_Build=",
    "##tumor_reference=",
)


NO_ANNOTATION = Annotation()
_SMALL = 1_000_000  # characters of a header that is remembered


class VcfHeader(Value, frozen=True):
    """What a VCF header says: columns, samples, evidence of the build, the annotation, and who is the tumor.

    `is_structural`: it describes breakends or symbolic alleles, whose rows may speak of places far away. `contigs` are
    those that it declares, `faults` its lines that break the specification, with their 1-based numbers, `declared` what
    it says of INFO and FORMAT. `is_by_reference`: the normal of a tumor is named as its reference.
    `is_pooled`: the caller reports alleles by their reads, whatever the genotype.
    `ploidy`: the mean copies of the tumor, by a caller of copies.
    """

    columns: tuple[str, ...]
    samples: tuple[str, ...]
    evidence: tuple[BuildEvidence, ...]
    annotation: Annotation = NO_ANNOTATION
    hints: tuple[SampleHint, ...] = ()
    is_structural: bool = False
    contigs: frozenset[str] = frozenset()
    faults: tuple[tuple[int, str], ...] = ()
    declared: Declared = UNDECLARED
    is_by_reference: bool = False
    is_pooled: bool = False
    ploidy: float | None = None

    @property
    def csq_key(self) -> str:
        """The INFO key of the annotation, empty without one."""
        return self.annotation.key

    @property
    def csq_fields(self) -> tuple[str, ...]:
        """The fields of an entry of the annotation, by VEP's names."""
        return self.annotation.fields


def parse_header(lines: list[str], *, file: str) -> VcfHeader:
    """Read the header lines, the last of which names the columns. Raises InputError."""
    columns = tuple(lines[-1].split("\t"))
    if columns[: len(_FIXED)] != _FIXED or columns[len(_FIXED) : 9] not in {(), ("FORMAT",)}:
        seen = " ".join(columns[:9])
        words = f"the column line reads {seen!r}"
        raise InputError(words, file=file, line1=len(lines), hint=f"expected {' '.join(_FIXED)} and FORMAT, samples")
    samples = columns[9:]
    if len(set(samples)) != len(samples) or "" in samples:
        raise InputError("sample names are empty or repeated", file=file, line1=len(lines))
    above = tuple(lines[:-1])
    said = _said(above) if sum(map(len, above)) <= _SMALL else _said.__wrapped__(above)
    # 1.5: FORMAT is there for the samples behind it.
    faults = said.faults if samples or len(columns) == len(_FIXED) else (*said.faults, (len(lines), "names no sample"))
    return replace(said, columns=columns, samples=samples, faults=faults)


@lru_cache(maxsize=4)  # the files of a pipeline have the same header but for the names of the samples
def _said(lines: tuple[str, ...]) -> VcfHeader:
    """Return what the lines above the columns say; columns and samples are still to be told."""
    return VcfHeader(
        columns=(),
        samples=(),
        evidence=build_evidence(lines),
        annotation=annotation_of(lines),
        hints=tuple(hint for hint in hints_of(lines) if hint.tumors or hint.normals),
        is_structural=any(_STRUCTURAL.match(line) for line in lines),
        contigs=frozenset(found[1] for line in lines if (found := _CONTIG.match(line))),
        faults=tuple(header_faults(lines)),
        declared=declared_fields(lines, version_of(lines)),
        is_by_reference=is_by_reference(lines),
        is_pooled=is_pooled(lines),
        ploidy=next((float(found[1]) for line in lines if (found := _PLOIDY.match(line))), None),
    )


def build_evidence(lines: Iterable[str]) -> tuple[BuildEvidence, ...]:
    """Return what the header says of the build: contig lengths and assemblies, named references, VEP's assembly."""
    lengths: dict[str, int] = {}
    assemblies: dict[str, int] = {}
    pieces: list[BuildEvidence] = []
    for line in lines:
        if contig := _CONTIG.match(line):
            length, assembly = _LENGTH.search(line), _ASSEMBLY.search(line)
            build = build_of_contig(contig[1], int(length[1])) if length else ""
            lengths[build] = lengths.get(build, 0) + 1
            build = build_of_name(assembly[1]) if assembly else ""
            assemblies[build] = assemblies.get(build, 0) + 1
        elif line.startswith(_BUILD_KEYS):
            pieces.append(BuildEvidence(build_of_name(line), line[:80].removeprefix("##")))
        elif annotated := _VEP_ASSEMBLY.match(line):
            pieces.append(BuildEvidence(build_of_name(annotated[1]), f"VEP annotation on {annotated[1][:40]}"))
    contigs = [BuildEvidence(build, f"lengths of {count} contigs") for build, count in sorted(lengths.items())]
    contigs += [BuildEvidence(build, f"assembly of {count} contigs") for build, count in sorted(assemblies.items())]
    return tuple(piece for piece in (*contigs, *pieces) if piece.build)
