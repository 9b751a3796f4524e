/** @file The status line of a search: what there is to search, what was found, and whether it answers the question. */
import type { LibraryWatch } from '../documents/library-state';
import type { Coverage, SearchAnswer } from '../../shared/library-data';
import { countOf, formatCount } from '../ui/format';
import type { Outcome } from './outcome';

/** The line while there is no question. */
export function describeLibrary({ state, isOpen }: Pick<LibraryWatch, 'state' | 'isOpen'>): string {
  if (!isOpen) return 'Opening your documents…';
  if (state.documents.length === 0) return '';
  const size = `${countOf(state.documents.length, 'document')}, ${countOf(state.chunks, 'passage')} to search`;
  return `${size}. All of them stay in this browser.`;
}

/** The line for a question while there is no document. */
export const EMPTY_LIBRARY = 'There are no documents to search yet.';

export function describeFirstStage(
  { matching, inScope }: Pick<SearchAnswer, 'matching' | 'inScope'>,
  isLoading: boolean,
): string {
  const found = describeMatching(matching, inScope);
  return isLoading ? `${found} The model is still loading and will reorder the results when it is ready.` : found;
}

function describeMatching(matching: number, inScope: number): string {
  if (inScope === 0) return 'The filters select no passage.';
  if (matching === 0) return 'No passage contains a word of your question.';
  const verb = matching === 1 ? 'contains' : 'contain';
  return `${matching} of ${countOf(inScope, 'passage')} ${verb} a word of your question.`;
}

/**
 * @param read the number of passages that the model read
 * @param coverage how many passages the search by meaning covers
 */
export function describeRanked(
  outcome: Outcome,
  read: number,
  coverage: Coverage,
  warnings: readonly string[] = [],
): string {
  const parts = [
    describeOutcome(outcome),
    `${countOf(read, 'passage')} ${read === 1 ? 'was' : 'were'} read by the model.`,
    describeCoverage(coverage, read),
    ...warnings.map((warning) => `${warning}.`),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** Says nothing where the model read all there is. */
function describeCoverage({ covered, total }: Coverage, read: number): string {
  if (covered === 0 || read >= total) return '';
  if (covered >= total) return `They are the nearest of ${formatCount(total)} by words and by meaning.`;
  return `By meaning, ${formatCount(covered)} of ${formatCount(total)} passages can be found so far.`;
}

function describeOutcome({ answers, mayAnswer, isNothing, withAllWords }: Outcome): string {
  if (isNothing) return `No passage answers this.${describeWords(withAllWords)}`;
  if (answers > 0) {
    const more = mayAnswer === 0 ? '' : `, ${mayAnswer} more may answer it`;
    return `${countOf(answers, 'passage')} ${answers === 1 ? 'answers' : 'answer'} this${more}.`;
  }
  return mayAnswer === 0 ? '' : `${countOf(mayAnswer, 'passage')} may answer this.`;
}

function describeWords(count: number): string {
  if (count === 0) return '';
  return ` ${countOf(count, 'passage')} ${count === 1 ? 'contains' : 'contain'} all its words.`;
}
