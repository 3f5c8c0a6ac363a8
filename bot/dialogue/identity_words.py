"""What a text says about who is writing it: somebody new, somebody else, or the same person back again. Pure.

Read without any model, so that a number that changed hands is never answered with another person's history. The words
here are what people text, in both languages, never what they read.
"""

from __future__ import annotations

import re
import unicodedata

from bot.cases.arrivals import Claim
from bot.safety.opt_out import explain_opt_out

_WRONG_NUMBER = frozenset({"wrong number", "numero equivocado"})
"""The sections of bot/safety/rules/opt_out.txt that such texts fall in."""

_LEAD = (
    r"^\W*(?:(?:hi|hello|hey|hola|oiga|oye|ok|okay|no|nah|nope|sorry|perdon|disculpe|um|buenas|buenos dias|"
    r"buenas tardes|buenas noches|yo|but|pero|actually|la verdad)[\s,.!:;-]+)*"
)
_ON_IT = r"(?: (?:here|now|texting|aqui|ahora|on this (?:phone|number)|using this phone|en este (?:telefono|numero|celular)))*"
_NEW_PERSON = re.compile(
    rf"{_LEAD}(?:(?:(?:i'?m|i am|this is|its|it'?s|it is|now its|now it'?s) )?(?:an? )?new person"
    r"|(?:i'?m|i am|this is|its|it'?s|it is) (?:an? )?(?:different|another) person"
    r"|(?:i'?m|i am|this is|its|it'?s|it is) (?:someone|somebody) (?:else|new)"
    r"|(?:soy |es |habla |escribe |le escribe |ahora es |ahora soy )?(?:una )?"
    r"(?:otra persona|persona nueva|nueva persona|persona diferente|persona distinta)"
    r"|soy alguien (?:mas|nuevo|nueva|diferente))"
    rf"{_ON_IT}(?:\s*$|\s*[,.;:!\n-]+\s*|\s+(?=(?:and|i|im|i'm|we|need|y|necesito|busco|quiero|ocupo|me|tengo)\b))"
)
_SOMEONE_ELSE = re.compile(
    rf"{_LEAD}(?:(?:i'?m|i am) not (?:who|the (?:person|one|guy|girl|man|woman|lady)) (?:that )?(?:you|u)\b"
    r"|(?:i'?m|i am) not that (?:person|guy|girl|man|woman)\b"
    r"|(?:you have|you got|u got|u have|thats|that'?s|this is) (?:the wrong|not the right) (?:person|guy|girl)\b"
    r"|this (?:is not|isn'?t|aint|ain'?t|is no longer) (?:his|her|their|that person'?s) (?:number|phone|cell)\b"
    r"|this (?:number|phone) (?:is not|isn'?t|is no longer) (?:his|hers|theirs)\b"
    r"|this (?:number|phone) (?:is|belongs to) (?:someone|somebody) else"
    r"|this is my (?:number|phone) now\b"
    r"|i (?:just|only) got this (?:phone )?number\b"
    r"|i have this (?:phone )?number now\b"
    r"|no soy (?:esa|la|ese|el)(?: (?:persona|senor|senora|muchacho|muchacha))? (?:que|a quien) (?:\w+ ){0,2}(?:busca|buscan|cree|creen|piensa|piensan|quieren|conocen)\b"
    r"|no soy (?:quien|el que|la que) (?:\w+ )?(?:busca|buscan|cree|creen|piensa|piensan|quieren)\b"
    r"|no soy esa persona\b"
    r"|este (?:numero|telefono|celular) (?:ya no es|no es) (?:suyo|de (?:el|ella|esa persona))\b"
    r"|este (?:numero|telefono|celular) (?:ahora|ya) es (?:mio|de (?:otra|alguien))"
    r"|(?:apenas|acabo de) (?:agarre|agarrar|comprar|compre|sacar|saque|recibir|me dieron) este (?:numero|celular)\b)"
)
_NOT_NAMED = (
    r"(?:(?:i'?m|i am|this is|its|it'?s|it is|that'?s|thats) (?:not|no longer)|(?:this|it|that) (?:isn'?t|aint|ain'?t)|(?:i )?ain'?t|aint|not"
    r"|(?:yo |ya |pues )*no soy|(?:este|esto|ese|aqui)? ?no es(?: el (?:numero|telefono|celular) de)?"
    r"|(?:este|ese) (?:numero|telefono|celular) (?:ya )?no es de|who(?:'?s| is)|quien es|there'?s no|there is no)"
)
_AFTER_NAME = (
    r"(?:'?s (?:phone|number|cell)(?: anymore)?)?"
    r"(?:\W+(?:anymore|no more|here|sorry|aqui|ya|disculpe|perdon|lo siento|you|u|have|got|the|wrong|number|person|please|por favor|bro|man))*\W*$"
)
_NAMED_GONE = (
    r"(?: does ?n'?t| doesn'?t| dont| don'?t| no longer)? (?:have|has|use|uses|own|owns) this (?:phone|number|cell)"
    r"|(?:ya no|no) (?:tiene|usa|vive|esta) (?:este|con este|aqui)"
)
_OTHER_NAMED = re.compile(
    r"^\W*(?:(?:[Nn]o|[Ss]orry|[Pp]erd[oó]n|[Hh]i|[Hh]ola)[\s,.!]+)*(?:[Ii]'?m not|[Ii] am not|[Tt]his is not|[Tt]his isn'?t|[Yy]o no soy|[Nn]o soy|[Ee]ste no es)"
    r" ([A-ZÁÉÍÓÚÑ][a-záéíóúñ]{2,})\W*$"
)
_NO_NAME = re.compile(
    r"(?:can|ian|ish|ese|ano|ana|eno|ena)$|^(?:black|white|latino|latina|hispanic|muslim|jewish|sure|god)$"
)
"""Capitals that are no names: I'm not American."""

_WORD = r"([a-z]{3,16}\d{0,2})"
_BACK_WORD = re.compile(
    rf"{_LEAD}(?:(?:i'?m |i am )?back(?: (?:its|it'?s|with|code|word))*|code|(?:ya )?(?:volvi|regrese|regreso|vuelvo)(?: (?:con|clave|palabra))*"
    rf"|clave|palabra clave)[\s,:]+{_WORD}\W*$"
)
_BACK = re.compile(
    rf"{_LEAD}(?:(?:i'?m |i am )?back(?: again)?|(?:yes |yeah )?(?:its|it'?s|it is)(?: still)? me(?: again)?|still me|(?:i'?m |i am )?(?:the )?same(?: person| one)?"
    r"|(?:si )?soy yo(?: mismo| misma| otra vez)?|(?:ya |aqui )?(?:volvi|regrese)(?: otra vez)?|(?:soy )?(?:el |la )?mism[oa](?: persona)?|sigo siendo yo)\W*$"
)
_SETS_WORD = re.compile(
    rf"{_LEAD}(?:my|mi) (?:return |code |secret )?(?:word|code|clave|palabra)(?: clave| secreta)? (?:is|es|will be|sera)[\s:]+[\"'“]?{_WORD}\W*$"
)
_NO_WORD = frozenset(
    {
        "home", "now", "again", "here", "inside", "outside", "soon", "later", "there", "today", "working", "online",
        "ahora", "ayer", "hoy", "aqui", "ahorita", "casa", "pronto", "postal", "and", "but", "pero", "que",
    }
)  # fmt: skip
"""What people say after "I'm back" that is no word of theirs."""

_LONGEST = 120
"""Characters; who somebody is, is said in few words."""


def read_claim(text: str, name: str | None) -> Claim:
    """What `text` says about who writes it. `name`: whom we know on the number."""
    said = _fold(text.strip())
    if found := _NEW_PERSON.match(said):
        return Claim("new_person", rest=text.strip()[found.end() :].strip())
    if len(said) > _LONGEST:
        return Claim()
    if _is_someone_else(text, said, name):
        return Claim("someone_else")
    if found := _SETS_WORD.match(said):
        return Claim("word", word=found[1])
    found = _BACK_WORD.match(said)
    if found and found[1] not in _NO_WORD:
        return Claim("back", word=found[1])
    return Claim("back") if _BACK.match(said) else Claim()


def _is_someone_else(text: str, said: str, name: str | None) -> bool:
    wrong_number = explain_opt_out(text)
    if (wrong_number and wrong_number[0] in _WRONG_NUMBER) or _SOMEONE_ELSE.match(said):
        return True
    if name:
        first = re.escape(_fold(name).split()[0])
        whole = re.escape(_fold(name))
        named = rf"(?:(?:el|la|a) )?(?:{whole}|{first})"
        return bool(
            re.match(rf"{_LEAD}{_NOT_NAMED} {named}{_AFTER_NAME}", said)
            or re.match(rf"{_LEAD}{named}\s*(?:{_NAMED_GONE})", said)
        )
    other = _OTHER_NAMED.match(text.strip().replace("’", "'"))
    return bool(other and not _NO_NAME.search(_fold(other[1])))


def _fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes; letter for letter, so that a place in it is the same in `text`."""
    straight = text.replace("’", "'").replace("‘", "'").replace("´", "'")
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] or letter for letter in straight)
