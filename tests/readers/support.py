"""Reading what a test wrote: documents, refusals and doubts apart, and the law that ties them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from etl.model import Issue, RawDocument
from etl.readers import read_inputs
from etl.settings import Settings

PROSE = "Four people were killed when a shell hit the bridge of the old town on Monday, the mayor said. "


@dataclass(frozen=True)
class Read:
    """What came out of some inputs."""

    documents: list[RawDocument]
    refusals: list[Issue]
    doubts: list[Issue]

    @property
    def codes(self) -> list[str]:
        """Codes of the refusals, in order."""
        return [issue.code for issue in self.refusals]

    @property
    def doubt_codes(self) -> list[str]:
        """Codes of the doubts, in order."""
        return [issue.code for issue in self.doubts]


def read(*inputs: Path | str, settings: Settings | None = None) -> Read:
    """Read inputs; every issue must be of the reading stage, name its file and speak in a sentence."""
    items = list(read_inputs([str(entry) for entry in inputs], settings=settings or Settings()))
    issues = [item for item in items if isinstance(item, Issue)]
    for issue in issues:
        assert issue.stage == "read"
        assert issue.source_file
        assert not Path(issue.source_file).is_absolute()
        assert issue.detail.endswith(".")
        assert issue.severity in ("error", "warning")
        assert issue.code.replace("_", "").isalnum()
    return Read(
        [item for item in items if isinstance(item, RawDocument)],
        [issue for issue in issues if issue.severity == "error"],
        [issue for issue in issues if issue.severity == "warning"],
    )


def write(path: Path, content: str | bytes) -> Path:
    """Write a file of the test."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def page(*, title: str = "Shell hits bridge", head: str = "", body: str | None = None) -> str:
    """A page of news with a menu and a footer around its article."""
    article = body if body is not None else f"<article><h1>{title}</h1><p>{PROSE * 3}</p><p>{PROSE * 2}</p></article>"
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><title>{title} | The Quay</title>{head}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/w">Weather 31 degrees</a></nav>{article}<footer>Terms of use 2019</footer></body></html>'
    )
