"""The dialects of annotation in INFO, each turned into entries of named fields, as VEP writes them.

A dialect says how its header line is recognized, which of VEP's names its fields have, and how a value is made into
entries (`|` between fields, `,` between entries). SnpEff `ANN` 1.0, Funcotator, bcftools `BCSQ`, ANNOVAR `AAChange`,
PAVE `IMPACT` (PURPLE), SnpEff `EFF` (before 4.1), Oncomine `FUNC`.
Where several tools annotated one file, the first of the table counts; the call from the position is compared with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from oncotier.domain.observation import COMPOUND_AT
from oncotier.domain.value import Value
from oncotier.notation.consequence import most_severe
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.annovar_entry import hgvs_coding
from oncotier.readers.csq import from_amino_acids
from oncotier.readers.eff_annotation import eff_entries, eff_fields, eff_symbols
from oncotier.readers.func_annotation import func_entries, func_fields, func_symbols
from oncotier.readers.maf_terms import coding_name, sequence_ontology

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "DIALECTS",
    "Annotation",
    "Dialect",
    "annotation_of",
    "compound_flags",
    "entries_of",
    "region_symbols",
    "symbols_of",
]

_INFO = lazy_pattern(r"##INFO=<(?:[^\"]*,)?ID=([^,>]+),.*Description=\"?(.*)", re.DOTALL)
_VEP_FIELDS = lazy_pattern(r"Format:[\s']*([^\"'>]+)")
_SNPEFF_FIELDS = lazy_pattern(r"'\s*(Allele\s*\|.+?)\s*'")
_FUNCOTATION_FIELDS = lazy_pattern(r"Funcotation fields are:\s*([^\"'>]+)")
_GENCODE = lazy_pattern(r"Gencode_\d+_(\w+)")
_RESIDUES = lazy_pattern(r"(\d+)([A-Z*]+)(?:\.\.\d+)?>(?:\d+)([A-Z*]+)(?:\.\.\d+)?")
_ESCAPED = lazy_pattern(r"_%([0-9A-Fa-f]{2})_")


class Annotation(Value, frozen=True):
    """What a file's header describes: the dialect's name, the INFO key, and the fields of an entry by VEP's names."""

    dialect: str = ""
    key: str = ""
    fields: tuple[str, ...] = ()


class Dialect(Value, frozen=True):
    """One way to annotate: `fields` reads (key, description) of an INFO line, None where it is another's.

    `entries` turns a value into entries in the order of the fields; `symbols` names the genes of a raw value, without
    taking it apart, by the place of the symbol among the fields.
    """

    name: str
    fields: Callable[[str, str], tuple[str, ...] | None]
    entries: Callable[[str, tuple[str, ...]], str]
    symbols: Callable[[bytes, int], list[bytes]]


def annotation_of(lines: Iterable[str]) -> Annotation:
    """Return the annotation that header lines describe, by the order of `DIALECTS`; empty where there is none."""
    described = [(found[1], found[2]) for line in lines if (found := _INFO.match(line))]
    for dialect in DIALECTS:
        for key, words in described:
            fields = dialect.fields(key, words)
            if fields is not None:
                return Annotation(dialect.name, key, fields)
    return Annotation()


def entries_of(annotation: Annotation, value: str) -> str:
    """Return the value of an INFO field as entries in the order of the fields; empty where it says nothing."""
    return _BY_NAME[annotation.dialect].entries(value, annotation.fields) if annotation.dialect else value


def symbols_of(dialect: str) -> Callable[[bytes, int], list[bytes]]:
    """Return what names the genes of a raw value."""
    return _BY_NAME[dialect].symbols


def _as_written(value: str, fields: tuple[str, ...]) -> str:
    del fields
    return value


def _between_bars(value: bytes, place: int) -> list[bytes]:
    split = [entry.split(b"|", place + 1) for entry in value.split(b",")]
    return [fields[place].lstrip(b"[") for fields in split if len(fields) > place]


def _vep(key: str, words: str) -> tuple[str, ...] | None:
    if "BCFtools/csq" in words or ("Ensembl VEP" not in words and key != "CSQ"):
        return None
    found = _VEP_FIELDS.search(words)
    return tuple(field.strip() for field in found[1].split("|")) if found else None


_SNPEFF = {
    "Allele": "Allele", "Annotation": "Consequence", "Gene_Name": "SYMBOL", "Feature_ID": "Feature",
    "HGVS.c": "HGVSc", "HGVS.p": "HGVSp",
}  # fmt: skip


def _snpeff(key: str, words: str) -> tuple[str, ...] | None:
    found = _SNPEFF_FIELDS.search(words) if key == "ANN" or "SnpEff" in words else None
    if found is None or "Gene_Name" not in found[1]:
        return None
    return tuple(_SNPEFF.get(field.strip(), field.strip()) for field in found[1].split("|"))


_FUNCOTATOR = {
    "hugoSymbol": "SYMBOL", "variantClassification": "Consequence", "tumorSeqAllele2": "Allele",
    "annotationTranscript": "Feature", "transcriptExon": "EXON", "cDnaChange": "HGVSc", "proteinChange": "HGVSp",
}  # fmt: skip


def _funcotator(key: str, words: str) -> tuple[str, ...] | None:
    found = _FUNCOTATION_FIELDS.search(words)
    if found is None:
        return None
    del key
    names = (field.strip() for field in found[1].split("|"))
    return tuple(_FUNCOTATOR.get(gencode[1], name) if (gencode := _GENCODE.match(name)) else name for name in names)


def _funcotations(value: str, _: tuple[str, ...]) -> str:
    """Take the brackets and escapes away and write the class as a Sequence Ontology term.

    Alleles stand behind commas; with `--transcript-selection-mode ALL` their transcripts stand behind `#`.
    """
    entries = []
    for entry in value.strip("[]").replace("]#[", "],[").split("],["):
        plain = _ESCAPED.sub(lambda found: _character(found[1]), entry)
        entries.append("|".join(sequence_ontology(field) or coding_name(field) for field in plain.split("|")))
    return ",".join(entries)


def _funcotated_symbols(value: bytes, place: int) -> list[bytes]:
    return _between_bars(value.replace(b"]#[", b"],["), place)


def _character(code: str) -> str:
    """Return an escaped character, but no separator of entries and fields."""
    character = chr(int(code, 16))
    return f"%{code}" if character in "|,;" else character


_BCSQ = ("Consequence", "SYMBOL", "Feature", "BIOTYPE", "STRAND", "HGVSp", "DNA")
_BCSQ_TERMS = {
    "missense": "missense_variant", "synonymous": "synonymous_variant", "frameshift": "frameshift_variant",
    "splice_donor": "splice_donor_variant", "splice_acceptor": "splice_acceptor_variant",
    "splice_region": "splice_region_variant", "intron": "intron_variant", "5_prime_utr": "5_prime_UTR_variant",
    "3_prime_utr": "3_prime_UTR_variant", "non_coding": "non_coding_transcript_exon_variant",
    "stop_retained": "stop_retained_variant", "start_retained": "start_retained_variant",
    "inframe_altering": "protein_altering_variant", "coding_sequence": "coding_sequence_variant",
}  # fmt: skip


def _bcsq(key: str, words: str) -> tuple[str, ...] | None:
    del key
    return _BCSQ if "BCFtools/csq" in words else None


def _bcsq_entries(value: str, _: tuple[str, ...]) -> str:
    """Fill entries to the full width; pointers to another record (`@1`) and changes behind a stop (`*`) say nothing."""
    entries = []
    for entry in value.split(","):
        if not entry or entry[0] in "@*":
            continue
        fields = (entry.split("|") + [""] * len(_BCSQ))[: len(_BCSQ)]
        terms = (_BCSQ_TERMS.get(term, term) for term in fields[0].split("&"))
        fields[0] = most_severe(terms)
        fields[5] = "" if fields[0] == "frameshift_variant" else _of_residues(fields[5])
        entries.append("|".join(fields))
    return ",".join(entries)


def compound_flags(annotation: Annotation, value: str) -> tuple[str, ...]:
    """Return a flag for each record that a value points to, where it does nothing else (`@1799727`)."""
    entries = value.split(",")
    is_pointer = annotation.dialect == "bcsq" and all(entry.startswith("@") for entry in entries)
    return tuple(COMPOUND_AT + entry[1:] for entry in entries) if is_pointer else ()


def _of_residues(text: str) -> str:
    """Write `858L>858R` as a protein change; empty for anything else, as the truncated residues of a frameshift."""
    found = _RESIDUES.fullmatch(text)
    return from_amino_acids(found[1], f"{found[2]}/{found[3]}") if found else ""


_ANNOVAR = ("SYMBOL", "Feature", "EXON", "HGVSc", "HGVSp")


def _annovar(key: str, words: str) -> tuple[str, ...] | None:
    del words
    return _ANNOVAR if key.startswith("AAChange.") else None


def _annovar_entries(value: str, _: tuple[str, ...]) -> str:
    """Take `GENE:NM_x:exon19:c.2235_2249del:p.745_750del` apart; an entry without a protein change is left out."""
    unescaped = value.replace("\\x3d", "=").replace("\\x3b", ";")
    parts = (entry.split(":") for entry in unescaped.split(","))
    whole = ([*part, ""][: len(_ANNOVAR)] for part in parts if len(part) >= len(_ANNOVAR) - 1)
    return ",".join(
        f"{gene}|{name}|{exon}|{hgvs_coding(coding)}|{protein}" for gene, name, exon, coding, protein in whole
    )


def _annovar_symbols(value: bytes, place: int) -> list[bytes]:
    del place
    return [entry.partition(b":")[0] for entry in value.split(b",")]


_ANNOVAR_NAMED = lazy_pattern(
    rb"(?:^|;)Func\.(?P<model>[^=;]+)=[^;]*(?:exonic|splicing|UTR5|upstream)[^;]*;Gene\.(?P=model)=([^;]*)"
)


def region_symbols(info: bytes) -> set[bytes]:
    """Return the genes of ANNOVAR in whose exons, splice sites or promoters a row lies: it may have no `AAChange`."""
    found = (match[2].replace(b"\\x3b", b",") for match in _ANNOVAR_NAMED.finditer(info))
    return {name for names in found for name in names.split(b",")}


def _func(value: str, _: tuple[str, ...]) -> str:
    return func_entries(value)


_PAVE = ("SYMBOL", "Feature", "Consequence", "CODING_EFFECT", "SPLICE", "HGVSc", "HGVSp")
_PHASED = {
    "phased_missense": "missense_variant", "phased_synonymous": "synonymous_variant",
    "phased_inframe_insertion": "inframe_insertion", "phased_inframe_deletion": "inframe_deletion",
}  # fmt: skip


def _pave(key: str, words: str) -> tuple[str, ...] | None:
    return _PAVE if key == "IMPACT" and "HgvsProteinImpact" in words else None


def _pave_entries(value: str, _: tuple[str, ...]) -> str:
    """Read the one impact of a record: ten values, of which the first seven speak of the canonical transcript."""
    fields = value.split(",")[: len(_PAVE)]
    if len(fields) < len(_PAVE) or not fields[0]:
        return ""
    fields[2] = "&".join(_PHASED.get(term, term) for term in fields[2].split("&"))
    return "|".join(fields)


def _first_value(value: bytes, _: int) -> list[bytes]:
    return [value.partition(b",")[0]]


DIALECTS: tuple[Dialect, ...] = (
    Dialect("vep", _vep, _as_written, _between_bars),
    Dialect("snpeff", _snpeff, _as_written, _between_bars),
    Dialect("funcotator", _funcotator, _funcotations, _funcotated_symbols),
    Dialect("bcsq", _bcsq, _bcsq_entries, _between_bars),
    Dialect("annovar", _annovar, _annovar_entries, _annovar_symbols),
    Dialect("pave", _pave, _pave_entries, _first_value),
    Dialect("snpeff-eff", eff_fields, eff_entries, eff_symbols),
    Dialect("oncomine", func_fields, _func, func_symbols),
)
_BY_NAME = {one.name: one for one in DIALECTS}
