"""English words about days, parts of the day and freedom of choice, made regular for the grammar of times."""

from __future__ import annotations

import re

from bot.callbacks.time_language.english_clock import BARE_HOURS, CLOCK_RULES, EXPECTED_HOURS
from bot.callbacks.time_language.model import MONTHS, WEEKDAY
from bot.callbacks.time_language.text import Rules, TracedText, compiled

_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty_first twenty_second twenty_third twenty_fourth "
    "twenty_fifth twenty_sixth twenty_seventh twenty_eighth twenty_ninth thirtieth thirty_first"
)
_ORDINALS = {word.replace("_", " "): day for day, word in enumerate(_ORDINAL_WORDS.split(), 1)}
_ORDINAL = "(?:" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + ")"
_MONTH_NAME = "(?:" + "|".join(MONTHS) + ")"
_DAY = rf"(?:{WEEKDAY}s?)"
_SOMEONE = r"(?:you|they|she|he|somebody|someone)"
_CALL_ME = r"(?:call|text|phone|ring|hit)(?: me)?(?: up)?"
_HOLIDAY = r"(?:christmas|thanksgiving|new years|labor day|memorial day|halloween|easter)"


def _ordinal(match: re.Match[str]) -> str:
    """`the fifth` → `the 5th`; `the second` alone may be the second of a list: marked as such."""
    day = _ORDINALS[match[1]]
    return f"the {day}th" if "month" in match[0] or day > 3 else f"number {day}th"


def _part_of_week(match: re.Match[str]) -> str:
    day = {"m": "wednesday", "e": "friday"}.get(match[1][0], "monday")
    return day + (" of next week" if match[2] == "next " else "")


_PHRASE_RULES: Rules = (
    (r"\b(?:god|lord) willing\b", ""),
    (r"\bif (?:(?:its |thats |at all )?possible|you (?:guys )?can|thats (?:ok|okay|cool|alright|fine|possible))\b"
     r"(?: with (?:you|everybody|everyone))?", "please"),
    # now
    (r"\b(?:as soon as (?:possible|you can|they can)|soon as (?:possible|you can)|asap|right (?:now|away)|immediately|"
     r"this (?:second|instant|minute)|right this (?:second|minute)|(?:the )?sooner the better|at once|in a (?:sec|second|moment|minute)|"
     r"as fast as you can|(?:in|within) the (?:next )?(?:few |couple |\d+ )?(?:minutes|hours?))\b|^\W*(?:soon|pronto)\W*$",
     "now"),
    # any time
    (r"\b(?:any ?time|any hour|any moment|at any point)\b(?: (?:of (?:the )?day|day or night))?", "anytime"),
    (r"\b(?:im |i am |pretty |very )*(?:flexible)\b|\bday or night\b|\b(?:im )?always (?:free|home|available|around)\b|"
     r"\b(?:my )?schedule is (?:wide )?open\b|\ball times work\b|\bno set time\b|\bat (?:their|yalls|ur) convenience\b|"
     r"\bwhen(?:ever)? (?:its|is) (?:convenient|easy|easier|good)(?: for (?:you|them|her|him))?\b|"
     r"\bwhen (?:theyre|youre|shes|hes) (?:free|available|ready|not busy)\b", "anytime"),
    (r"\b(?:every ?day|daily|all week)\b", "everyday"),
    (r"\bany ?(?:old )?day\b|\bwhichever day\b|\bany of (?:the|those) days\b", "any day"),
    (rf"\bwhenever(?: (?:{_SOMEONE}|is|its|it|works?|ever|a|the|whoever)\b(?: (?:all|guys|want|can|get|got|have|has|are|r|"
     r"ready|good|free|a|the|chance|time|like|feel|possible|best|worker|lady|is)\b)*)?", "anytime"),
    (rf"\bwhen(?:ever)? (?:{_SOMEONE}|one) (?:(?:all|guys) )?(?:can|could|want|wants|are free|r free|free|is free|"
     r"gets?(?: a| the)? (?:chance|time|minute)|has (?:time|a chance)|have (?:time|a chance)|like)\b|"
     r"\bwhen (?:convenient|possible)\b|\bat your (?:earliest )?convenience\b", "anytime"),
    (r"(?<!name )\b(?:it )?(?:dont|doesnt|does not|do not|no) (?:really )?matter"
     r"(?:(?: or| and)? (?:to me|when|what time|(?:the |what )?(?:time|day)))*\b|"
     r"\b(?:idc|i dont care)(?: when| what time)?\b(?! (?:about|what|if|how|where|who|the|just))|"
     r"\bup to you(?: guys)?\b|\byou (?:pick|choose|decide|tell me)\b|\b(?:your|ur) (?:choice|call)\b|\b(?:makes|doesnt make a) (?:no )?difference\b|\b(?:wide|im) open\b|\bno preference\b|\bany (?:is|works)\b|"
     r"\bno (?:rush|hurry)\b|\b24 ?/ ?7\b", "nopreference"),
    (r"\b((?:any day|anytime|everyday|weekdays?|all day|mornings?|afternoons?|evenings?)(?: (?:this|next) week)?,? )"
     r"(?:but|except|besides|menos|excepto|minus|not)\b(?! not| before| after| later)", r"\1except"),
    (r"\bwhat ?ever (time|hour|day|days)\b(?: (?:is|works|be|yall|you))*(?: (?:good|best|easiest|easier|fine|ok))?"
     r"(?: for (?:you|yall|u|them)(?: guys| all)?)?", lambda m: "any day" if m[1].startswith("day") else "anytime"),
    # after and before
    (r"\b(?:and )?(?:then|after that|afterwards?|luego|y ya) (?:im|i am|ill be|i be|estoy|ando) (?:free|available|open|libre|disponible|off|done)\b",
     ", after that"),
    (r"\b(?:cant|cannot|can not|no puedo|no podria)(?: (?:really|talk|speak|call|answer|pick up|do it|do|hablar|contestar|be reached|be))* (after|before)"
     r"(?= (?:at |like |about |around )?(?:\d|noon))", lambda m: "before" if m[1] == "after" else "after"),
    (r"\bearly (next|this) week\b", lambda m: "monday of next week" if m[1] == "next" else "this week"),
    (r"\blate(?:r)? (next|this) week\b", lambda m: "friday of next week" if m[1] == "next" else "friday"),
    (r"\bmid ?week\b", "wednesday"),
    (r"\b(?:between|from) now (?:and|an|to|until) (?=(?:at |like |about )*(?:\d|noon))", "before "),
    (r"\b(before)(?= *(?:$|[.,;!]))|\b(after|before) (?:then|it)\b|\bto be (after|before)(?= *(?:$|[,.;!]))|"
     r"\b(after)(?= *$| (?:is|works|would be|(?:is|will be) (?:cool|fine|ok|good))\b| *[,;.!])",
     lambda m: f"{m[1] or m[2] or m[3] or m[4]} that"),
    (rf"\b(?:no|not) (?:any )?(?:earlier|sooner) than\b|\b(?:not|nothing|no one|nobody) before\b|\bnot until(?= (?:after |like |about |around |at )*(?:\d|noon))|\bno calls? before\b|"
     rf"\b(?:dont|do not|never|cant|please dont) {_CALL_ME} (?:before|until)\b|"
     r"\b(?:starting|beginning|anytime past|sometime after|anytime after|from after|as of|"
     r"(?<!no )(?<!not )(?<!any )later than)\b(?= (?:at |like |around )?(?:\d|noon|lunch|work))", "after"),
    (rf"\b(?:no|not) (?:any )?later than\b|\b(?:not|nothing) (?:after|past)\b|\b(?:earlier than|up until|up to(?= (?:like |about )?(?:\d|noon))|anytime before|"
     rf"sometime before)\b|\bno calls? after\b|\b(?:dont|do not|never|cant) {_CALL_ME} (?:after|past)\b", "before"),
    (r"\b(?:give (?:me|it)|dame|deme|denme) (?:until|hasta) (?=(?:like |about |at |around )*(?:\d|noon))", "after "),
    (r"\b(?:wait|hold (?:off|on)|esperar?|esperen|esperame) (?:until|hasta)\b", "on"),
    (rf"\bnot until (?=(?:the |on )?(?:{WEEKDAY}|tomorrow|overmorrow|next|\d\d?(?:st|nd|rd|th)))", ""),
    (r"\b(?:cant|cannot|wont|busy|ocupad[oa]|not (?:be )?(?:home|free|available|off|up|back|around|here)|"
     r"dont (?:have|get) (?:my |the |a )?(?:phone|cell|off|home|back)|no (?:puedo|estoy|estare|voy a|tengo (?:telefono|cel\w*)))"
     r"(?: \w+){0,3}? until(?= (?:after |like |about |around |at |the |on )*(?P<clock>\d\d?(?!\d?(?:st|nd|rd|th))|noon)?)",
     lambda m: "free after" if m["clock"] else "free"),
    (r"\b(?:so|call me|text me|do|me) then(?= *$)", "that time"),
    (rf"(?<!day )\bafter (?:the )?(?={_HOLIDAY}\b)", "day after "),
    # the hour of a call that is to change
    (r"\b((?:move|change|switch|push|bump|resched\w*|muev\w+|mover\w*|cambi\w+|pas\w+|recorr\w+)(?: \w+){0,3}?) "
     r"(?:from|of) (?:at )?\S+ ?(?:[ap]m )?(?:to|a) (?=(?:at )?(?:\d|noon))", r"\1 to at "),
    (rf"\b((?:move|change|switch|push|bump|resched\w*)(?: \w+){{0,3}}?) (?:(?:from|on|of|for) )?{WEEKDAY} (?:to|for) "
     rf"(?={WEEKDAY}|tomorrow|today)", r"\1 to on "),
    (r"\b(?:the )?(?:next|following) day(?= *(?:$|[.,;!?]))", "the day after"),
    (r"\b(?:the )?(?:soonest|earliest|(?:next|first) available)(?: (?:possible|available|you can|you got|you have|time|"
     r"slot|spot|appointment|appt|opening))*\b", "now"),
    (r"(?<![\d/-])(20\d\d)-(\d\d)-(\d\d)(?![\d/-])", r"\2/\3/\1"),
    (r"(?<![\d/-])(\d\d?)-(\d\d?)-(20\d\d)(?![\d/-])", r"\1/\2/\3"),
    # parts of the day
    (r"\bafter noon\b(?= (?:call|is|works|ok|$)|s\b)|\bafter-noon\b", "after noon"),
    (r"\b(?:first thing|crack of dawn|bright (?:n|and) early|early (?:in the )?morning|early bird)\b", "early"),
    (r"\b(?:the )?later the better\b", "evening"),
    (r"\b(?:later on|in a (?:bit|while|little)|in a little (?:bit|while)|"
     r"(?:by )?(?:the )?(?:end of (?:the )?day|eod|cob))\b", "later on"),
    (r"\b(?:its )?too (?:late|early) (?=tonight|today|tomorrow)", "not "),
    (r"\b(?:not |nothing )?too (?:early|late)\b|\b(?:not|nothing) (?:so|super|that) (?:early|late)\b|"
     r"\bhow (?:late|early)\b|\bmid[- ](?=morning|afternoon)", ""),
    (r"(?<!after )(?<!before )\blunch ?(?:time|break|hour)\b|\b(?:at|around|on|my|mi|during|for|@) lunch\b|^\W*lunch\b", "lunch time"),
    (r"\b(?:after )?(?:dinner ?time|supper ?time|supper)\b|\b(?:at|around) dinner\b", "evening"),
    (r"\b(?:breakfast|brunch)(?: time)?\b", "morning"),
    (rf"\b(in the|the|tomorrow|today|any|every|{_DAY}) (am|pm)\b",
     lambda m: f"{m[1]} {'morning' if m[2] == 'am' else 'after noon'}"),
    (r"\bmid ?night\b", "midnight"),
    (r"\b(?:all|the whole|whole) day(?: long)?\b", "all day"),
    # days
    (r"\b(?:the )?(?:first|1st) (?:of|day of) the (?:new )?year\b", "new years day"),
    (r"\bthe (\d\d?)(?:st|nd|rd|th) (?:of|de|del) next month\b", r"next month the \1th"),
    (r"\bmartin luther king(?: jr)?(?: day)?\b", "mlk day"),
    (r"\bturkey day\b", "thanksgiving"),
    (r"\b(?:the )?(?:day after tomorrow|tomorrow after next)\b|\bthe overmorrow\b", "overmorrow"),
    (r"\b(today|tomorrow)s\b", r"\1"),
    (r"\b(?:the )?(beginning|start|middle|end) of (the |this |next )?week\b", _part_of_week),
    (rf"\bthe ({_ORDINAL})(?: of (?:the|this) month)?(?= (?:at|in|after|before|around|works?|is|pls|please)\b|[,.;]|$)",
     _ordinal),
    (r"(?<=\d(?:st|nd|rd|th)) of (?:the|this|next) month\b", ""),
    (rf"\b({_MONTH_NAME}) (?:the )?({_ORDINAL})\b", lambda m: f"{m[1]} {_ORDINALS[m[2]]}"),
    (r"\b(1[0-2]|[1-9])-([12]\d|3[01]|[1-9])(?= (?:at|around|after|before|in the|@)\b)", r"\1/\2"),
    (rf"\b(?:this (?:coming|upcoming)|(?:the )?following(?= {WEEKDAY}))\b", "this"),
    (r"\b(?:in )?the middle of the day\b", "noon"),
    (rf"\bcoming (?={WEEKDAY})", "this "),
    (rf"\bnext ({WEEKDAY}) (or|and) ({WEEKDAY})\b", r"next \1 \2 next \3"),
    (r"\bm[/, ]*w[/, ]*(?:and |& ?)?f\b", "mondays and wednesdays and fridays"),
    (r"\bm ?- ?f\b", "monday through friday"),
    (rf"\b({_DAY}) ?(?:-|to|until) ?({_DAY})\b", r"\1 through \2"),
    (r"\bweek ?nights?\b", "weekdays nights"),
    (r"\b(?:during the week|(?:a |any )?week ?days?|business days?|(?<!i )(?<!to )(?<!and )work ?days?)\b", "weekdays"),
    (r"\bweek ends?\b", "weekend"),
)  # fmt: skip


_USUAL = compiled((*_PHRASE_RULES, *CLOCK_RULES, *BARE_HOURS))
_WHEN_EXPECTED = compiled(EXPECTED_HOURS)


def regular_english(text: TracedText, *, expecting: bool) -> None:
    """Rewrite the time words of `text` in place. `expecting`: a time was asked for, so a lone `3` is one too."""
    text.apply(_USUAL)
    if expecting:
        text.apply(_WHEN_EXPECTED)
