"""SMS segments: how many a text costs, and the spelling of it that costs least without changing a word.

GSM 03.38: 160 septets alone, 153 a part; UCS-2: 70 and 67 units. `€ [ ] { } \\ ^ ~ |` and form feed are
two septets. Splitting is smsutil's; the spelling is ours.
"""

from __future__ import annotations

import unicodedata
from typing import Literal, NamedTuple

from smsutil import is_valid_gsm, split

Encoding = Literal["GSM-7", "UCS-2"]

_FOLDED = str.maketrans(
    {
        # Not in GSM 03.38, and one of them would more than halve a segment. ñ ¿ ¡ é ü are in it and stay.
        **dict(zip("áíóúÁÍÓÚ", "aiouAIOU", strict=True)),
        "ç": "c",
        "ª": "a",
        "º": "o",
        "°": " ",
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("•·‣", "-"),
        "…": "...",
        "\t": " ",
        "\u2028": "\n",
        "\u2029": "\n",
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", ""),
    }
)


class Segments(NamedTuple):
    encoding: Encoding
    segments: int
    characters: int
    """Unicode code points, as the text was given."""


def count(text: str) -> Segments:
    """What `text` costs as it is, without any folding. An empty text costs nothing."""
    if not text:
        return Segments("GSM-7", 0, 0)
    encoding: Encoding = "GSM-7" if is_valid_gsm(text) else "UCS-2"
    return Segments(encoding, len(split(text).parts), len(text))


def gsm7_safe(text: str) -> str:
    """`text` spelled with letters of GSM 03.38 where that changes no word.

    Folds á í ó ú and typographic marks; never ñ (año is not ano), and keeps ¿ ¡ é ü. What has no such
    spelling, an emoji for one, is kept and makes the text UCS-2.
    """
    return unicodedata.normalize("NFC", text).translate(_FOLDED)
