"""Draw the gallery: every page of both reports, and how they look on a telephone, from the files under reports/.

Run by `make gallery`. It needs pdftoppm (Debian: poppler-utils) and Chromium.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from tests.journeys.browser import running_browser

HERE = Path(__file__).parent
REPORTS = HERE.parents[1] / "reports"
SHOWN = (("nextwork_2019", "da", "NExTWORK 2019, in Danish"), ("life_1972", "en", "LIFE 1972, in English"))
RESOLUTION, COLOURS = 64, 64
PHONE = (390, 844)
SCREENS = 6
INTRODUCTION = """# Gallery

Every page of both reports as `make gallery` draws it from the files under `reports/`, and the first screens on a phone.
NExTWORK is shown on invented data, which every page says; LIFE is a trial that took place.
"""


def main() -> None:
    """Draw all images anew, and the page that shows them."""
    if shutil.which("pdftoppm") is None:
        raise SystemExit("The gallery needs pdftoppm. Install it first:  sudo apt-get install poppler-utils")
    told = [INTRODUCTION]
    for plan, language, title in SHOWN:
        folder = HERE / f"{plan}.{language}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        pages = _pages(REPORTS / plan / f"report.{language}.pdf")
        names = [f"page-{number:02}.png" for number in range(1, len(pages) + 1)]
        for name, page in zip(names, pages, strict=True):
            _save(page, folder / name)
        _save(_screens(REPORTS / plan / f"report.{language}.html"), folder / "telephone.png")
        told += [f"## {title}\n", f"![The first screens on a telephone]({folder.name}/telephone.png)\n"]
        told += [f"![Page {number}]({folder.name}/{name})" for number, name in enumerate(names, start=1)]
        told.append("")
    (HERE / "README.md").write_text("\n".join(told), encoding="utf-8")


def _pages(paper: Path) -> list[Image.Image]:
    """Return the pages of a PDF as pictures."""
    with tempfile.TemporaryDirectory() as room:
        order = ["pdftoppm", "-r", str(RESOLUTION), "-png", str(paper), f"{room}/page"]
        subprocess.run(order, check=True, stderr=subprocess.DEVNULL)
        return [Image.open(io.BytesIO(file.read_bytes())) for file in sorted(Path(room).glob("page-*.png"))]


def _screens(page: Path) -> Image.Image:
    """Return the first screens of a page on a telephone, side by side."""
    width, height = PHONE
    strip = Image.new("RGB", (SCREENS * (width + 8) - 8, height), "#5A676D")
    with running_browser() as browser:
        shown = browser.open(page, width=width, height=height)
        for place in range(SCREENS):
            # The line on invented data stays at the head, so each screen begins a little above the end of the last.
            shown.evaluate(
                f"window.scrollTo({{top: {place * (height - 60)}, behavior: 'instant'}});"
                "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))"
            )
            strip.paste(Image.open(io.BytesIO(shown.picture())).convert("RGB"), (place * (width + 8), 0))
    return strip


def _save(picture: Image.Image, path: Path) -> None:
    """Save a picture in few colours, which pages of text and flat figures do not miss."""
    few = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    main()
