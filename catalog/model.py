"""The base of every record in this room. Not here: any record itself."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A record that is never changed and refuses fields it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)
