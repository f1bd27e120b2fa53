"""Which files belong to one sample: by the samples that tables name, by file names, by folders; and why.

Two samples in one report can harm a patient, so files are joined on grounds that can be said in one sentence, and kept
apart otherwise. What was decided is written down for every file.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from oncotier.domain.value import Value
from oncotier.notation.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from oncotier.batch.found_file import FoundFile

__all__ = ["Member", "group_files", "stem_of"]

_WORDS = frozenset(
    """vcf maf bcf tsv csv txt json xml gz bgz bz2 tab list seg cns cnr cnn xlsx
    snv snvs snp snps indel indels sv svs cnv cnvs cna cnas fusion fusions variant variants mutation mutations calls
    call called small structural copynumber genes gene segments segment genemetrics exon purity qc msi tmb hrd ploidy
    report biomarkers findings results combined output combinedvariantoutput multianno annovar hg19 hg38 grch37 grch38
    b37 b38 tumor normal somatic germline hard filtered filter pass passed unfiltered raw norm normalized
    annotated annotation anno ann vep snpeff funcotated funcotator final merged consensus
    mutect mutect2 strelka strelka2 varscan vardict freebayes haplotypecaller deepvariant lofreq octopus sage dragen
    manta gridss delly lumpy svaba purple linx amber cobalt arriba starfusion fusioncatcher fusioninspector genefuse
    cnvkit facets ascat sequenza gatk pcgr oncomine msisensor msisensorpro scarhrd chord hrdetect""".split()
)
_NAMES = frozenset({"B37", "B38"})
"""Patients, not builds, which are written small: two patients in one report are worse than a build in a name."""
_JOINT = lazy_pattern(r"[._-]")
_GENERIC = lazy_pattern(
    r"(?i)|(?:tumou?r|normal|primary|sample|sample_?id|patient|unknown|none|na|n/a|nan|null|\.|__unknown__|test)[_-]?[0-9]?"
)


class Member(Value, frozen=True):
    """One file as part of a sample: `chosen` is the sample within the file (empty: there is only one)."""

    sample: str
    file: FoundFile
    chosen: str
    rule: str


def stem_of(path: Path) -> str:
    """Return the part of a file name that names the sample: without suffixes and words for kinds of results.

    `P001.mutect2.filtered.vcf.gz` and `P001_cnv.tsv` are P001; `TCGA.AB.1234.vcf` is TCGA.AB.1234. Empty where
    nothing is left.
    """
    name = path.name
    while True:
        places = [found.start() for found in _JOINT.finditer(name)]
        cut = places[-1] if places else -1
        word = name[cut + 1 :]
        if word and (word.lower() not in _WORDS or word in _NAMES):
            return name
        if cut < 0:
            return ""
        name = name[:cut]


def group_files(files: Iterable[FoundFile]) -> list[Member]:
    """Return every file that is taken with its sample, or several times with each of its samples."""
    files = [one for one in files if not one.passed_over]
    doubtful = _contested(files)
    members = [member for one in files for member in _members(one, is_trusted=one.path not in doubtful)]
    named = {(member.sample, member.file.path.parent) for member in members if member.rule == _BY_CONTENT}
    members = [_by_column(member, named) for member in members]
    return _kept_apart(members)


_OF_PERSONS = frozenset({"fhir", "phenopacket"})  # their samples have stand-in names, which other files have too
_BY_CONTENT = "the file names the sample"
_BY_COLUMN = "the column of the VCF names the sample"


def _members(one: FoundFile, *, is_trusted: bool) -> list[Member]:
    if len(one.samples) > 1 and one.format in _OF_PERSONS:
        return [Member(f"{_file_key(one)[0]}.{name}", one, name, "a person of the bundle") for name in one.samples]
    if len(one.samples) > 1:
        return [Member(name, one, name, _BY_CONTENT) for name in one.samples]
    if is_trusted and one.samples and one.format not in _OF_PERSONS and not _GENERIC.fullmatch(one.samples[0]):
        return [Member(one.samples[0], one, one.samples[0], _BY_CONTENT)]
    key, rule = _file_key(one)
    return [Member(key, one, "", rule)]


def _file_key(one: FoundFile) -> tuple[str, str]:
    stem = stem_of(one.path)
    if stem:
        return stem, "file name"
    folder = one.path.absolute().parent.name
    return (folder, "folder name") if folder else (one.path.name, "file name")


def _contested(files: list[FoundFile]) -> set[Path]:
    """Return the files of one sample that name it as another file of their kind beside them does, under another name.

    A laboratory that writes the same word into every file (a project, a patient's normal) does not name samples.
    """
    found: dict[tuple[str, str, Path], list[FoundFile]] = defaultdict(list)
    for one in files:
        if len(one.samples) == 1:
            found[one.samples[0], one.format, one.path.parent].append(one)
    return {one.path for same in found.values() if len({stem_of(one.path) for one in same}) > 1 for one in same}


def _by_column(member: Member, named: set[tuple[str, Path]]) -> Member:
    """Give a VCF the sample that one of its columns and a table beside it name."""
    folder = member.file.path.parent
    if member.file.format not in {"vcf", "bcf"} or (member.sample, folder) in named:
        return member
    fitting = [name for name in member.file.columns if (name, folder) in named]
    return Member(fitting[0], member.file, fitting[0], _BY_COLUMN) if len(fitting) == 1 else member


def _kept_apart(members: list[Member]) -> list[Member]:
    """Tell apart samples of the same name in different folders, unless a folder of that name holds them all."""
    folders: dict[str, set[Path]] = defaultdict(set)
    for member in members:
        folders[member.sample].add(member.file.path.absolute().parent)
    return [_placed(member, folders[member.sample], folders.keys()) for member in members]


def _placed(member: Member, folders: set[Path], taken: AbstractSet[str]) -> Member:
    """Return the file with its folder in the sample's name, where that is needed; `taken` are names that files give."""
    if len(folders) == 1:
        return member
    own = member.file.path.absolute().parent
    homes = {_home(folder, member.sample) for folder in folders}
    if len(homes) == 1 and None not in homes:
        return Member(member.sample, member.file, member.chosen, f"{member.rule}; folder {member.sample}")
    common = Path(*_common_parts([folder.parts for folder in folders]))
    place = own.relative_to(common).as_posix()
    rule = f"{member.rule}; the same name in another folder is another sample"
    if place == ".":
        return Member(member.sample, member.file, member.chosen, rule)
    name = f"{place}/{member.sample}"
    return Member(f"./{name}" if name in taken else name, member.file, member.chosen, rule)


def _home(folder: Path, sample: str) -> Path | None:
    """Return the folder of the sample's own name that a folder is or lies in."""
    return next((one for one in (folder, *folder.parents) if one.name == sample), None)


def _common_parts(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    shared = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return tuple(shared)
