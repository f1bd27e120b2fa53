"""A GFF3 gene annotation (Ensembl, RefSeq, GENCODE, MANE): the transcripts of the genes that are asked for.

Sequence Ontology GFF3 specification 1.26. The rows are read one by one: of genes that are not asked for only the nine
columns, the ID and the Parent are looked at. Contigs other than the chromosomes 1 to 22, X and Y are left out (the
mitochondrion has a genetic code of its own). A row that breaks the format is an InputError with file and line.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from oncotier.domain.observation import Notice
from oncotier.errors import BuildError, InputError
from oncotier.genome.assembly import BuildEvidence, build_of_contig, build_of_name, contig_name
from oncotier.genome.transcript_set import TranscriptSet
from oncotier.notation.accession import CHROMOSOMES, chromosome_of
from oncotier.readers.gff_draft import REJECTIONS, Draft, Rank, finished, has_no_end, rank_of
from oncotier.readers.reader import decoded
from oncotier.readers.source import open_input

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import NoReturn

    from oncotier.genome.transcript import Transcript
    from oncotier.notation.gene import GeneNames
    from oncotier.readers.source import Batch, InputFile

__all__ = ["read_gff"]

_PARTS = frozenset({b"exon", b"CDS", b"stop_codon"})
_UNUSED = frozenset({b"five_prime_UTR", b"three_prime_UTR", b"UTR", b"start_codon", b"intron", b"biological_region"})
_GENES = frozenset({b"gene", b"protein_coding_gene"})
_TRANSCRIPTS = frozenset({b"mRNA", b"transcript"})
_BUILD_LINES = (b"#!genome-build ", b"#!genome-version ", b"##genome-build ")
_PHASES = frozenset({b"0", b"1", b"2"})
_LONGEST_POSITION = 10
_SHOWN = 10


def read_gff(text: str, names: GeneNames, wanted: Callable[[str], bool]) -> TranscriptSet:
    """Read the transcripts of the genes whose current symbol is `wanted`. Raises InputError and BuildError."""
    source = open_input(text)
    try:
        rows = _Rows(source, names, wanted)
        rows.read(source.batches())
        if source.fault:
            raise InputError(source.fault, file=source.name, hint="the file is damaged: get a complete copy")
        return rows.transcripts()
    finally:
        source.close()


class _Rows:
    """Reads the rows of one file; genes, drafts and evidence fill as it goes."""

    def __init__(self, source: InputFile, names: GeneNames, wanted: Callable[[str], bool]) -> None:
        self.source = source
        self.names = names
        self.wanted = wanted
        self.evidence: list[BuildEvidence] = []
        self.contigs: dict[bytes, str] = {}
        self.seen: set[bytes] = set()  # every ID that may be a Parent
        self.genes: dict[bytes, tuple[str, bool]] = {}  # wanted ones: symbol, and whether the file uses it
        self.drafts: dict[bytes, Draft] = {}
        self.by_gene: dict[str, list[bytes]] = {}
        self.best: dict[str, int] = {}
        self.held: list[Draft] = []
        self.is_features = True

    def read(self, batches: Iterable[Batch]) -> None:
        """Read every row up to the end or the sequences."""
        drafts, seen = self.drafts, self.seen
        for batch in batches:
            for number, line in enumerate(batch.lines, batch.line1):
                cells = line.split(b"\t")
                if number == 1 or len(cells) != 9:
                    if self._is_row(number, line, cells):
                        self._feature(number, cells)
                    elif not self.is_features:
                        return
                    continue
                kind = cells[2]
                if kind not in _PARTS:
                    if kind not in _UNUSED:
                        self._feature(number, cells)
                    continue
                parent = (b";" + cells[8]).partition(b";Parent=")[2].partition(b";")[0]
                if parent in drafts:
                    self._hold(number, line, drafts[parent])
                elif parent not in seen:
                    self._parts(number, line, parent)

    def _is_row(self, number: int, line: bytes, cells: list[bytes]) -> bool:
        """Tell whether a line is a row of nine columns; read directives. Raises InputError for anything else."""
        if number == 1 and not line.removeprefix(b"\xef\xbb\xbf").startswith(b"##gff-version 3"):
            self._refuse(number, f"expected '##gff-version 3' on the first line, found {_shown(line)}", _NO_GFF)
        if line.startswith(b"#"):
            self._directive(number, line)
            return False
        if not line.strip():
            return False
        if len(cells) != 9:
            self._refuse(number, f"expected 9 columns separated by tabs, found {len(cells)}: {_shown(line)}")
        return True

    def _directive(self, number: int, line: bytes) -> None:
        if line.startswith(b"##FASTA"):
            self.is_features = False
        elif line.startswith(b"##sequence-region"):
            words = decoded(line).split()
            known = len(words) == 4 and words[2] == "1" and words[3].isdecimal()
            contig, build = self._place(words[1]) if known else ("", "")
            self._add(build or (build_of_contig(contig, int(words[3])) if contig else ""), line)
        elif line.startswith(b"#description:"):
            self._add(build_of_name(decoded(line)), line)
        elif line.startswith(_BUILD_LINES):
            build = build_of_name(decoded(line))
            if not build:
                words_ = f"line {number}: expected genome build GRCh37 or GRCh38, found {_shown(line)}"
                raise BuildError(words_, file=self.source.name, hint="give the GFF3 of GRCh37 or GRCh38")
            self._add(build, line)

    def _add(self, build: str, line: bytes) -> None:
        if build and all(piece.build != build for piece in self.evidence):
            self.evidence.append(BuildEvidence(build, _shown(line)))

    def _place(self, name: str) -> tuple[str, str]:
        """Return the chromosome of a contig (empty for none) and the build that its accession states."""
        if name.startswith("NC_"):
            contig, build = chromosome_of(name) or ("", "")
        else:
            contig, build = contig_name(name), ""
        return (contig, build) if contig in CHROMOSOMES and contig != "MT" else ("", build)

    def _feature(self, number: int, cells: list[bytes]) -> None:
        """Read a row that may be the parent of others."""
        kind, attributes = cells[2], cells[8]
        if cells[0].startswith(b"#"):
            return
        identity = _value(attributes, b"ID=")
        if identity:
            self.seen.add(identity)
        if kind in _GENES:
            self._take_held()
            self._gene(cells, identity)
        elif kind in _TRANSCRIPTS:
            self._transcript(number, cells, identity)

    def _contig(self, raw: bytes) -> str:
        """Return the chromosome of a row, empty for another contig."""
        contig = self.contigs.get(raw)
        if contig is None:
            contig, build = self._place(decoded(raw))
            self.contigs[raw] = contig
            self._add(build, raw)
        return contig

    def _gene(self, cells: list[bytes], identity: bytes) -> None:
        if not self._contig(cells[0]) or not identity:
            return
        given = next((text for key in _GENE_NAMES if (text := _text(cells[8], key))), "")
        given = given or _bare(decoded(identity))
        name = self.names.resolve(given)
        symbol = name.symbol if name is not None else given
        if self.wanted(symbol):
            self.genes[identity] = (symbol, symbol == given)

    def _transcript(self, number: int, cells: list[bytes], identity: bytes) -> None:
        attributes = cells[8]
        parent = _value(attributes, b"Parent=")
        gene = self.genes.get(parent)
        if gene is None:
            if parent and parent not in self.seen:
                self._unknown_parent(number, parent)
            return
        kind = next((text for key in _BIOTYPES if (text := _value(attributes, key))), b"protein_coding")
        if kind != b"protein_coding":
            return
        if not identity or identity in self.drafts:
            found = "none" if not identity else f"{_shown(identity)} for the second time"
            self._refuse(number, f"expected an ID of its own, found {found}")
        self._interval(number, cells[3], cells[4])
        if cells[6] not in {b"+", b"-"}:
            self._refuse(number, f"expected strand + or -, found {_shown(cells[6])}")
        symbol, is_exact = gene
        tags = _text(attributes, b"tag=").replace(" ", "_").split(",")
        rank = rank_of(tags, _bare(decoded(identity)))
        contig = self._contig(cells[0])
        if contig and self._is_good_enough(symbol, rank, is_exact=is_exact):
            draft = Draft(symbol, cells[0], contig, cells[6], rank)
            draft.is_exact = is_exact
            name, version = _text(attributes, b"transcript_id="), _text(attributes, b"version=")
            draft.name = name or _bare(decoded(identity))
            draft.name += f".{version}" if version and "." not in draft.name else ""
            links = _text(attributes, b"Dbxref=").split(",")
            draft.refseq = next((link[7:] for link in links if link.startswith("RefSeq:NM_")), "")
            draft.is_incomplete = has_no_end(tags) or _is_partial(attributes)
            self.drafts[identity] = draft
            self.by_gene.setdefault(symbol, []).append(identity)

    def _is_good_enough(self, gene: str, rank: int, *, is_exact: bool) -> bool:
        """Tell whether a transcript may be the one of its gene; a MANE Select or canonical one ousts what is below."""
        best = self.best.get(gene, Rank.OTHER)
        if rank == Rank.SECOND or not is_exact:
            return True
        if rank < best and best >= Rank.CANONICAL:
            return False
        if rank > best and rank >= Rank.CANONICAL:
            known = self.by_gene.get(gene, [])
            self.by_gene[gene] = [one for one in known if self.drafts[one].rank == Rank.SECOND]
            for one in known:
                if self.drafts[one].rank != Rank.SECOND:
                    self.drafts.pop(one).is_ousted = True
        self.best[gene] = max(best, rank)
        return True

    def _parts(self, number: int, line: bytes, parent: bytes) -> None:
        """Read a part of several transcripts. Raises InputError for a part of none that stands before it."""
        if line.startswith(b"#"):
            return
        for one in parent.split(b","):
            if one in self.drafts:
                self._hold(number, line, self.drafts[one])
            elif one not in self.seen:
                self._unknown_parent(number, one)

    def _hold(self, number: int, line: bytes, draft: Draft) -> None:
        """Hold a row until its gene ends: most transcripts are ousted by then, and never read further."""
        if not draft.rows:
            self.held.append(draft)
        draft.rows.append((number, line))

    def _take_held(self) -> None:
        for draft in self.held:
            if not draft.is_ousted:
                for number, line in draft.rows:
                    self._part(number, line.split(b"\t"), draft)
            draft.rows.clear()
        self.held.clear()

    def _part(self, number: int, cells: list[bytes], draft: Draft) -> None:
        contig, _, kind, first, last, _, strand, phase, attributes = cells
        if contig != draft.raw_contig or strand != draft.strand:
            if contig.startswith(b"#"):
                return
            own, other = _shown(b" ".join((draft.raw_contig, draft.strand))), _shown(b" ".join((contig, strand)))
            self._refuse(number, f"expected contig and strand of its transcript ({own}), found {other}")
        interval = self._interval(number, first, last)
        if kind == b"exon":
            draft.exons.extend(interval)
        elif kind == b"CDS":
            if phase not in _PHASES:
                self._refuse(number, f"expected phase 0, 1 or 2 of a CDS, found {_shown(phase)}")
            draft.cds.extend((*interval, int(phase)))
            draft.is_incomplete = draft.is_incomplete or _is_partial(attributes)
        else:
            draft.stops.extend(interval)

    def _interval(self, number: int, first: bytes, last: bytes) -> tuple[int, int]:
        """Return the 0-based half-open interval of a row."""
        if first.isdigit() and last.isdigit() and len(first) <= len(last) <= _LONGEST_POSITION:
            start0, end0 = int(first) - 1, int(last)
            if 0 <= start0 < end0:
                return start0, end0
        found = f"{_shown(first)} and {_shown(last)}"
        return self._refuse(number, f"expected start and end as whole numbers, start first, found {found}")

    def _unknown_parent(self, number: int, parent: bytes) -> NoReturn:
        words = f"expected a Parent that stands before it, found {_shown(parent)}" if parent else "a part has no Parent"
        self._refuse(number, words, "genes, their transcripts and the parts of these must follow in this order")

    def _refuse(self, number: int, words: str, hint: str = "") -> NoReturn:
        raise InputError(
            words, file=self.source.name, line1=number, hint=hint or "give a GFF3 file, whole and unedited"
        )

    def transcripts(self) -> TranscriptSet:
        """Choose the transcripts of every gene."""
        self._take_held()
        if not any(self.contigs.values()):
            words = "no gene lies on a chromosome of GRCh37 or GRCh38 (1, chr1 or NC_000001.11)"
            raise InputError(words, file=self.source.name, hint=_NO_GFF)
        build, against = BuildEvidence.verdict(self.evidence)
        if against:
            sides = "; ".join(f"{piece.build} ({piece.words})" for piece in self.evidence)
            raise BuildError(f"the genome build is contradictory: {sides}", file=self.source.name)
        rejected: Counter[str] = Counter()
        without: list[str] = []
        found: dict[str, tuple[Transcript, ...]] = {}
        for gene in sorted(self.by_gene):
            drafts = [self.drafts[one] for one in self.by_gene[gene] if self.drafts[one].cds]
            chosen = _chosen(drafts, rejected)
            if chosen:
                found[gene] = chosen
            elif drafts:
                without.append(gene)
        return TranscriptSet(self.source.name, build, found, self._notices(build, found, rejected, without))

    def _notices(
        self, build: str, found: dict[str, tuple[Transcript, ...]], rejected: Counter[str], without: list[str]
    ) -> tuple[Notice, ...]:
        words = f"{len(found)} genes are called by their transcripts in this file"
        said = [("gff_genes", "info", words)]
        if not build:
            words = "the file does not say its genome build: it is taken to be the build of the input"
            said.append(("gff_build_assumed", "warning", words))
        if rejected:
            reasons = "; ".join(f"{rejected[code]}: {words}" for code, words in REJECTIONS.items() if rejected[code])
            words = f"{rejected.total()} transcripts are not used ({reasons}); {_genes_without(without)}"
            said.append(("gff_rejected", "warning" if without else "info", words))
        return tuple(Notice(code, severity, self.source.name, words) for code, severity, words in said)


_NO_GFF = "a GTF or BED file must be converted; GFF3 of Ensembl, RefSeq, GENCODE or MANE is read"
_GENE_NAMES = (b"gene_name=", b"gene=", b"Name=")
_BIOTYPES = (b"biotype=", b"transcript_biotype=", b"transcript_type=")


def _chosen(drafts: list[Draft], rejected: Counter[str]) -> tuple[Transcript, ...]:
    """Return the primary transcript of a gene and its MANE Plus Clinical ones; none without a primary one.

    Counts the ones that would have come first and cannot be used.
    """
    ordered = sorted((one for one in drafts if one.rank != Rank.SECOND), key=_order)
    best = next((made for one in ordered if (made := _usable(one, "primary", rejected)) is not None), None)
    if best is None:
        return ()
    beside = sorted((one for one in drafts if one.rank == Rank.SECOND), key=_order)
    others = [_usable(one, "legacy", rejected) for one in beside if one.contig == best.contig]
    return (best, *(one for one in others if one is not None))


def _order(draft: Draft) -> tuple[bool, int, int, int, str]:
    return (not draft.is_exact, -draft.rank, -draft.coding_length, CHROMOSOMES.index(draft.contig), draft.name)


def _usable(draft: Draft, role: str, rejected: Counter[str]) -> Transcript | None:
    made = finished(draft, role)
    if isinstance(made, str):
        rejected[made] += 1
        return None
    return made


def _is_partial(attributes: bytes) -> bool:
    return b"partial=true" in attributes or b"t_range=" in attributes or b"d_range=" in attributes


def _genes_without(genes: list[str]) -> str:
    if not genes:
        return "every gene has another one"
    shown = ", ".join(genes[:_SHOWN]) + (f" and {len(genes) - _SHOWN} more" if len(genes) > _SHOWN else "")
    return f"left without any: {shown}"


def _value(attributes: bytes, key: bytes) -> bytes:
    """Return the value of an attribute (`key` ends with `=`) as written, empty where there is none."""
    if attributes.startswith(key):
        start = len(key)
    else:
        start = attributes.find(b";" + key)
        if start < 0:
            return b""
        start += len(key) + 1
    end = attributes.find(b";", start)
    return attributes[start:] if end < 0 else attributes[start:end]


def _text(attributes: bytes, key: bytes) -> str:
    """Return the value of an attribute with its escapes (`%2C`) replaced."""
    text = decoded(_value(attributes, key))
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


def _bare(identity: str) -> str:
    """Return an ID without the prefix that Ensembl (`transcript:`) and RefSeq (`rna-`) put in front."""
    for prefix in ("gene:", "transcript:", "gene-", "rna-"):
        identity = identity.removeprefix(prefix)
    return identity


def _shown(raw: bytes) -> str:
    text = raw[:60].decode("utf-8", "replace")
    return repr("".join(sign if sign.isprintable() else " " for sign in text))
