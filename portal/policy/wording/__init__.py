"""The wording check: what in a text for a candidate should be said differently, and why.

    findings = check(text, language="en", facts=Facts(other_names=("Ada Byron",), min_words=15))
    worst(findings)                        # Severity.BLOCK, WARN, HINT or None
    reminders(Letter(...))                 # what a good letter has, and whether this one has it

It helps the writer; it never scores people. A language without packs gets the checks of
`mechanics` alone.

Packs are `<language>/<category>.yml`, each a list of rules:

    - id: age-too-old                      # unique within the language
      severity: block                      # block | warn | hint
      match: phrase                        # word | stem | inside | phrase, for all terms
      why: Age is no ground for a decision.
      instead: Name the criterion that was not met.
      terms:
        - too old                          # as written, in any case, with any accent
        - "{you} are|seem* too? mature"    # see below
      except:
        - too old a browser                # a hit that lies within one of these is none
      with:
        - "{judging}"                      # a hit counts only if its sentence holds one of these
      unless:
        - "{task}"                         # nor if its clause (up to the next comma) holds one

`word` is the whole word, `stem` the beginning of one (`pregnan`: pregnant, pregnancy), `inside`
any part of one (for compounds). A `phrase` is words in a row, where each may be

    old          that word                 old*         a word that begins so
    *alter*      a word that contains it   old|aged     one of several (each may have its stars)
    {cv}         one of the words of a set (`words.yml`); a set may hold phrases
    please?      there or not              ...          up to three words of any kind
    over-aged    `over aged` or `overaged`

An apostrophe divides: `don't` is `don t`, written either way. Words of `fillers` ("really",
"simply") may stand between the words of a phrase, up to six, and need not be written. A phrase
never goes past the end of a sentence. The same goes for all other phrases. `with` makes words that
are mostly harmless ("woman", "French") count where a sentence judges a person.

`<language>/words.yml` holds what belongs to the language: `sets` (name: words or phrases),
`fillers`, `common` (everyday words, so that letters s p a c e d out can be read as words) and
`signs` (`outcome` and `next_step`: phrases that a letter shows
when it says the outcome, or a next step).

Texts and terms are folded alike before they are compared (`folding`): case, width, accents, letters
that look like others, characters that nobody sees, letters s p a c e d out. In German ä, ö and ü
are ae, oe and ue, and ß is ss, everywhere; so a term may be written either way.
"""

from portal.policy.wording.checking import check
from portal.policy.wording.findings import Category, Facts, Finding, Severity, worst
from portal.policy.wording.packs import BadPack, languages
from portal.policy.wording.reminders import Letter, Point, Reminder, Sign, reminders

__all__ = [
    "BadPack",
    "Category",
    "Facts",
    "Finding",
    "Letter",
    "Point",
    "Reminder",
    "Severity",
    "Sign",
    "check",
    "languages",
    "reminders",
    "worst",
]
