/** @file Adds files and shows the progress, a button to stop, and for each file that could not be read the reason. */
import { proxy } from 'comlink';
import type { Announcer } from '../ui/announce';
import { byId, h, setText } from '../ui/dom';
import { countOf } from '../ui/format';
import type { BackgroundRemote } from './background';
import type { AddOutcome, AddProgress, Hit, Incoming } from '../../shared/library-data';
import { createProgressThrottle } from './progress-throttle';
import { requestPersistentStorage } from './storage-meter';

export interface Adding {
  /** Adds the files after those of earlier calls. */
  add(files: readonly Incoming[]): Promise<void>;
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
  let queue = Promise.resolve();
  const showSoon = createProgressThrottle(show);
  byId('adding-stop', HTMLButtonElement).addEventListener('click', () => void background.cancel());

  function show({ done, total, path, fraction }: AddProgress): void {
    setText(line, `Reading ${done + 1} of ${total}: ${path}`);
    bar.value = (done + fraction) / total;
  }

  async function addNow(files: readonly Incoming[]): Promise<void> {
    box.hidden = false;
    setText(line, `Reading ${countOf(files.length, 'file')}…`);
    announcer.say(`Reading ${countOf(files.length, 'file')}.`);
    try {
      const outcomes = await background.add(files, proxy(showSoon.offer));
      showOutcomes(outcomes);
      const gone = outcomes.flatMap((outcome) => ('gone' in outcome ? (outcome.gone ?? []) : []));
      if (gone.length > 0) onGone(gone);
      announcer.say(summarise(outcomes));
      if (outcomes.some(({ state }) => state === 'added')) requestPersistentStorage();
    } finally {
      showSoon.stop();
      box.hidden = true;
    }
  }

  return {
    add(files) {
      if (files.length === 0) return Promise.resolve();
      const added = queue.then(() => addNow(files));
      queue = added.catch(() => undefined);
      return added;
    },
  };
}

function showOutcomes(outcomes: readonly AddOutcome[]): void {
  const failed = outcomes.filter((outcome) => outcome.state === 'failed');
  setText(byId('added', HTMLParagraphElement), summarise(outcomes));
  byId('problems', HTMLUListElement).replaceChildren(
    ...failed.map(({ path, reason }) => h('li', {}, h('strong', {}, path), `: ${reason}.`)),
  );
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
