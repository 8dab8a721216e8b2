"""Sealing what has to be read again: AES-256-GCM, the key in the data folder: a copied database opens nothing."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class BrokenSeal(Exception):
    """It was sealed with another key, for something else, or changed since."""


def seal(key: bytes, text: str, *, of: str) -> str:
    """A text sealed for what `of` names; it opens for that alone."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), of.encode())).decode()


def unseal(key: bytes, sealed: str, *, of: str) -> str:
    """The text that was sealed; raises BrokenSeal."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], of.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise BrokenSeal from error
