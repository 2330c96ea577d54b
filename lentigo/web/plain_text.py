"""What a person writes for another to read: several lines, and nothing that is not shown."""


def readable(text: str) -> str:
    """Give the text without blanks around it and with `\\n` at the end of a line. Raises ValueError."""
    text = text.replace("\r\n", "\n")
    if any((ord(one) < 32 and one not in "\n\t") or ord(one) == 127 for one in text):
        raise ValueError("must not hold control characters")
    return text.strip()
