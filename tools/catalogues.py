"""Translation catalogues: extract, fill French with itself, check English, compile.

    python tools/catalogues.py extract [app …]   needs GNU gettext (xgettext)
    python tools/catalogues.py check             needs only Python: complete, not fuzzy, compiled

French is the language of the source. Its catalogue repeats each message, so that plural forms follow
the French rule (0 and 1 take the singular), which Django applies only to messages it finds.
"""

import re
import subprocess
import sys
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent / "src" / "terreau"
PLURALS = {"fr": "nplurals=2; plural=(n > 1);", "en": "nplurals=2; plural=(n != 1);"}


def catalogue(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(app: Path) -> None:
    """Extract the messages of one app and fill the French catalogue with the source text."""
    (app / "locale").mkdir(exist_ok=True)
    command = ["makemessages", "-l", "fr", "-l", "en", "--no-location", "--no-obsolete", "-v", "0"]
    command += ["-i", "locale", "-e", "html,txt,py"]
    # -P: an application's own logging.py must not stand for Python's.
    subprocess.run([sys.executable, "-P", "-m", "django", *command], cwd=app, check=True)
    for language, plural in PLURALS.items():
        path = catalogue(app, language)
        if not path.exists():
            continue
        po = polib.pofile(str(path), wrapwidth=110)
        po.header = ""
        po.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Language": language,
            "Plural-Forms": plural,
        }
        for entry in po:
            entry.comment = entry.tcomment = ""
            if entry.fuzzy:
                entry.flags.remove("fuzzy")
                entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
            if language == "fr" and entry.msgid_plural:
                entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
            elif language == "fr":
                entry.msgstr = entry.msgid
        po.sort(key=lambda entry: (entry.msgctxt or "", entry.msgid))
        po.save()
        po.save_as_mofile(str(path.with_suffix(".mo")))


def findings(app: Path) -> list[str]:
    """List what is missing in the catalogues of one app."""
    found = []
    for language in PLURALS:
        path = catalogue(app, language)
        if not path.exists():
            continue
        po = polib.pofile(str(path))
        name = f"{app.name}/{language}"
        found += [f"{name}: not translated: {entry.msgid!r}" for entry in po.untranslated_entries()]
        if language == "fr":
            found += [f"{name}: ordinary space in: {entry.msgid!r}" for entry in po if _is_loose(entry)]
        found += [f"{name}: fuzzy: {entry.msgid!r}" for entry in po.fuzzy_entries()]
        found += [f"{name}: placeholders differ: {entry.msgid!r}" for entry in po if _differs(entry)]
        mo_path = path.with_suffix(".mo")
        compiled = {
            (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural)
            for entry in (polib.mofile(str(mo_path)) if mo_path.exists() else [])
        }
        written = {
            (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural)
            for entry in po.translated_entries()
        }
        if compiled != written:
            found.append(f"{name}: compiled catalogue is not current (run: make messages)")
    return found


def _is_loose(entry: polib.POEntry) -> bool:
    """Say whether a source text has an ordinary space where French wants a no-break one."""
    return bool(re.search(r"\w [;!?](?:\s|$)|\w :(?:\s|$)|« | »", f"{entry.msgid}\n{entry.msgid_plural}"))


def _differs(entry: polib.POEntry) -> bool:
    def holders(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))

    if not entry.translated():
        return False
    translations = list(entry.msgstr_plural.values()) or [entry.msgstr]
    wanted = holders(entry.msgid) | holders(entry.msgid_plural or "")
    return any(holders(text) - wanted for text in translations) or (
        not entry.msgid_plural and holders(translations[0]) != wanted
    )


def main(arguments: list[str]) -> int:
    verb, *names = arguments or ["check"]
    apps = [SOURCE / name for name in names] or sorted(path.parent for path in SOURCE.glob("*/apps.py"))
    if verb == "extract":
        for app in apps:
            extract(app)
    found = [line for app in apps for line in findings(app)]
    print("\n".join(found) or "catalogues: complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
