"""The pattern grammar of the knowledge base: text to pattern and back, `format_pattern(parse(x)) == x`.

    expression = term , term ...        OR
    term       = factor & factor ...    AND, binds tighter
    factor     = [!] ( atom | "(" expression ")" )
    atom       = [GENE:] keyword [:argument]

Keywords and their meaning: `knowledgebase/README.md`.
"""

from __future__ import annotations

from oncotier.domain.biomarker import AllOf, AnyOf, Atom, AtomKind, Not, Pattern
from oncotier.errors import NotationError
from oncotier.notation.lazy_pattern import lazy_pattern

__all__ = ["format_pattern", "parse"]

_KINDS = {kind.value: kind for kind in AtomKind}
_ARGUMENT = {
    AtomKind.PROTEIN: r"[A-Z*]?\d+\S*",
    AtomKind.CODON: r"\d+",
    AtomKind.CODONS: r"\d+-\d+",
    AtomKind.EXON: r"\d+:(?:inframe_del|inframe_ins|inframe|any|frameshift|skip|splice|missense)",
    AtomKind.EXONS: r"\d+-\d+:(?:del|dup|skip)",
    AtomKind.FUSION: r"[^:]+::[^:]+",
    AtomKind.AMPLIFICATION: r"(?:high)?",
    AtomKind.ONCOGENIC: r"[a-z_]*",
    AtomKind.PROMOTER: r"(?:-\d+[ACGT]>[ACGT])?",
    AtomKind.WILD_TYPE: r"(?:\d+(?:/\d+)*)?",
    AtomKind.STATUS: r"positive|negative|low|ultralow",
    AtomKind.IHC: r"0|[123]\+|positive|negative|loss|low|>=\d+%(?:@[123]\+)?",
    AtomKind.ISH: r"positive|negative",
    AtomKind.PD_L1: r"(?:TPS|CPS|TC|IC|TAP)>=\d+(?:\.\d+)?",
    **dict.fromkeys(
        (
            AtomKind.SPLICE,
            AtomKind.CYTOGENETIC,
            AtomKind.HLA,
            AtomKind.METHYLATION,
            AtomKind.RESIDUAL_DISEASE,
            AtomKind.IMAGING,
            AtomKind.PHARMACOGENETIC,
            AtomKind.IGHV,
            AtomKind.CLINICAL,
        ),
        ".+",
    ),
    AtomKind.SIGNATURE: r"MSI-H|MSI-L|MSS|dMMR|pMMR|HRD\+|HRD-|TMB-H|b?TMB>=\d+(?:\.\d+)?|HRD>=\d+(?:\.\d+)?",
}
_NO_ARGUMENT = frozenset(
    {
        AtomKind.INTERNAL_TANDEM_DUPLICATION,
        AtomKind.KINASE_DOMAIN_DUPLICATION,
        AtomKind.PARTIAL_TANDEM_DUPLICATION,
        AtomKind.HOMOZYGOUS_DELETION,
        AtomKind.LOSS_OF_FUNCTION,
        AtomKind.ANY,
        AtomKind.REVERSION,
        AtomKind.NONE,
    }
)
_COMPILED = {kind: lazy_pattern(pattern) for kind, pattern in _ARGUMENT.items()}
_THRESHOLD = lazy_pattern(r"([A-Za-z0-9.]*)>=(\d+(?:\.\d+)?)%?(?:@([123]\+))?")
_NUMBERS = lazy_pattern(r"\d+")
_RANGES = frozenset({AtomKind.CODONS, AtomKind.EXONS})
_SIGNS = lazy_pattern(r"[,&()]")
_DEEPEST = 50


def parse(text: str) -> Pattern:
    """Read one expression of the knowledge base. Raises NotationError with the place of the fault."""
    parser = _Parser(text)
    pattern = parser.expression()
    if parser.at0 != len(text):
        raise parser.fault("expected ',' or '&'")
    return pattern


class _Parser:
    """A recursive-descent reader over one text; `at0` is the 0-based place of the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at0 = 0
        self.depth = 0

    def fault(self, words: str, *, start0: int | None = None) -> NotationError:
        start0 = self.at0 if start0 is None else start0
        end0 = min(max(self.at0, start0 + 1), len(self.text))
        return NotationError(words, self.text, start0=min(start0, end0), end0=end0)

    def expression(self) -> Pattern:
        parts = [self.term()]
        while self._take(","):
            parts.append(self.term())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def term(self) -> Pattern:
        parts = [self.factor()]
        while self._take("&"):
            parts.append(self.factor())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def factor(self) -> Pattern:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.fault("nested too deeply")
        inner = self._factor()
        self.depth -= 1
        return inner

    def _factor(self) -> Pattern:
        if self._take("!"):
            return Not(self.factor())
        if self._take("("):
            inner = self.expression()
            if not self._take(")"):
                raise self.fault("expected ')'")
            return inner
        return self.atom()

    def atom(self) -> Atom:
        start0 = self.at0
        depth = 0
        for sign in _SIGNS.finditer(self.text, start0):
            self.at0 = sign.start()
            if sign[0] in ",&" or (sign[0] == ")" and not depth):
                break
            depth += 1 if sign[0] == "(" else -1
        else:
            self.at0 = len(self.text)
        written = self.text[start0 : self.at0]
        if not written or written != written.strip():
            raise self.fault("expected a finding without spaces around it", start0=start0)
        return self._atom(written, start0)

    def _atom(self, written: str, start0: int) -> Atom:
        head, _, rest = written.partition(":")
        gene = ""
        if head not in _KINDS:
            gene = head
            head, _, rest = rest.partition(":")
        keyword0 = start0 + (len(gene) + 1 if gene and head else 0)
        kind = _KINDS.get(head)
        if kind is None:
            words = f"unknown keyword {head or written!r}; one of {' '.join(sorted(_KINDS))}"
            raise self.fault(words, start0=keyword0)
        if written.endswith(":"):
            raise self.fault(f"nothing behind {kind.value}:", start0=self.at0 - 1)
        argument0 = keyword0 + len(head) + 1
        if kind in _NO_ARGUMENT and rest:
            raise self.fault(f"{kind.value} takes nothing behind it", start0=argument0)
        pattern = _COMPILED.get(kind)
        if pattern is not None and not pattern.fullmatch(rest):
            where0 = argument0 if rest else keyword0
            raise self.fault(f"{rest!r} does not fit {kind.value} ({pattern.pattern})", start0=where0)
        if kind in _RANGES and not _ascends(rest):
            raise self.fault("the range ends before it begins", start0=argument0)
        return _filled(gene, kind, rest)

    def _take(self, sign: str) -> bool:
        if self.text.startswith(sign, self.at0):
            self.at0 += 1
            return True
        return False


def _ascends(text: str) -> bool:
    first, last = (int(number) for number in _NUMBERS.findall(text))
    return first <= last


def _filled(gene: str, kind: AtomKind, text: str) -> Atom:
    if kind in {AtomKind.CODON, AtomKind.CODONS, AtomKind.EXON, AtomKind.EXONS, AtomKind.WILD_TYPE}:
        numbers = tuple(int(number) for number in _NUMBERS.findall(text))
        name = text.partition(":")[2]
        return Atom(gene, kind, text, numbers, name)
    if kind is AtomKind.FUSION:
        five_prime, _, three_prime = text.partition("::")
        return Atom(gene, kind, text, five_prime=five_prime, three_prime=three_prime)
    found = _THRESHOLD.fullmatch(text) if kind in {AtomKind.PD_L1, AtomKind.SIGNATURE, AtomKind.IHC} else None
    if found:
        return Atom(gene, kind, text, name=found[1] or found[3] or "", minimum=float(found[2]))
    return Atom(gene, kind, text)


def format_pattern(pattern: Pattern) -> str:
    """Write a pattern in the grammar."""
    match pattern:
        case AnyOf(parts):
            return ",".join(format_pattern(part) for part in parts)
        case AllOf(parts):
            return "&".join(_grouped(part) for part in parts)
        case Not(inner):
            grouped = _grouped(inner)
            return f"!({format_pattern(inner)})" if isinstance(inner, AllOf) else f"!{grouped}"
        case Atom(gene, kind, text):
            return ":".join(part for part in (gene, kind.value, text) if part)


def _grouped(pattern: Pattern) -> str:
    written = format_pattern(pattern)
    return f"({written})" if isinstance(pattern, AnyOf) else written
