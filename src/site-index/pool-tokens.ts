/**
 * @file Pools the token vectors of a passage to fewer vectors: the most similar groups are joined, again and again, and
 * a group becomes the direction of its mean (hierarchical clustering by average linkage; Clavié, Chaffin and Adams
 * 2024, token pooling). The time is quadratic in the tokens.
 */

/**
 * @param vectors (rows, dimensions), of unit length
 * @param count the number of vectors to keep, at least 1
 * @returns (at most `count`, dimensions), of unit length
 */
export function poolTokens(vectors: Float32Array, dimensions: number, count: number): Float32Array {
  const rows = vectors.length / dimensions;
  if (rows <= count) return vectors;
  // With average linkage, the similarity of two groups is the dot product of their sums divided by both sizes.
  const sums = vectors.slice();
  const sizes = new Float32Array(rows).fill(1);
  const similarity = similarities(vectors, dimensions, rows);
  const isOpen = new Uint8Array(rows).fill(1);
  const nearest = Int32Array.from({ length: rows }, (_, row) => nearestOf(row, similarity, isOpen));
  for (let left = rows; left > count; left--) {
    let a = -1;
    for (let row = 0; row < rows; row++) {
      if (!isOpen[row] || nearest[row]! < 0) continue;
      if (a < 0 || similarity[row * rows + nearest[row]!]! > similarity[a * rows + nearest[a]!]!) a = row;
    }
    const b = nearest[a]!;
    join(sums, dimensions, a, b);
    const [sizeA, sizeB] = [sizes[a]!, sizes[b]!];
    sizes[a] = sizeA + sizeB;
    isOpen[b] = 0;
    for (let row = 0; row < rows; row++) {
      if (!isOpen[row] || row === a) continue;
      const joined = (sizeA * similarity[row * rows + a]! + sizeB * similarity[row * rows + b]!) / (sizeA + sizeB);
      similarity[row * rows + a] = similarity[a * rows + row] = joined;
    }
    for (let row = 0; row < rows; row++) {
      if (!isOpen[row]) continue;
      if (row === a || nearest[row] === a || nearest[row] === b) nearest[row] = nearestOf(row, similarity, isOpen);
      else if (similarity[row * rows + a]! > similarity[row * rows + nearest[row]!]!) nearest[row] = a;
    }
  }
  const kept = [...isOpen.keys()].filter((row) => isOpen[row]);
  const pooled = new Float32Array(kept.length * dimensions);
  kept.forEach((row, i) => pooled.set(unit(sums.subarray(row * dimensions, (row + 1) * dimensions)), i * dimensions));
  return pooled;
}

/** (rows, rows) */
function similarities(vectors: Float32Array, dimensions: number, rows: number): Float32Array {
  const similarity = new Float32Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < a; b++) {
      let dot = 0;
      for (let d = 0; d < dimensions; d++) dot += vectors[a * dimensions + d]! * vectors[b * dimensions + d]!;
      similarity[a * rows + b] = similarity[b * rows + a] = dot;
    }
  }
  return similarity;
}

function nearestOf(row: number, similarity: Float32Array, isOpen: Uint8Array): number {
  const rows = isOpen.length;
  let best = -1;
  for (let other = 0; other < rows; other++) {
    if (other === row || !isOpen[other]) continue;
    if (best < 0 || similarity[row * rows + other]! > similarity[row * rows + best]!) best = other;
  }
  return best;
}

function join(sums: Float32Array, dimensions: number, a: number, b: number): void {
  for (let d = 0; d < dimensions; d++) sums[a * dimensions + d]! += sums[b * dimensions + d]!;
}

export function unit(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  return vector.map((value) => value * scale);
}
