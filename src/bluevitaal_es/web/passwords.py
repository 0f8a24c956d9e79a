"""Which passwords are good enough: long, and not one that everybody tries first. Nothing else is asked."""

from typing import Final

from argon2 import PasswordHasher

SHORTEST: Final = 12
#: Argon2id; tests of who takes how much work put another one in its place.
HASHER: Final = PasswordHasher()

#: What people choose most when twelve characters are asked, in small letters without spaces, dashes and dots.
_WORDS: Final = """
123456789012 1234567890123 12345678901234 123456789123 1234567890ab 123456123456 123123123123
112233445566 012345678901 098765432109 987654321098 qwertyuiop12 qwertyuiop123 qwerty123456 qwertyqwerty
qwertyuiop[] 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv zaq12wsxcde3 q1w2e3r4t5y6 asdfghjkl123
asdfasdfasdf abcdefghijkl abcdefgh1234 abc123abc123 abcd12345678 a1b2c3d4e5f6 password1234 password12345
password123456 passwordpassword password2024 password2025 password2026 passw0rd1234 p@ssword1234
p@ssw0rd1234 wachtwoord12 wachtwoord123 wachtwoord1234 wachtwoord2024 wachtwoord2025 wachtwoord2026
wachtwoord01 wachtwoord01! wachtwoord123! wachtwoordwachtwoord mijnwachtwoord mijnwachtwoord1
geheimwachtwoord geheimgeheim geheim123456 welkom123456 welkom1234567 welkom12345678 welkom2024welkom
welkomwelkom welkom012345 welkomthuis1 welcome12345 welcome123456 iloveyou1234 iloveyouiloveyou
ikhouvanjou1 ikhouvanjou123 ikhouvanjou ikhouvanje123 letmein12345 administrator administrator1
beheerder123 beheerder1234 admin1234567 administrator123 superman1234 amsterdam123 amsterdam1234
amsterdam2024 amsterdam2025 amsterdam2026 rotterdam123 rotterdam1234 rotterdam2026 feyenoord123
feyenoord1908 feyenoord1234 feyenoordfeyenoord ajaxamsterdam ajaxajaxajax nederland123 nederland1234
nederland2026 politie12345 politie123456 politiepolitie voorjaar2026 najaar2026! zomervakantie
vakantie2026 september2026 november2026 december2026 februari2026 correcthorsebatterystaple bluevitaal12
bluevitaal123 bluevitaal1234 bluevitaal2026
"""
_COMMONEST: Final = frozenset(_WORDS.split())


def refused(password: str, username: str) -> str:
    """Return in Dutch why somebody may not have this password, "" when they may."""
    if len(password) < SHORTEST:
        return f"Kies een wachtwoord van minstens {SHORTEST} tekens. Een korte zin mag ook."
    plain = "".join(character for character in password.lower() if character not in " -._")
    if plain in _COMMONEST or len(set(plain)) < 4:
        return "Dit wachtwoord kiezen veel mensen. Het wordt als eerste geprobeerd: neem een ander."
    if username and plain in {username.lower() * times for times in range(1, 5)}:
        return "Uw gebruikersnaam is geen wachtwoord. Kies iets anders."
    return ""
