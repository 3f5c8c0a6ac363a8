"""ZIP codes in a text, however they are typed or spoken, and no other number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.directory.place_tables import Tables
from bot.directory.place_text import Word
from bot.directory.place_types import Mention, Place
from bot.directory.place_words import word_set

_PHONE = re.compile(r"(?<!\d)(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]{0,2}\d{3}[-. ]?\d{4}(?!\d)")
_DATE_OR_TIME = re.compile(r"\d{1,4}[/:]\d{1,2}(?:[/:]\d{1,4})?")
_PLAIN = re.compile(r"(?<![\w$#.,-])(?:zip ?|cp ?|zipcode ?)?(\d{5})(?:-\d{4})?(?![\w%]|[-.,/:]\d)")
_TYPED = re.compile(r"(?<![\w$#-])9[\doil|]{4}(?![\w|])")
_SPACED = re.compile(r"(?<![\w$#.,:/-])9(?:[ .-]?[\do]){4}(?![\w%]|[-.,:/ ]\d)")
_LETTER_DIGITS = str.maketrans("oil|", "0111")
_OTHER_NUMBER = re.compile(
    r"\b(?:room|rm|case|caso|ssn|social|seguro|ends|booking|bookin|bk|inmate|cdc|cdcr|badge|placa|apt|apartment|apto|unit|unidad|suite|ste|box|"
    r"bus|train|cell|celda|cuarto|ext|extension|pin|ref|reference|confirmation|order|account|cuenta|acct|ticket|boleto|"
    r"id|license|licencia|numero de (?:caso|preso|cuenta|reo|booking)|docket|citation|text|texto|owe|debo|cost|pay|"
    r"paid|pagar|earn|gano|make|\$)"
    r"(?: (?:is|es|number|num|no|numero|number is|numero es|in|de|my|the|it|a|to|al|el))* ?[:#]? ?$"
)
_ASKED_FOR = re.compile(
    r"(?:^|[,.;!]|\b(?:an?|una?|new|state|lost|need|want|get|necesito|ocupo|quiero|nueva?|sacar|and|y|or|o|for|para)) ?(?:id|ids|license|licencia|bus|train|ticket|boleto|social)[ ,.]*$"
)
"""What people need, named right before where they are: `need id 90022`. An ID has no number of five digits."""

_MONEY_AFTER = re.compile(r"\s?(?:dollars?|dolares|bucks|usd|pesos|varos|people|personas|hours|horas|miles|millas|%)\b")
_ZIP_BEFORE = re.compile(
    r"\b(?:zip|zipcode|zip code|sip|postal|cp|code|codigo|in|en|near|live|by|at|area|el|the|ca|california|its|es|said|"
    r"mean|meant|dije|digo|im|from|de|now|or|not|no)\b[^\d]{0,12}$"
)
_IN_CALIFORNIA = (90000, 96199)
"""U.S. postal prefixes 900 to 961."""
_STREET_AFTER = re.compile(
    r" (?:[nsew] |north |south |east |west )?(?:[a-z0-9]+ ){1,2}(?:"
    + "|".join(sorted(word_set("street_types")))
    + r")\b"
)
_AMOUNT_BEFORE = re.compile(
    r"\b(?:restitution|restitucion|fines?|multas?|fianza|bail|bond|fees|total|about|like|como|over|only|salary|sueldo|worth|"
    r"almost|casi|unos|mas de|more than|of)(?: (?:of|de|is|es|for|por))? ?$"
)
_TOLD_OF = re.compile(r"\W*(?:is|are|was|es|son|fue|de|of|a|al|in|en|per|por|and|y|to|por ciento|plus|total)\b")
"""What follows an amount or a count at the head of a text, and no ZIP code."""
_UNITS = {
    word: str(digit)
    for digit, spoken in enumerate(
        ("zero oh o cero zerro sero", "one uno una won", "two dos", "three tres", "four cuatro quatro for", "five cinco sinco",
         "six seis ceis sies", "seven siete ciete", "eight ocho ate", "nine nueve nuebe")
    )
    for word in spoken.split()
}  # fmt: skip
_TEENS = {
    word: str(10 + at)
    for at, spoken in enumerate(
        ("ten diez dies", "eleven once onse", "twelve doce dose", "thirteen trece", "fourteen catorce", "fifteen quince",
         "sixteen dieciseis", "seventeen diecisiete", "eighteen dieciocho", "nineteen diecinueve")
    )
    for word in spoken.split()
}  # fmt: skip
_TENS = {
    word: 2 + at
    for at, spoken in enumerate(
        ("twenty veinte beinte", "thirty treinta", "forty fourty cuarenta", "fifty cincuenta", "sixty sesenta", "seventy setenta",
         "eighty ochenta", "ninety noventa nobenta")
    )
    for word in spoken.split()
}  # fmt: skip
_HUNDREDS = {
    word: digit
    for digit, spoken in enumerate(
        ("cien ciento", "doscientos docientos", "trescientos trecientos", "cuatrocientos", "quinientos", "seiscientos",
         "setecientos", "ochocientos", "novecientos"), 1
    )
    for word in spoken.split()
}  # fmt: skip
_TWENTIES = {
    f"veinti{unit}": f"2{digit}"
    for unit, digit in zip(
        ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"), "123456789", strict=True
    )
}


def find_zips(folded: str, words: list[Word], tables: Tables) -> list[Mention]:
    """Every ZIP code in the folded text, in order of position.

    Codes that only resemble one (letters for digits, digits apart, spoken) count only where they are of the county.
    A code outside the county counts where the words around say it is a ZIP, or where it is all that is said.
    """
    blocked = [match.span() for pattern in (_PHONE, _DATE_OR_TIME) for match in pattern.finditer(folded)]
    found: dict[int, Mention] = {}
    for start, end, code, sure in (*_typed(folded), *_spoken(words)):
        if any(start < stop and begin < end for begin, stop in blocked) or start in found:
            continue
        place = tables.zips.get(code)
        asked_for = place is not None and sure and _ASKED_FOR.search(folded[:start])
        if (_OTHER_NUMBER.search(folded[:start]) and not asked_for) or _MONEY_AFTER.match(folded, end):
            continue
        if place is None and not (sure and _may_be_outside(folded, start, end, int(code))):
            continue
        first = next(at for at, word in enumerate(words) if word.end > start)
        last = next((at for at, word in enumerate(words) if word.start >= end), len(words))
        found[start] = Mention(start, end, first, last, place or _outside(code, tables))
    return [found[start] for start in sorted(found)]


def _typed(folded: str) -> Iterator[tuple[int, int, str, bool]]:
    """(start, end, code, whether five plain digits) of every code made of characters."""
    for match in _PLAIN.finditer(folded):
        yield match.start(1), match.end(), match.group(1), True
    for pattern in (_TYPED, _SPACED):
        for match in pattern.finditer(folded):
            code = re.sub(r"[ .-]", "", match.group()).translate(_LETTER_DIGITS)
            if sum(character.isdigit() for character in match.group()) >= 2:
                yield match.start(), match.end(), code, False


def _spoken(words: list[Word]) -> Iterator[tuple[int, int, str, bool]]:
    """Codes told in words: the longest runs of number words that make exactly five digits."""
    at = 0
    while at < len(words):
        code, until, said = _run(words, at)
        if len(code) == 5 and said and until - at >= 2:
            yield words[at].start, words[until - 1].end, code, False
        at = max(until, at + 1)


def _run(words: list[Word], at: int) -> tuple[str, int, bool]:
    """The digits of the run of number words from `at`, where it ends, and whether any was a word."""
    code, said, until = "", False, at
    while at < len(words):
        text = words[at].text
        follower = words[at + 1].text if at + 1 < len(words) else ""
        if text in ("double", "doble") and follower in _UNITS:
            piece, step = _UNITS[follower] * 2, 2
        elif text in _TENS:
            piece, step = _tens(words, at)
        elif text in _HUNDREDS and len(code) == 2:
            return code + _hundreds(words, at), _end_of_number(words, at + 1), True
        elif text in ("mil", "thousand") and len(code) == 2:
            if at + 1 < len(words) and words[at + 1].text in _HUNDREDS:
                return code + _hundreds(words, at + 1), _end_of_number(words, at + 2), True
            tail, end, _ = _run(words, at + 1)
            return code + tail.rjust(3, "0"), end, True
        elif text in _UNITS or text in _TEENS or text in _TWENTIES:
            piece, step = _UNITS.get(text) or _TEENS.get(text) or _TWENTIES[text], 1
        elif text.isdigit() and len(text) <= 4:
            piece, step = text, 1
        else:
            break
        said = said or not text.isdigit()
        code, at = code + piece, at + step
        until = at
    return code, until, said


def spoken_number(words: list[Word]) -> str | None:
    """The number that all of `words` say, in digits ("sesenta y dos"), None where they say none."""
    number, until, said = _run(words, 0)
    return number if said and until == len(words) else None


def _hundreds(words: list[Word], at: int) -> str:
    """ "doscientos uno" as "201"; what follows a hundred and is no number below it is left alone."""
    tail, _, _ = _run(words[at + 1 : _end_of_number(words, at + 1)], 0)
    return f"{_HUNDREDS[words[at].text]}{tail[-2:].rjust(2, '0')}"


def _end_of_number(words: list[Word], at: int) -> int:
    """Where the tens and units that begin at word `at` end."""
    if at < len(words) and words[at].text in _TENS:
        return at + _tens(words, at)[1]
    single = at < len(words) and words[at].text in {*_UNITS, *_TEENS, *_TWENTIES}
    return at + 1 if single else at


def _tens(words: list[Word], at: int) -> tuple[str, int]:
    """ "forty four", "cuarenta y cuatro", "cuarenta" as digits, and how many words they took."""
    ten = _TENS[words[at].text]
    ahead = [word.text for word in words[at + 1 : at + 3]]
    if len(ahead) == 2 and ahead[0] == "y" and _UNITS.get(ahead[1], "0") != "0":
        return f"{ten}{_UNITS[ahead[1]]}", 3
    if ahead and _UNITS.get(ahead[0], "0") != "0" and words[at].text.endswith("ty"):
        return f"{ten}{_UNITS[ahead[0]]}", 2
    return f"{ten}0", 1


def _may_be_outside(folded: str, start: int, end: int, code: int) -> bool:
    """Whether five digits that are no ZIP code of the county are one of elsewhere.

    A code of California counts wherever it stands, another where it is said to be a ZIP or opens the text; a house
    number or an amount never does.
    """
    if _STREET_AFTER.match(folded, end) or _AMOUNT_BEFORE.search(folded[:start]):
        return False
    around = re.sub(r"[^a-z0-9]", " ", folded[:start] + folded[end:]).split()
    if len(around) <= 2 or _ZIP_BEFORE.search(folded[:start]):
        return True
    opens = not re.search(r"[a-z0-9]", folded[:start])
    return (opens and not _TOLD_OF.match(folded, end)) or _IN_CALIFORNIA[0] <= code <= _IN_CALIFORNIA[1]


def _outside(code: str, tables: Tables) -> Place | None:
    """The region of a ZIP code that is not of the county; None where the code exists nowhere (a slip)."""
    number = int(code)
    for first, last, name in tables.outside_zips:
        if first <= number <= last:
            return Place(name, code, None, None, None, False, "outside", 0.9)
    return None
