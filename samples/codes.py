"""Invented unified social credit codes with correct check characters (GB 32100, GB 11714)."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ALL_DIGITS = {12: "09990004", 13: "09990005"}


def credit_code(number: int) -> str:
    """Return the code of an enterprise; two are all digits and alike in their first fifteen."""
    body = ALL_DIGITS.get(number, f"MAXT{number:04d}")
    first = "91441625" + body + _organisation_check(body)
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first))
    return first + ALPHABET[-total % 31]


def _organisation_check(body: str) -> str:
    """Return the check character of an organisation code; letters count from A = 10."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
