"""Reads what a few words say when the question is known: a number, a way out, praise or a complaint. Pure.

The words here are what people text, in both languages, never what they read.
"""

from __future__ import annotations

import re

from bot.dialogue.components.text import plain
from bot.i18n import Language, other_language


def word_set(text: str) -> frozenset[str]:
    """The words of a list written with spaces between."""
    return frozenset(text.split())


_ORDINALS: tuple[tuple[str, ...], ...] = (
    ("one", "first", "1st", "uno", "una", "primero", "primera", "primer", "1ro", "1ra"),
    ("two", "second", "2nd", "dos", "segundo", "segunda", "2do", "2da"),
    ("three", "third", "3rd", "tres", "tercero", "tercera", "tercer", "3ro", "3ra"),
    ("four", "fourth", "4th", "cuatro", "cuarto", "cuarta", "4to", "4ta"),
    ("five", "fifth", "5th", "cinco", "quinto", "quinta", "5to", "5ta"),
    ("six", "sixth", "6th", "seis", "sexto", "sexta", "6to", "6ta"),
)
_NUMBER_WORDS = {word: number for number, words in enumerate(_ORDINALS, 1) for word in words}
_AROUND_A_NUMBER = word_set(
    "the a number num no option choice please pls plz porfa favor por el la los las numero opcion quiero want i give "
    "me dame deme de sobre about info details detalles tell more mas on and y e or o just only solo nomas ill take "
    "pick maybe uh um number's that esa ese lo tell cual que for para with con"
)

_MENTIONED = re.compile(rf"\b(?:number|num|numero|the|el|la|#) ?#?(\d{{1,2}}|{'|'.join(_NUMBER_WORDS)})\b")

_LEAVING = re.compile(
    r"\b(never ?minds?|nvm|nvrmind|forget (it|about it|this|that)|leave it|drop it|not (right )?now|maybe later|some other time"
    r"|changed? my mind|olvid(a|e)(lo|la|te|se)|dej(a|e)(lo|la|mos?lo)( asi)?|ya no (quiero|importa|gracias|le hace)"
    r"|mejor no|ahorita no|no ahorita|cambie de (opinion|idea|parecer)|no importa|luego le (digo|escribo))\b|^(ya no|forget)$"
)
_LEAVING_WORDS = 8
"""A way out is short; in a longer text the same words are part of a story."""

_YES = re.compile(r"^\W*(y|yes|yea+h?|yep|yup|ya|yess+|sure|please|pls|si+|sip|simon|claro|por favor|porfa)\b")
_BARE_NO = re.compile(
    r"^\W*(n|no+|na+h?|nope?|naw|not (really|now|right now|yet|interested)|nel|none|neither|nothing|nada|ningun[ao]?|tampoco|paso|pass|im good"
    r"|i (dont|do not) (want|need)|mejor no)\b"
)
_DONT_KNOW = re.compile(
    r"\b(idk|dunno|(dont|do not) (really )?(know|wanna|want)|not sure|rather not|no idea|(no|ni) (lo |la )?se|quien sabe|prefiero no|no (le )?quiero|no puedo decir)\b"
)
_DAY = re.compile(
    r"\b(today|tomm?or+ow|tmr?w|morning|noon|afternoon|evening|night|tonight|week(end|day)?s?|(mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|wed|thurs?|fri"
    r"|hoy|manana|tardes?|noches?|mediodia|semana|lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|\d+)\b"
)
_BOTH = re.compile(
    r"\b(both|all of (them|it)|all|either one|los dos|las dos|ambos|ambas|todo|todos|las 2|los 2|both of (them|those))\b"
)
_CORRECTING = re.compile(
    r"^(no+|nah|nope)( ?[,.!]|( (no|i|im|its|quise|dije|wait|pera|espere|digo))\b)|^(wait|espere|espera|perdon)\b"
    r"|\b(actually|instead|i meant?|rather|scratch that|better yet|nah|never ?mind|nvm|dont (need|want)|do not (need|want)|not a"
    r"|mejor|quise decir|queria decir|en vez|en lugar|olvid\w+|no (necesito|quiero|ocupo)|mas bien)\b"
)
_ADDING = re.compile(r"\b(also|too|plus|as well|and|n|another thing|first|tambien|ademas|aparte|primero|y)\b")
_WANTS_CALL = re.compile(
    r"\b(call me|gi(ve|mme) (me )?a call|have (some(one|body)|a person|a worker) call|can (some(one|body)|a person|you|u|yall) call"
    r"|want (a|some(one|body) to) call|need (a call|some(one|body) to call)"
    r"|(me )?(llamen|llamenme|llameme|llamame|marquen|marquenme|marqueme|hablenme|hableme)|me (pueden|puede|podrian|podria) (llamar|marcar|hablar)"
    r"|quiero (una llamada|que me (llamen|marquen|hablen)))\b"
)
_NO_CALL = re.compile(
    r"\b(dont|do not|no|never|not|stop|quit|nobody|nadie|ya no)\b[\w ]{0,12}\b(call|calls|calling|llam\w+|marqu\w+|habl\w+)\b"
)
_WANTS_TEXT = re.compile(
    r"\b((just |only |rather |please |pls |can (you|u|yall|they|someone|somebody) (just )?)text me|text(s|ing)? (me )?(instead|only|is better|better|works better)"
    r"|text me (instead|not|dont|back instead)|(dont|do not|no|not|cant|never|hate|than|instead of|rather than) (be )?(call|calls|calling|talk|a call|phone calls?)\b.{0,30}\btext"
    r"|text.{0,30}\b(dont|do not|no|not|cant|never|hate|than|instead of|rather than) (be )?(call|calls|calling|talk|a call|phone calls?)"
    r"|(rather|prefer|like) (to |you |a |it by |by )?(text|texts|texting|messages?)|by text (only|instead|please)|over text"
    r"|(prefiero|mejor|solo|nomas|puro|en vez|en ves|en lugar)\b.{0,30}\b(mensajes?|textos?|texteen\w*|textear\w*|mensajear\w*|por escrito)"
    r"|(mensajes?|textos?|text[ea]\w*|mensajear\w*|escrib\w+)\b.{0,30}\b((en (vez|ves|lugar)|no) (de )?(me )?(llam|marqu|habl)\w*|mejor|nomas|no (una )?llamadas?)"
    r"|no me (llamen?|marquen?|hablen?)\b.{0,20}\b(mensaj|text|escrib)\w*"
    r"|(im|i am|soy|estoy|am) (\w+ )?(deaf|hard of hearing|sord[oa]|sordomud[oa])|(cant|cannot|dont|hate|no puedo|no me gusta) (to )?(talk(ing)?|hear|hablar|oir) (\w+ ){0,2}(phone|telefono))\b"
)
_GOOD = re.compile(
    r"\b(worked|helped|helpful|got (a bed|in|the|my|it|some|food|help)|they (gave|were (nice|great|cool|good|kind))|(really |so )?(nice|great|awesome|perfect)"
    r"|thank god|blessed|me (ayudaron|atendieron|dieron)|si (funciono|sirvio|tenian)|muy (bien|amables|buena|buenos)|gracias a dios|buena onda"
    r"|ya tengo|consegui|excelente)\b"
)
_BAD = re.compile(
    r"\b(not|no|n[ao]h?|dont|didnt|doesnt|wont|wasnt|werent|isnt|aint|cant|never|nobody|full|closed|wrong|disconnected|bad|rude|waitlist|waiting list"
    r"|turned|nunca|nadie|lleno|llena|llenos|cerrado|cerrada|cerraron|mal|sin|ya no|lista de espera|desconectado|equivocado|but|pero)\b"
)
_COMPLAINT = re.compile(
    r"\b(full|(aint|isnt|not|no|never) help(s|ing|ful)?|closed( down)?|never (answer\w*|pick\w*|call\w*)|(dont|doesnt|didnt|wont|not|isnt|no) (work\w*|answer\w*|pick\w*|exist\w*|help\w*|there)"
    r"|no (answer|room|beds?|space)|no one (answer\w*|picks?)|nobody (answer\w*|picks?)|wrong number|disconnected|busy|turned (me|us) (away|down)|waitlist|waiting list|hung up|rude"
    r"|llen[oa]s?|cerrad[oa]s?|cerraron|no (me )?(ayuda\w*|sirv\w+)|no (contest\w+|sirv\w+|hay (cupo|lugar|espacio|camas?)|exist\w+|me (atendieron|quisieron|ayudaron))"
    r"|(none( of (them|these|those|em))?|neither|ninguno|ninguna) (\w+ )?(answer\w*|pick\w*|respond\w*|contest\w*|atien\w*|work\w*|sirv\w*)"
    r"|nadi(e|en) (me |nos )?(contest|respond|atend|atiend)\w+|equivocado|lista de espera|me (colgaron|rechazaron|corrieron))\b"
)
_THANKS = re.compile(
    r"\b(th?a?n?k?x+|thank\w*|thnk\w*|tnx|tysm|ty|tks|preciat\w+|appreciat\w+|apreciat\w+|grateful|bless\w*|u da best|youre the best"
    r"|gra(c|s|z)ias?|grax|graxias|agrade\w+|bendi\w+|dios (se lo|lo|la|les|los) \w+|muy amables?|que amables?|se lo agradezco|good lookin\w*)\b"
)
_HALF = re.compile(
    r"\b(\d{1,2}(:\d\d)? ?[ap]\.? ?m|[ap]m|a\.m|p\.m|noon|midday|mediodia|medio dia|mornings?|afternoons?|evenings?|nights?|tonight|manana|tardes?|tardecita|noches?"
    r"|madrugada)\b"
)
_HOURS = re.compile(r"\b(open|opens|close|closes|closed|hours|abren?|abiert\w+|cierran?|horarios?)\b")
_WHEN = re.compile(r"\b(when|what (time|day)|cuando|a que horas?|que (dia|hora)|do i have|tengo)\b")
_MISSED_IT = re.compile(
    r"\bi (just )?missed (it|(the|ur|your|yall|yalls|a|ya|you|u|yr|that|my)( \w+)? ?calls?|(you|u|yall|them) calling)\b"
    r"|\b(no (alcance a|pude) (contestar|agarrar)|(se me (paso|fue)|perdi|no escuche|no oi) (la|su|tu) llamada|no (escuche|oi) el telefono)\b"
)
_ABUSE = re.compile(
    r"\b(f+u+c+k\w*|fck\w*|fk|fuk\w*|stfu|wtf|shit\w*|bullshit|bs|bitch\w*|ass(hole)?s?|dumbass|stupid|dumb|idiots?|useless|trash|garbage|suck(s|ed)?|hate (you|u|this)"
    r"|ching\w+|pinche\w*|pendej\w*|put[oa]s?|mierda|cabron\w*|culer\w*|verga|mam(on|ada)\w*|estupid\w*|idiota\w*|inutil\w*|no sirv\w+|basura|porqueria|odio|maldit\w+)\b"
)

_ENGLISH = re.compile(r"\b(english|ingles|inglish|inglich)\b")
_SPANISH = re.compile(r"\b(spanish|espanol|espaniol|castellano|spanis)\b")
_REFUSED = re.compile(
    r"\b(no (hablo|entiendo|leo|se|puedo|speak)|(dont|do not|cant|cannot|not) (really |good at )?(speak|understand|read|talk|know)|poco|little)\b"
)


def read_numbers(text: str) -> list[int]:
    """Every choice a short text makes, in order: `2`, `#2`, `the second one`, `1 y 3`. Empty when it makes none."""
    words = re.findall(r"\w+", plain(text))
    if len(words) > 7:
        return []
    numbers = [int(word) if word.isdecimal() and len(word) <= 2 else _NUMBER_WORDS.get(word, 0) for word in words]
    rest = [word for word, number in zip(words, numbers, strict=True) if not number and word not in _AROUND_A_NUMBER]
    found = [number for number in numbers if number]
    if len(found) == 2 and words[-1] == "one":  # the second one
        found.pop()
    return list(dict.fromkeys(found)) if not rest else []


def read_number(text: str) -> int | None:
    """The one choice a short text makes; None when it makes none or several."""
    found = read_numbers(text)
    return found[0] if len(found) == 1 else None


def mentioned_number(text: str) -> int | None:
    """The number of one of a list in a text that says more than that: `the second one was full`, `number 1 never answers`."""
    found = _MENTIONED.search(plain(text))
    if not found:
        return None
    word = found[1]
    return int(word) if word.isdecimal() else _NUMBER_WORDS[word]


def is_leaving(text: str) -> bool:
    """True for `never mind`, `olvídelo`, `ya no`: the person drops what was being asked."""
    said = plain(text)
    return len(said.split()) <= _LEAVING_WORDS and bool(_LEAVING.search(said))


def says_no(text: str) -> bool:
    """True for a no and nothing else: `no`, `none of those`. `not tomorrow` is about a day, `no contestan` a complaint."""
    said = plain(text)
    return bool(_BARE_NO.match(said)) and not _DAY.search(said) and not is_complaint(text)


def says_yes(text: str) -> bool:
    """True for a plain yes. `ok`, `bueno` and a thumb may also mean that something was read."""
    return bool(_YES.match(plain(text)))


def does_without(text: str) -> bool:
    """True where somebody will not or cannot answer: `idk`, `no`, `prefiero no`. `dont tell my po` is no such answer."""
    return says_no(text) or bool(_DONT_KNOW.search(plain(text)))


def says_both(text: str) -> bool:
    """True for `both`, `las dos`, `all`."""
    return bool(_BOTH.search(plain(text)))


def replaces(text: str) -> bool:
    """True where a need stated takes the place of the one before: `actually i need a job`. `also …` adds to it."""
    said = plain(text)
    return bool(_CORRECTING.search(said)) and not _ADDING.search(said)


def wants_call(text: str) -> bool:
    """True where a text that is mostly about something else asks for a call too."""
    said = plain(text)
    return bool(_WANTS_CALL.search(said)) and not _NO_CALL.search(said)


def wants_text(text: str) -> bool:
    """True for `text me instead of calling`, `prefiero mensaje`: the person does not want to talk on the phone."""
    return bool(_WANTS_TEXT.search(plain(text)))


def is_thanks(text: str) -> bool:
    """True where words of thanks stand in the text."""
    return bool(_THANKS.search(plain(text)))


def says_half(text: str) -> bool:
    """True where a time says whether it is before noon or after."""
    return bool(_HALF.search(plain(text)))


def is_praise(text: str) -> bool:
    """True for good news of a service: `they helped me`. Anything doubtful is taken for bad news."""
    said = plain(text)
    return bool(_GOOD.search(said)) and not _BAD.search(said)


def is_bad(text: str) -> bool:
    """True where anything in a text about a service sounds bad; what only tells of it is neither good nor bad."""
    return bool(_BAD.search(plain(text)))


def is_complaint(text: str) -> bool:
    """True for bad news of a service in so many words: `the second one was full`, `no contestan`."""
    return bool(_COMPLAINT.search(plain(text)))


def asks_hours(text: str) -> bool:
    """True for `when are they open`, which sounds like asking after a call."""
    return bool(_HOURS.search(plain(text)))


def asks_when(text: str) -> bool:
    """True for `when is my call`: somebody asks, and does not say that a call never came."""
    return bool(_WHEN.search(plain(text)))


def missed_it(text: str) -> bool:
    """True for `i missed your call`: it came, and nobody is to blame."""
    return bool(_MISSED_IT.search(plain(text)))


def is_abuse(text: str) -> bool:
    """True for insults and curses, at us or at the world."""
    return bool(_ABUSE.search(plain(text)))


def asked_language(text: str, current: Language) -> Language:
    """The language a text asks for; the other one when it names none or both.

    "no hablo ingles" asks for Spanish, "english please" for English.
    """
    said = plain(text)
    english, spanish = bool(_ENGLISH.search(said)), bool(_SPANISH.search(said))
    if english == spanish:
        return other_language(current)
    return "en" if english != bool(_REFUSED.search(said)) else "es"
