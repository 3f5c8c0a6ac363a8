"""English words about time, and clock times in every shape, made regular: `3:30pm`, `after 4:00`, `tomorrow`.

A clock time ends up as `h:mm` with `am` or `pm` where that was said, `h` where the 24-hour clock was meant, or
`w` (weak) where nothing around the number says that it is a time.
"""

from __future__ import annotations

import re

from bot.callbacks.time_text import Replacement, TracedText

_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
_MINUTES = {
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty five": 45, "fortyfive": 45, "forty": 40, "oh five": 5,
    "ten": 10, "fifty": 50, "twenty five": 25, "five": 5, "quarter": 15, "a quarter": 15, "half": 30,
}  # fmt: skip
_WORDS = {**_ONES, "a": 1, "an": 1, "a couple": 2, "couple": 2, "a couple of": 2, "couple of": 2, "a few": 3, "few": 3,
          "fifteen": 15, "twenty": 20, "thirty": 30, "forty five": 45, "half": 0}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "fifteenth": 15, "twentieth": 20,
}  # fmt: skip
_ONE = "(?:" + "|".join(_ONES) + ")"
_MINUTE = "(?:forty five|twenty five|oh five|fifteen|twenty|thirty|fortyfive|forty|fifty)"
_COUNT = (
    r"(?:\d{1,3}|a couple(?: of)?|couple(?: of)?|a few|few|an?|fifteen|twenty|thirty|forty five|" + "|".join(_ONES) + ")"
)
_H = r"(?:1[0-9]|2[0-3]|0?[1-9])"
_H12 = r"(?:1[0-2]|0?[1-9])"
_HX = r"(?:1[0-2]|[1-9])"
_M = r"[0-5]\d"
_AP = r"(?:[ap]m)"
UNITS = (
    r"(?:kids?|child\w*|years?|yrs?|days?|weeks?|months?|hours?|minutes|people|persons?|times?|dollars?|bucks|percent|"
    r"blocks?|miles?|st|nd|rd|th|[nsew]|of us|beds?|rooms?|bags?|jobs?|dias?|anos?|meses|semanas?|horas?|hijos?|"
    r"ninos?|personas?|veces|pesos?|dolares|cuadras|millas|grados?|steps?|other|felonies|strikes|old|grand)\b"
)
_PREPOSITION = r"(?:at|@|around|after|before|until|by|past|near|from|between|desde|at like|at around|at about|like at)"
_MONTH = r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_DAY = rf"(?:today|tonight|tomorrow|overmorrow|{_WEEKDAY}|mornings?|afternoons?|evenings?|nights?)"


NEXT = (
    r"(?= *(?:$|[^\w\s$#%/:-]|(?:or|and|n|but|so|on|in|at|if|is|are|pls|please|plz|thanks|thank|thx|ty|today|tomorrow|tonight|"
    r"overmorrow|this|next|any|every|the|for|to|till|until|from|works?|would|will|be|ok|okay|cuz|because|bc|when|since|"
    r"i|im|ill|id|my|me|you|we|they|thats|thatd|it|its|call|cause|though|tho|lol|sharp|exactly|or|and|noon|best|better|"
    r"fine|good|that|he|she|not|no|sometime|maybe|like|around|about|with|before|after|instead|everyday|daily|weekdays?|weekends?|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mornings?|afternoons?|evenings?|y|o|u|a|de|del|el|la|los|las|en|por|porfa\w*|xfa|pf|para|si|"
    r"pero|porque|que|esta|estoy|puedo|mas|gracias|mejor|nomas|entonces|vos|ya|me|hoy|manana|sobre|seria|estaria|mande|"
    r"january|february|march|april|june|july|august|september|october|november|december|man|bro|sir|maam|oclock|ish|"
    r"what|\d{1,2}|can|could|do|does|did|get|go|where|how|need|have|has|left)\b))"
)
"""What may follow a number that is an hour; another word would be what the number counts (`at 3 places`)."""


def _spoken_number(match: re.Match[str]) -> str:
    return match[1] + str(_ONES[match[2]])


def _spoken_minutes(match: re.Match[str]) -> str:
    hour = match["hour"]
    return f"{_ONES.get(hour, hour)}:{_MINUTES[match['minute']]:02d}"


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
    count, unit = match["n"], match["unit"]
    number = int(count) if count.isdigit() else _WORDS[count]
    if unit.startswith("hour"):
        return f"in {number * 60 + (30 if match['half'] else 0)} minutes"
    return f"in {number} {unit if unit.endswith('s') else unit + 's'}"


_RULES: tuple[tuple[str, Replacement], ...] = (
    (r"\b(?:half (?:an?|a) ?hour|half hour|30 minutes from now)\b", "30 minutes"),
    (r"\b(?:day after tomorrow|tomorrow after next)\b|\bthe overmorrow\b", "overmorrow"),
    (r"\bafter noon\b(?= (?:call|is|works|ok|$)|s\b)|\bafter-noon\b", "after noon"),
    (r"\b(?:as soon as (?:possible|you can|they can)|soon as (?:possible|you can)|asap|right (?:now|away)|"
     r"this (?:second|instant|minute)|immediately|sooner the better|the sooner the better|at once|"
     r"right this (?:second|minute)|as fast as you can)\b", "now"),
    (r"\b(?:any ?time|any hour)\b(?: (?:of (?:the )?day|day or night))?", "anytime"),
    (r"\b(?:every ?day|daily|all week)\b", "everyday"),
    (r"\bany (?:old )?day\b|\bwhichever day\b|\bany of (?:the|those) days\b", "any day"),
    (r"\bwhenever(?: (?:you|they|she|he|somebody|someone|is|its|it|works?|ever|a|the|whoever)\b(?: (?:all|guys|want|can|"
     r"get|got|have|has|are|r|ready|good|free|a|the|chance|time|like|feel|possible|best|worker|lady|is)\b)*)?",
     "anytime"),
    (r"\bwhen(?:ever)? (?:you|they|she|he|someone|somebody|one) (?:(?:all|guys) )?(?:can|could|want|wants|are free|"
     r"r free|free|is free|gets?(?: a| the)? (?:chance|time|minute)|has (?:time|a chance)|have (?:time|a chance)|like)"
     r"\b|\bwhen (?:convenient|possible)\b|\bat your (?:earliest )?convenience\b", "anytime"),
    (r"(?<!name )\b(?:it )?(?:dont|doesnt|does not|do not|no) (?:really )?matter(?: (?:to me|when|what time|the time|what day))*\b|"
     r"\b(?:idc|i dont care)(?: when| what time)?\b(?! (?:about|what|if|how|where|who|the|where|just))|\bup to you(?: guys)?\b|\byou pick\b|"
     r"\b(?:wide|im) open\b|\bno preference\b|\bany (?:is|works)\b|\bno rush\b", "anytime"),
    (r"\b(after|before) (?:then|it)\b|\bto be (after|before)(?= *(?:$|[,.;!]))|\b(after)(?= *$)", lambda m: f"{m[1] or m[2] or m[3]} that"),
    (r"\b(?:no|not) (?:any )?(?:earlier|sooner) than\b|\bnot before\b|\bnot until\b|"
     r"\b(?:dont|do not|never|cant|please dont) (?:call|text|phone|ring|hit)(?: me)?(?: up)? (?:before|until)\b|"
     r"\b(?:starting|beginning|anytime past|any time past|sometime after|any ?time after|anytime after|(?<!no )(?<!not )(?<!any )later than|"
     r"from after|as of)\b(?= (?:at |like |around )?(?:\d|noon|lunch|work))", "after"),
    (r"\b(?:no|not) (?:any )?later than\b|\bnot (?:after|past)\b|\b(?:earlier than|up until|up til|anytime before|"
     r"sometime before)\b|\b(?:dont|do not|never|cant) (?:call|text|phone|ring|hit)(?: me)?(?: up)? (?:after|past)\b",
     "before"),
    (r"\b(?:first thing|crack of dawn|bright (?:n|and) early|early (?:in the )?morning|early bird)\b", "early"),
    (r"\b(?:the )?later the better\b", "evening"),
    (r"^\W*(?:soon|pronto)\W*$", "now"),
    (r"\b(?:the )?(beginning|start|middle|end) of (the |this |next )?week\b",
     lambda m: {"m": "wednesday", "e": "friday"}.get(m[1][0], "monday") + (" of next week" if m[2] == "next " else "")),
    (r"\bthe (first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|fifteenth|twentieth)(?: of (?:the|this) month)?"
     r"(?= (?:at|in|after|before|around|works?|is|pls|please)\b|[,.;]|$)", lambda m: (f"the {_ORDINALS[m[1]]}th" if "month" in m[0] or _ORDINALS[m[1]] > 3 else f"number {_ORDINALS[m[1]]}th")),
    (r"(?<=\d(?:st|nd|rd|th)) of (?:the|this|next) month\b", ""),
    (r"(?<!day )\bafter (?:the )?(?=(?:christmas|thanksgiving|new years|labor day|memorial day|halloween|easter)\b)", "day after "),
    (r"\b(?:later on|later on today|in a (?:bit|while|little)|in a little (?:bit|while)|later today)\b", "later"),
    (r"\bthis (?:coming|upcoming)\b", "this"),
    (r"\bcoming (?=" + _WEEKDAY + ")", "this "),
    (r"\bmwf\b|\bm/w/f\b", "mondays and wednesdays and fridays"),
    (r"\bm ?- ?f\b", "monday through friday"),
    (rf"\b({_WEEKDAY}) ?(?:-|to|until|thru) ?({_WEEKDAY})\b", r"\1 through \2"),
    (r"\b(?:during the week|(?:a |any )?week ?days?|business days?|work ?days?)\b", "weekdays"),
    (r"\bweek ends?\b", "weekend"),
    (r"\b(?:lunch ?(?:time|break|hour)?|lunches)\b(?<!after lunch)(?<!before lunch)", "lunch time"),
    (r"\bmid ?night\b", "midnight"),
    (r"\b(?:all|the whole|whole) day(?: long)?\b", "all day"),
    (r"\bo ?clock\b", "oclock"),
    (r"\b((?:any day|anytime|weekdays?|all day|mornings?|afternoons?|evenings?)(?: (?:this|next) week)?,? )"
     r"(?:but|except|besides|menos|excepto|minus|not)\b(?! not| before| after| later)", r"\1except"),
    # so long from now
    (r"\b(?:in|about|within|like)? ?(?:like |about |around |another )?(?P<n>" + _COUNT + r") (?P<unit>hours?|minutes|days?|weeks?)"
     r"(?: (?:and|n) (?:a )?(?P<half>half))? from now\b", _from_now),
    (r"\bin (?:like |about |around |another )?(?P<n>" + _COUNT + r") ?(?P<unit>hours?|minutes|days?|weeks?)"
     r"(?: (?:and|n) (?:a )?(?P<half>half))?(?! ago)\b", _from_now),
    (r"\bin 1\.5 hours?\b", "in 90 minutes"),
    # clock times in words
    (r"\b(?:(?P<m>quarter|a quarter) (?P<way>past|after|to|till|until|of|before)|half (?P<half>past)|"
     r"(?P<n>five|ten|twenty|twenty five|\d\d?) (?:minutes (?P<by>past|after|to|till|until|of|before)|(?P<past>past))) "
     r"(?P<hour>\d\d?|" + _ONE + r")\b", _to_or_past),
    (rf"\b(?P<hour>{_ONE}|\d\d?) (?P<minute>{_MINUTE})\b(?! (?:kids|years|days|dollars|bucks))", _spoken_minutes),
    (rf"(\b(?:{_PREPOSITION}|to|and|or|like|about|maybe|-) )({_ONE})\b(?! (?:of|day|week|time|point|more|year|month|person|"
     r"thing|another|kids?|days|weeks|months|years|hours?|minutes|times|people|guy|lady))", _spoken_number),
    (rf"(\b)({_ONE})(?= ?(?:oclock|[ap]m\b|ish\b|in the (?:morning|afternoon|evening|night)|to {_ONE}|or {_ONE}|"
     rf"{_DAY}\b))", _spoken_number),
    # clock times in figures
    (r"(?<![\w$#./:-])(\d{1,2}) ?(?:[:;.]|h) ?([0-5]\d)(?! ?%)(?![\d/.-])", r"\1:\2"),
    (rf"(?<![\w$#./:-])({_H12}) ?oclock\b", r"\1:00"),
    (rf"(?<![\w$#./:-])({_H12}) ?ish\b", r"\1:00"),
    (rf"(?<![\w$#./:-])({_H12}) ?([ap])\.?(?:m\b)?(?![a-z])", r"\1:00\2m"),
    (rf"(?<![\w$#./:-])({_H12}):?({_M}) ?([ap])m?\b", r"\1:\2\3m"),
    (rf"(?<![\w$#./:-])({_H12}):({_M})(?: ?ish| ?oclock)?(?:[ ,]+(?:in the|at|de la|on the|this|por la)) (morning|afternoon|evening|night)\b",
     lambda m: f"{m[1]}:{m[2]}{'am' if m[3] == 'morning' else 'pm'}"),
    (rf"(?<![\w$#./:-])({_H12})[ ,]+(?:in the|at|on the) (morning|afternoon|evening|night)\b",
     lambda m: f"{m[1]}:00{'am' if m[2] == 'morning' else 'pm'}"),
    (rf"(?<![\w$#./:-])({_H12})(?::({_M}))? noon\b", "noon"),
    (rf"(?<![\w$#./:-])(0\d|1\d|2[0-3])({_M}) ?(?:hours|hrs)\b", r"\1:\2h"),
    (rf"(?<![\w$#./:-])(0\d|1[3-9]|2[0-3]):({_M})(?![\dhap])", r"\1:\2h"),
    (rf"((?:{_PREPOSITION}|at) )(?!(?:19[4-9]|20[0-4])\d)({_H})({_M})\b(?! ?(?:{UNITS}|[nsew] )){NEXT}", r"\1\2:\3"),
    (rf"(\d:\d\d(?:[ap]m)? ?(?:to|and|or|-|until) ?)({_H})({_M})\b(?! ?{UNITS})", r"\1\2:\3"),
    (rf"({_DAY}[ ,]+)({_H})({_M})\b(?! ?{UNITS}){NEXT}", r"\1\2:\3"),
    (rf"(?<![\w$#./:-])({_H12}) (00|15|30|45)\b(?! ?{UNITS})(?![\d/])", r"\1:\2"),
    (rf"(?<![\w$#./:~-])(?<!the )(?<!in )(?<!since )(?!19[4-9]\d|20[0-4]\d|100\b)({_H})([0-5][05])(?![\w/:-])(?! ?{UNITS})(?! an? | al mes| a la ){NEXT}", r"\1:\2w"),
)  # fmt: skip
_BARE_HOURS: tuple[tuple[str, Replacement], ...] = (
    (rf"(?<![\w$#./:-])({_HX})(?::00)? ?(?:-|to|until|thru|through) ?({_HX})(?![\w/:-]| ?{UNITS}){NEXT}", r"\1:00 to \2:00"),
    (rf"(?<![\w$#./:-])({_H12})(?::00)? ?(?:-|to|until|through) ?(?=\d?\d:\d\d|noon)", r"\1:00 to "),
    (rf"(?<=\d:\d\d)((?:[ap]m)? ?)(?:-|to|until|through) ?({_H12})(?![\w/:-]| ?{UNITS})", r"\1 to \2:00"),
    (rf"(?<=noon)( ?)(?:-|to|until|through) ?({_H12})(?![\w/:-]| ?{UNITS})", r"\1 to \2:00"),
    (rf"\b(between|from) ({_H12})(?::00)? (?:and|n|y|to|&) (?={_H12}\b)", r"\1 \2:00 and "),
    (rf"\b(between|from) ({_H12}) (?:and|n|y|to|&) (?=\d|noon)", r"\1 \2:00 and "),
    (rf"((?:between|from) \d?\d:\d\d[apmh]{{0,2}} (?:and|n|y|to|&) )({_H12})(?![\w/:-]| ?{UNITS})", r"\1\2:00"),
    (rf"((?:between|from) noon (?:and|n|y|to|&) )({_H12})(?![\w/:-]| ?{UNITS})", r"\1\2:00"),
    (rf"(\b(?:{_PREPOSITION})(?: like| about| around| maybe)? |@ ?)({_H})(?![\w/:-]|\.\d| ?{UNITS}){NEXT}", r"\1\2:00"),
    (rf"(\d?\d:\d\d(?:[ap]m)? (?:or|o|and|y) )({_H12})(?![\w/:-]| ?{UNITS})", r"\1\2:00"),
    (rf"({_DAY}(?: (?:like|about|around|maybe|bout))?,? )({_H12})(?![\w/:-]| ?{UNITS}| ?,? ?(?:and|&) ?\d)", r"\1\2:00"),
    (rf"(?<![\w$#./:-])({_H12})(?= (?:{_DAY}|noon|or so|or later|or after|and later|and after|onward|sharp)\b)", r"\1:00"),
    (rf"(?<![\w$#./:-])({_H12}) ?\+", r"after \1:00"),
    (rf"\b((?:time|best|better|good)(?: for me| to call)? (?:is|would be|its)(?: like| around| about)?) ({_H12})(?![\w/:-]| ?{UNITS}){NEXT}", r"\1 \2:00"),
    (rf"\b(make it|say|can do|works at|have it be|sea|hazlo) ({_H12})(?![\w/:-]| ?{UNITS})", r"\1 \2:00"),
    (rf"\b(like|about|maybe|como|pm|say) ({_H12})(?![\w/:-]| ?{UNITS})", r"\1 \2:00w"),
)  # fmt: skip
_EXPECTED: tuple[tuple[str, Replacement], ...] = (
    (rf"(?P<keep>{_MONTH}\.? (?:the )?\d+|\d+ (?:of )?{_MONTH}|\bin \d+)|(?<![\w$#./:-])(?P<hour>{_H12})(?![\w/:-]| ?{UNITS})",
     lambda m: m["keep"] or f"{m['hour']}:00w"),
    (rf"(?<!\w)({_ONE})(?!\w| ?{UNITS}| (?:of|more|another|that|who))", lambda m: f"{_ONES[m[1]]}:00w"),
    (r"(?<!\w)(una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)(?!\w| (?:de|hijo|nino|dia))",
     lambda m: str(["una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"].index(m[1]) + 1) + ":00w"),
)  # fmt: skip
_COMPILED, _HOURS, _WHEN_EXPECTED = (
    tuple((re.compile(pattern), replacement) for pattern, replacement in rules)
    for rules in (_RULES, _BARE_HOURS, _EXPECTED)
)


def regular_english(text: TracedText, *, expecting: bool) -> None:
    """Rewrite the time words of `text` in place. `expecting`: a time was asked for, so a lone `3` is one too."""
    for rules in (_COMPILED, _HOURS, _WHEN_EXPECTED if expecting else ()):
        for pattern, replacement in rules:
            text.sub(pattern, replacement)
