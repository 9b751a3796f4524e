import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    readonly fuzzRounds: number;
  }
}

/** The number of rounds that tests with random damage run: few by default, many with `npm run fuzz`. */
export const fuzzRounds = inject('fuzzRounds');
