"""Rules about the questions of the guide."""

import re
from collections import defaultdict
from collections.abc import Iterator

from ..model import Problem
from ..rendered import Question
from ..site import Page, Site

SUMMARY_WORDS = 12
ANSWER_WORDS = range(40, 121)
ON_A_PAGE = 5
_ASKING = re.compile(
    r"(how|what|why|when|where|who|whose|which|can|could|should|would|will|may|might|must"
    r"|is|are|am|was|were|do|does|did|has|have|had)\b"
)


def question_id(site: Site) -> Iterator[Problem]:
    """A question has an id, so that a link can open it.

    Bad:  /// question | How long will it hurt?
    Good: /// question | How long will it hurt?
              attrs: {id: how-long}
    """
    for page, index, question in _questions(site):
        if not question.id:
            yield Problem(
                page.question_place(index),
                f"{_name(question)} has no id; give it one with 'attrs: {{id: NAME}}'",
            )


def question_summary(site: Site) -> Iterator[Problem]:
    """A question is short plain words, and asks or says what a reader would.

    Bad:  /// question | How long will it hurt
    Good: /// question | How long will it hurt?
    """
    for page, index, question in _questions(site):
        for wrong in _summary_problems(question):
            yield Problem(page.question_place(index), f"{_name(question)} {wrong}")


def question_answer(site: Site) -> Iterator[Problem]:
    """An answer has 40 to 120 words and at most one link, to the page that says more.

    Bad:  an answer of 10 words, or with three links
    Good: an answer of 60 words that ends with 'See [Get help](get-help.md).'
    """
    for page, index, question in _questions(site):
        if question.words not in ANSWER_WORDS:
            yield Problem(
                page.question_place(index),
                f"the answer to {_name(question)} has {question.words} words; "
                f"expected {ANSWER_WORDS[0]} to {ANSWER_WORDS[-1]}",
            )
        if question.links > 1:
            yield Problem(
                page.question_place(index),
                f"the answer to {_name(question)} has {question.links} links; expected one at most",
            )


def question_place(site: Site) -> Iterator[Problem]:
    """A question does not hide inside another block.

    Bad:  /// question inside //// try-this
    Good: /// question below '## Questions'
    """
    for page, index, question in _questions(site):
        if question.inside:
            yield Problem(
                page.question_place(index),
                f"{_name(question)} stands inside {question.inside}; put it on its own",
            )


def question_count(site: Site) -> Iterator[Problem]:
    """A page has at most five questions; the page of all questions has them all.

    Bad:  a topic with eight questions
    Good: a topic with five questions and a link to the page of all
    """
    if site.journey is None:
        return
    for page in site.pages:
        count = len(page.rendered.questions)
        if count > ON_A_PAGE and page.path != site.journey.questions:
            place = page.question_place(ON_A_PAGE)
            yield Problem(place, f"the page has {count} questions; expected {ON_A_PAGE} at most")


def question_pair(site: Site) -> Iterator[Problem]:
    """Each question stands on the page of all questions and on one page more.

    Bad:  a question on feelings.md that questions.md does not list
    Good: the question written on questions.md and included on feelings.md
    """
    every = site.guide and site.by_path.get(site.guide.questions or "")
    if not every:
        return
    elsewhere: dict[str, list[Page]] = defaultdict(list)
    listed = {question.id for question in every.rendered.questions}
    for page in site.pages:
        for index, question in enumerate(page.rendered.questions):
            if page is every or not question.id:
                continue
            elsewhere[question.id].append(page)
            if question.id not in listed:
                hint = f"write it in {every.shown} and include it"
                yield Problem(
                    page.question_place(index), f"{_name(question)} is not among all questions; {hint}"
                )
    for index, question in enumerate(every.rendered.questions):
        pages = elsewhere[question.id]
        if question.id and len(pages) != 1:
            on = ", ".join(dict.fromkeys(page.shown for page in pages)) or "no other page"
            message = f"{_name(question)} stands on {on}; expected one page besides this"
            yield Problem(every.question_place(index), message)


def _questions(site: Site) -> Iterator[tuple[Page, int, Question]]:
    for page in site.pages if site.journey else ():
        for index, question in enumerate(page.rendered.questions):
            yield page, index, question


def _name(question: Question) -> str:
    return f"question '{question.summary}'"


def _summary_problems(question: Question) -> Iterator[str]:
    words = len(question.summary.split())
    if words > SUMMARY_WORDS:
        yield f"has {words} words; expected {SUMMARY_WORDS} or fewer"
    if not question.plain:
        yield "holds more than plain words; take out the markup"
    end = question.summary[-1:]
    if end in ",;:" or (end != "?" and _ASKING.match(question.summary.lower())):
        yield "must end with '?', or be what a reader would say"
