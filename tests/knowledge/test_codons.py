"""The codon table: sound by itself, equal to the genome, and complete for what the knowledge base can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oncotier.domain.biomarker import AtomKind, atoms_of
from oncotier.domain.protein import Residue
from oncotier.genome.assembly import BUILDS
from oncotier.genome.transcript import place_codons
from oncotier.genome.translate import amino_acid, reverse_complement
from oncotier.interpret.numbering import current_change
from oncotier.knowledge.check.source import Source
from oncotier.knowledge.load import default_root
from oncotier.notation import protein
from tests.genome.shared import ROOT, panel_genomes, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oncotier.domain.biomarker import Atom
    from oncotier.genome.transcript import Codon, Transcript
    from oncotier.knowledge.base import KnowledgeBase
    from oncotier.readers.reference import Reference

genomes = pytest.fixture(scope="module")(panel_genomes)
UNKNOWN = rows_of(ROOT / "tests" / "knowledge" / "data" / "codons_unknown.tsv")
CODONS = rows_of(default_root() / "coordinates" / "codons.tsv")
GENES = sorted({row["gene"] for row in CODONS})


@pytest.fixture(scope="module")
def named(kb: KnowledgeBase) -> dict[tuple[str, int], str]:
    return dict(_named(kb))


def test_every_codon_translates_to_its_residue() -> None:
    wrong = [row for row in CODONS if row["codon"] and amino_acid(row["codon"]) != row["ref_aa"]]
    assert wrong == []


@pytest.mark.parametrize("build", BUILDS)
def test_every_codon_lies_where_its_transcript_has_it(kb: KnowledgeBase, build: str) -> None:
    placed = {
        (gene, transcript.name, residue)
        for gene in GENES
        for transcript in kb.transcripts(gene, build)
        for residue, codon in place_codons(transcript, kb.codons(gene, build)).items()
        if codon in kb.codons(gene, build)  # numbered by this transcript as in the table
    }
    stated = {(row["gene"], row["transcript"], int(row["residue"])) for row in CODONS if row[f"{build}_pos1"]}
    assert stated - placed == set()
    assert len(stated) >= 2000


def test_only_the_gene_without_a_place_on_a_build_has_none() -> None:
    assert {row["gene"] for row in CODONS if not (row["GRCh37_pos1"] and row["GRCh38_pos1"])} == {"GTF2I"}


def test_every_row_names_its_source_and_how_it_was_checked() -> None:
    assert [row for row in CODONS if not (row["source"] and row["check"])] == []


def test_every_named_residue_has_its_codon(kb: KnowledgeBase, named: dict[tuple[str, int], str]) -> None:
    known = _known(kb)
    missing = {place: cell for place, cell in named.items() if place not in known and place not in _excepted()}
    assert missing == {}
    assert len(named) >= 1500


def test_no_exception_is_stale(kb: KnowledgeBase, named: dict[tuple[str, int], str]) -> None:
    known = _known(kb)
    for row in UNKNOWN:
        open_ones = [place for place in _places(row) if place in named and place not in known]
        assert open_ones, f"{row['gene']} {row['first']}-{row['last']} is stored, or nothing names it any more"


@pytest.mark.shared
def test_no_exception_has_a_sequence(
    kb: KnowledgeBase, named: dict[tuple[str, int], str], genomes: dict[str, Reference]
) -> None:
    unstored = sorted((_excepted() & set(named)) - _known(kb))
    readable = [
        (gene, residue)
        for gene, residue in unstored
        for build in BUILDS
        if "N" not in _read(genomes[build], kb.transcripts(gene, build)[0], _positions(kb, gene, build, residue))
    ]
    assert readable == []


@pytest.mark.shared
@pytest.mark.parametrize("build", BUILDS)
def test_every_codon_is_that_of_the_genome(kb: KnowledgeBase, genomes: dict[str, Reference], build: str) -> None:
    compared, wrong = 0, []
    for gene in GENES:
        for codon in kb.codons(gene, build):
            found = _read(genomes[build], kb.transcripts(gene, build)[0], codon.positions1)
            compared += bool(codon.bases) and "N" not in found
            if not _agree(codon, found):
                wrong.append((gene, codon.residue, codon.bases, found))
    assert wrong == []
    assert compared >= 1700


def _agree(codon: Codon, found: str) -> bool:
    """Tell whether the bases of the genome, as far as they are known, can be this codon."""
    if codon.bases:
        return all(base in {known, "N"} for base, known in zip(found, codon.bases, strict=True))
    return "N" in found or amino_acid(found) == codon.amino_acid


def _read(reference: Reference, transcript: Transcript, positions1: tuple[int, ...]) -> str:
    bases = [reference.bases(transcript.contig, place - 1, place) for place in positions1]
    return "".join(base if transcript.strand > 0 else reverse_complement(base) for base in bases)


def _positions(kb: KnowledgeBase, gene: str, build: str, residue: int) -> tuple[int, ...]:
    layout = kb.transcripts(gene, build)[0].layout
    return tuple(layout.position1(layout.place_of(residue * 3 - 3 + step)) for step in range(3))


def _known(kb: KnowledgeBase) -> set[tuple[str, int]]:
    """Return the residues of which the bases are stored on both builds."""
    by_build = [
        {(gene, codon.residue) for gene in GENES for codon in kb.codons(gene, build) if codon.bases} for build in BUILDS
    ]
    return set.intersection(*by_build)


def _places(row: dict[str, str]) -> list[tuple[str, int]]:
    return [(row["gene"], residue) for residue in range(int(row["first"]), int(row["last"]) + 1)]


def _excepted() -> set[tuple[str, int]]:
    return {place for row in UNKNOWN for place in _places(row)}


def _named(kb: KnowledgeBase) -> Iterator[tuple[tuple[str, int], str]]:
    """Yield every (gene, residue) that a pattern can act on, in the current numbering, and the row that names it."""
    for cell in Source(default_root()).patterns:
        for atom in atoms_of(cell.pattern):
            for gene in (atom.gene,) if atom.gene else cell.genes:
                if kb.transcripts(gene, "GRCh38"):
                    for residue in _residues(kb, gene, atom):
                        yield (gene, residue), f"{cell.place} {atom.kind.value}:{atom.text}"


def _residues(kb: KnowledgeBase, gene: str, atom: Atom) -> Iterable[int]:
    match atom.kind:
        case AtomKind.PROTEIN:
            change = current_change(gene, protein.parse(atom.text, x_is_stop=False), kb)
            fields = (getattr(change, field, None) for field in ("at", "first", "last"))
            places = [field.position for field in fields if isinstance(field, Residue)]
            return range(places[0], places[-1] + 1) if places else ()
        case AtomKind.CODON | AtomKind.WILD_TYPE:
            return atom.numbers
        case AtomKind.CODONS:
            window: tuple[int, ...] | None = atom.numbers
        case AtomKind.EXON:
            window = kb.exon_windows.get((gene, atom.numbers[0]))
        case AtomKind.INTERNAL_TANDEM_DUPLICATION:
            window = kb.domain_windows.get((gene, "itd"))
        case AtomKind.ONCOGENIC if atom.text:
            window = kb.domain_windows.get((gene, atom.text))
        case _:
            return ()
    assert window, f"{gene} {atom.kind.value}:{atom.text} has no window"
    return range(window[0], window[-1] + 1)
