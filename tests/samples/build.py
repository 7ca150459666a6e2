"""Build the sample documents: `python tests/samples/build.py [FOLDER]` (default: sample_docs).

The content lies in `content/`, one file a document, whose front matter names what to make of it.
HTML, Markdown and UTF-8 text need no building: they are written in sample_docs directly.
`personal/gehaltsbaender-2026.pdf` is encrypted; its user password is `Lahntal-2026`.
All other files are equal byte for byte when built again with the same libraries.
"""

from __future__ import annotations

import sys
from pathlib import Path

from markup import Source, read_source
from paper import render_pdf
from scan import render_scan
from word import render_docx

HERE = Path(__file__).resolve().parent
PASSWORD = "Lahntal-2026"


def build_documents(folder: Path) -> list[Path]:
    """Write every built document under `folder` and return their paths."""
    made = []
    for content in sorted((HERE / "content").glob("*.md")):
        source = read_source(content)
        target = folder / source.meta["target"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_render(source))
        made.append(target)
    plain = folder / "personal" / "betriebsvereinbarung-mobiles-arbeiten.txt"
    text = (HERE / "content" / "mobiles_arbeiten.txt").read_text(encoding="utf-8")
    # As Windows editors of the time saved it: code page 1252 and line ends of two characters.
    plain.write_bytes(text.replace("\n", "\r\n").encode("cp1252"))
    return [*made, plain]


def _render(source: Source) -> bytes:
    if source.meta["target"].endswith(".docx"):
        return render_docx(source)
    if source.meta.get("copy") == "scan":
        return render_scan(render_pdf(source), source.meta["title"])
    return render_pdf(source, PASSWORD if source.meta.get("encrypted") == "yes" else None)


if __name__ == "__main__":
    default = HERE.parent.parent / "sample_docs"
    for path in build_documents(Path(sys.argv[1]) if len(sys.argv) > 1 else default):
        print(path)
