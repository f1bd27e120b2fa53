"""Allele fraction and depth as each caller writes them; what does not fit is unknown, never zero."""

from __future__ import annotations

import pytest

from oncotier.readers.vcf_counts import Allele, allele_counts

SNV = ("A", "T")
DELETION = ("AG", "A")

ROWS = [
    ("Mutect2", "AF=0.25;AD=75,25;DP=100", "", SNV, 0.25, 100),
    ("AD without AF", "AD=60,20;DP=90", "", SNV, 0.25, 90),
    ("AD without DP", "AD=60,20", "", SNV, 0.25, 80),
    ("MuTect1", "FA=0.125;AD=70,10;DP=80", "", SNV, 0.125, 80),
    ("Strelka SNV", "AU=69,70;CU=0,0;GU=0,0;TU=191,195;DP=260", "", SNV, 191 / 260, 260),
    ("Strelka indel", "TAR=30,31;TIR=10,11;TOR=5,5;DP=46", "", DELETION, 0.25, 46),
    ("Strelka SNV of an indel's fields", "AU=1,1;TU=1,1", "", DELETION, None, None),
    ("VarScan", "FREQ=12.5%;RD=70;AD=10;DP=81", "", SNV, 0.125, 81),
    ("VarScan without FREQ", "RD=30;AD=10;DP=41", "", SNV, 0.25, 41),
    ("VarScan, FREQ beyond 100", "FREQ=120%;RD=30;AD=10", "", SNV, 0.25, 40),
    ("FreeBayes", "RO=30;AO=10;DP=41", "", SNV, 0.25, 41),
    ("FreeBayes without DP", "RO=30;AO=10", "", SNV, 0.25, 40),
    ("Ion Torrent", "AO=9;RO=31;FAO=10;FRO=30;FDP=40;DP=44", "", SNV, 0.25, 44),
    ("Ion Torrent without FDP", "FAO=10;FRO=30", "", SNV, 0.25, 40),
    ("SomaticSniper", "DP4=15,15,6,4;DP=40", "", SNV, 0.25, 40),
    ("LoFreq", "", "AF=0.25;DP=40;DP4=15,15,5,5", SNV, 0.25, 40),
    ("PCGR", "ADT=30,10", "TVAF=0.25;TDP=40", SNV, 0.25, 40),
    ("PURPLE_AF is no share of reads", "", "PURPLE_AF=0.9", SNV, None, None),
    ("INFO AF beside samples is of genotypes", "GT=0/1", "AF=0.5", SNV, None, None),
    ("an empty field", "AF=.;AD=.;DP=.", "", SNV, None, None),
    ("DRAGEN", "GT=0/1;SQ=60.1;AD=75,25;AF=0.250;F1R2=40,12;DP=100", "DP=210", SNV, 0.25, 100),
    ("VarDict", "GT=0/1;DP=100;VD=25;AD=75,25;AF=0.25;RD=40,35;ALD=12,13", "", SNV, 0.25, 100),
    ("VarDict without samples", "", "DP=100;VD=25;AF=0.25", SNV, 0.25, 100),
    ("Octopus", "GT=0|1;DP=100;MAP_VAF=0.25", "", SNV, 0.25, 100),
    ("Octopus, AF of every allele", "AF=0.750,0.250;DP=100", "", SNV, 0.25, 100),
    ("MuSE", "GT=0/1;DP=80;AD=60,20;BQ=30,31;SS=2", "", SNV, 0.25, 80),
    ("Sentieon TNscope", "AD=75,25;AF=0.25;AFDP=100", "", SNV, 0.25, 100),
    ("SAGE and PURPLE", "AF=0.25;AD=75,25;DP=100", "PURPLE_AF=0.51;PURPLE_CN=3.1", SNV, 0.25, 100),
    ("DeepVariant", "DP=40;AD=30,10;VAF=0.25", "", SNV, 0.25, 40),
    ("a percentage", "AF=30%;DP=100", "", SNV, 0.3, 100),
    ("a percentage with decimals", "VAF=12.50%", "", SNV, 0.125, None),
    ("a percentage beyond the whole", "AF=130%", "", SNV, None, None),
    ("FREQ without a percent sign", "FREQ=0.5", "", SNV, None, None),
    ("Octopus, nothing of the alternate", "MAP_VAF=.;DP=9", "", SNV, None, 9),
    ("no percentage in AF", "AF=25", "", SNV, None, None),
    ("no number", "AF=nan;AD=a,b;DP=-1", "", SNV, None, None),
    ("too many values", "AF=0.1,0.2;AD=1,2,3", "", SNV, None, None),
    ("no reads at all", "AD=0,0;DP=0", "", SNV, None, 0),
    ("RNA fields are no DNA", "RAF=0.5;RAD=5,5;RDP=10", "", SNV, None, None),
]


@pytest.mark.parametrize(("name", "fields", "info", "alleles", "vaf", "depth"), ROWS, ids=[row[0] for row in ROWS])
def test_counts(
    name: str, fields: str, info: str, alleles: tuple[str, str], vaf: float | None, depth: int | None
) -> None:
    found = allele_counts(_split(fields), _split(info), Allele(1, 1, *alleles))
    assert (found.vaf, found.depth) == (pytest.approx(vaf) if vaf is not None else None, depth), name


@pytest.mark.parametrize(
    ("fields", "number1", "vaf", "depth"),
    [
        ("AF=0.1,0.2;AD=70,10,20;DP=100", 2, 0.2, 100),
        ("AD=70,10,20", 1, 0.1, 100),
        ("RO=70;AO=10,20", 2, 0.2, 100),
        ("FAO=10,20;FDP=100", 1, 0.1, 100),
        ("FREQ=12%;RD=70;AD=10", 1, None, None),
        ("FREQ=12%,30%", 2, 0.3, None),
        ("AF=10%,20%", 2, 0.2, None),
        ("AF=0.7,0.1,0.2", 2, 0.2, None),
        ("AF=0.1,0.9", 1, 0.1, None),
        ("DP4=1,2,3,4", 1, None, None),
    ],
)
def test_one_of_two_alternates(fields: str, number1: int, vaf: float | None, depth: int | None) -> None:
    found = allele_counts(_split(fields), {}, Allele(number1, 2, "A", "T"))
    assert (found.vaf, found.depth) == (pytest.approx(vaf) if vaf is not None else None, depth)


_ION = "AF=0.9;AO=9;RO=31;FAO=10;FRO=30;FDP=40;DP=44"

ONE_SAMPLE = [
    ("Ion Torrent, GT only", "GT=0/1", _ION, True, 0.25, 44),
    ("Ion Torrent, several samples", "GT=0/1", _ION, False, None, None),
    ("Ion Torrent, the sample speaks for itself", "GT=0/1;AF=0.5;DP=20", _ION, True, 0.5, 20),
    ("Ion Torrent, depth of the sample only", "GT=0/1;DP=50", _ION, True, 0.25, 50),
    ("Ion Torrent without FDP", "GT=0/1", "FAO=10;FRO=30", True, 0.25, 40),
    ("Ion Torrent without FAO", "GT=0/1", "AO=10;RO=30;FDP=41;DP=42", True, 0.25, 42),
    ("more reads than the depth", "GT=0/1", "FAO=50;FDP=40;AO=10;RO=30", True, 0.25, 40),
    ("no read evaluated", "GT=./.", "FAO=0;FDP=0;DP=0", True, None, 0),
    ("AF of Ion Torrent without counts", "GT=0/1", "AF=0.5;FDP=40", True, None, None),
    ("counts of another caller", "GT=0/1", "AF=0.5;AO=10;RO=30;DP=40", True, None, None),
    ("AF of another caller", "GT=0/1", "AF=0.5;DP=40", True, None, None),
]


@pytest.mark.parametrize(
    ("name", "fields", "info", "is_only_sample", "vaf", "depth"), ONE_SAMPLE, ids=[row[0] for row in ONE_SAMPLE]
)
def test_ion_torrent_counts_in_info(
    name: str, fields: str, info: str, is_only_sample: bool, vaf: float | None, depth: int | None
) -> None:
    found = allele_counts(_split(fields), _split(info), Allele(1, 1, *SNV), is_only_sample=is_only_sample)
    assert (found.vaf, found.depth) == (pytest.approx(vaf) if vaf is not None else None, depth), name


def _split(text: str) -> dict[str, str]:
    return dict(part.split("=") for part in text.split(";") if part)
