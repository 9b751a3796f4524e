/** @file The fields of a report that the page needs in order to plan, order and cut a ranking. */
import type { RerankerReport } from './types';

/** The facts that a model's card states about rankings. */
export type CardFacts = Pick<RerankerReport, 'languages' | 'fusion' | 'threshold' | 'instruction'>;

/** The facts that every backend reports, whether the model runs on this device or on a server. */
export type ReportFacts = CardFacts &
  Pick<RerankerReport, 'model' | 'method' | 'depth'> &
  Partial<Pick<RerankerReport, 'scoreKind'>>;
