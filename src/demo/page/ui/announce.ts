/**
 * @file Announces messages to screen readers. A message waits until `quietMs` have passed without a newer one, so that
 * a search for every keystroke is announced once, when typing stops.
 */
import { setText } from './dom';

export interface Announcer {
  say(message: string): void;
  /** Cancels the message that still waits. */
  cancel(): void;
}

/** `region` is the element with `aria-live`. */
export function createAnnouncer(region: Element, quietMs = 900): Announcer {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    say(message) {
      clearTimeout(timer);
      timer = setTimeout(() => setText(region, message), quietMs);
    },
    cancel: () => clearTimeout(timer),
  };
}
