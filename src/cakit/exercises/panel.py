"""The widget route of an exercise: question, field, buttons, reply."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from cakit.exercises.kinds import Choice, Exercise, Feedback, Writing

if TYPE_CHECKING:
    import ipywidgets

MOST_BUTTONS = 12  # more options than that are a list to type into


class Panel:
    """An exercise to answer without code. As text it is its question; `build` makes the widget."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise, self.hints_given = exercise, 0
        self.title = f"Exercise {exercise.id} (for {exercise.place})."

    def __repr__(self) -> str:
        call = f'ck.answer("{self.exercise.id}", ...)'
        return f"{self.title} {self.exercise.question} Answer with {call}."

    def _question(self) -> str:
        return f"<p><strong>{self.title}</strong> {html.escape(self.exercise.question)}</p>"

    def _field(self) -> ipywidgets.DOMWidget:
        """Make the input field; its `value` is what the check gets."""
        import ipywidgets

        options = self.exercise.options() if isinstance(self.exercise, Choice) else []
        if 0 < len(options) <= MOST_BUTTONS:  # JupyterLab keeps the arrow keys of a list to itself
            look = {"description": "Answer:", "value": None, "style": {"button_width": "auto"}}
            return ipywidgets.ToggleButtons(options=options, **look)
        if options:
            look = {"description": "Answer:", "placeholder": "type a few letters, then choose"}
            return ipywidgets.Combobox(options=options, **look, layout={"width": "95%"})
        look = {"description": "Answer:", "placeholder": self.exercise.wanted}
        if isinstance(self.exercise, Writing):
            return ipywidgets.Textarea(**look, rows=5, layout={"width": "95%"})
        return ipywidgets.Text(**look, layout={"width": "95%", "max_width": "42em"})

    def build(self) -> ipywidgets.VBox:
        """Build the widget: what the field holds goes to the same check as `ck.answer`."""
        import ipywidgets

        field = self._field()
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
            self.hints_given += 1
            say(self.exercise.hint(self.hints_given))

        check.on_click(lambda _: say(self.exercise.check(field.value)))
        hint.on_click(give_hint)
        return box

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = self.build()._repr_mimebundle_()
        return bundle | {"text/plain": repr(self), "text/html": self._question()}
