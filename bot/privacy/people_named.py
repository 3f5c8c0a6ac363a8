"""Names: words that nobody uses otherwise, and ordinary words where those around them say that a person is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.identifiers import Span
from bot.privacy.lexicon import Lexicon, plain_word, word_set
from bot.privacy.numbers_said import digits_of

_WORD = re.compile(r"[^\W\d_]+(?:['’.-](?=[^\W\d_]{2,})[^\W\d_]+)*")
_MOST_WORDS = 4
"""Words that a name has at most."""


_GIVES_NAME = re.compile(
    r"\b(?:(?:my|the|first|last|full|middle|real|legal|mi|su)\s+)?(?:names?|nam|nme|nombre|nonbre|apel+idos?|apeyidos?)(?:'s|\s+is|\s+es|\s+was|\s*:|\s+son)?"
    r"|\bme\s+(?:l+amo|yamo|yaman|l+aman|disen|dicen)|\bse\s+(?:l+ama|yama|l+aman)|\b(?:they|people|everybody|everyone)\s+(?:be\s+)?call(?:s|in|ing|in')?\s+me"
    r"|\b(?:every(?:body|one)|people|they|folks)\s+knows?\s+me\s+as|\bknown\s+as|\ba\.?k\.?a\b\.?"
    r"|\b(?:my\s+)?nick\s?names?(?:'s|\s+is|\s*:)?|\bstreet\s+name(?:'s|\s+is)|\bgo(?:es|in|ing)?\s+as"
    r"|\b(?:friends|homies|homeboys|boys|cellies|kids|y'?all|you)\s+(?:can\s+|all\s+)?call\s+me"
    r"|\b(?:me|le|les)\s+con[oz]cen\s+(?:como|por)|\bconocid[oa]\s+(?:como|por)|\b(?:mi\s+)?(?:apodo|alias)(?:\s+es|\s*:)?"
    r"|\bask\s+(?:for|4)|\bpregunt\w{1,3}\s+por|\b(?:i|to|now\s+i)\s+go\s+by|\bgoes\s+by|\bcall\s+me(?=\s+(?:[A-Z]|\w+$))",
    re.IGNORECASE,
)
"""After these stands a name, whatever the word."""
_SAYS_WHO = re.compile(
    r"\b(?:this\s+is|its|it's|it\s+is|i'?m|i\s+am|tell\s+(?:her|him|them|em)(?:\s+(?:that\s+)?(?:its|it's))?)\s+"
    r"(?P<name>[^\W\d]+(?:\s+[^\W\d]+){0,2}?)\s+(?:again|called|from\s+(?:the|\d\w*|last|yesterday|monday|before))\b"
    r"|\b(?:this\s+is|its|it's)\s+(?P<self>[^\W\d]+)\s+i\s+(?:need|want|am|was|just|talked|got|lost|called|texted)\b"
    r"|\b(?:owe|owed|owin|owing)\s+(?P<owed>[^\W\d]+(?:\s+[^\W\d]+){0,2}?)\s+(?:money|cash|bread|bucks|\$?\d+)"
    r"|\b(?:le|les)\s+deb[oi]a?\s+(?:[^\W\d]+|\$?\d+)(?:\s+(?:pesos|dolares|d[oó]lares|varos|bolas))?\s+a\s+(?P<debt>(?:el\s+|la\s+)?[^\W\d]+)",
    re.IGNORECASE,
)
"""Where whole sentences say that a person is meant, who is called by ordinary words perhaps."""
_NOBODY = word_set(
    "a an the my your his her our their this that it me you him them us we i child support back rent some much more all any so too"
    " not no still also just only really very here there home out done over back up down in on at near from for with of about like"
    " urgent late early raining cold hot broken closed full far hard bad good ok okay me calling texting asking working happening"
    " hungry homeless clean sober sick tired sad scared lost stuck stranded ready free fresh broke back broken"
    " landlord court state county city bank hospital jail people everybody everyone somebody someone them probation restitution"
    " el la los las mi su un una corte estado banco dueño casero renta gente hospital todos alguien"
    " important emergency true crazy serious dark dangerous windy winter night morning today help wrong right"
    " was is are did do does who what when where how why if and or but"
)
"""Words that are no name even there."""
_CALLED = re.compile(
    r"(?:call\s+me|nick\s?names?\b.*|me\s+as|known\s+as|a\.?k\.?a\.?|dicen|l+aman|yaman|con[oz]cen\s+\w+|\bcomo|\bpor|apodo.*|alias.*)$",
    re.I,
)
"""A cue after which people are called what they like: `el gordo`, `peanut butter`."""
_MOST_CALLED = 2
_ARTICLES = frozenset({"el", "la"})
_SHORT = 4
_NO_NAME = word_set(
    "a an the not no none is was on in at to for and or but so if i im it its my me you your we they he she this that when"
    " where what with from of as by wrong back later now soon today tomorrow tonight please pls plz asap first anytime"
    " help food work jobs shelter housing bus info information assistance services every"
    " change changed misspelled correct right legally right same there here again mine need needs want"
    " el la los las un una y o pero si no en de del al por para con que es esta este soy era fue mi mis su me te se le lo ya"
    " hoy mañana manana ahorita favor nada asi bien mal necesito ocupo quiero busco ando punto period coma comma um uh eh"
    " monday tuesday wednesday thursday friday saturday sunday lunes martes miercoles jueves viernes sabado"
)
_STOPS = word_set("and y e i n w but pero need needs necesito ocupo busco here aqui period punto coma comma")
_JOINS = word_set("de del la las los van von al el lil big jr sr o r")
_LEADS_NAME = word_set(
    # who one is
    "im i'm iam soy soi habla is its it's aqui tell digale dile with con"
    # kin and company
    " wife husband spouse girl girlfriend boyfriend gf bf son sons daughter daughters kid kids baby child children mom moms mother dad"
    " father sister brother cousin aunt auntie uncle grandma grandpa grandmother nephew niece ex friend homie homegirl homeboy celly"
    " cellie lil roommate neighbor landlord manager boss sponsor mama babymama partner fiance fiancee"
    " esposa esposo vieja viejo marido mujer hijo hija hijos hijas niño niña niños niñas mamá mama papá papa jefita jefa hermano"
    " hermana primo prima tio tía tia tío abuela abuelo sobrino sobrina cuñado cuñada suegra suegro novio novia compadre comadre amigo"
    " amiga compa carnal camarada vecino vecina patron patrón consejero consejera trabajadora trabajador maestra maestro abogado abogada mijo mija bebe"
    # titles
    " mr mrs ms miss dr doctor doctora doc lawyer judge officer deputy sgt sergeant counselor pastor father sister brother agent po"
    " worker caseworker chw attorney teacher coach nurse señor señora señorita sr sra srta don doña dona lic licenciado licenciada juez"
    " oficial agente pastor padre profe miss consejero supervisor supervisora"
)
"""After these stands a name where the word can be one."""
_TITLES = word_set("mr mrs ms miss señor señora señorita sr sra srta don doña dona sgt officer licenciado licenciada")
"""After these even where it hardly ever is."""
_GREETS = word_set("hi hello hey hola thanks thank thx gracias ok buenos buenas dias tardes morning sup ty you")
_HARDLY = word_set(
    "esta nada deja ella les dan van alla ayer alta buena bueno buen comer dias diez haber haga ahora early hall lean may will long"
    " other weeks lane wages waits wall mesa mata pena manda camara cabe caro casas parada sala seguro segura resto rojo solo"
    " iglesias stamps hung rush sells fuentes guardado numbers leaks strain blank couch counts sharp showers slack wise young"
    " pay price black green white brown gray key keys link page bill cash check vida zona cierra mia neta pura viva ira comer"
    " house hope love happy true chance max strong rich safe wood woods west north south este norte sur van papa mama nana bebe tia"
    " nieto nino nina mayor major minor junior joker lucky salud dolor shelter refugio cadena jurado barber cook washer warden"
    " red blue dog bear bird mouse perro gato negro negra loco loca diablo corona cookie sugar boxer bull doc cowboy"
    " couch beach hill ball bank banks glass gold happy early price grant chase frank mark art bell"
)
"""Names that are so much rather something else that only a capital or a plain cue makes them names."""
_GO_ALONG = word_set(
    "big lil little young old fat skinny crazy baby papa mama lady og king queen shy pretty slim mr miss ms don doña"
)
_DOES = word_set(
    "me told tell says said dijo dice has had took gave is was can will called calls let lets helped knows wants works lives runs"
    " esta vive sabe tiene quiere llamo ayuda ayudo dio manda mando puede trabaja y and"
)
"""A sentence that begins with a name goes on with one of these."""


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    said: str
    plain: str
    fresh: bool
    """First of its sentence."""

    @property
    def capital(self) -> bool:
        return self.said[0].isupper() and not (len(self.said) > 1 and self.said.isupper())


def find_people(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Every word that may be part of somebody's name, and every word that is not known to be an ordinary one."""
    words = _read(text)
    named = {at for at, word in enumerate(words) if not lexicon.knows(word.said) and not digits_of(word.said)}
    unknown = set(named)
    for cue in _GIVES_NAME.finditer(text):
        named |= _after_cue(text, words, cue.end(), lexicon)
        if _CALLED.search(cue.group()):
            named |= _called(text, words, cue.end())
    for said in _SAYS_WHO.finditer(text):
        named |= _said(words, *next(said.span(name) for name in said.re.groupindex if said.group(name)))
    named |= {
        at
        for at, word in enumerate(words)
        if word.plain in lexicon.also_names
        and (
            (word.capital and _capital_tells(text, words, at))
            or (_led(words, at) and (_rather_a_name(word) or words[at - 1].plain in _TITLES))
        )
    }
    if 0 < len(words) <= _MOST_WORDS and all(
        at in named or (word.plain in lexicon.also_names and word.plain not in _HARDLY) or word.plain in _JOINS
        for at, word in enumerate(words)
    ):
        named |= set(range(len(words)))
    if words and words[0].plain in _GREETS and len(words) <= _MOST_WORDS:
        named |= {at for at, word in enumerate(words[1:], 1) if word.plain in lexicon.also_names - _HARDLY}
    named |= {
        at - 1 for at in named
        if at > 1 and _touch(text, words, at) and words[at - 2].plain in ("im", "iam", "soy")
        and len(words[at - 1].plain) <= _SHORT and words[at - 1].plain not in _NO_NAME | _NOBODY
    }  # fmt: skip
    named |= _beside(text, words, named, lexicon)
    for at in sorted(named):
        kind = "word" if at in unknown and words[at].said.islower() and not _by_cue(words, at) else "name"
        yield Span(words[at].start, words[at].end, kind)


def _read(text: str) -> list[_Word]:
    words: list[_Word] = []
    for match in _WORD.finditer(text):
        between = text[words[-1].end : match.start()] if words else "."
        words.append(
            _Word(*match.span(), match.group(), plain_word(match.group()), bool(re.search(r"[.!?\n]", between)))
        )
    return words


def _after_cue(text: str, words: list[_Word], end: int, lexicon: Lexicon) -> set[int]:
    """The words of the name that begins after `end`; none where none follows."""
    found: set[int] = set()
    last = end
    for at, word in enumerate(words):
        if word.start < end:
            continue
        gap = text[last : word.start]
        if len(found) == _MOST_WORDS or re.search(r"[.!?\n;]|\d", gap) or (found and "," in gap):
            break
        if word.plain in (_STOPS if found else _NO_NAME) or digits_of(word.said):
            break
        called = not found or words[at - 1].plain in _GO_ALONG or words[at - 1].plain in _JOINS
        if not called and word.plain not in _JOINS and not (lexicon.may_name(word.said) or word.capital):
            break
        found.add(at)
        last = word.end
    while found and words[max(found)].plain in _JOINS and len(found) > 1:
        found.discard(max(found))
    return found


def _called(text: str, words: list[_Word], end: int) -> set[int]:
    """All words up to the end of the sentence where they are few enough to be what somebody is called."""
    found: list[int] = []
    for at, word in enumerate(words):
        if word.start < end:
            continue
        if re.search(r"[,.!?\n;]", text[end if not found else words[at - 1].end : word.start]) or word.plain in _STOPS:
            break
        found.append(at)
    while found and words[found[0]].plain in _JOINS:
        found.pop(0)
    if end < len(text) and found and found[0] and words[found[0] - 1].plain in _ARTICLES:
        return {found[0]} - {at for at in found if words[at].plain in _NO_NAME | _NOBODY}
    named = {words[at].plain for at in found}
    return set() if len(found) > _MOST_CALLED or named & (_NO_NAME | _NOBODY) else set(found)


def _said(words: list[_Word], start: int, end: int) -> set[int]:
    """The words between, unless one of them is no name."""
    between = [at for at, word in enumerate(words) if start <= word.start and word.end <= end]
    nobody = any(words[at].plain in _NOBODY - _JOINS for at in between)
    return set() if nobody or len(between) == 0 else set(between)


def _beside(text: str, words: list[_Word], named: set[int], lexicon: Lexicon) -> set[int]:
    """Words that can be names and stand right beside one: `Dolores Luna`, `Will Freeman`, `Big Mike`, `T-Bone`."""
    found = set(named)
    for at in sorted(named):
        after = at + 1
        while after < len(words) and words[after].plain in lexicon.also_names and _touch(text, words, after):
            if words[after].plain in _HARDLY and not words[after].capital:
                break
            found.add(after)
            after += 1
        before = at - 1
        while before >= 0 and _touch(text, words, before + 1):
            word = words[before]
            leads = word.plain in _GO_ALONG
            if not leads and not (word.plain in lexicon.also_names and (word.capital or word.plain not in _HARDLY)):
                break
            found.add(before)
            before -= 1
    return found


def _rather_a_name(word: _Word) -> bool:
    return word.capital or word.plain not in _HARDLY


def _capital_tells(text: str, words: list[_Word], at: int) -> bool:
    """True where a capital can only be a name's: within a sentence of a text that is not all capitals."""
    if not words[at].fresh and not text.isupper():
        return not all(word.said[0].isupper() for word in words if len(word.said) > 3)
    return words[at].plain not in _HARDLY and _owns_or_does(text, words, at)


def _led(words: list[_Word], at: int) -> bool:
    """True after `my son`, `doña`, and `mi primo el`."""
    if at == 0:
        return False
    if words[at - 1].plain in ("el", "la", "al") and at > 1:
        at -= 1
    return words[at - 1].plain in _LEADS_NAME


def _owns_or_does(text: str, words: list[_Word], at: int) -> bool:
    """True for `Ebony's mom` and `Esperanza me dijo`."""
    if text[words[at].end : words[at].end + 2] in ("'s", "’s"):
        return True
    return at + 1 < len(words) and words[at + 1].plain in _DOES


def _touch(text: str, words: list[_Word], at: int) -> bool:
    """True when only a blank or a hyphen parts a word from the one before."""
    return text[words[at - 1].end : words[at].start] in (" ", "-", ". ")


def _by_cue(words: list[_Word], at: int) -> bool:
    return at > 0 and words[at - 1].plain in _LEADS_NAME
