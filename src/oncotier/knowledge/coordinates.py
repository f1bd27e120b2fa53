"""The coordinate tables of the knowledge base: exons, codons, windows and transcripts, read gene by gene."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from oncotier.knowledge import coordinate_rows as rows
from oncotier.knowledge.lookup import places_by, read_all, read_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oncotier.domain.evidence import SpliceWindow
    from oncotier.genome.transcript import Codon, Transcript
    from oncotier.knowledge.table import Table

__all__ = ["CoordinateTables"]


class CoordinateTables:
    """What the tables below `coordinates/` say; the cached properties only remember it."""

    tables: Mapping[str, Table]

    @cached_property
    def exon_windows(self) -> Mapping[tuple[str, int], tuple[int, int]]:
        """First and last codon of an exon, by (gene, exon)."""
        table = self.tables["coordinates/exons.tsv"]
        return dict(read_all(table, lambda row: ((row.text("gene"), int(row.text("exon"))), rows.window(row))))

    @cached_property
    def exon_bases(self) -> Mapping[tuple[str, int], tuple[int, int]]:
        """First and last base of an exon in the coding sequence (1-based), by (gene, exon)."""
        table = self.tables["coordinates/exons.tsv"]
        return dict(
            read_all(
                table,
                lambda row: (
                    (row.text("gene"), int(row.text("exon"))),
                    (int(row.text("cds_first1")), int(row.text("cds_last1"))),
                ),
            )
        )

    @cached_property
    def splice_windows(self) -> Mapping[str, tuple[SpliceWindow, ...]]:
        """The splice windows of exons that a change beside them makes the cell skip, by gene."""
        found: dict[str, tuple[SpliceWindow, ...]] = {}
        for window in read_all(self.tables["coordinates/splice_windows.tsv"], rows.splice_window):
            found[window.gene] = (*found.get(window.gene, ()), window)
        return found

    @cached_property
    def domain_windows(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """First and last codon of a protein domain, by (gene, domain)."""
        table = self.tables["coordinates/domains.tsv"]
        return dict(read_all(table, lambda row: ((row.text("gene"), row.text("domain")), rows.window(row))))

    def hotspots(self, gene: str) -> Mapping[int, int]:
        """Return the number of tumors in which a residue was seen changed, by codon; only recurrent ones."""
        known = self._hotspots.get(gene)
        if known is None:
            table, places = self.tables["coordinates/codons.tsv"], self._codon_places.get(gene, ())
            recurrent = [place for place in places if table.cell(place, "hotspot")]
            read = [read_row(table, place, rows.hotspot) for place in recurrent]
            known = self._hotspots[gene] = {residue: count for residue, count in read if count}
        return known

    @cached_property
    def _hotspots(self) -> dict[str, Mapping[int, int]]:
        return {}

    def transcripts(self, gene: str, build: str) -> tuple[Transcript, ...]:
        """Return the stored transcripts of a gene on a build, the primary one first; only their rows are read."""
        known = self._transcripts.get((gene, build))
        if known is None:
            table, places = self.tables["coordinates/transcripts.tsv"], self._transcript_places.get(gene, ())
            read = [read_row(table, place, lambda row: rows.transcript(row, build)) for place in places]
            found = sorted((one for one in read if one is not None), key=lambda one: one.role != "primary")
            known = self._transcripts[gene, build] = tuple(found)
        return known

    @cached_property
    def _transcripts(self) -> dict[tuple[str, str], tuple[Transcript, ...]]:
        return {}

    @cached_property
    def _transcript_places(self) -> Mapping[str, list[int]]:
        return places_by(self.tables["coordinates/transcripts.tsv"], "gene")

    @cached_property
    def transcript_genes(self) -> Mapping[str, str]:
        """The gene of every stored transcript, by Ensembl and RefSeq name without version."""
        stored, listed = self.tables["coordinates/transcripts.tsv"], self.tables["genes.tsv"]
        pairs = [
            (name, gene)
            for table in (listed, stored)
            for column in ("transcript", "refseq")
            for name, gene in zip(table.column(column), table.column("gene"), strict=True)
        ]
        return {name.partition(".")[0].upper(): gene for name, gene in pairs if name}

    def codons(self, gene: str, build: str) -> tuple[Codon, ...]:
        """Return the stored codons of a gene on a build (`place_codons` numbers them for a transcript)."""
        known = self._codons.get((gene, build))
        if known is None:
            table, places = self.tables["coordinates/codons.tsv"], self._codon_places.get(gene, ())
            read = [read_row(table, place, lambda row: rows.codon(row, build)) for place in places]
            known = self._codons[gene, build] = tuple(one for one in read if one is not None)
        return known

    def has_codons(self, gene: str) -> bool:
        """Tell whether any codon of a gene is stored."""
        return gene in self._codon_places

    def codon_at(self, gene: str, build: str, position1: int) -> Codon | None:
        """Return the stored codon of a gene whose first base lies at a position; only its row is read."""
        table, written = self.tables["coordinates/codons.tsv"], f"\t{position1},"
        for place in self._codon_places.get(gene, ()):
            if written in table.lines[place]:  # on either build, so that the row decides
                found = read_row(table, place, lambda row: rows.codon(row, build))
                if found is not None and found.positions1[0] == position1:
                    return found
        return None

    @cached_property
    def _codons(self) -> dict[tuple[str, str], tuple[Codon, ...]]:
        return {}

    @cached_property
    def _codon_places(self) -> Mapping[str, list[int]]:
        return places_by(self.tables["coordinates/codons.tsv"], "gene")
