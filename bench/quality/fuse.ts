/** @file The model's ranking and the first stage's made one, over passages that both have scored. */

export type Fusion = 'none' | 'weighted' | 'rrf';

/** One passage as both saw it; higher is better in each. */
export type Opinions = { readonly model: number; readonly firstStage: number };

/** Share of the first stage in `weighted`. */
const DEFAULT_WEIGHT = 0.3;

/** Keeps the head of either list from deciding alone; the value of the paper. */
const RANK_OFFSET = 60;

/**
 * The fused value of each row, higher is better.
 *
 * `weighted`: (1 − weight) · z(model) + weight · z(first stage), z being the standard score over the rows. `rrf`: 1 / (60 + rank) in
 * both rankings, summed (Cormack, Clarke and Buettcher, 2009).
 */
export function fuse(fusion: Exclude<Fusion, 'none'>, rows: readonly Opinions[], weight = DEFAULT_WEIGHT): number[] {
  const scale = fusion === 'rrf' ? reciprocalRanks : standardScores;
  const share = fusion === 'rrf' ? 0.5 : weight;
  const [model, firstStage] = [scale(rows.map((row) => row.model)), scale(rows.map((row) => row.firstStage))];
  return rows.map((_, row) => (1 - share) * model[row]! + share * firstStage[row]!);
}

function standardScores(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (deviation === 0 ? 0 : (value - mean) / deviation));
}

function reciprocalRanks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[b]! - values[a]! || a - b);
  const ranks = new Array<number>(values.length);
  order.forEach((index, place) => (ranks[index] = 1 / (RANK_OFFSET + place + 1)));
  return ranks;
}
