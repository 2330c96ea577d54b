"""What answers of several rooms look like."""

from pydantic import BaseModel


class Message(BaseModel):
    """A plain sentence that says what was done."""

    message: str
