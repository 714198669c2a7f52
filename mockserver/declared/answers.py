"""
The answers of an operation: a template for each status that its contract describes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from mockserver.contract.document import OperationContract
from mockserver.contract.navigation import resolve
from mockserver.core.reasons import Refusal, render
from mockserver.core.record import Json, JsonObject
from mockserver.core.tick import Tick
from mockserver.declared.error_table import OWN, ErrorWords, Sentences, words_of
from mockserver.declared.fillings import ABSENT, Fill, Filling
from mockserver.declared.identities import text_of
from mockserver.declared.shapes import RecordShape
from mockserver.declared.templates import TemplateMaker, headers_of
from mockserver.provider import Response

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Template:
    """
    One described answer: its media type, and what fills it in; ``None`` where it has no body.

    ``form`` is the text of its schema, by which two answers are known to have one form;
    ``headers`` are those that it describes.
    """

    media: str
    fill: Fill | None
    form: str = ""
    headers: Mapping[str, Fill] = field(default_factory=dict)

    def response(self, status: int, filling: Filling) -> Response:
        """The answer with this status; a request id is the same in its headers and its body."""
        headers: dict[str, str] = {}
        if self.headers:
            filling = replace(filling, request_id=filling.tick.bits(128))
            made = {name: fill(filling) for name, fill in self.headers.items()}
            headers = {name: text_of(said) for name, said in made.items() if said is not ABSENT}
        if self.fill is None:
            return Response(status, None, headers)
        body = self.fill(filling)
        if self.media != "application/json":
            headers["Content-Type"] = self.media
        return Response(status, {} if body is ABSENT else body, headers)


def problem(filling: Filling) -> Json:
    """An error in the form of RFC 9457, for an API that describes none of its own."""
    words = filling.words
    if words is None:
        return {}
    title = HTTPStatus(words.status).phrase if words.status in set(HTTPStatus) else words.reason
    said = {"code": words.code, "place": place_of(filling.refusal)}
    return {
        "type": "about:blank",
        "title": title,
        "status": words.status,
        "detail": words.text,
        **{name: value for name, value in said.items() if value},
    }


def place_of(refusal: Refusal | None) -> str:
    """Where a refusal is about, as people write it."""
    return "" if refusal is None else render(refusal.place)


RFC_9457 = Template(PROBLEM, problem)


@dataclass(frozen=True, slots=True)
class ErrorAnswers:
    """
    Errors of one operation, or of the document as a whole.

    ``rows`` are the declared words, the operation's before the document's; ``templates`` by status,
    by ``4XX``, or by ``default``; ``shared`` is the form of all other errors.
    """

    rows: Sequence[Mapping[str, JsonObject]]
    templates: Mapping[str, Template]
    shared: Template
    sentences: Sentences = OWN

    def words(self, refusal: Refusal) -> ErrorWords:
        """What is said of a refusal."""
        return words_of(refusal, self.rows, self.sentences)

    def response(self, refusal: Refusal, tick: Tick) -> Response:
        """The answer to a refused request."""
        words = self.words(refusal)
        names = (str(words.status), f"{words.status // 100}XX", "default")
        described = (self.templates[name] for name in names if name in self.templates)
        template = next(described, self.shared)
        said = str(refusal.facts.get("identity", "")).partition("=")[2]
        filling = Filling(tick, refusal=refusal, words=words, ids=[said] if said else [])
        return template.response(words.status, filling)


@dataclass(frozen=True, slots=True)
class Answers:
    """The successes of an operation by status, and its errors."""

    successes: Mapping[int, Template]
    errors: ErrorAnswers

    def status(self, *, created: bool, refused: bool) -> int:
        """
        The status of a success.

        207 says that something was refused; 201 that everything was created; where only one is
        described, that one.
        """
        statuses = sorted(self.successes)
        if 207 in statuses and (refused or len(statuses) == 1):  # noqa: PLR2004 Multi-Status
            return 207
        plain = [status for status in statuses if status != 207] or [200]  # noqa: PLR2004
        if created and 201 in plain:  # noqa: PLR2004 Created
            return 201
        return next((status for status in plain if status != 201), plain[0])  # noqa: PLR2004

    def response(
        self, filling: Filling, *, created: bool = False, refused: bool = False
    ) -> Response:
        """The answer to what was carried out."""
        status = self.status(created=created, refused=refused)
        template = self.successes.get(status, Template("application/json", None))
        return template.response(status, filling)


def templates_of(
    file: str,
    document: JsonObject,
    operation: OperationContract,
    records: RecordShape | None,
    known: dict[tuple[int, int], Template],
) -> dict[str, Template]:
    """
    The template of every answer that an operation describes, by status.

    ``file`` is the name of its contract; ``records`` are what it answers about, ``None`` for an
    operation without a declaration;
    ``known`` are the templates of answers that several operations share, and receives new ones.
    """
    members = frozenset() if records is None else frozenset(records.types)
    own = (lambda _shape: False) if records is None else records.is_record
    filled = frozenset() if records is None else frozenset(records.shown)
    found: dict[str, Template] = {}
    for status, node in operation.definition.get("responses", {}).items():
        described = resolve(document, node)
        key = (id(described), id(records))
        if key not in known:
            content = described.get("content") or {}
            media = next((name for name in content if "json" in name), None)
            fill, schema = None, {}
            if media is not None:
                where = f"{file}: {operation.id} {status}"
                maker = TemplateMaker(document, members, where, own, filled)
                schema = content[media].get("schema", {})
                fill = maker.compile(schema)
            headers = headers_of(document, described.get("headers") or {})
            known[key] = Template(media or "application/json", fill, str(schema), headers)
        found[str(status)] = known[key]
    return found


def answers_of(
    templates: Mapping[str, Template],
    rows: Sequence[Mapping[str, JsonObject]],
    shared: Template,
    sentences: Sentences = OWN,
) -> Answers:
    """The answers of an operation from its templates."""
    successes = {
        int(status): made
        for status, made in templates.items()
        if status.startswith("2") and status.isdecimal()
    }
    if "2XX" in templates or not successes:
        successes.setdefault(200, templates.get("2XX", Template("application/json", None)))
    errors = {status: made for status, made in templates.items() if not status.startswith("2")}
    return Answers(successes, ErrorAnswers(rows, errors, shared, sentences))


def is_error(status: str) -> bool:
    """Whether a described status, or range of them, is that of an error."""
    return not status.startswith(("1", "2", "3"))


def shared_error(answers: Iterable[Mapping[str, Template]], only: str | None = None) -> Template:
    """The form that most errors have, of all or of one status, else that of RFC 9457."""
    found: Counter[str] = Counter()
    by_form: dict[str, Template] = {}
    for described in answers:
        for status, template in described.items():
            if is_error(status) and only in {None, status} and template.fill is not None:
                form = template.form
                found[form] += 1
                by_form.setdefault(form, template)
    return by_form[found.most_common(1)[0][0]] if found else RFC_9457


def with_words(refusal: Refusal, operation: str) -> Refusal:
    """A refusal that says which operation it is of, so that it is answered in its words."""
    return replace(refusal, facts={**refusal.facts, "operation": operation})
