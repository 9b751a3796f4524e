/** @file Saves the library with judgments and evaluations as one file, and reads such a file. */
import type { Announcer } from '../ui/announce';
import { byId, h, setText } from '../ui/dom';
import { countOf } from '../ui/format';
import { type Evaluated, type Evaluations, evaluationsIn } from '../judgments/evaluations';
import type { Judged, Judgments } from '../judgments/judgments';
import type { BackgroundRemote } from './background';

export type LibraryFileSetup = {
  readonly background: BackgroundRemote;
  readonly judgments: Pick<Judgments, 'all' | 'add'>;
  readonly evaluations: Pick<Evaluations, 'all' | 'add'>;
  readonly announcer: Announcer;
};

type PageData = {
  readonly judgments?: readonly (readonly [query: string, judged: readonly Judged[]])[];
  /** Files of version 1 have none. */
  readonly evaluations?: readonly Evaluated[];
};

export function connectLibraryFile({ background, judgments, evaluations, announcer }: LibraryFileSetup): void {
  const choose = byId('choose-library', HTMLInputElement);
  const line = byId('library-file-line', HTMLParagraphElement);
  const say = (text: string): void => {
    setText(line, text);
    announcer.say(text);
  };
  byId('export-library', HTMLButtonElement).addEventListener('click', () => {
    const page: PageData = {
      judgments: [...judgments.all].map(([query, grades]) => [query, [...grades.values()]]),
      evaluations: evaluations.all,
    };
    void background.exportLibrary(page).then(save, (error: unknown) => say(describe(error)));
  });
  byId('import-library', HTMLButtonElement).addEventListener('click', () => choose.click());
  choose.addEventListener('change', () => {
    const [file] = choose.files ?? [];
    choose.value = '';
    if (file === undefined) return;
    say('Reading the library…');
    background.importLibrary(file).then(
      ({ added, page }) => {
        const data = (page ?? {}) as PageData;
        for (const [query, judged] of data.judgments ?? []) for (const one of judged) judgments.add(query, one);
        const evaluated = evaluationsIn(data.evaluations);
        evaluations.add(...evaluated);
        const more = evaluated.length === 0 ? '' : ` and ${countOf(evaluated.length, 'evaluation')}`;
        say(`${countOf(added, 'document')}${more} read from ${file.name}.`);
      },
      (error: unknown) => say(`${file.name}: ${describe(error)}`),
    );
  });
}

function save(file: Blob): void {
  const url = URL.createObjectURL(file);
  h('a', { href: url, download: 'rankside-library.zip' }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function describe(error: unknown): string {
  return `${error instanceof Error ? error.message : String(error)}.`;
}
