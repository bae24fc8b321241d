"""How a person acts on a page: with a mouse, or with a keyboard alone and the focus always in sight."""

from playwright.sync_api import Locator, Page

FOCUS = """() => {
  const here = document.activeElement;
  const shown = [here, here.closest(".choice, label"), here.closest(".card, .record")].filter(Boolean);
  const box = here.getBoundingClientRect();
  return {
    what: here.outerHTML.slice(0, 120),
    is_body: here === document.body,
    outlined: shown.map((element) => getComputedStyle(element))
      .some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
    within: box.bottom > 0 && box.top < innerHeight,
  };
}"""
MOST_TABS = 200


class Mouse:
    """Clicks, and types where the pointer is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def find(self, selector: str) -> Locator:
        return self.page.locator(selector).first

    def press(self, selector: str) -> None:
        """Follow a link or press a button, until the next page is there."""
        with self.page.expect_navigation():
            self.find(selector).click()

    def write(self, selector: str, text: str) -> None:
        self.find(selector).fill(text)

    def tick(self, selector: str) -> None:
        """Tick a box or choose one answer."""
        self.find(selector).check()

    def unfold(self, selector: str) -> None:
        """Open the fold in which something waits."""
        fold = self.page.locator(f"details:has({selector})").first
        if fold.count() and fold.get_attribute("open") is None:
            self.open(f"details:has({selector}) > summary")

    def open(self, summary: str) -> None:
        self.find(summary).click()


class Keyboard(Mouse):
    """Tab, Enter, Space, the arrows inside a group of answers, and letters."""

    def press(self, selector: str) -> None:
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def tick(self, selector: str) -> None:
        if self.find(selector).is_checked():
            return
        if self.find(selector).get_attribute("type") == "radio":
            self.reach(f"[name='{self.find(selector).get_attribute('name')}']", any_of_them=True)
            for _ in range(self.page.locator(selector).count() + 20):
                if self._is_here(self.find(selector)):
                    break
                self.page.keyboard.press("ArrowDown")
            if self.find(selector).is_checked():
                return
        else:
            self.reach(selector)
        self.page.keyboard.press("Space")
        assert self.find(selector).is_checked()

    def open(self, summary: str) -> None:
        self.reach(summary)
        self.page.keyboard.press("Space")

    def reach(self, selector: str, *, any_of_them: bool = False) -> None:
        """Press Tab until the focus is there; each stop on the way must be seen."""
        target = self.find(selector)
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS)
            if focus["is_body"]:
                continue
            assert focus["outlined"], f"Nothing shows where the focus is: {focus['what']}"
            assert focus["within"], f"The focus is out of sight: {focus['what']}"
            here = "selector => document.activeElement.matches(selector)"
            if (any_of_them and self.page.evaluate(here, selector)) or self._is_here(target):
                return
        raise AssertionError(f"The keyboard does not reach {selector} on {self.page.url}")

    def _is_here(self, target: Locator) -> bool:
        return bool(target.evaluate("element => element === document.activeElement"))
