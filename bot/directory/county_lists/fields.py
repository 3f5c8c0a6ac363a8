"""Single fields of the lists made regular: phones, languages, dates, ages, remarks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import phonenumbers

_LANGUAGES = {
    "arabic": "ar", "armenian": "hy", "burmese": "my", "cantonese": "yue", "cebuano": "ceb", "english": "en",
    "farsi": "fa", "french": "fr", "german": "de", "greek": "el", "gujarati": "gu", "hebrew": "he", "hindi": "hi",
    "hungarian": "hu", "ilocano": "ilo", "indonesian": "id", "italian": "it", "japanese": "ja", "khmer": "km",
    "cambodian": "km", "korean": "ko", "laotian": "lo", "mandarin": "cmn", "pashto": "ps", "polish": "pl",
    "portuguese": "pt", "portugese": "pt", "punjabi": "pa", "romanian": "ro", "russian": "ru", "samoan": "sm",
    "spanish": "es", "spanish/latino": "es", "swahili": "sw", "tagalog": "tl", "taiwanese": "nan", "thai": "th",
    "tongan": "to", "turkish": "tr", "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi", "yiddish": "yi",
    "american sign": "ase", "american sign language": "ase", "sign language": "ase", "chinese": "zh",
}  # fmt: skip
LANGUAGE_NAMES = {
    "ar": "Arabic", "hy": "Armenian", "my": "Burmese", "yue": "Cantonese", "ceb": "Cebuano", "en": "English",
    "fa": "Farsi", "fr": "French", "de": "German", "el": "Greek", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "ilo": "Ilocano", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "km": "Khmer",
    "ko": "Korean", "lo": "Lao", "cmn": "Mandarin", "ps": "Pashto", "pl": "Polish", "pt": "Portuguese",
    "pa": "Punjabi", "ro": "Romanian", "ru": "Russian", "sm": "Samoan", "es": "Spanish", "sw": "Swahili",
    "tl": "Tagalog", "nan": "Taiwanese", "th": "Thai", "to": "Tongan", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "vi": "Vietnamese", "yi": "Yiddish", "ase": "American Sign Language", "zh": "Chinese",
}  # fmt: skip
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+\.\S+")
_REMARK = re.compile(
    r"\b(?:lists?|seen|page|retag|one source|confirm before|ZIP|addresses?|phones? |online first|e-mail only"
    r"|old hours|2017 record|snapshot|file says|agency table|branches change|national number|first name|merged|reported"
    r"|main building|FQHC|Administration)\b",
    re.IGNORECASE,
)
_PLAINER = {
    "SPA 2": "San Fernando Valley",
    "SS card, SSI/SSDI": "Social Security card, SSI and SSDI",
    "Adult library card; any city branch (2022)": "Adult library card; any city branch",
    "any city branch (2022)": "any city branch",
}
_SPECIAL_LINES = {"988": "988", "211": "+18003396993"}


@dataclass(frozen=True)
class PhoneNumber:
    """`number` is E.164, or a three-digit line; `display` is what people read and tap."""

    number: str
    display: str


def phone_number(raw: str, spoken: str = "") -> PhoneNumber | None:
    """A dialable number, or None. `spoken` is the published wording, which may name a short line."""
    short = re.match(r"\s*(988|211)\b", spoken)
    if short:
        return PhoneNumber(_SPECIAL_LINES[short[1]], short[1])
    try:
        parsed = phonenumbers.parse(raw or spoken.split(",")[0], "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed) or parsed.country_code != 1:
        return None
    digits = str(parsed.national_number)
    return PhoneNumber(
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
        f"{digits[:3]}-{digits[3:6]}-{digits[6:]}",
    )


def press_key(spoken: str) -> str | None:
    """The key to press after dialling for this service, when the published number ends in it."""
    match = re.search(r"press (\d)$", spoken.strip())
    return match[1] if match else None


def language_codes(raw: str) -> tuple[str, ...]:
    """ISO codes of the languages named, in order of code; unknown words are left out."""
    text = re.sub(r"[\t\"]", "", raw)
    codes: set[str] = set()
    for part in re.split(r"[,;|]", text):
        word = part.strip().lower()
        code = _LANGUAGES.get(word, word if word in LANGUAGE_NAMES else None)
        if code:
            codes.add(code)
    return tuple(sorted(codes))


def source_day(raw: str) -> date | None:
    """The first day the date can mean: a listing is never made younger than its source."""
    match = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$", raw.strip())
    if match is None:
        return None
    return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))


def age_limits(raw: str) -> tuple[int | None, int | None]:
    """Youngest and oldest age in years for the county's age groups (TAY: transition-age youth, to 25)
    and for ages written out ("18+", "Ages 16-24")."""
    written = re.search(r"\b[Aa]ges (\d{1,2})-(\d{1,2})\b", raw)
    if written:
        return int(written[1]), int(written[2])
    plus = re.search(r"\b(\d{2})\+", raw)
    if plus:
        return int(plus[1]), None
    groups = set(re.split(r"[/\s]+", raw.upper().replace("CHILLD", "CHILD")))
    known = {"CHILD", "TAY", "YOUTH", "FAMILIES", "ADULT", "ADULTS", "OLDER"}
    if not groups or not groups <= known:
        return None, None
    if "OLDER" in groups and groups <= {"OLDER", "ADULT"} and raw.upper().count("ADULT") == 1:
        return 60, None
    young = bool(groups & {"CHILD", "YOUTH", "FAMILIES"})
    grown = bool(groups & {"ADULT", "ADULTS"})
    if grown:
        return (None if young else 16 if "TAY" in groups else 18), None
    return (16, 25) if groups == {"TAY"} else (None, 25 if "TAY" in groups else 17)


def eligibility_text(raw: str) -> str | None:
    """What a reader may be told of who it is for; remarks of the list's makers are taken out."""
    groups = {"CHILD": "children", "TAY": "ages 16-25", "YOUTH": "youth", "FAMILIES": "families",
              "ADULT": "adults", "ADULTS": "adults", "OLDER ADULT": "older adults"}  # fmt: skip
    coded = [part.strip().replace("CHILLD", "CHILD") for part in raw.split("/")]
    if raw and all(part in groups for part in coded):
        said = ", ".join(dict.fromkeys(groups[part] for part in coded))
        return said[0].upper() + said[1:]
    kept = [part.strip(" .") for part in re.split(r";|(?<=[a-z)])\. (?=[A-Z])", raw) if part.strip()]
    kept = [_PLAINER.get(part, part) for part in kept if not _REMARK.search(part)]
    return "; ".join(kept) or None


def web_address(raw: str) -> str | None:
    """An absolute address, or None. Addresses of search pages that no longer answer are left out."""
    url = raw.strip()
    if not url or url == "NULL" or "211search" in url:
        return None
    url = re.sub(r"^(https?)//", r"\1://", url)
    url = url if "://" in url else f"http://{url}"
    return url if _WEB_ADDRESS.fullmatch(url) else None
