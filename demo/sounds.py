"""The recording of the demo: three notes, made here."""

import io
import math
import struct
import wave

from django.core.files.uploadedfile import SimpleUploadedFile

RATE = 16_000
NOTES = (523.25, 659.25, 783.99)
SECONDS = 0.6
LOUDNESS = 9_000


def make_chime() -> SimpleUploadedFile:
    """Return a WAV file of about two seconds in which each note dies away."""
    stored = io.BytesIO()
    with wave.open(stored, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        for note in NOTES:
            for at in range(int(RATE * SECONDS)):
                second = at / RATE
                level = LOUDNESS * math.exp(-4 * second) * math.sin(2 * math.pi * note * second)
                sound.writeframesraw(struct.pack("<h", int(level)))
    return SimpleUploadedFile("chime.wav", stored.getvalue(), content_type="audio/wav")
