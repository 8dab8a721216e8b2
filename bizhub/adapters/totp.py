"""Codes of authenticator apps (RFC 6238: SHA-1, six digits, 30 seconds) and their QR code."""

import hmac
from datetime import datetime

import pyotp
import segno
from pyotp.totp import TOTP

from bizhub.domain.two_step import DIGITS, STEP_S

_WINDOW = (0, -1, 1)


def new_secret() -> str:
    """160 random bits in base32."""
    return pyotp.random_base32()


def step_of(secret: str, digits: str, now: datetime) -> int | None:
    """The 30-second step, this one or a neighbour, whose code these digits are; None for none of them."""
    clock = TOTP(secret, digits=DIGITS, interval=STEP_S)
    this = int(now.timestamp()) // STEP_S
    found = [this + by for by in _WINDOW if hmac.compare_digest(clock.generate_otp(this + by), digits)]
    return found[0] if found else None


def qr_image(secret: str, address: str) -> str:
    """What an app scans, as an SVG image (data URI) on white whatever the page's colours; `address`: its name there."""
    uri = TOTP(secret, digits=DIGITS, interval=STEP_S).provisioning_uri(name=address, issuer_name="BizHub")
    return str(segno.make(uri, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff"))
