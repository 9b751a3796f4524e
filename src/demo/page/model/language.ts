/**
 * @file Detects the language of texts, also among languages of one script. The detector (franc-min: 82 languages, by
 * the frequencies of three letters in a row) is loaded when it is first needed.
 */

/** Shorter texts are not judged: names, numbers and commands look like any language. */
const LEAST_LETTERS = 24;
/**
 * A text of fewer letters counts as foreign only where every language that the model reads is at most this likely, and
 * the best is 1. So 2 of 199 English questions of XQuAD count as foreign, and 146 of the same questions in German; of
 * its 240 paragraphs, which are longer, 1 in English and all in German.
 */
const LIKELY = 0.7;
const CERTAIN_LETTERS = 100;
/** Characters of a text that are read. */
const READ = 600;

/** The detector: languages (ISO 639-3) with their likelihood relative to the best, the best first. */
export type Detector = (text: string) => readonly (readonly [language: string, likelihood: number])[];

let loading: Promise<Detector> | undefined;

export function loadDetector(): Promise<Detector> {
  return (loading ??= import('franc-min').then(
    ({ francAll }) =>
      (text) =>
        francAll(text, { minLength: 1 }),
  ));
}

/**
 * The language, as ISO 639-3, that most of the texts are in, if it is none of those that the model reads. Texts that
 * are too short or too uncertain count for neither side.
 *
 * @param reads what the model reads, as ISO 639-3
 */
export function foreignLanguage(
  texts: readonly string[],
  reads: readonly string[],
  detect: Detector,
): string | undefined {
  const counts = new Map<string, number>();
  let judged = 0;
  for (const text of texts) {
    const found = languageOf(text, reads, detect);
    if (found === undefined) continue;
    judged++;
    if (!reads.includes(found)) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  const foreign = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (foreign * 2 <= judged) return undefined;
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

/** Undefined where the text is too short, or may also be in a language that the model reads. */
function languageOf(text: string, reads: readonly string[], detect: Detector): string | undefined {
  const beginning = text.slice(0, READ);
  const letters = beginning.match(/\p{L}/gu)?.length ?? 0;
  if (letters < leastLetters(beginning)) return undefined;
  const found = detect(beginning);
  const best = found[0]?.[0];
  if (best === undefined || best === 'und' || reads.includes(best)) return best === 'und' ? undefined : best;
  const isUncertain = found.some(([language, likelihood]) => reads.includes(language) && likelihood > LIKELY);
  return letters < CERTAIN_LETTERS && isUncertain ? undefined : best;
}

/** A few characters of a script that is not Latin tell enough. */
function leastLetters(text: string): number {
  return /\p{Script=Latin}/u.test(text) ? LEAST_LETTERS : 3;
}

const NAMES = new Intl.DisplayNames(['en'], { type: 'language' });

/** The English name of a language. */
export function nameOfLanguage(language: string): string {
  return language === 'cmn' ? 'Chinese' : (NAMES.of(language) ?? language);
}
