"""An application as people write them: its document is imported, and its responses are read by the contract."""

import json
import sys
from datetime import date, datetime, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, Dict, List, Literal, Optional, Tuple, Union
from uuid import UUID

from fastapi import Body, Cookie, FastAPI, File, Header, HTTPException, Path, Query, UploadFile
from fastapi.encoders import jsonable_encoder
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

app = FastAPI(title="Library", version="1.0.0", description="Books, and who has them.")


class Genre(str, Enum):
    novel = "novel"
    poetry = "poetry"


class Only(str, Enum):
    one = "one"


class Author(BaseModel):
    id: UUID
    name: str = Field(..., min_length=1, max_length=80, description="As on the cover.")
    born: Optional[date] = None


class Paper(BaseModel):
    kind: Literal["paper"]
    pages: int = Field(..., gt=0)


class Audio(BaseModel):
    kind: Literal["audio"]
    minutes: float = Field(..., ge=0)


class Book(BaseModel):
    """A book."""

    id: int
    title: str
    genre: Genre = Genre.novel
    only: Only = Only.one
    authors: List[Author] = []
    edition: Union[Paper, Audio] = Field(..., discriminator="kind")
    added: datetime
    price: Optional[Decimal] = None
    notes: Dict[str, str] = {}
    extra: Dict[str, Any] = {}
    size: Tuple[float, float] = (0.0, 0.0)
    related: List["Book"] = []


Book.update_forward_refs()


class NewBook(BaseModel):
    title: str
    edition: Union[Paper, Audio] = Field(..., discriminator="kind")
    genre: Genre = Genre.novel


class Problem(BaseModel):
    detail: str


def sample(number: int) -> Book:
    return Book(
        id=number,
        title="Odes",
        genre=Genre.poetry,
        authors=[Author(id=UUID(int=7), name="Sappho", born=date(1930, 1, 2))],
        edition=Paper(kind="paper", pages=80),
        added=datetime(2026, 1, 31, 12, tzinfo=timezone.utc),
        price=Decimal("9.5"),
        notes={"shelf": "A"},
        size=(1.0, 2.5),
    )


@app.get("/books/{book_id}", response_model=Book, responses={404: {"model": Problem}}, tags=["books"])
def read_book(book_id: int = Path(..., ge=1), x_trace_id: Optional[str] = Header(None)):
    if book_id > 100:
        raise HTTPException(404, "No such book")
    return sample(book_id)


@app.get("/books", response_model=List[Book])
def list_books(q: Optional[str] = None, limit: int = Query(20, ge=1, le=100), genres: List[Genre] = Query([]), session: Optional[str] = Cookie(None)):
    return [sample(1)]


@app.post("/books", response_model=Book, status_code=201)
def create_book(book: NewBook):
    return sample(3)


@app.put("/books/{book_id}/notes/{name}", status_code=204)
def put_note(book_id: int, name: str, text: str = Body(..., embed=True)):
    return None


@app.api_route("/both", methods=["GET", "POST"], response_model=Problem)
def both():
    return {"detail": "done"}


@app.post("/covers")
def upload_cover(file: UploadFile = File(...)):
    return {}


@app.get("/plain", response_class=PlainTextResponse)
def plain():
    return "text"


@app.get("/anything")
def anything():
    return {"a": [1, None]}


if __name__ == "__main__":
    book = jsonable_encoder(sample(7))
    json.dump({"document": app.openapi(), "values": {"readBook": book, "listBooks": [book], "both": {"detail": "done"}}}, sys.stdout)
