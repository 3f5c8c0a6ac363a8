"""What names a person without being a name: numbers, addresses, dates, accounts. Found by how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.privacy.lexicon import Lexicon
from bot.privacy.numbers_said import digits_of, find_figures


class Span(NamedTuple):
    """Characters `start` to `end` of a text, and what they are: a placeholder's name."""

    start: int
    end: int
    kind: str


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE | re.VERBOSE)


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre"
    r"|noviembre|diciembre)\.?"
)
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th|ro|º)?|(?:first|primero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci\w+|veinti?\w*|treinta(?:\s+y\s+uno)?))"
_YEAR = r"(?:,?\s*(?:del?\s+|of\s+)?(?:'?\d{4}|'?\d{2}\b(?!\s*(?:am|pm|:))|(?:dos\s+mil|mil\s+novecientos|nineteen|twenty)(?:\s+\w+){0,4}))"
_STREET = r"(?:st|street|ave?|avenue|blvd|bl|boulevard|rd|road|dr|drive|ln|lane|ct|pl|place|way|ter|terrace|cir|pkwy|hwy)\b\.?"
_SURE_STREET = r"(?:st|street|ave|avenue|blvd|boulevard|rd|road)\b\.?"
_DIRECTION = r"(?:n|s|e|w|no|so|north|south|east|west|norte|sur|este|oeste)\b\.?"
_UNIT = r"(?:,?\s*(?:\#|(?:apt|apartment|apartamento|apto|unit|unidad|ste|suite|number|n[uú]mero|num|no|room|rm|space|spc)\b\.?\s*\#?)\s*\w{1,4}\b)"
_AFTER = rf"{_UNIT}?(?:,\s*(?-i:[A-Z]\w+)(?:\s(?-i:[A-Z]\w+)){{0,2}}(?:\s+CA\b)?)?(?:,?\s*\d{{5}}\b)?"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("contact", _pattern(r"(?:https?://|www\.)\S+")),
    ("contact", _pattern(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("contact", _pattern(
        r"(?:[\w.+-]+\s+(?=\d))?[\w.+-]+\s*(?:@|\bat\b|\barroba\b)\s*[\w-]+\s*(?:\.|\bdot\b|\bpunto\b)\s*(?:com|net|org|edu|gov|mx|us)\b(?:\.\w+)?"
    )),
    ("contact", _pattern(r"(?<!\w)[@$][^\W\d]\w[\w.]+")),
    ("contact", _pattern(
        r"\b(?:ig|insta\w*|snap\w*|face(?:book)?|fb|tik\s?tok|twitter|cash\s?app|venmo|telegram|user(?:name)?|usuario)\b"
        r"(?:\s+(?:name|de|\w+book|profile|account|cuenta))*\s*(?:is|es|under|:|como|handle)\s+(?P<hide>\S+(?:\s+(?-i:[A-Z])\S+|\s+(?!and|y|pero|but|i|n)\w+)?(?:\s+(?:sr|jr))?)"
    )),
    ("contact", _pattern(r"\b(?:\w+[._]\w*\d\w*|\w*[^\W\d]_\w+)\b")),
    ("address", _pattern(r"\b(?:p\.?\s?o\.?\s*box|apartado(?:\s+postal)?)\s*\#?\d+(?:,?\s*(?:\w+\s*){1,2}(?:CA\s*)?\d{5}|\s+[^\W\d]+)?")),
    ("address", _pattern(rf"\b\d{{1,6}}\s+(?:{_DIRECTION}\s+)?(?:\d{{1,3}}(?:st|nd|rd|th)|[^\W\d]+)\s+{_SURE_STREET}{_AFTER}")),
    ("address", _pattern(rf"\b\d{{2,6}}\s+{_DIRECTION}\s+(?:\d{{1,3}}(?:st|nd|rd|th)|[^\W\d]+)(?:\s+{_STREET})?{_AFTER}")),
    ("address", _pattern(rf"\b\d{{3,6}}\s+(?:(?-i:[A-Z])[^\W\d]+\s+){{1,3}}{_STREET}{_AFTER}")),
    ("address", _pattern(
        rf"\b(?:calle|avenida|av|blvd|boulevard|callejon|privada)\.?\s+(?:[^\W\d]+\s+){{1,3}}?(?:(?:n[uú]mero|num|no|\#)\.?\s*)?\d+{_AFTER}"
    )),
    ("address", _pattern(
        r"\b(?:live|living|stay|staying|sleep|sleeping|mail\s+it|send\s+it|address|behind|vivo|viviendo|quedo|quedando|direc[cs]i[oó]n|atr[aá]s)"
        rf"\b[^\d\n.;]{{0,24}}(?P<hide>\d{{3,6}}\s+[^\W\d]+(?:\s+{_STREET})?{_AFTER})"
    )),
    ("place", _pattern(r"\b(?:corner|esquina)\s+(?:of|de|con)\s+(?P<hide>(?:la\s+|el\s+)?[\w.]+(?:\s+\w+)?\s+(?:and|&|y|con|n)\s+(?:la\s+|el\s+)?\w+(?:\s+(?-i:[A-Z])\w+)?)")),
    ("place", _pattern(r"\b(?P<hide>(?:\d{1,3}(?:st|nd|rd|th)|[^\W\d]{3,})\s*&\s*(?:\d{1,3}(?:st|nd|rd|th)|[^\W\d]{3,}))")),
    ("place", _pattern(r"\b(?:room|rm|cuarto|habitaci[oó]n|apt|apartment|apartamento|apto|unit|unidad|suite|pod|module?|m[oó]dulo|dorm|celda|cell|tier)\s*(?:\#|number|n[uú]mero|num)?\s*(?P<hide>\d{1,5}\w?\b(?:\s+(?:at|of|in|del?|en)\s+(?:the\s+|el\s+|la\s+)?(?:(?-i:[A-Z])\w+\s+(?:hotel|motel|inn|apartments)|(?:hotel|motel)\s+\w+))?)")),
    ("place", _pattern(r"(?<!\w)\#\s?(?P<hide>\d{1,4})\b")),
    ("place", _pattern(r"\b(?P<hide>(?-i:[A-Z])\w+)\s+(?:hotel|motel|inn|apartments)\b|\b(?:hotel|motel)\s+(?P<hide2>(?-i:[A-Z])\w+)")),
    ("date", _pattern(rf"\b{_MONTH}\s*(?:the\s+|el\s+)?{_DAY}\b{_YEAR}?")),
    ("date", _pattern(rf"\b(?:the\s+)?{_DAY}\s+(?:of\s+|de\s+|del\s+)?{_MONTH}(?![\w']){_YEAR}?")),
    ("date", _pattern(r"(?<![\d/.-])(?!24/7|50/50|1/2\b)\d{1,2}\s?[/-]\s?\d{1,2}(?:\s?[/-]\s?\d{2,4})?(?![\d/])")),
    ("date", _pattern(r"\b(?:19|20)\d{2}-\d{1,2}-\d{1,2}\b")),
    ("age", _pattern(r"\b(?P<hide>(?:9\d|1[01]\d|ninety(?:[\s-]\w+)?|noventa(?:\s+y\s+\w+)?|cien|a\s+hundred))\s*(?:year|yr|yo\b|y/o|a[nñ]o|ano)")),
    ("age", _pattern(r"\b(?:i'?m|i\s+am|she'?s|he'?s|is|tengo|tiene|cumpl\w+|turned|turning)\s+(?P<hide>9\d|1[01]\d)\b(?!\s*(?:days?|d[ií]as|dollars|d[oó]lares|bucks|percent|%|miles|minutes|min|hours|horas|cents|lbs|pounds|libras|meses|months|semanas|weeks))")),
    ("number", _pattern(r"\b(?:[^\W\d]\s*[-.,\s]\s*){2,}[^\W\d]\b(?!['’\w])")),
)  # fmt: skip

_CUE = _pattern(
    r"\b(?:number|num|n[uú]mero|nro|phone|tel[eé]fono|cell?|case|caso|booking|bookin|bkg|preso|cdcr?|ssn|social|seguro|alien|itin|licen[cs]\w+|id|plates?"
    r"|placas?|card|tarjeta|medi-?cal|claim|reclamo|ref|fbi|cii|pasaporte|passport|curp|matr[ií]cula|account|cuenta|pin|code|c[oó]digo|zip|ended|ending|ends|termina|"
    r"terminaba|last\s+(?:four|4)|[uú]ltimos|xref|x-ref|gave\s+me|area|birth\w*|born|dob|nac\w+)\b|\#"
)
_FILLER = _pattern(
    r"(?:[\s:,\#.]|\b(?:is|es|are|son|my|mi|mis|el|la|los|las|de|del|of|in|en|on|it|its|the|a|consular|number|num|n[uú]mero|no|card|social|security|seguro|four|cuatro|4|plate|code|postal|for|state|ca|digits|d[ií]gitos|date|fecha|ebt|phone|tel[eé]fono)\b)*"
)
_CODE = _pattern(
    r"[^\W_]+(?:[\s.\-/]+(?:\d[\w]*|[^\W\d_]\b|[^\W\d_]{2}(?=[\s.\-]+\d)|(?:"
    + "zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
    + r")\b))*"
)
_MIXED = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d_])\w+(?:-\w+)*\b")
_HARMLESS_MIX = _pattern(
    r"\d{1,2}(?:am|pm|a|p|ish|st|nd|rd|th|hr|hrs|h|min|mins|mo|mos|yr|yrs|yo|x|k|lb|lbs|ft|t|er|ra|ro|do|da|a|o|y)|2nite|2night|2day|2morrow|2moro|b4|gr8|l8r?|sum1|some1|no1|any1|4ever|w8|m8|u2|me2|24hr|w2|i9|1099|211|h8"
)
_STREET_AFTER = _pattern(rf"\s+(?:{_DIRECTION}\s+)?(?:[^\W\d]+\s+){{1,2}}{_SURE_STREET}{_AFTER}")
_MONEY_AFTER = _pattern(
    r"\s*(?:dollars?|bucks|d[oó]lares|pesos|usd|a\s+month|per\s+month|al\s+mes|a\s+week|la\s+hora|square|hours|horas|calories|\.00)"
)
_MONEY_BEFORE = _pattern(
    r"(?:\$\s*|\b(?:rent|renta|owe|owes|debo|pay|pago|paid|cost\w*|cuesta|check|cheque|fine|multa|deposit|deposito|bill|gano|make)\s+(?:\w+\s+){0,2})$"
)
_YEAR_BEFORE = _pattern(r"\b(?:in|en|since|desde|del|de|of|by|from|year|a[nñ]o|until|hasta)\s+$")
_YEAR_SAID = re.compile(r"(?:19[4-9]|20[0-3])\d")
_LEAST_DIGITS = 5
"""Figures of so many digits name somebody or some place; a wage, a time or an age has fewer."""
_PHONE_DIGITS = range(7, 16)


def find_identifiers(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Every span that the way it is written gives away; they may overlap."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            groups = [name for name, held in match.groupdict().items() if held is not None]
            yield Span(*match.span(groups[0] if groups else 0), kind)
    yield from _after_cues(text)
    for mixed in _MIXED.finditer(text):
        if not _HARMLESS_MIX.fullmatch(mixed.group()):
            yield Span(*mixed.span(), "number")
    for figures in find_figures(text):
        if figures.digits >= _LEAST_DIGITS:
            yield Span(figures.start, figures.end, _kind_of(figures.digits))
        elif figures.digits >= 3 and not figures.written and (street := _STREET_AFTER.match(text, figures.end)):
            yield Span(figures.start, street.end(), "address")
        elif figures.digits == 4 and figures.written and not _is_money_or_year(text, figures.start, figures.end):
            yield Span(figures.start, figures.end, "number")
        elif figures.digits == 3 and figures.written:
            after = re.compile(r"\s+([^\W\d]+)").match(text, figures.end)
            if after and lexicon.may_name(after.group(1)) and not _MONEY_AFTER.match(text, figures.end):
                yield Span(figures.start, after.end(), "address")


def _after_cues(text: str) -> Iterator[Span]:
    """Codes after words that announce one: `case # is 5 kv 0 1`, `last four 9037`, `area code 661`."""
    for cue in _CUE.finditer(text):
        start = _FILLER.match(text, cue.end())
        code = _CODE.match(text, start.end()) if start else None
        if code is None:
            continue
        digits = sum(digits_of(part) for part in re.findall(r"\d+|[^\W\d_]+", code.group()))
        if digits >= 3 and (any(letter.isdecimal() for letter in code.group()) or digits >= 4):
            yield Span(*code.span(), _kind_of(digits) if digits >= _LEAST_DIGITS else "number")


def _kind_of(digits: int) -> str:
    return "phone" if digits in _PHONE_DIGITS else "place" if digits == _LEAST_DIGITS else "number"


def _is_money_or_year(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 30) : start]
    if _MONEY_AFTER.match(text, end) or _MONEY_BEFORE.search(before):
        return True
    return bool(_YEAR_SAID.fullmatch(text[start:end]) and _YEAR_BEFORE.search(before))
