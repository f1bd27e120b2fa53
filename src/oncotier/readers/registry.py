"""The table of readers, and the choice of one by the first bytes of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncotier.errors import InputError, UsageError
from oncotier.notation.lazy_pattern import lazy_pattern
from oncotier.readers.reader import Confidence, Reader

if TYPE_CHECKING:
    from oncotier.domain.observation import Reading
    from oncotier.readers.reader import Context
    from oncotier.readers.source import InputFile

__all__ = ["READERS", "read_input", "reader_for"]

_SMALL = ("small_variant",)
_COPIES = ("copy_number",)
_FUSIONS = ("fusion",)
_NONE: tuple[str, ...] = ()

READERS: tuple[Reader, ...] = (
    Reader(
        "vcf",
        "VCF 4.0 to 4.5, plain, gzip or BGZF; raw, or annotated by VEP, SnpEff, Funcotator, bcftools csq, ANNOVAR,"
        " PAVE (PURPLE), Ion Reporter",
        "oncotier.readers.vcf",
        lambda head: head.startswith(b"#"),
        magic=b"##fileformat=VCF",
    ),
    Reader(
        "bcf",
        "BCF 2, compressed or not, with the annotations of VCF",
        "oncotier.readers.bcf",
        lambda head: head.startswith(b"BCF"),
    ),
    Reader(
        "maf",
        "MAF of GDC, vcf2maf, cBioPortal, Oncotator and Funcotator; one sample of it (--sample)",
        "oncotier.readers.maf",
        lambda head: b"\t" in head,
        holds=_SMALL,
    ),
    Reader(
        "foundation-xml",
        "FoundationOne CDx, Liquid CDx and Heme reports as XML",
        "oncotier.readers.foundation",
        lambda head: head[:1] == b"<" or head[:2] in {b"\xff\xfe", b"\xfe\xff"},
    ),
    Reader(
        "tso500",
        "TruSight Oncology 500 combined variant output (Local App and DRAGEN)",
        "oncotier.readers.tso500",
        lambda head: b"ombined Variant Output" in head[:300] or b"[Analysis Details]" in head[:2000],
    ),
    Reader(
        "tempus",
        "Tempus reports as JSON, schema 1.x and 3.x",
        "oncotier.readers.tempus",
        lambda head: head[:1] in {b"{", b"["},
    ),
    Reader(
        "caris",
        "Caris MI Profile reports as XML or JSON",
        "oncotier.readers.caris",
        lambda head: head[:1] in {b"<", b"{", b"["} or head[:2] in {b"\xff\xfe", b"\xfe\xff"},
    ),
    Reader(
        "fhir",
        "HL7 FHIR R4 bundles of Genomics Reporting and mCODE as JSON or XML",
        "oncotier.readers.fhir",
        lambda head: head[:1] in {b"{", b"[", b"<"} or head[:2] in {b"\xff\xfe", b"\xfe\xff"},
    ),
    Reader(
        "genminetop",
        "GenMineTOP reports as XML",
        "oncotier.readers.genminetop",
        lambda head: head[:1] == b"<" or head[:2] in {b"\xff\xfe", b"\xfe\xff"},
    ),
    Reader(
        "phenopacket",
        "GA4GH phenopackets, version 1 and 2, as JSON",
        "oncotier.readers.phenopacket",
        lambda head: head[:1] in {b"{", b"["},
    ),
    Reader(
        "tso500-measures",
        "TruSight Oncology 500 MSI and TMB files as JSON",
        "oncotier.readers.tso500_measures",
        lambda head: head[:1] == b"{",
        holds=_NONE,
    ),
    Reader(
        "dragen-fusions",
        "DRAGEN TruSight Oncology 500 AllFusions table",
        "oncotier.readers.dragen_fusions",
        lambda head: b"KeepFusion" in head,
        holds=_FUSIONS,
    ),
    Reader(
        "orange",
        "ORANGE record of the Hartwig tools as JSON",
        "oncotier.readers.orange",
        lambda head: head[:1] == b"{",
    ),
    Reader(
        "cbioportal-cna",
        "discrete copy-number calls (-2 to 2) of cBioPortal and GISTIC, by sample columns or in long form (--sample)",
        "oncotier.readers.cbioportal_cna",
        lambda head: b"\t" in head,
        holds=_COPIES,
    ),
    Reader(
        "cbioportal-sv",
        "structural variants and legacy fusions of cBioPortal, and tables of fusions by sample (--sample)",
        "oncotier.readers.cbioportal_sv",
        lambda head: b"usion" in head[:4096] or b"Site1_" in head[:4096] or b"GeneA" in head[:4096],
        holds=_FUSIONS,
    ),
    Reader(
        "cnvkit",
        "CNVkit segments and genemetrics with integer copies (cnvkit call); SEG and other log ratios are refused",
        "oncotier.readers.cnvkit",
        lambda head: b"log2" in head[:4096] or b"mean" in head[:4096].lower(),
        holds=_COPIES,
    ),
    Reader(
        "facets",
        "FACETS segments (cncf) and the gene table of facets-suite",
        "oncotier.readers.facets",
        lambda head: b"tcn" in head[:4096],
        holds=_COPIES,
    ),
    Reader(
        "purple-cnv",
        "PURPLE copy numbers by gene or by segment, and its driver catalog",
        "oncotier.readers.purple_cnv",
        lambda head: b"opyNumber" in head[:4096],
        holds=_COPIES,
    ),
    Reader(
        "purple-purity",
        "PURPLE purity, ploidy, microsatellite status and mutational burden",
        "oncotier.readers.purple_purity",
        lambda head: b"msStatus" in head[:4096],
        holds=_NONE,
    ),
    Reader(
        "pcgr-cna",
        "allele-specific segments of PCGR (nMajor, nMinor); needs the build",
        "oncotier.readers.pcgr_cna",
        lambda head: b"nMajor" in head[:4096],
        holds=_COPIES,
    ),
    Reader(
        "pcgr-fusion",
        "fusion table of PCGR",
        "oncotier.readers.pcgr_fusion",
        lambda head: b"FusionGene" in head[:4096],
        holds=_FUSIONS,
    ),
    Reader(
        "moalmanac-cna",
        "called copy numbers of MOAlmanac (gene, call)",
        "oncotier.readers.moalmanac_cna",
        lambda head: head[:4].lower() == b"gene",
        holds=_COPIES,
    ),
    Reader(
        "star-fusion",
        "STAR-Fusion and FusionInspector",
        "oncotier.readers.star_fusion",
        lambda head: b"usionName" in head[:4096],
        holds=_FUSIONS,
    ),
    Reader(
        "arriba",
        "Arriba fusions",
        "oncotier.readers.arriba",
        lambda head: b"gene1" in head[:4096],
        holds=_FUSIONS,
    ),
    Reader(
        "fusioncatcher",
        "FusionCatcher candidate fusion genes",
        "oncotier.readers.fusion_catcher",
        lambda head: b"5end_fusion_partner" in head[:4096],
        holds=_FUSIONS,
    ),
    Reader(
        "jaffa",
        "JAFFA and JAFFAL results (--sample)",
        "oncotier.readers.jaffa",
        lambda head: b"fusion genes" in head[:4096],
        holds=_FUSIONS,
    ),
    Reader(
        "genefuse",
        "GeneFuse, text and JSON",
        "oncotier.readers.gene_fuse",
        lambda head: b"Fusion: " in head,
        holds=_FUSIONS,
    ),
    Reader(
        "linx-fusion",
        "LINX fusions",
        "oncotier.readers.linx",
        lambda head: b"reportedtype" in head[:4096].lower(),
        holds=_FUSIONS,
    ),
    Reader(
        "annovar",
        "ANNOVAR multianno tables (tab or comma)",
        "oncotier.readers.annovar",
        lambda head: any(word in head for word in (b"Func.", b"AAChange.", b"Func_", b"AAChange_")),
        holds=_SMALL,
    ),
    Reader(
        "oncomine",
        "Oncomine tables of Ion Reporter and Genexus; NEG and NOCALL rows are negatives and unknowns",
        "oncotier.readers.oncomine",
        lambda head: b"rowtype" in head,
    ),
    Reader(
        "guardant360",
        "Guardant360 tables of small variants, copy numbers, fusions and MSI (--sample)",
        "oncotier.readers.guardant",
        lambda head: any(
            name in head[:4096].lower() for name in (b"mut_aa", b"reporting_cat", b"gene_a", b"copy_number", b"msi_st")
        ),
    ),
    Reader(
        "pcgr-variants",
        "small-variant tables of PCGR",
        "oncotier.readers.pcgr_variants",
        lambda head: b"GENOMIC_CHANGE" in head,
        holds=_SMALL,
    ),
    Reader(
        "moalmanac",
        "simplified input and output tables of MOAlmanac (its therapies are not read)",
        "oncotier.readers.moalmanac_events",
        lambda head: b"feature_type" in head,
    ),
    Reader(
        "moalmanac-metadata",
        "metadata of a MOAlmanac patient: tumor type, microsatellite status",
        "oncotier.readers.moalmanac_metadata",
        lambda head: b"microsatellite_status" in head,
        holds=_NONE,
    ),
    Reader(
        "atypical",
        "findings in words by gene and sample (HUGO_SYMBOL, SAMPLE_ID, ALTERATION; --sample)",
        "oncotier.readers.atypical",
        lambda head: b"alteration" in head.lower(),
    ),
    Reader(
        "cbioportal-clinical",
        "clinical sample tables of cBioPortal: OncoTree code, MSI, TMB (--sample)",
        "oncotier.readers.clinical",
        lambda head: any(name in head.upper() for name in (b"SAMPLE_ID", b"TUMOR_SAMPLE_BARCODE")),
        holds=_NONE,
    ),
    Reader(
        "msisensor",
        "MSIsensor, MSIsensor-pro and MSIsensor2 summaries",
        "oncotier.readers.msisensor",
        lambda head: b"Total_Number_of_Sites" in head,
        holds=_NONE,
    ),
    Reader(
        "hrd",
        "homologous recombination deficiency tables of scarHRD, HRDetect and CHORD (--sample)",
        "oncotier.readers.hrd_score",
        lambda head: any(name in head.lower() for name in (b"hrd", b"gis", b"probability", b"hr_status")),
        holds=_NONE,
    ),
    Reader(
        "tmb",
        "tumor mutational burden tables in mutations per megabase (maftools, PCGR, MOAlmanac and others; --sample)",
        "oncotier.readers.tmb_table",
        lambda head: any(name in head.lower() for name in (b"tmb", b"per_mb", b"permb", b"per_megabase")),
        holds=_NONE,
    ),
    Reader(
        "table",
        "any table with a header (tab, comma, semicolon); name its columns with --columns gene=Gene,protein=AAChange",
        "oncotier.readers.mapped",
        lambda head: any(mark in head for mark in (b"\t", b",", b";")),
    ),
    Reader(
        "list",
        "plain text, one finding a line (EGFR L858R, ALK fusion, MSI-H); # begins a comment",
        "oncotier.readers.listing",
        lambda head: head[:1] not in {b"<", b"{", b"["},
    ),
)


_REMEDIES = {  # of files that are of no format, by how they begin
    b"PK\x03\x04": "save each sheet of a workbook (xlsx) as tab-delimited text, take files out of a zip archive",
    b"\xff\xfe": "this is UTF-16 text: save it as UTF-8",
    b"\xfe\xff": "this is UTF-16 text: save it as UTF-8",
    b'"Hugo_Symbol"': "write the table without quotes (R: quote = FALSE)",
}
_BOM = b"\xef\xbb\xbf"
_UTF_16 = frozenset({b"\xff\xfe", b"\xfe\xff"})
_VALUE = lazy_pattern(r"""(:\s*"|="|='|>)[^"'<>]+""")


def read_input(source: InputFile, context: Context, *, input_format: str = "") -> Reading:
    """Read an input with the named reader, or the one that recognizes it. Raises InputError and UsageError."""
    columns = context.settings.columns
    if columns and not input_format:
        from oncotier.readers.mapped import fits

        input_format = "table" if fits(source.head, columns) else ""
    return reader_for(source, input_format=input_format).read(source, context)


def reader_for(source: InputFile, *, input_format: str = "") -> Reader:
    """Return the reader of a format by name, or by the first bytes. Raises UsageError, InputError for no bytes."""
    named = [reader for reader in READERS if reader.name == input_format]
    if input_format and not named:
        raise UsageError(f"unknown input format {input_format!r}", hint=f"formats: {_names()}")
    if not source.head.removeprefix(_BOM):
        raise InputError(source.fault or "the file is empty", file=source.name)
    if _ends_lines_with_returns(source.head):
        hint = "save it with line feeds (in a spreadsheet: tab-delimited text, not for the Macintosh)"
        raise InputError("lines end with carriage returns only", file=source.name, line1=1, hint=hint)
    if named:
        return named[0]
    by_magic = next((reader for reader in READERS if reader.magic and source.head.startswith(reader.magic)), None)
    if by_magic is not None:
        return by_magic
    judged = [(reader.sniff(source.head), reader) for reader in READERS]
    best = max(confidence for confidence, _ in judged)
    found = [reader for confidence, reader in judged if confidence is best]
    if best is Confidence.NO:
        start = source.head.removeprefix(_BOM)
        hint = next((one for begin, one in _REMEDIES.items() if start.startswith(begin)), f"formats: {_names()}")
        raise UsageError(f"{source.name}: format not recognized, {_seen(source.head)}", hint=hint)
    if len(found) > 1:
        names = " and ".join(reader.name for reader in found)
        raise UsageError(f"{source.name}: could be {names}", hint="choose with --input-format")
    return found[0]


def _ends_lines_with_returns(head: bytes) -> bool:
    """Tell whether a text would be taken for one long line; XML and JSON do not care."""
    is_markup = head.removeprefix(_BOM).lstrip()[:1] in {b"<", b"{", b"[", b"\xff", b"\xfe"}
    return not is_markup and b"\n" not in head and b"\r" in head.rstrip(b"\r")


def _names() -> str:
    return ", ".join(reader.name for reader in READERS)


def _seen(head: bytes) -> str:
    """Describe the first bytes without printing them raw; of JSON and XML the names only: values may name a person."""
    bare = head.removeprefix(b"\xef\xbb\xbf")[:400]
    start = bare.decode("utf-16" if bare[:2] in _UTF_16 else "latin-1", "replace").lstrip("\ufeff").split("\n")[0]
    if start.lstrip()[:1] in {"{", "[", "<"}:
        start = _VALUE.sub(r"\1...", start)
    shown = "".join(character if character.isprintable() else "?" for character in start[:40])
    return f"it begins with {shown!r}"
