"""The questions of an exam. Keys and explanations never leave the server before release."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    IntegerBlock,
    ListBlock,
    StreamBlock,
    StructBlock,
    StructBlockValidationError,
    TextBlock,
)


class OptionBlock(StructBlock):
    """One option of a question."""

    text = CharBlock(label=_("option"), max_length=300)
    correct = BooleanBlock(label=_("right"), required=False)


class ChoiceQuestionBlock(StructBlock):
    """A question with options; how many may be right depends on the kind."""

    stem = TextBlock(label=_("question"), rows=2)
    options = ListBlock(OptionBlock(), label=_("options"), min_num=2, max_num=8)
    marks = IntegerBlock(label=_("marks"), min_value=1, max_value=100, default=2)
    explanation = TextBlock(label=_("explanation"), required=False, rows=2)

    least_right = 1
    most_right = 1

    def clean(self, value: Any) -> Any:
        """Check that the number of right options fits the kind, and that no option stands twice."""
        cleaned = super().clean(value)
        right = sum(1 for option in cleaned["options"] if option["correct"])
        if not self.least_right <= right <= self.most_right:
            message = _("Mark exactly one option as right.")
            if self.most_right > 1:
                message = _("Mark at least two options as right.")
            raise StructBlockValidationError(block_errors={"options": ValidationError(message)})
        texts = [option["text"].strip() for option in cleaned["options"]]
        if len(set(texts)) != len(texts):
            message = _("Two options have the same text.")
            raise StructBlockValidationError(block_errors={"options": ValidationError(message)})
        return cleaned


class SingleChoiceBlock(ChoiceQuestionBlock):
    """A question with exactly one right option."""

    class Meta:
        icon = "radio-full"
        label = _("single choice")


class MultipleChoiceBlock(ChoiceQuestionBlock):
    """A question with at least two right options; only all of them together count."""

    least_right = 2
    most_right = 8

    class Meta:
        icon = "list-ul"
        label = _("multiple choice")


class TrueFalseBlock(StructBlock):
    """A statement that is true or false."""

    stem = TextBlock(label=_("statement"), rows=2)
    answer = BooleanBlock(label=_("the statement is true"), required=False)
    marks = IntegerBlock(label=_("marks"), min_value=1, max_value=100, default=2)
    explanation = TextBlock(label=_("explanation"), required=False, rows=2)

    class Meta:
        icon = "tick-inverse"
        label = _("true or false")


class QuestionsBlock(StreamBlock):
    """The questions of an exam, in the author's order."""

    single_choice = SingleChoiceBlock()
    multiple_choice = MultipleChoiceBlock()
    true_false = TrueFalseBlock()
