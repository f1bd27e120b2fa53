"""BCF made from the text of a VCF by cyvcf2, an implementation that the program itself does not use."""

from __future__ import annotations

import tempfile
from pathlib import Path

__all__ = ["bcf_of"]

_DECLARED = (
    '##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">\n'
    '##INFO=<ID=END,Number=1,Type=Integer,Description="Last base">\n'
    '##INFO=<ID=AF,Number=A,Type=Float,Description="Share">\n'
    '##INFO=<ID=NOTE,Number=.,Type=String,Description="Words">\n'
    '##INFO=<ID=SOMATIC,Number=0,Type=Flag,Description="Flag">\n'
    '##FILTER=<ID=weak,Description="Weak">\n'
    '##FILTER=<ID=noisy,Description="Noisy">\n'
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">\n'
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">\n'
    '##FORMAT=<ID=AF,Number=A,Type=Float,Description="Share">\n'
    '##FORMAT=<ID=PID,Number=1,Type=String,Description="Phase">\n'
)


def bcf_of(text: str, *, mode: str = "wb") -> bytes:
    """Return a VCF as BCF (`wbu`: in blocks without compression); what rows use is declared beforehand."""
    from cyvcf2 import VCF, Writer

    start, columns, rows = text.partition("#CHROM")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "text.vcf", Path(folder) / "binary.bcf"
        source.write_text(start + _DECLARED + columns + rows, encoding="utf-8")
        reader = VCF(str(source))
        writer = Writer(str(target), reader, mode=mode)
        for record in reader:
            writer.write_record(record)
        writer.close()
        reader.close()
        return target.read_bytes()
