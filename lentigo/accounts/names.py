"""Names of persons: which text is one."""

MAX_LENGTH = 200


def plain_name(text: str) -> str:
    """Give a name without blanks around it.

    Raises:
        ValueError: It is blank, too long, or holds what could forge a line where it is printed.
    """
    if not text.strip():
        raise ValueError("must not be blank")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"must have at most {MAX_LENGTH} characters")
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise ValueError("must not hold control characters")
    return text.strip()
