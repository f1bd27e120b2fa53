"""MAF (Mutation Annotation Format) of GDC, vcf2maf, cBioPortal, Oncotator and Funcotator.

One row is one change in one sample. Columns are found by name only; the protein change may stand under several
names. Rows of other samples are counted as out of scope.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from oncotier.domain.alteration import Origin
from oncotier.domain.observation import Locus, Notice, Observation, Reading, Source, Unresolved, VariantObservation
from oncotier.errors import BuildError
from oncotier.genome.assembly import build_of_name, contig_name
from oncotier.notation.consequence import most_severe
from oncotier.notation.gene import is_missing_symbol
from oncotier.readers.delimited import Columns, header_of, require, table_rows
from oncotier.readers.reader import Confidence, Context, choose_sample, decoded

if TYPE_CHECKING:
    from oncotier.readers.source import InputFile

__all__ = ["CONSEQUENCE_BY_CLASS", "read", "sniff"]

_PROTEIN = ("HGVSp_Short", "HGVSp", "Protein_Change", "Alteration", "amino_acid_change", "AAChange")
_CODING = ("HGVSc", "cDNA_Change", "Codon_Change")
_SAMPLE = ("Tumor_Sample_Barcode", "Sample_Id", "SAMPLE_ID")
_CLASS = ("Variant_Classification", "Consequence")
_TRANSCRIPT = ("Transcript_ID", "Annotation_Transcript", "Feature", "RefSeq")
_FRACTION = ("t_vaf", "VAF", "tumor_f", "allele_freq", "i_tumor_f")
_PERCENT = ("i_TumorVAF_WU",)
_NO_BUILD = frozenset({"", ".", "NA"})
_BUILD = ("NCBI_Build", "Reference_Genome")
_WHOLE = re.compile(r"([0-9]{1,12})(?:\.0*)?")
_DECIMAL = re.compile(r"(?:[0-9]{1,20}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})(?:[eE][+-]?[0-9]{1,3})?")
_BASES = re.compile(r"[ACGTN]*")
_START = ("Start_Position",)
_REFERENCE = ("Reference_Allele",)

CONSEQUENCE_BY_CLASS = {
    "missense_mutation": "missense_variant",
    "nonsense_mutation": "stop_gained",
    "frame_shift_del": "frameshift_variant",
    "frame_shift_ins": "frameshift_variant",
    "in_frame_del": "inframe_deletion",
    "in_frame_ins": "inframe_insertion",
    "splice_site": "splice_site_variant",
    "splice_region": "splice_region_variant",
    "nonstop_mutation": "stop_lost",
    "translation_start_site": "start_lost",
    "start_codon_snp": "start_lost",
    "silent": "synonymous_variant",
    "intron": "intron_variant",
    "5'utr": "5_prime_UTR_variant",
    "3'utr": "3_prime_UTR_variant",
    "5'flank": "upstream_gene_variant",
    "3'flank": "downstream_gene_variant",
    "igr": "intergenic_variant",
    "rna": "non_coding_transcript_exon_variant",
    "lincrna": "non_coding_transcript_exon_variant",
}


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: a header with a gene and a classification or protein change (what lacks, `read` names)."""
    columns = Columns(header_of(head))
    if not columns.has("Hugo_Symbol") or not columns.first(*_CLASS, *_PROTEIN[:3]):
        return Confidence.NO
    is_usual = columns.first(*_SAMPLE) and columns.first(*_REFERENCE, "Variant_Classification")
    return Confidence.CERTAIN if is_usual else Confidence.LIKELY


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample of a MAF. Raises InputError, BuildError and SampleChoiceError."""
    body = _Body(source, context)
    body.read()
    return Reading(
        input=source.name,
        format="maf",
        sha256=source.sha256,
        records_read=body.records,
        observations=tuple(body.observations),
        out_of_scope_by=body.out_of_scope_by,
        unresolved=tuple(body.unresolved),
        notices=body.notices(),
        build=body.build,
        build_evidence=body.build_evidence,
        sample=body.sample,
        incomplete=bool(source.fault),
    )


class _Body:
    """Reads the rows of one file; lists and counts fill as it goes."""

    def __init__(self, source: InputFile, context: Context) -> None:
        self.source = source
        self.context = context
        self.records = 0
        self.observations: list[Observation] = []
        self.unresolved: list[Unresolved] = []
        self.out_of_scope_by: dict[str, int] = {}
        self.columns = Columns([])
        self.sample = context.settings.sample
        self.build = context.settings.build
        self.build_evidence = "--build" if self.build else ""
        self.other_build = ""
        self._genes: dict[bytes, bool] = {}

    def read(self) -> None:
        """Read the header and every row, in one pass where one sample is named or there is only one."""
        rows = table_rows(self.source)
        header1, header, _ = next(rows, (1, [], False))
        self.columns = Columns([decoded(cell) for cell in header])
        accepted = {
            "the gene": ("Hugo_Symbol",),
            "the sample": _SAMPLE,
            "the protein or coding change": _PROTEIN + _CODING,
        }
        require(self.columns, accepted, file=self.source.name, line1=header1)
        gene_at = self.columns.index("Hugo_Symbol")
        sample_at = self.columns.index(self.columns.first(*_SAMPLE))
        wanted = _encodings(self.sample) if self.sample else set()
        seen = 0
        for number, cells, has_nul in rows:
            self.records += 1
            if len(cells) != len(header) or has_nul:
                self._malformed(number, cells, len(header))
                continue
            if (name := cells[sample_at].strip()) not in wanted:
                if not wanted:
                    wanted, self.sample = {name}, decoded(name)
                elif self.context.settings.sample:
                    continue
                else:
                    choose_sample(self._samples(sample_at), "", file=self.source.name)
            seen += 1
            self._own_row(number, cells, cells[gene_at])
        others = self.records - seen - len(self.unresolved)
        if others and not seen:
            choose_sample(self._samples(sample_at), self.sample, file=self.source.name)
        self._count("other_sample", others)

    def _samples(self, sample_at: int) -> tuple[str, ...]:
        """Return the sample names in the order of the file, for a message."""
        rows = table_rows(self.source)
        _, header, _ = next(rows)
        names = (cells[sample_at].strip() for _, cells, has_nul in rows if len(cells) == len(header) and not has_nul)
        return tuple(decoded(name) for name in dict.fromkeys(names))

    def _own_row(self, number: int, cells: list[bytes], gene: bytes) -> None:
        if gene.strip() == b"Unknown":
            self._count("no_gene")  # the MAF specification's word for a change between genes
        elif not self._in_scope(gene):
            self._count("gene_not_in_table")
        else:
            written = decoded(b"\t".join(cells)).split("\t")
            self._check_build(written, number)
            observation = _observation(self.columns, written, self.source.name, self.records, self.build)
            self.observations.append(observation)

    def _in_scope(self, gene: bytes) -> bool:
        """Tell whether a symbol is in scope, or is no symbol at all (which must be listed, not lost)."""
        known = self._genes.get(gene)
        if known is None:
            text = decoded(gene).strip()
            name = self.context.names.resolve(text)
            known = name.known if name else is_missing_symbol(text) or not text[:1].isalnum()
            self._genes[gene] = known
        return known

    def _count(self, reason: str, number: int = 1) -> None:
        if number:
            self.out_of_scope_by[reason] = self.out_of_scope_by.get(reason, 0) + number

    def _malformed(self, number: int, cells: list[bytes], width: int) -> None:
        words = f"{len(cells)} columns, but the header names {width}" if len(cells) != width else "a NUL byte"
        source = Source(self.source.name, self.records, decoded(b" ".join(cells[:5]))[:200])
        self.unresolved.append(Unresolved(source, "malformed_row", f"line {number}: {words}"))

    def _check_build(self, cells: list[str], number: int) -> None:
        """Take the build from the row; two builds in one file are a contradiction."""
        written = self.columns.cell(cells, self.columns.first(*_BUILD))
        stated = build_of_name(written)
        if not stated and written not in _NO_BUILD:
            self.other_build = written
        if not stated or stated == self.build:
            return
        if self.build:
            words = f"NCBI_Build says {stated}, but {self.build_evidence} says {self.build}"
            raise BuildError(words, file=self.source.name, line1=number, hint="correct --build or the file")
        self.build, self.build_evidence = stated, "NCBI_Build"

    def notices(self) -> tuple[Notice, ...]:
        """Return everything worth saying of the file."""
        name = self.source.name
        found = []
        if self.records == 0:
            found.append(
                Notice("no_records", "warning", name, "no variant in the file: a negative result is not implied")
            )
        if self.source.is_cut and not self.source.fault:
            found.append(Notice("no_final_line_break", "warning", name, "the last row does not end: it may be cut"))
        if self.source.fault:
            found.append(Notice("input_incomplete", "error", name, f"{self.source.fault}: rows may be missing"))
        if self.other_build:
            words = f"genome build {self.other_build[:20]!r} is not known: the positions of such rows are not used"
            found.append(Notice("build_unknown", "warning", name, words))
        elif not self.build and self.observations:
            words = "genome build not stated: protein changes are used, positions are not"
            found.append(Notice("build_unknown", "warning", name, words))
        return tuple(found)


def _encodings(name: str) -> set[bytes]:
    """Return the bytes by which a file may write a sample's name."""
    return {name.encode(encoding, "backslashreplace") for encoding in ("utf-8", "latin-1")}


def _observation(columns: Columns, cells: list[str], file: str, record1: int, build: str) -> VariantObservation:
    def cell(*names: str) -> str:
        """Return the first filled cell among alternative columns."""
        return next((value for name in names if (value := columns.cell(cells, name)) not in {"", "."}), "")

    gene = columns.cell(cells, "Hugo_Symbol")
    protein, coding = cell(*_PROTEIN), cell(*_CODING)
    depth = _whole(cell("t_depth"))
    alt, ref = _whole(cell("t_alt_count")), _whole(cell("t_ref_count"))
    if depth is None and alt is not None and ref is not None:
        depth = alt + ref
    return VariantObservation(
        source=Source(file, record1, f"{gene} {protein or coding}".strip()[:200]),
        gene=gene,
        protein=protein,
        coding=coding if re.search(r"\d", coding) and not coding.startswith("c.(") else "",
        consequence=_consequence(cell("Variant_Classification"), columns.cell(cells, "Consequence")),
        transcript=cell(*_TRANSCRIPT),
        exon=cell("Exon_Number", "EXON"),
        intron=cell("INTRON"),
        locus=_locus(columns, cells, build),
        vaf=_fraction(cell(*_FRACTION), cell(*_PERCENT), alt, depth),
        depth=depth,
        origin=_ORIGINS.get(cell("Mutation_Status").lower(), Origin.UNKNOWN),
        filter="" if cell("FILTER") in {"", "PASS"} else cell("FILTER"),
    )


_ORIGINS = {"somatic": Origin.SOMATIC, "germline": Origin.GERMLINE}


def _consequence(classification: str, terms: str) -> str:
    """Return the Sequence Ontology term; VEP's own term is finer than the MAF class where both are there."""
    named = CONSEQUENCE_BY_CLASS.get(classification.lower(), "")
    found = [term for term in re.split(r"[,;&]", terms) if term.strip()]
    finer = most_severe(found) if found else ""
    return finer if finer and (not named or named in {"splice_site_variant", finer}) else named or finer


def _locus(columns: Columns, cells: list[str], build: str) -> Locus | None:
    """Return the change with its alleles as the file writes them (`-` becomes an empty allele)."""
    start = _whole(columns.cell(cells, "Start_Position"))
    reference = columns.cell(cells, "Reference_Allele").upper()
    second = columns.cell(cells, "Tumor_Seq_Allele2").upper()
    alternate = second if second and second != reference else columns.cell(cells, "Tumor_Seq_Allele1").upper()
    stated = columns.cell(cells, columns.first(*_BUILD))
    is_elsewhere = stated not in _NO_BUILD and not build_of_name(stated)
    if start is None or not reference or not alternate or reference == alternate or is_elsewhere:
        return None
    reference, alternate = reference.replace("-", ""), alternate.replace("-", "")
    if not (_BASES.fullmatch(reference) and _BASES.fullmatch(alternate)):
        return None
    return Locus(contig_name(columns.cell(cells, "Chromosome")), start, reference, alternate, build)


def _fraction(fraction: str, per_cent: str, alternate: int | None, depth: int | None) -> float | None:
    """Return the first of stated fraction, stated percentage and ratio of counts that lies between 0 and 1."""
    percent = _number(per_cent.removesuffix("%"))
    ratio = alternate / depth if alternate is not None and depth else None
    stated = (_number(fraction), percent / 100 if percent is not None else None, ratio)
    return next((value for value in stated if value is not None and value <= 1), None)


def _number(text: str) -> float | None:
    """Read a number that is not negative; `12.5%` is a number of percent."""
    bare = text.removesuffix("%")
    value = float(bare) if _DECIMAL.fullmatch(bare) else None
    return value / 100 if value is not None and bare != text else value


def _whole(text: str) -> int | None:
    found = _WHOLE.fullmatch(text)
    return int(found[1]) if found else None
