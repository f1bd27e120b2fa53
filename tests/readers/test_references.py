"""The reference genomes of a run: `--fasta` before the environment, the build by contig lengths, errors that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncotier.errors import BuildError, InputError, UsageError
from oncotier.readers.references import ReferenceSet

LENGTHS = {"GRCh37": 159138663, "GRCh38": 159345973}


def fasta(folder: Path, build: str = "", *, name: str = "", contig: str = "7") -> str:
    """Write a tiny FASTA whose index states the length of chromosome 7 on a build (the bases are cut short)."""
    path = folder / (name or f"{build or 'unknown'}.fa")
    path.write_text(f">{contig}\nACGTACGT\n", encoding="ascii")
    length = LENGTHS.get(build, 8)
    Path(f"{path}.fai").write_text(f"{contig}\t{length}\t{len(contig) + 2}\t8\t9\n", encoding="ascii")
    return str(path)


def opened(found: ReferenceSet, build: str) -> str:
    bases = found(build)
    assert bases is not None
    first = bases("7", 0, 4)
    found.close()
    return first


def test_nothing_given_is_no_reference() -> None:
    found = ReferenceSet((), {})
    assert [found(build) for build in ("GRCh37", "GRCh38", "")] == [None, None, None]
    found.must_fit("GRCh37", file="x.vcf")


@pytest.mark.parametrize("contig", ["7", "chr7"])
@pytest.mark.parametrize("build", LENGTHS)
def test_a_file_answers_for_its_own_build(tmp_path: Path, build: str, contig: str) -> None:
    found = ReferenceSet([fasta(tmp_path, build, contig=contig)], {})
    (other,) = LENGTHS.keys() - {build}
    assert found(other) is None
    found.must_fit(build, file="x.vcf")
    with pytest.raises(BuildError, match=rf"x.vcf.* is on {other}, but --fasta is {build}.fa \({build}\)") as raised:
        found.must_fit(other, file="x.vcf")
    assert (raised.value.exit_code, raised.value.hint) == (3, f"give a FASTA of {other}")


def test_one_file_of_each_build(tmp_path: Path) -> None:
    found = ReferenceSet([fasta(tmp_path, build) for build in LENGTHS], {})
    for build in LENGTHS:
        assert found(build) is not None
        found.must_fit(build, file="x.vcf")
    found.close()


@pytest.mark.parametrize(
    ("build", "words"), [("GRCh37", "are both GRCh37"), ("", "are both of an unknown genome build")]
)
def test_a_second_file_of_one_build_is_refused(tmp_path: Path, build: str, words: str) -> None:
    with pytest.raises(UsageError, match=f"one.fa and two.fa {words}") as raised:
        ReferenceSet([fasta(tmp_path, build, name="one.fa"), fasta(tmp_path, build, name="two.fa")], {})
    assert raised.value.hint == "give one --fasta for each build"


def test_a_file_of_unknown_build_answers_for_both(tmp_path: Path) -> None:
    found = ReferenceSet([fasta(tmp_path)], {})
    for build in LENGTHS:
        found.must_fit(build, file="x.vcf")
        assert opened(found, build) == "ACGT"


@pytest.mark.parametrize("build", LENGTHS)
def test_the_environment_names_one_per_build(tmp_path: Path, build: str) -> None:
    found = ReferenceSet((), {f"ONCOTIER_FASTA_{build.upper()}": fasta(tmp_path, build)})
    (other,) = LENGTHS.keys() - {build}
    assert found(other) is None
    assert found(build) is not None
    found.must_fit(other, file="x.vcf")
    found.close()


def test_an_option_outweighs_the_environment(tmp_path: Path) -> None:
    given = fasta(tmp_path, name="given.fa")
    Path(given).write_text(">7\nTTTTTTTT\n", encoding="ascii")
    environment = {"ONCOTIER_FASTA_GRCH37": fasta(tmp_path, "GRCh37")}
    assert opened(ReferenceSet([given], environment), "GRCh37") == "TTTT"


def test_a_missing_file_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file") as raised:
        ReferenceSet([str(tmp_path / "none.fa")], {})
    assert "indexed FASTA" in raised.value.hint


@pytest.mark.parametrize(("name", "suffix"), [("plain.fa", ".fai"), ("packed.fa.gz", ".fai"), ("packed.fa.gz", ".gzi")])
def test_a_missing_index_is_refused_with_the_command(tmp_path: Path, name: str, suffix: str) -> None:
    path = fasta(tmp_path, "GRCh37", name=name)
    Path(f"{path}.gzi").write_bytes(bytes(8))
    Path(f"{path}{suffix}").unlink()
    with pytest.raises(InputError, match=rf"has no index {name}{suffix}") as raised:
        ReferenceSet([path], {})
    assert raised.value.hint == f"samtools faidx {path}"


def test_contigs_of_both_builds_are_refused(tmp_path: Path) -> None:
    path = fasta(tmp_path, "GRCh37")
    with Path(f"{path}.fai").open("a", encoding="ascii") as index:
        index.write("12\t133275309\t20\t8\t9\n")
    with pytest.raises(InputError, match="has contigs of both builds"):
        ReferenceSet([path], {})


def test_an_index_that_is_none_is_refused(tmp_path: Path) -> None:
    path = fasta(tmp_path, "GRCh37")
    Path(f"{path}.fai").write_text("7 159138663\n", encoding="ascii")
    with pytest.raises(InputError, match="is no index of a FASTA"):
        ReferenceSet([path], {})


@pytest.mark.parametrize("what", ["missing", "no index", "wrong build"])
def test_a_variable_is_named_when_its_file_is_wrong(tmp_path: Path, what: str) -> None:
    path = fasta(tmp_path, "GRCh38")
    if what == "missing":
        Path(path).unlink()
    if what == "no index":
        Path(f"{path}.fai").unlink()
    found = ReferenceSet((), {"ONCOTIER_FASTA_GRCH37": path})
    kind = BuildError if what == "wrong build" else InputError
    with pytest.raises(kind, match="ONCOTIER_FASTA_GRCH37") as raised:
        found("GRCh37")
    assert raised.value.exit_code == 3
