"""What a text says about consent: yes or no to what was just asked, or a wish put in the person's own words. Pure.

Read without any model: taking consent back must work on any day.
"""

from __future__ import annotations

import re

from bot.dialogue.components.text import plain
from bot.safety.opt_out import is_opt_out, is_plain_opt_out, is_sure_opt_out

_YES = re.compile(
    r"^\W*(?:(?:👍|👌|✅|y|ya|yes|yea|yeah|yep|yup|yess|ye|yas|ok|okay|okey|k|kk|sure|of course|fine|alright|thats fine|thats ok|its fine|its ok|go ahead|please do|they can|they may"
    r"|you can|you may|u can|cool|no problem|np|si|sii|sip|simon|claro|claro que si|esta bien|ta bien|dale|va|sale|bueno|de acuerdo|por supuesto|adelante"
    r"|si pueden|si puede|pueden|puede|como no|orale|no hay problema|yes please|yes they can|yes you can|yes they may|yes you may|si por favor|si claro|si gracias|yes thanks|yes thank you)(?:\W+|$)){1,3}$"
)
_NO = re.compile(
    r"^\W*(?:n|no|nah|nope|naw|no thanks|no thank you|no thx|nah im good|im good|im ok|not really|rather not|id rather not|please dont|dont|no dont|no please"
    r"|no they cant|no you cant|no gracias|mejor no|no mejor no|nel|no quiero|no por favor|que no|para nada|nunca|never|no way)\W*$"
)

_BECAUSE = (
    r"(?!.*\b(?:today|tomm?or+ow|tmr?w|before|after|until|till|then|when|while|yet|now|at \d|morning|night|hoy|manana|antes|despues|hasta|todavia|cuando|mientras|ahorita|a las|instead|text\w*|mensaj\w*|escrib\w*)\b)"
    r"\W+(?:because|bc|cuz|cause|coz|he|she|they|my|i|im|its|it|somebody|someone|people|porque|pq|mi|mis|el|ella|ellos|es|me|no|estoy|alguien)\b.*$"
)
"""A reason, which names no hour and no other way: `he checks my phone`."""
_END = r"(?:\W+(?:anymore|any more|no more|again|ever|please|pls|plz|ok|okay|thanks|thank you|at all|for me|ya|mas|nunca|nunca mas|por favor|porfa|gracias|later|after|despues|luego|on this phone|on my phone|here))*"
_START = r"^\W*(?:(?:hi|hey|hola|ok|and|y|also|please|pls|por favor|oh|actually|mejor|no|pero|but|just)[\s,.]+)*"
_MESSAGE_LEFT = r"(?:(?:me |any |a |an |no |more |voice |phone )*(?:voicemails?|voice ?mails?|vms?|messages?(?: on (?:my|the) (?:phone|voicemail|machine))?|recordings?))"
_RECADO = r"(?:(?:me )?(?:ningun |un |una |mas |los |el )*(?:recados?|mensajes? de voz|mensajes? en (?:el|mi) (?:buzon|telefono|contestadora)|correos? de voz|buzon|voicemails?|mensajes?))"

_WISHES: tuple[tuple[str, bool, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (
        kind,
        granted,
        re.compile(f"{_START}(?:{pattern}){_END}\\W*$"),
        re.compile(f"{_START}(?:{pattern}){_END}(?:\\W*$|{_BECAUSE})"),
    )
    for kind, granted, pattern in (
        ("voicemail", False, rf"(?:dont|do not|never|stop|quit) (?:you |ever |be )?(?:leave|leaving|leavin) {_MESSAGE_LEFT}"),
        ("voicemail", False, r"no (?:more )?(?:voicemails?|voice ?mails?|vms?)"),
        ("voicemail", False, r"i (?:dont|do not) want (?:any |a )?(?:voicemails?|voice ?mails?|messages left)"),
        ("voicemail", False, rf"(?:ya )?no (?:me )?(?:deje|dejen|dejes|vayan a dejar) {_RECADO}"),
        ("voicemail", False, rf"(?:ya )?no quiero (?:que (?:me )?(?:dejen|deje) )?{_RECADO.replace('|mensajes?))', '))')}"),
        ("voicemail", False, r"(?:sin|no) (?:mensajes? de voz|recados?|buzon de voz)"),
        ("voicemail", True, r"(?:yes )?(?:you|they|u) (?:can|may) leave (?:me )?(?:a |an )?(?:voicemails?|voice ?mails?|vm|messages?)"),
        ("voicemail", True, r"(?:ok to )?leave (?:me )?(?:a )?(?:voicemail|voice mail|vm)"),
        ("voicemail", True, rf"(?:si )?(?:me )?(?:pueden|puede) dejar(?:me)? {_RECADO}"),
        ("follow_up", False, r"(?:dont|do not|never|stop|quit) (?:ask|asking)(?: me)?(?: (?:later|after|about it|how it (?:went|goes|is)|if it (?:worked|helped)|again))"),
        ("follow_up", False, r"(?:stop|quit) asking me|(?:ya )no me (?:pregunte|pregunten|preguntes)"),
        ("follow_up", False, r"(?:dont|do not|no need to|stop|quit) (?:check|checking|follow|following)[ -]?(?:in|up|back)(?: (?:on|with) me)?"),
        ("follow_up", False, r"no (?:more )?(?:check ?ins?|follow ?ups?)"),
        ("follow_up", False, r"(?:ya )?no (?:me )?(?:pregunte|pregunten|preguntes)(?: (?:nada|despues|luego|mas tarde|como me (?:fue|va)|si me sirvio|mas|ya))"),
        ("follow_up", False, r"(?:ya )?no (?:me )?(?:den|de) seguimiento"),
        ("follow_up", True, r"(?:you|u) (?:can|may) (?:check in(?: (?:on|with) me)?|follow up|ask me (?:later|how it went))"),
        ("follow_up", True, r"(?:me )?(?:pueden|puede) preguntar(?:me)? (?:despues|luego|como me fue)"),
        ("callback", False, r"(?:dont|do not|never|stop|quit) (?:you |ever |be )?(?:call|calling|callin|phone|phoning|ring)(?: me| this (?:number|phone)| my (?:phone|cell|number))"),
        ("callback", False, r"(?:can|could|will|would) (?:you|u|ya|yall|they) (?:please |pls |plz )?not (?:call|phone|ring)(?: me| this (?:number|phone)| my (?:phone|cell|number))?"),
        ("callback", False, r"no (?:more )?(?:phone )?calls"),
        ("callback", False, r"i (?:dont|do not|no longer) want (?:(?:you|yall|any(?:one|body)|no ?(?:one|body)) to call(?: me)?|(?:any |a )?(?:phone )?calls?)"),
        ("callback", False, r"(?:ya )?no (?:me )?(?:llame|llamen|llames|marque|marquen)"),
        ("callback", False, r"(?:ya )?no quiero (?:que (?:nadie )?me (?:llamen|llame|marquen|marque)|llamadas|ninguna llamada)"),
        ("callback", False, r"(?:dejen|deje|paren) de (?:llamarme|marcarme)"),
    )
)  # fmt: skip


def read_yes_no(text: str) -> bool | None:
    """True for a bare yes, False for a bare no, None for anything that says more or less than that."""
    said = plain(text)
    return True if _YES.match(said) else False if _NO.match(said) else None


def read_wish(text: str, *, with_reason: bool = False) -> tuple[str, bool] | None:
    """The kind of consent a text gives or takes back unasked, and whether it gives it; None where it does neither.

    "don't call me before nine" and "no me llamen hoy" are about the hour, not about consent. `with_reason`: also
    where a reason follows (`dont call me he checks my phone`), in which anything may hide: only after a crisis is
    ruled out.
    """
    said = plain(text)
    return next(
        (
            (kind, granted)
            for kind, granted, alone, reasoned in _WISHES
            if (reasoned if with_reason else alone).match(said)
        ),
        None,
    )


def ends_texts(text: str, *, in_crisis: bool) -> bool:
    """Whether `text` asks that these texts end, in plain words or by what it means.

    Only plain words count in what is read to its last word as a wish about calls, and in a crisis only what is beyond doubt.
    """
    if read_wish(text, with_reason=True):
        return is_plain_opt_out(text)
    return is_sure_opt_out(text) if in_crisis else is_opt_out(text)
