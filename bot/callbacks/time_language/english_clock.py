"""Clock times in every shape, and lengths of time from now, made regular.

A clock time ends up as `h:mm` with `am` or `pm` where that was said, `h` where the 24-hour clock was meant, or
`w` (weak) where nothing around the number says that it is a time.
"""

from __future__ import annotations

import re

from bot.callbacks.time_language.model import MONTH, MONTHS, WEEKDAY
from bot.callbacks.time_language.small_words import SMALL_WORDS
from bot.callbacks.time_language.spanish_clock import HOURS
from bot.callbacks.time_language.text import Rules

_HOUR_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ONES = {word: hour for hour, word in enumerate(_HOUR_WORDS, 1)}
_MINUTES = {
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty five": 45, "fortyfive": 45, "forty": 40, "oh five": 5,
    "ten": 10, "fifty": 50, "twenty five": 25, "five": 5, "quarter": 15, "a quarter": 15, "half": 30,
}  # fmt: skip
_COUNTS = {
    **_ONES, "a": 1, "an": 1, "a couple": 2, "couple": 2, "a couple of": 2, "couple of": 2, "a few": 3, "few": 3,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty five": 45,
}  # fmt: skip
_ONE = "(?:" + "|".join(_ONES) + ")"
_MINUTE = "(?:forty five|twenty five|oh five|fifteen|twenty|thirty|fortyfive|forty|fifty)"
_COUNT = r"(?:\d{1,3}|" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + ")"
_LENGTH = rf"(?P<n>{_COUNT}) ?(?P<unit>hours?|minutes|days?|weeks?)(?: (?:and|n) (?:a )?(?P<half>half))?"
_H = r"(?:1[0-9]|2[0-3]|0?[1-9])"
_H12 = r"(?:1[0-2]|0?[1-9])"
_HX = r"(?:1[0-2]|[1-9])"
_M = r"[0-5]\d"
_ALONE = r"(?<![\w$#./:-])"
_PART = r"(morning|afternoon|evening|night)"
_TO = r"(?:-|to|until|through)"
_AND = r"(?:and|an|n|y|to|&)"
_YEAR = r"(?:19[4-9]|20[0-4])\d"
_UNITS = (
    r"(?:kids?|child\w*|years?|yrs?|days?|weeks?|months?|hours?|minutes|people|persons?|times?|dollars?|bucks|percent|"
    r"blocks?|miles?|st|nd|rd|th|[nsew]|of us|beds?|rooms?|bags?|jobs?|dias?|anos?|meses|semanas?|horas?|hijos?|ninos?|"
    r"personas?|veces|pesos?|dolares|cuadras|millas|grados?|steps?|other|felonies|strikes|old|grand)\b"
)
_END = rf"(?![\w/:-]| ?{_UNITS})"
_AT = r"(?:at|@|around|after|before|until|by|past|near|from|between|desde|at like|at around|at about|like at)"
_NOT_OF_MONTH = "".join(
    f"(?<!{end} )" for end in sorted({month[-3:] for month in MONTHS} | {month[:3] for month in MONTHS})
)
_DAY = rf"(?:today|tonight|tomorrow|overmorrow|{WEEKDAY}s?|mornings?|afternoons?|evenings?|nights?)"
_MORE_WORDS = """
    are any every since cuz because bc when thatd call cause noon weekdays weekend weekends but pero porque overmorrow
    morning mornings afternoon afternoons evening evenings today tomorrow tonight everyday daily instead maybe
    asi while mientras cuando what did go where how have has only mande tonite nomas
"""
_ANY_SMALL_WORD = "|".join(
    sorted(SMALL_WORDS.union(_MORE_WORDS.split()) - {"~", "class", "classes", "group", "groups"})
)
_NEXT = rf"(?= *(?:$|[^\w\s$#%/:-]|(?:{_ANY_SMALL_WORD}|{WEEKDAY}s?|(?!may|mar|sep){MONTH}|\d{{1,2}})\b))"
"""What may follow a number that is an hour; another word would be what the number counts (`at 3 places`)."""


def _spoken_minutes(match: re.Match[str]) -> str:
    """`ten thirty` → `10:30`."""
    return f"{_ONES.get(match['hour'], match['hour'])}:{_MINUTES[match['minute']]:02d}"


def _to_or_past(match: re.Match[str]) -> str:
    """`quarter to four` → `at 3:45`; `half past 3`; `ten minutes to 4`. Not `10 to 4`, which is a range."""
    word = match["m"] or match["n"] or "half"
    hour = _ONES[match["hour"]] if match["hour"] in _ONES else int(match["hour"])
    minute = int(word) if word.isdigit() else _MINUTES[word]
    if (match["way"] or match["by"] or "past") not in ("past", "after"):
        hour, minute = (hour - 2) % 12 + 1, 60 - minute
    return f"at {hour}:{minute:02d}" if 0 <= minute < 60 else match.group()


def _from_now(match: re.Match[str]) -> str:
    """`in an hour and a half` → `in 90 minutes`; days and weeks keep their unit."""
    unit = match["unit"]
    number = int(match["n"]) if match["n"].isdigit() else _COUNTS[match["n"]]
    if unit.startswith("hour"):
        return f"in {number * 60 + (30 if match['half'] else 0)} minutes"
    return f"in {number} {unit if unit.endswith('s') else unit + 's'}"


def _with_part(match: re.Match[str]) -> str:
    """`9 in the morning` → `9:00am`; `7:30 at night` → `7:30pm`; `3 this afternoon` is today."""
    clock = f"{match[1]}:{match[2] or '00'}{'am' if match[4] == 'morning' else 'pm'}"
    return f"{clock} today" if match[3] == "this" else clock


CLOCK_RULES: Rules = (
    # so long from now
    (r"\b(?:an? )?half (?:an? )?hour\b", "30 minutes"),
    (r"\b(?:give me|gimme|gimmie|wait|dame|deme|denme|esperen?me|espere) (?:like |about |another |unos |como )?"
     r"(?=\d+ (?:minutes|hours)|an hour)", "in "),
    (r"^\W*((?:like |about )?(?:\d+ (?:minutes|hours?)|an? hour|a couple(?: of)? hours))(?=\W*(?:pls|please|ok)?\W*$)", r"in \1"),
    (r"\b(?:in|en) (?:like |about |como )?(5|10|15|20|25|30|40|45)"
     r"(?= *(?:$|[,.;!?]| (?:ok|please|pls|porfa|thanks|if|si|por)))", r"in \1 minutes"),
    (rf"\b(?:in|about|within|like)? ?(?:like |about |around |another )?{_LENGTH} from now\b", _from_now),
    (rf"\bin (?:like |about |around |another )?{_LENGTH}(?! ago)\b", _from_now),
    # in words
    (r"\bo ?clock\b", "oclock"),
    (r"\b(?:(?P<m>quarter|a quarter) (?P<way>past|after|to|till|until|of|before)|half (?P<half>past)|"
     r"(?P<n>five|ten|twenty|twenty five|\d\d?) (?:minutes (?P<by>past|after|to|till|until|of|before)|(?P<past>past))) "
     rf"(?P<hour>\d\d?|{_ONE})\b", _to_or_past),
    (rf"\b(?P<hour>{_ONE}|\d\d?) (?P<minute>{_MINUTE})\b(?! (?:kids|years|days|dollars|bucks))", _spoken_minutes),
    (rf"(\b(?:{_AT}|to|and|or|like|about|maybe|-) )({_ONE})\b(?! (?:of|day|week|time|point|more|year|month|person|thing|"
     r"another|kids?|days|weeks|months|years|hours?|minutes|times|people|guy|lady))", lambda m: f"{m[1]}{_ONES[m[2]]}"),
    (rf"\b({_ONE})(?= ?(?:oclock|[ap]m\b|ish\b|in the {_PART}|to {_ONE}|or {_ONE}|{_DAY}\b))",
     lambda m: str(_ONES[m[1]])),
    # in figures
    (r"\b(noon|\d{1,2}(?::\d\d)? ?(?:[ap]m?)?) ?- ?(?=\d{1,2}(?::\d\d)? ?[ap]m?\b)", r"\1 to "),
    (rf"{_ALONE}(\d{{1,2}}) ?(?:[:;.]|h) ?({_M})(?! ?%)(?![\d/.-])", r"\1:\2"),
    (rf"{_ALONE}({_H12}) ?oclock\b(?: ?([ap]m)\b)?", lambda m: f"{m[1]}:00{m[2] or ''}"),
    (rf"{_ALONE}({_H12}) ?ish\b(?! ?[ap]m)", r"\1:00"),
    (rf"{_ALONE}({_H12}):?({_M}) ?-?ish\b", r"\1:\2"),
    (rf"{_ALONE}({_H12}) ?-?ish ?([ap]m)\b", r"\1:00\2"),
    (rf"{_ALONE}(1[3-9]|2[0-3]) ?(?:h|hours|horas)\b", r"\1:00h"),
    (rf"{_ALONE}({_H12})(?: ?([ap])m|([ap]))\b", lambda m: f"{m[1]}:00{m[2] or m[3]}m"),
    (rf"{_ALONE}({_H12}):?({_M})(?: ?([ap])m|([ap]))\b", lambda m: f"{m[1]}:{m[2]}{m[3] or m[4]}m"),
    (rf"{_ALONE}{_NOT_OF_MONTH}({_H12})(?::({_M})(?: ?ish| ?oclock)?)?[ ,]+(in the|at|on the|this) {_PART}\b", _with_part),
    (rf"{_ALONE}{_H12}(?::{_M})? noon\b", "noon"),
    (rf"{_ALONE}(0\d|1\d|2[0-3])({_M}) ?(?:hours|hrs)\b", r"\1:\2h"),
    (rf"{_ALONE}(0\d|1[3-9]|2[0-3]):({_M})(?![\dhap])", r"\1:\2h"),
    (rf"({_AT} )(?!{_YEAR})({_H})({_M})\b(?! ?(?:{_UNITS}|[nsew] )){_NEXT}", r"\1\2:\3"),
    (rf"(\d:\d\d(?:[ap]m)? ?(?:to|and|or|-|until) ?)({_H})({_M})\b(?! ?{_UNITS})", r"\1\2:\3"),
    (rf"({_DAY}[ ,]+)({_H})({_M})\b(?! ?{_UNITS}){_NEXT}", r"\1\2:\3"),
    (rf"{_ALONE}({_H12}) (00|15|30|45)\b(?! ?{_UNITS})(?![\d/])", r"\1:\2"),
    (rf"{_ALONE}(?<!~)(?<!the )(?<!in )(?<!for )(?<!since )(?!{_YEAR}|100\b)({_H})([0-5][05]){_END}(?! an? | al mes| a la ){_NEXT}",
     r"\1:\2w"),
)  # fmt: skip

BARE_HOURS: Rules = (
    # ranges
    (rf"{_ALONE}({_HX})(?::00)? ?{_TO} ?({_HX}){_END}{_NEXT}", r"\1:00 to \2:00"),
    (rf"{_ALONE}({_H12})(?::00)? ?{_TO} ?(?=\d?\d:\d\d|noon)", r"\1:00 to "),
    (rf"(?<=\d:\d\d)((?:[ap]m)? ?){_TO} ?({_H12}){_END}", r"\1 to \2:00"),
    (rf"(?<=noon) ?{_TO} ?({_H12}){_END}", r" to \1:00"),
    (rf"\b(between|from) ({_H12})(?::00)? {_AND} (?=\d|noon)", r"\1 \2:00 and "),
    (rf"((?:between|from) (?:noon|\d?\d:\d\d[apmh]{{0,2}}) {_AND} )({_H12}){_END}", r"\1\2:00"),
    # after a word that announces a time, or beside a day
    (rf"(\b{_AT}(?: like| about| around| maybe)? |@ ?)({_H})(?!\.\d){_END}{_NEXT}", r"\1\2:00"),
    (rf"(\d?\d:\d\d(?:[ap]m)? (?:or|o|and|y) )({_H12}){_END}", r"\1\2:00"),
    (rf"{_ALONE}({_HX}) (or|o) (?=\d{{1,2}}:\d\d)", r"\1:00 \2 "),
    (rf"{_ALONE}({_HX}) (or|o) ({_HX})(?= (?:{_DAY}|oclock)\b)", r"\1:00 \2 \3:00"),
    (rf"({_DAY}(?: (?:like|about|around|maybe))?,? )({_H12}){_END}(?! ?,? ?(?:and|&) ?\d)", r"\1\2:00"),
    (rf"{_ALONE}({_H12})(?= (?:{_DAY}|noon|or so|or later|or after|and later|and after|onwards?|sharp)\b)", r"\1:00"),
    (rf"{_ALONE}({_H12}) ?\+", r"after \1:00"),
    (rf"\b((?:time|best|better|good)(?: for me| to call)? (?:is|would be|its)(?: like| around| about)?) ({_H12}){_END}{_NEXT}",
     r"\1 \2:00"),
    (rf"\b(is|would|does|will) ({_H12})(?= (?:ok|okay|good|fine|cool|alright|works?|be (?:ok|okay|good|fine|cool))\b)", r"\1 \2:00"),
    (rf"{_ALONE}({_HX})(?= (?:would be|will be|sounds|is|works) (?:good|fine|great|best|perfect|ok|okay|cool|better|for me)\b)",
     r"\1:00w"),
    (rf"\b((?:can|could) (?:you|we|they|i)(?: guys)? (?:do|make)(?: it)?) ({_H12}){_END}", r"\1 \2:00"),
    (rf"\b(make it|say|can do|works at|have it be|sea|hazlo|set it (?:for|to)|(?:push|move|change|switch|bring|bump) (?:it|me|that|this|my call|the call)"
     rf"(?: back| up)? to|(?:put|pencil|schedule|book|sign) me (?:down |in )?(?:for|at)) ({_H12}){_END}", r"\1 \2:00"),
    (rf"\b(like|about|maybe|como|pm|say) ({_H12}){_END}", r"\1 \2:00w"),
    (rf"(\d:\d\d(w?) (?:or|o) )({_H12}){_END}{_NEXT}", r"\1\3:00\2"),
)  # fmt: skip

EXPECTED_HOURS: Rules = (
    (rf"(?P<keep>\b{MONTH}\.? (?:the )?\d+|\d+ (?:of )?{MONTH}\b|\bin \d+)|{_ALONE}(?P<hour>{_H12}){_END}{_NEXT}",
     lambda m: m["keep"] or f"{m['hour']}:00w"),
    (rf"(?<!\w)(?!(?<!^)one\b)({_ONE})(?!\w| ?{_UNITS}| (?:of|more|another|that|who)){_NEXT}", lambda m: f"{_ONES[m[1]]}:00w"),
    (rf"(?<!\w)({'|'.join(HOURS)})(?!\w|(?<=una) \w| (?:de|hijo|nino|dia|i|you|we|he|she|they|im|my|the)){_NEXT}",
     lambda m: f"{HOURS.index(m[1]) + 1}:00w"),
)  # fmt: skip
