"""The widget route of an exercise: question, field, buttons, reply."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from cakit.lessons.kinds import Exercise, Feedback

if TYPE_CHECKING:
    import ipywidgets


class Panel:
    """An exercise to answer without code. As text it is its question; `box` is the widget."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise, self.hints_given = exercise, 0

    @property
    def title(self) -> str:
        """Number and place of the exercise."""
        return f"Exercise {self.exercise.id} (for {self.exercise.place})."

    def __repr__(self) -> str:
        return f'{self.title} {self.exercise.question} Answer with ck.answer("{self.exercise.id}", ...).'

    def _question(self) -> str:
        return f"<p><strong>{self.title}</strong> {html.escape(self.exercise.question)}</p>"

    def build(self) -> ipywidgets.VBox:
        """Build the widget: what the field holds goes to the same check as `ck.answer`."""
        import ipywidgets

        field = self.exercise.field()
        check = ipywidgets.Button(description="Check", button_style="primary")
        hint = ipywidgets.Button(description="Hint")
        buttons = ipywidgets.HBox([check, hint])
        box = ipywidgets.VBox([ipywidgets.HTML(self._question()), field, buttons])

        def say(feedback: Feedback) -> None:
            *asked, last = box.children
            if last is buttons:  # nothing said yet
                box.children = (*asked, buttons, ipywidgets.HTML(feedback._repr_html_()))
            else:
                last.value = feedback._repr_html_()

        def give_hint(_: Any) -> None:
            from cakit.lessons import hint

            self.hints_given += 1
            say(hint(self.exercise.id, self.hints_given))

        check.on_click(lambda _: say(self.exercise.check(field.value)))
        hint.on_click(give_hint)
        return box

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = self.build()._repr_mimebundle_()
        return bundle | {"text/plain": repr(self), "text/html": self._question()}
