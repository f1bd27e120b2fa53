"""Which column of a VCF is the tumor, and what its FORMAT fields say of an allele: fraction, depth, presence."""

from __future__ import annotations

import re
from functools import lru_cache

from oncotier.domain.alteration import Origin
from oncotier.domain.value import Value
from oncotier.errors import SampleChoiceError
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.reader import choose_sample
from oncotier.readers.vcf_counts import Allele, allele_counts
from oncotier.readers.vcf_header import SampleHint, VcfHeader
from oncotier.readers.vcf_sample_hints import meant_by

__all__ = [
    "TumorColumn",
    "alleles_of",
    "find_tumor",
    "genotype_fault",
    "has_allele",
    "origin_beside_normal",
    "phase_of",
]

_TUMOR_NAME = lazy_pattern(r"(?i)(?:^|[_.-])(?:(?:tumou?r|t)\d{0,2}|primary|metastasis)(?:$|[_.-])|^tumou?r")
_NORMAL_NAME = lazy_pattern(r"(?i)(?:^|[_.-])(?:(?:normal|n)\d{0,2}|control|blood|germline|pbmc)(?:$|[_.-])|^normal")
_TCGA = lazy_pattern(r"TCGA-\w\w-\w{4}-(\d\d)")
_RNA_NAME = lazy_pattern(r"(?i)(?:^|[_.-])rna(?:$|[_.-])")
_LAST_OF_TUMOR = lazy_pattern(r"(.+?)(?:T(?:[0-9]|I{1,3})?|[Tt]umou?r|TUMOU?R)")
_LAST_OF_NORMAL = lazy_pattern(r"(.+?)(?:[NB](?:[0-9]|I{1,3})?|[Nn]ormal|NORMAL)")
_LAST_OF_REFERENCE = lazy_pattern(r"(.+?)(?:[RNB](?:[0-9]|I{1,3})?|[Nn]ormal|NORMAL)")
_OF_ROW = "INFO SAMPLE of VarDict"
_GENOTYPE = lazy_pattern(r"[/|]?(?:[0-9]{1,4}|\.)(?:[/|](?:[0-9]{1,4}|\.))*")


class TumorColumn(Value, frozen=True):
    """The chosen sample, its 0-based place among the samples (None without samples), and the normal beside it."""

    name: str
    index0: int | None
    has_normal: bool
    rule: str
    normal0: int | None = None


def find_tumor(header: VcfHeader, wanted: str, *, file: str, of_row: str = "") -> TumorColumn:
    """Choose the tumor column; `of_row` is what INFO SAMPLE of VarDict names. Raises SampleChoiceError.

    Rules, first that says anything: the user's choice; the only column; `##tumor_sample` and `##normal_sample`;
    `##PEDIGREE`; `##SAMPLE`; the caller's command line; INFO SAMPLE; TCGA barcodes; names; a pair of names that differ
    in their last letters. When it finds several, that is an error.
    """
    samples = header.samples
    if not samples:
        return TumorColumn(wanted, None, has_normal=False, rule="no sample column")
    if wanted:
        name = choose_sample(samples, wanted, file=file)
        return _column(header, name, "chosen with --sample")
    if len(samples) == 1:
        return _column(header, samples[0], "the only sample column")
    rules = [(hint.rule, _by_hint(samples, hint)) for hint in header.hints]
    rules += [(_OF_ROW, [of_row] if of_row in samples else [])]
    rules += [("TCGA barcode", _by_barcode(samples)), ("sample name", _by_name(samples))]
    rule, tumors = next(((rule, found) for rule, found in rules if found), ("", []))
    if not tumors and (pair := _by_last_letters(samples, with_reference=header.is_by_reference)):
        return _column(header, pair[0], f"sample name, beside {pair[1]!r}", normal=pair[1])
    if len(tumors) == 1:
        beside = [sample for sample in samples if sample != of_row] if rule == _OF_ROW and len(samples) == 2 else []
        return _column(header, tumors[0], rule, normal="".join(beside))
    names = ", ".join(samples[:20]) + (f" ... and {len(samples) - 20} more" if len(samples) > 20 else "")
    raise SampleChoiceError(
        f"{file}: which sample column is the tumor?",
        hint=f"choose with --sample, of a batch in a manifest; columns: {names}",
    )


def _column(header: VcfHeader, name: str, rule: str, normal: str = "") -> TumorColumn:
    others = [sample for sample in header.samples if sample != name]
    normals = {normal, *(one for hint in header.hints for one in meant_by(hint.normals, others))}
    beside = [sample for sample in others if sample in normals or _is_normal(sample)]
    normal0 = header.samples.index(beside[0]) if beside else None
    return TumorColumn(name, header.samples.index(name), has_normal=bool(beside), rule=rule, normal0=normal0)


def _by_hint(samples: tuple[str, ...], hint: SampleHint) -> list[str]:
    """Return the tumors that the header names, or the only DNA column that it does not call normal."""
    named, normals = meant_by(hint.tumors, samples), meant_by(hint.normals, samples)
    if named or not normals:
        return named
    rest = [sample for sample in samples if sample not in normals and not _RNA_NAME.search(sample)]
    return rest if len(rest) == 1 else []


def _by_last_letters(samples: tuple[str, ...], *, with_reference: bool) -> tuple[str, str] | None:
    """Return tumor and normal of a pair as `P1T` and `P1N`, `STUMOR` and `SNORMAL`; R is a normal where it is said."""
    tumors = {sample: found[1] for sample in samples if (found := _LAST_OF_TUMOR.fullmatch(sample))}
    last = _LAST_OF_REFERENCE if with_reference else _LAST_OF_NORMAL
    normals = {sample: found[1] for sample in samples if (found := last.fullmatch(sample))}
    pairs = [(tumor, normal) for tumor, one in tumors.items() for normal, other in normals.items() if one == other]
    return pairs[0] if len(pairs) == 1 and len(samples) == 2 else None


def _by_barcode(samples: tuple[str, ...]) -> list[str]:
    coded = [(sample, found[1]) for sample in samples if (found := _TCGA.match(sample))]
    return [sample for sample, code in coded if "01" <= code <= "09"] if len(coded) == len(samples) else []


def _is_normal(sample: str) -> bool:
    found = _TCGA.match(sample)
    return bool(_NORMAL_NAME.search(sample)) or bool(found and "10" <= found[1] <= "14")


def _by_name(samples: tuple[str, ...]) -> list[str]:
    dna = [sample for sample in samples if not _RNA_NAME.search(sample)]
    tumors = [sample for sample in dna if _TUMOR_NAME.search(sample) and not _is_normal(sample)]
    if tumors:
        return tumors
    rest = [sample for sample in dna if not _is_normal(sample)]
    return rest if len(rest) == 1 and len(dna) > 1 else []


def has_allele(fields: dict[str, str], allele1: int) -> bool:
    """Tell whether the genotype can hold the allele: no genotype, an open one, or one that names it."""
    genotype = fields.get("GT", ".")
    return "." in genotype or str(allele1) in alleles_of(genotype)


@lru_cache(maxsize=1024)
def alleles_of(genotype: str) -> tuple[str, ...]:
    """Return the alleles of a GT value as written, phased or not."""
    return tuple(re.split(r"[/|]", genotype))


@lru_cache(maxsize=1024)  # a file has few genotypes and many rows
def genotype_fault(genotype: str, alternates: int) -> str:
    """Say what is wrong with a GT value in a row with so many alternate alleles, empty when nothing is."""
    if not _GENOTYPE.fullmatch(genotype):
        return f"GT {genotype[:20]!r} is not a genotype"
    highest = max((int(part) for part in alleles_of(genotype) if part not in {"", "."}), default=0)
    return f"GT {genotype[:20]!r} names allele {highest} of {alternates}" if highest > alternates else ""


def phase_of(fields: dict[str, str], allele1: int) -> str:
    """Return the phase set and the haplotypes (0, 1) that carry an allele, as `set|haplotypes`; empty when unphased.

    GATK's PGT and PID are read where GT itself is not phased. Genotypes phased without a set share one.
    """
    if "|" not in fields.get("GT", "") and "PGT" not in fields:
        return ""
    for genotype_key, set_key in (("GT", "PS"), ("PGT", "PID")):
        genotype = fields.get(genotype_key, "")
        alleles = genotype.split("|")
        if len(alleles) < 2:
            continue
        carried = "".join(str(place) for place, allele in enumerate(alleles) if allele == str(allele1))
        if genotype_key == "PGT":  # PGT numbers the alternate allele as 1, whatever its place in ALT
            carried = "".join(str(place) for place, allele in enumerate(alleles) if allele not in {"0", "."})
        phase_set = fields.get(set_key, ".")
        return f"{phase_set}|{carried}" if carried else ""
    return ""


_HETEROZYGOUS_IN_NORMAL = 0.3
_TRACE_IN_NORMAL = 0.1


def origin_beside_normal(normal: dict[str, str], info: dict[str, str], allele: Allele, tumor: TumorColumn) -> Origin:
    """Return the origin that a matched normal shows: somatic when it lacks the allele, germline when it carries it.

    Between a trace and a heterozygous share (tumor in the normal, clonal hematopoiesis) the origin stays unknown. A
    normal without counts speaks by its genotype; one without either shows nothing, unless the caller says SOMATIC.
    """
    if not tumor.has_normal:
        return Origin.UNKNOWN
    share = allele_counts(normal, {}, allele).vaf if normal else None
    if share is None:
        genotype = alleles_of(normal.get("GT", "."))
        if "." in genotype:
            return Origin.SOMATIC if "SOMATIC" in info else Origin.UNKNOWN
        return Origin.GERMLINE if str(allele.number1) in genotype else Origin.SOMATIC
    if share < _TRACE_IN_NORMAL:
        return Origin.SOMATIC
    return Origin.GERMLINE if share >= _HETEROZYGOUS_IN_NORMAL else Origin.UNKNOWN
