"""The week of opening hours, one text field for each day."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from terreau.territories.opening_hours import WEEKDAYS, HoursRefused, OpeningHours


class WeekForm(forms.Form):
    """A form with the seven days; `opening_hours` stands in its clean data."""

    def add_week(self, hours: dict[str, Any]) -> None:
        """Add the seven fields, filled with the hours that are known."""
        for day, name in enumerate(WEEKDAYS, 1):
            slots = hours.get(str(day), [])
            self.fields[f"hours_{day}"] = forms.CharField(
                label=str(name).capitalize(),
                required=False,
                initial=", ".join(f"{start}-{end}" for start, end in slots),
                help_text=_("Par exemple 09:00-12:00, 14:00-18:00.") if day == 1 else "",
            )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        week: dict[str, Any] = {}
        for day in range(1, len(WEEKDAYS) + 1):
            written = facts.pop(f"hours_{day}", "")
            slots = [re.split(r"\s*[-–]\s*", slot.strip()) for slot in written.split(",") if slot.strip()]
            try:
                week |= OpeningHours.from_json({str(day): slots}).to_json()
            except HoursRefused as refusal:
                self.add_error(f"hours_{day}", str(refusal))
        facts["opening_hours"] = week
        return facts
