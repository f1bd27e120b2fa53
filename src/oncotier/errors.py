"""Everything that oncotier refuses, named after what the user can do about it.

OncotierError                 exit code 5 (never raised itself)
|-- UsageError                2   wrong option, unknown tumor type, unknown format
|   `-- SampleChoiceError     2   a file of many samples, and none was chosen
|-- InputError                3   a file that cannot be read, or is not what it says
|   `-- BuildError            3   genome build contradictory or not to be established
|-- OutputError               4   the result could not be written
|-- KnowledgeBaseError        6   the knowledge base has faults (all of them, with file and line)
`-- NotationError             3   a text that is not an alteration, with the place of the fault
"""

from __future__ import annotations

__all__ = [
    "BuildError",
    "InputError",
    "KnowledgeBaseError",
    "NotationError",
    "OncotierError",
    "OutputError",
    "SampleChoiceError",
    "UsageError",
]


class OncotierError(Exception):
    """Root of all errors that a user can cause and mend; `hint` says what to do next."""

    exit_code = 5

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(OncotierError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class SampleChoiceError(UsageError):
    """The input holds several samples and none, or an unknown one, was chosen."""


class InputError(OncotierError):
    """An input cannot be read; names the file and, where known, the 1-based line."""

    exit_code = 3

    def __init__(self, message: str, *, file: str = "", line1: int | None = None, hint: str = "") -> None:
        place = f"{file}:{line1}: " if file and line1 else f"{file}: " if file else ""
        super().__init__(place + message, hint=hint)


class BuildError(InputError):
    """The genome build is contradictory, or is needed and cannot be established."""


class OutputError(OncotierError):
    """The result could not be written; what stood at the target before is untouched."""

    exit_code = 4


class KnowledgeBaseError(OncotierError):
    """The knowledge base cannot be used; `faults` holds every fault as `file:line: words`."""

    exit_code = 6

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(
            "the knowledge base has faults:\n" + "\n".join(faults), hint="oncotier kb check lists them all"
        )
        self.faults = faults


class NotationError(OncotierError):
    """A text is not written in a notation that oncotier knows.

    `start0` and `end0` bound the fault in `text` (0-based, half-open); `drawing()` shows it with carets.
    """

    exit_code = 3

    def __init__(self, words: str, text: str, *, start0: int = 0, end0: int | None = None, hint: str = "") -> None:
        super().__init__(words, hint=hint)
        self.text = text
        self.start0 = start0
        self.end0 = len(text) if end0 is None else end0

    def drawing(self) -> str:
        """Return the text with carets under the fault, on two lines."""
        width = max(1, self.end0 - self.start0)
        return f"{self.text}\n{' ' * self.start0}{'^' * width}"
