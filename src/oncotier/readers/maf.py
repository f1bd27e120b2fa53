"""MAF (Mutation Annotation Format) of GDC, vcf2maf, cBioPortal, Oncotator and Funcotator.

One row is one change in one sample. Columns are found by name only; the protein change may stand under several
names. Rows of other samples are counted as out of scope. Whole chunks of rows are judged on their bytes: only rows
of the sample whose gene is in scope are ever taken apart.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from oncotier.domain.observation import Notice, Observation, Reading, Source, Unresolved
from oncotier.domain.value import replace
from oncotier.notation.gene import is_missing_symbol
from oncotier.readers.delimited import (
    Columns,
    check_header,
    header_of,
    is_comment,
    last_row_open,
    require,
    table_rows,
)
from oncotier.readers.maf_row import (
    BUILD,
    CLASS,
    CODING,
    FRACTION,
    GENE,
    PROTEIN,
    SAMPLE,
    differing_names,
    maf_observation,
)
from oncotier.readers.reader import Confidence, Context, choose_sample, decoded
from oncotier.readers.row_build import RowBuild
from oncotier.readers.share_unit import ShareUnit

if TYPE_CHECKING:
    from oncotier.domain.observation import VariantObservation
    from oncotier.genome.scope import Scope
    from oncotier.readers.source import InputFile, Stretch

__all__ = ["read", "samples", "sniff"]

_BOM = b"\xef\xbb\xbf"
_TAB = b"\t"
_NOT_STRUCTURE = bytes(set(range(256)) - set(b"\t\n\r\0#"))
_BETWEEN_GENES = b"\tIGR\t"
_UNKNOWN = b"Unknown"


def sniff(head: bytes) -> Confidence:
    """Judge the first bytes: a header with a gene and a classification or protein change (what lacks, `read` names)."""
    columns = Columns(header_of(head))
    if not columns.has(GENE[0]) or not columns.first(*CLASS, *PROTEIN[:3]):
        return Confidence.NO
    is_usual = columns.first(*SAMPLE) and columns.first("Reference_Allele", "Variant_Classification")
    return Confidence.CERTAIN if is_usual else Confidence.LIKELY


def samples(source: InputFile) -> tuple[str, ...]:
    """Return the names of the samples in the order of the file, in one pass. Raises InputError without a column."""
    header1, header, _ = next(table_rows(source), (1, [], False))
    columns = Columns([decoded(cell) for cell in header])
    require(columns, {"the sample": SAMPLE}, file=source.name, line1=header1)
    place, width = columns.index(columns.first(*SAMPLE)), len(header)
    names: dict[bytes, None] = {}
    for _, line in source.lines():
        if line.count(_TAB) == width - 1 and not is_comment(line):
            names[line.split(_TAB, place + 1)[place].strip()] = None
    names.pop(header[place].strip(), None)
    return tuple(map(decoded, names))


def read(source: InputFile, context: Context) -> Reading:
    """Read one sample of a MAF. Raises InputError, BuildError and SampleChoiceError."""
    body = _Body(source, context)
    body.read()
    observations = body.build.settle(body.unit.settle(body.observations))
    return Reading(
        input=source.name,
        format="maf",
        sha256=source.sha256,
        records_read=body.records,
        observations=observations,
        out_of_scope_by=body.out_of_scope_by,
        unresolved=tuple(body.unresolved),
        notices=body.notices(),
        build=body.build.build,
        build_evidence=body.build.evidence,
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
        self.extra: list[Notice] = []
        self.out_of_scope_by: dict[str, int] = {}
        self.columns = Columns([])
        self.sample = context.settings.sample
        self.build = RowBuild(context, file=source.name)
        self.unit = ShareUnit(source.name, "")
        self.wanted = _encodings(self.sample) if self.sample else frozenset()
        self.width = 0
        self.gene_at = self.sample_at = -1
        self.others = self.own = 0
        self._foreign: set[bytes] = set()
        self._ours: set[bytes] = set()
        self._scopes: dict[str, Scope] = {}

    def read(self) -> None:
        """Read the header and every row, in one pass where one sample is named or there is only one."""
        line1 = 1
        for stretch in self.source.stretches():
            count = self._regular(stretch) if self.width else 0
            if not self.width:
                line1 = self._until_header(stretch.raw, line1)
            elif not count:
                line1 = self._one_by_one(stretch.raw.split(b"\n"), line1)
            elif self.wanted and not self._may_name(stretch):
                self._pass(count)
            else:
                self._many(stretch.raw, count, line1)
            line1 += count
        if not self.width:
            self._header([], 1)
        if self.others and not self.own:
            choose_sample(samples(self.source), self.sample, file=self.source.name)
        self._count("other_sample", self.others)

    def _until_header(self, chunk: bytes, line1: int) -> int:
        """Look for the header, and read what follows it in its chunk; return the number of the next line."""
        lines = chunk.removeprefix(_BOM).split(b"\n") if line1 == 1 else chunk.split(b"\n")
        for index0, line in enumerate(lines):
            if line.strip() and not line.startswith(b"#"):
                self._header(line.removesuffix(b"\r").split(_TAB), line1 + index0)
                return self._one_by_one(lines[index0 + 1 :], line1 + index0 + 1)
        return line1 + len(lines) - 1

    def _header(self, header: list[bytes], line1: int) -> None:
        check_header(_TAB.join(header), file=self.source.name, line1=line1)
        self.columns = Columns([decoded(cell) for cell in header])
        accepted = {
            "the gene": GENE,
            "the sample": SAMPLE,
            "the protein or coding change": PROTEIN + CODING,
        }
        require(self.columns, accepted, file=self.source.name, line1=line1)
        self.width = len(header)
        self.gene_at = self.columns.index(GENE[0])
        self.sample_at = self.columns.index(self.columns.first(*SAMPLE))
        self.build = RowBuild(self.context, file=self.source.name, column=self.columns.first(*BUILD))
        self.unit = ShareUnit(self.source.name, self.columns.first(*FRACTION))

    def _regular(self, stretch: Stretch) -> int:
        """Return the number of rows of a stretch in which every line is a row of full width; 0 for any other."""
        parts = (stretch.left, stretch.block, stretch.block[stretch.end0 :])
        left, block, begun = (part.translate(None, _NOT_STRUCTURE) for part in parts)
        structure = left + block.removesuffix(begun)
        line = _TAB * (self.width - 1) + (b"\r\n" if structure.endswith(b"\r\n") else b"\n")
        count, rest = divmod(len(structure), len(line))
        return count if not rest and structure == line * count else 0

    def _may_name(self, stretch: Stretch) -> bool:
        """Tell whether the sample's name stands anywhere in a stretch, or in the line begun behind it."""
        block = stretch.block
        first = stretch.left + block[: block.find(b"\n")]
        # To search backward takes a third less time.
        return any(block.rfind(name) >= 0 or name in first for name in self.wanted)

    def _pass(self, count: int) -> None:
        """Count rows of other samples."""
        if not self.context.settings.sample:
            self._refuse()
        self.records += count
        self.others += count

    def _many(self, chunk: bytes, count: int, line1: int) -> None:
        """Judge rows of full width by the bytes of their gene and sample; take apart what may matter."""
        first = self.records
        self.records += count
        if not self.wanted:
            self._settle_sample(self._cell(chunk[: chunk.find(b"\n")], self.sample_at).strip())
        lines = BytesIO(chunk).readlines()  # by far faster than splitting where lines are long
        strangers: set[int] = set()
        if not self._is_all_own(chunk, count):
            strangers = {i for i, line in enumerate(lines) if self._is_stranger(line)}
        genes = enumerate(self._genes(lines))
        hits = [i for i, gene in genes if gene not in self._foreign and self._is_ours(gene) and i not in strangers]
        strangers.update(i for i in hits if self._is_stranger(lines[i]))
        hits = [i for i in hits if i not in strangers]
        if strangers and not self.context.settings.sample:
            self._refuse()
        self.own += count - len(strangers)
        self.others += len(strangers)
        self._count("gene_not_in_table", count - len(strangers) - len(hits))
        for i in hits:
            self._own_row(line1 + i, first + i + 1, lines[i].removesuffix(b"\n").removesuffix(b"\r"))

    def _is_stranger(self, line: bytes) -> bool:
        return self._cell(line, self.sample_at).strip() not in self.wanted

    def _is_all_own(self, chunk: bytes, count: int) -> bool:
        """Tell whether each row names the one sample wanted: its name between tabs, once a row, here in its column."""
        if len(self.wanted) != 1 or not 0 < self.sample_at < self.width - 1:
            return False
        (name,) = self.wanted
        cell = _TAB + name + _TAB
        line = chunk[: chunk.find(b"\n")]
        return self._cell(line, self.sample_at) == name and line.count(cell) == 1 and chunk.count(cell) == count

    def _genes(self, lines: list[bytes]) -> list[bytes]:
        """Return the gene cell of every line of full width."""
        if self.gene_at == 0:
            return [line.partition(_TAB)[0] for line in lines]  # the first cell is found faster than any other
        return [self._cell(line, self.gene_at) for line in lines]

    @staticmethod
    def _cell(line: bytes, place0: int) -> bytes:
        return line.split(_TAB, place0 + 1)[place0]

    def _one_by_one(self, lines: list[bytes], line1: int) -> int:
        """Read lines that need a closer look; return the number of the line behind them."""
        if not lines[-1:] or not lines[-1]:
            lines = lines[:-1]
        for number, written in enumerate(lines, line1):
            line = written.removesuffix(b"\r")
            if not line or is_comment(line) or line.isspace():
                continue
            self.records += 1
            cells = line.split(_TAB)
            if len(cells) != self.width or b"\0" in line:
                self._malformed(number, cells)
                continue
            name = cells[self.sample_at].strip()
            if not self.wanted:
                self._settle_sample(name)
            if name not in self.wanted:
                if not self.context.settings.sample:
                    self._refuse()
                self.others += 1
                continue
            self.own += 1
            self._own_row(number, self.records, line)
        return line1 + len(lines)

    def _settle_sample(self, name: bytes) -> None:
        self.wanted, self.sample = frozenset({name}), decoded(name)

    def _refuse(self) -> None:
        """Raise SampleChoiceError with the names of all samples."""
        choose_sample(samples(self.source), "", file=self.source.name)

    def _own_row(self, number: int, record1: int, line: bytes) -> None:
        gene = self._cell(line, self.gene_at)
        if not self._is_ours(gene):
            self._count("gene_not_in_table")
        elif gene.strip() == _UNKNOWN and _BETWEEN_GENES in line:
            self._count("no_gene")  # the MAF specification's word for a change between genes
        else:
            cells = decoded(line).split("\t")
            self.build.note(self.columns.cell(cells, self.columns.first(*BUILD)), number)
            found = maf_observation(
                self.columns, cells, file=self.source.name, record1=record1, build=self.build.build, unit=self.unit
            )
            self._keep(found, number)
            names = differing_names(self.columns, cells)
            if names is not None:
                words = f"{found.gene}: HGVSp_Short says {names[0]}, HGVSp says {names[1]}; the first is read: check it"
                self.extra.append(Notice("columns_disagree", "warning", found.source.where, words))

    def _keep(self, found: VariantObservation, number: int) -> None:
        """Keep an observation; a row without a gene symbol gets the gene at its place, where there is just one."""
        if not found.gene.isalnum():
            found = self._of_one_gene(found)
        locus = found.locus
        if not is_missing_symbol(found.gene) or self.context.names.resolve(found.gene):
            self.observations.append(found)
        elif locus is not None and locus.build:
            scope = self._scopes.setdefault(locus.build, self.context.scope(locus.build))
            genes = scope.genes_at(locus.contig, locus.pos1 - 1, locus.pos1 - 1 + len(locus.reference))
            if not genes:
                self._count("outside_genes_in_table")
                return
            gene = genes[0] if len(genes) == 1 else ""
            words = f"line {number}: no gene symbol; its place on {locus.build} lies in {' and '.join(genes)}"
            self.extra.append(Notice("gene_by_place", "info", self.source.name, words))
            self.observations.append(replace(found, gene=gene))
        elif found.gene.upper() == "UNKNOWN" and not (found.protein or found.coding):
            self._count("no_gene")
        else:
            self.observations.append(found)

    def _of_one_gene(self, found: VariantObservation) -> VariantObservation:
        """Take the only gene of ours from a cell that joins symbols; where no change is named, the place decides."""
        gene = self.context.names.one_of_joined(found.gene)
        if gene == found.gene:
            return found
        is_named = found.protein or found.coding or found.locus is None
        return replace(found, gene=gene if is_named else "")

    def _is_ours(self, gene: bytes) -> bool:
        """Tell whether the rows of a gene cell are looked at; remembered for every cell."""
        if gene in self._ours:
            return True
        if gene in self._foreign:
            return False
        is_ours = in_scope(decoded(gene).strip(), self.context)
        (self._ours if is_ours else self._foreign).add(gene)
        return is_ours

    def _count(self, reason: str, number: int = 1) -> None:
        if number:
            self.out_of_scope_by[reason] = self.out_of_scope_by.get(reason, 0) + number

    def _malformed(self, number: int, cells: list[bytes]) -> None:
        width = self.width
        words = f"{len(cells)} columns, but the header names {width}" if len(cells) != width else "a NUL byte"
        source = Source(self.source.name, self.records, decoded(b" ".join(cells[:5]))[:200])
        self.unresolved.append(Unresolved(source, "malformed_row", f"line {number}: {words}"))

    def notices(self) -> tuple[Notice, ...]:
        """Return everything worth saying of the file."""
        found = file_notices(self.source, self.records)
        return (*found, *self.extra, *self.unit.notices(), *self.build.notices(self.observations))


def in_scope(text: str, context: Context) -> bool:
    """Tell whether a cell names a gene in scope, alone or among words, or no symbol at all (listed, not lost)."""
    names = context.names
    if text.isalnum() and text.isascii() and text.upper() not in names.by_name:
        return is_missing_symbol(text)  # a plain word that is no name of ours: nothing else could make it one
    name = names.resolve(text)
    if name is not None:
        return name.known
    return is_missing_symbol(text) or not text[:1].isalnum() or bool(names.known_within(text))


def file_notices(source: InputFile, records: int) -> tuple[Notice, ...]:
    """Say of a table that it is empty, may be cut, or is damaged."""
    found = []
    if records == 0:
        words = "no variant in the file: a negative result is not implied"
        found.append(Notice("no_records", "warning", source.name, words))
    if source.is_cut and not source.fault:
        found.append(last_row_open(source.name))
    if source.fault:
        found.append(Notice("input_incomplete", "error", source.name, f"{source.fault}: rows may be missing"))
    return tuple(found)


def _encodings(name: str) -> frozenset[bytes]:
    """Return the bytes by which a file may write a sample's name."""
    return frozenset(name.encode(encoding, "backslashreplace") for encoding in ("utf-8", "latin-1"))
