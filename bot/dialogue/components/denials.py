"""Finds what a text says it does not need or has already, so that the rest can be read by itself.

Bags of n-grams and sentence vectors see the words of a need whether it is asked for or waved away ("work i got, its a
room i need"), so the parts of such a text are told apart by what people say when they wave something away.
"""

from __future__ import annotations

import re
from typing import List, Optional, Text

from bot.dialogue.components.text import plain

# Where one statement ends and another begins. The words after which a new statement begins stay with it.
_BREAK = re.compile(
    r"[,.;:!?]+\s*|\s+-+\s+"
    r"|\s+(?=(?:but|pero|sino|solo|nomas|namas|just|instead|tho)\b)"
    r"|\s+(?=(?:lo (?:que|q|ke|mio)|ahora|aora|ahorita|its|it is|i need|i want|what i|im looking|looking for)\b)"
    r"|(?<!\bi)(?<!dont)(?<!not)(?<!didnt)(?<!really)(?<!never)(?<!you)(?<!what)(?<!they)(?<!we)(?<!also)\s+(?=need\b)"
    r"|(?<!\bno)(?<!\bni)(?<!\bya no)(?<!lo que)(?<!lo q)(?<!yo)(?<!tampoco)\s+(?=(?:necesito|nesesito|ocupo|busco|quiero|kiero|me falta|me hace falta|me urge)\b)"
)

_HAS = r"(?:got|have|had|found|did|done|finished|graduated|been approved|applied)"
_ASKS = r"(?:need|want|wanna|looking|lookin|tryna|trying|tryin|asking|askin|asked|here)"
_DURATION = (
    r"(?!\s+(?:\d+|un|una|dos|tres|cuatro|cinco|seis|varios|varias|mucho|rato|tiempo|hambre|sed|frio|sueno|miedo)\b)"
)
_AWAY = re.compile(
    "|".join(
        (
            # English: not wanted.
            rf"\b(?:dont|do not|didnt|doesnt|aint|not|never|no longer|isnt) (?:really |even |in |rn )*{_ASKS}\b",
            r"^(?:its |it is |im |i am |and |so )*not (?:the|a|an|my|about|for|on|mental|money|here|hungry|using|scared)\b",
            r"\b(?:aint|not|dont|never) (?:on|using|use|do|drink) ?(?:no |any )?(?:drugs|dope|anything|alcohol|drink)?$",
            r"\b(?:stop|quit) (?:offering|sending|asking)\b|\bdont (?:send|give|offer|worry)\b",
            r"\bno (?:\w+ ){1,3}(?:needed|thanks|necessary)\b|\bno (?:more )?(?:meetings|program|programs|therapists|rehab|shrinks)\b",
            r"\b(?:not|never) doing (?:that|it) again\b|\bcant work\b.*\bdont\b",
            # English: had already.
            rf"\b(?:already|alredy|alrdy) {_HAS}\b|\b(?:got|have) (?:the|a|my) [\w ]*\b(?:part|already|covered|handled)\b",
            r"\b(?:is|are|im|am|was|were|been|thats|hes|shes) (?:all |pretty |so )?"
            r"(?:good|fine|handled|covered|straight|set|squared|sorted|paid|done|over|off|sober|clean|lined up|taken care)\b"
            r"(?! (?:at|with|for a))",
            r"^(?:\w+ ){1,4}(?:i got|i have|is cool|check|is with me)$|\b(?:got|have) (?:it|that|them|those) (?:already|handled|covered)\b",
            r"^i (?:drive|got a (?:ride|roof|place|bed|job|lawyer)|have a (?:ride|roof|place|bed|job|lawyer))\b",
            r"\b(?:years?|yrs?|months?|mos?) (?:sober|clean)\b",
            # Spanish: not wanted.
            r"(?<!\bya )\b(?:no|ni|tampoco) (?:necesito|nesesito|ocupo|quiero|kiero|busco|deseo|pido|pedi|requiero|estoy buscando|ando buscando"
            r"|ando batallando|me hace falta|me falta|me faltan|me manden|me ofrezcan|me manda|uso|tomo|me drogo|fumo)\b",
            r"\bno (?:es|son) (?:\w+ )?(?:por|de|del|el|la|los|las|lo|mi|eso|que|q|dinero|renta|droga|drogas|casa|trabajo)\b",
            r"^(?:\w+ ){1,6}(?:no|tampoco|no gracias|ya no|gracias)$",
            # Spanish: had already.
            rf"(?<!no )\bya (?:me |nos |lo |la |los |las |le )*(?:tengo|tenemos|consegui|agarre|agarramos|dieron|saque|pague|acabe"
            rf"|termine|quedo|quede|resolvi|resolvio|arregle|arreglo|hice|ise|di|estoy en|trabajo|comi|cumpli|trato|echaron|aprobaron"
            rf"|hicieron|mandaron|entregaron|activaron)\b{_DURATION}",
            r"\bya me salio\b|^(?:\w+ ){1,4}si (?:tengo$|hay\b|me alcanza\b|me alcansa\b|pago\b|como\b)|\bgracias a dios\b",
            r"^(?:lo de(?:l)? )?(?:\w+ ){1,4}(?:ya|si tengo|ya tengo|ya tenemos|tengo|tambien tengo|tambien ya)$",
            r"\b(?:estoy bien de|todo bien|va bien|al corriente|en regla|ya estuvo|no es (?:el|mi) problema|no hay problema)\b|\besta bien$",
            r"\b(?:soy|estoy|llevo \w+ \w+) (?:limpio|limpia|sobrio|sobria|sin tomar|sin usar)\b",
            r"^(?!.*\b(?:donde|quien|que|si|no)\b).*\b(?:me|nos) (?:dan|dieron)\b.* (?:aqui|en el|en la)\b",
        )
    )
)
_LEAST = 2  # letters of a rest worth reading


def without_denials(text: Text) -> Optional[Text]:
    """`comida si tengo, pero no ropa` → `pero no ropa`. None where nothing is waved away; empty where all is."""
    parts = [part for part in _parts(plain(text)) if part]
    kept = [part for part in parts if not _AWAY.search(part)]
    if len(kept) == len(parts):
        return None
    rest = ", ".join(kept)
    return rest if len(re.sub(r"[\W_]+", "", rest)) >= _LEAST else ""


def _parts(plain_text: Text) -> List[Text]:
    return [part.strip() for part in _BREAK.split(plain_text)]
