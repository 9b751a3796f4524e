/** @file Adds files and shows the progress, a button to stop, and for each file that could not be read the reason. */
import { proxy } from 'comlink';
import type { Announcer } from '../ui/announce';
import { byId, setText } from '../ui/dom';
import { countOf } from '../ui/format';
import type { BackgroundRemote } from './background';
import type { AddOutcome, AddProgress, Hit, Incoming } from '../../shared/library-data';
import { rememberPassword } from './passwords';
import { createProblems } from './problems';
import { createProgressThrottle } from './progress-throttle';
import { requestPersistentStorage } from './storage-meter';

export interface Adding {
  /** Adds the files after those of earlier calls. Resolves with the outcomes of those that were tried. */
  add(files: readonly Incoming[]): Promise<readonly AddOutcome[]>;
}

/** `onGone` receives the passages that replaced documents had and no longer have. */
export function createAdding(
  background: BackgroundRemote,
  announcer: Announcer,
  onGone: (passages: readonly Hit[]) => void,
): Adding {
  const box = byId('adding', HTMLDivElement);
  const line = byId('adding-line', HTMLParagraphElement);
  const bar = byId('adding-progress', HTMLProgressElement);
  let queue: Promise<unknown> = Promise.resolve();
  const problems = createProblems({
    onPassword(file, password) {
      rememberPassword(file.path, password);
      addAgain([{ ...file, password }]);
    },
    onRecognize: (files) => addAgain(files.map((file) => ({ ...file, recognize: true }))),
  });
  const showSoon = createProgressThrottle(show);
  byId('adding-stop', HTMLButtonElement).addEventListener('click', () => void background.cancel());

  function show({ done, total, path, fraction, step }: AddProgress): void {
    setText(line, `Reading ${done + 1} of ${total}: ${path}${step === undefined ? '' : `, ${step}`}`);
    bar.value = (done + fraction) / total;
  }

  async function addNow(files: readonly Incoming[]): Promise<readonly AddOutcome[]> {
    box.hidden = false;
    setText(line, `Reading ${countOf(files.length, 'file')}…`);
    announcer.say(`Reading ${countOf(files.length, 'file')}.`);
    try {
      const outcomes = await background.add(files, proxy(showSoon.offer));
      setText(byId('added', HTMLParagraphElement), summarise(outcomes));
      problems.show(outcomes, files);
      const gone = outcomes.flatMap((outcome) => ('gone' in outcome ? (outcome.gone ?? []) : []));
      if (gone.length > 0) onGone(gone);
      announcer.say(summarise(outcomes));
      if (outcomes.some(({ state }) => state === 'added')) void requestPersistentStorage();
      return outcomes;
    } catch (error) {
      problems.show([], files);
      throw error;
    } finally {
      showSoon.stop();
      box.hidden = true;
    }
  }

  function add(files: readonly Incoming[]): Promise<readonly AddOutcome[]> {
    if (files.length === 0) return Promise.resolve([]);
    const added = queue.then(() => addNow(files));
    queue = added.catch(() => undefined);
    return added;
  }
  function addAgain(files: readonly Incoming[]): void {
    add(files).catch((error: unknown) =>
      setText(byId('added', HTMLParagraphElement), `The files could not be read: ${String(error)}`),
    );
  }
  return { add };
}

/** Counts the outcomes by their state. */
export function summarise(outcomes: readonly AddOutcome[]): string {
  const states = ['added', 'replaced', 'unchanged', 'failed'] as const;
  const parts = states.flatMap((state) => {
    const count = outcomes.filter((outcome) => outcome.state === state).length;
    return count === 0 ? [] : [`${count} ${state === 'failed' ? 'could not be read' : state}`];
  });
  return parts.length === 0 ? 'Nothing was added.' : `${parts.join(', ')}.`;
}
