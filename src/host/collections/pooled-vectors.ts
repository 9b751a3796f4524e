/**
 * @file The pooled vectors of all passages of a collection in one array, and an exact search of it. A search of 50,000
 * vectors of 384 components takes some tens of milliseconds, so no approximate index is needed.
 */

/** A pooled vector of unit length as int8 with one scale. */
export type Pooled = { readonly pooled: Int8Array; readonly pooledScale: number };

export class PooledVectors {
  #dimensions = 0;
  #components = new Int8Array(0); // (rows, dimensions)
  /** A row without a vector has the scale 0. */
  #scales = new Float32Array(0); // (rows)

  /** @param row the number of the passage */
  set(row: number, { pooled, pooledScale }: Pooled): void {
    if (pooled.length !== this.#dimensions) this.#reset(pooled.length);
    if (row >= this.#scales.length) this.#grow(row + 1);
    this.#components.set(pooled, row * this.#dimensions);
    this.#scales[row] = pooledScale;
  }

  has(row: number): boolean {
    return (this.#scales[row] ?? 0) > 0;
  }

  /** A copy of the vector. */
  get(row: number): Pooled | undefined {
    if (!this.has(row)) return undefined;
    const pooled = this.#components.slice(row * this.#dimensions, (row + 1) * this.#dimensions);
    return { pooled, pooledScale: this.#scales[row]! };
  }

  delete(row: number): void {
    if (row >= this.#scales.length) return;
    this.#scales[row] = 0;
    this.#components.fill(0, row * this.#dimensions, (row + 1) * this.#dimensions);
  }

  clear(): void {
    this.#reset(0);
  }

  /** The `count` rows with the largest cosine with the query among those that are allowed, the largest first. */
  nearest(query: Pooled, count: number, isAllowed: (row: number) => boolean = () => true): number[] {
    if (query.pooled.length !== this.#dimensions || count === 0) return [];
    const rows: number[] = [];
    const values: number[] = [];
    let least = -Infinity;
    for (let row = 0; row < this.#scales.length; row++) {
      const scale = this.#scales[row]!;
      if (scale === 0) continue;
      const value = this.#dot(query.pooled, row) * scale;
      if (value <= least || !isAllowed(row)) continue;
      let at = values.length;
      while (at > 0 && values[at - 1]! < value) at--;
      values.splice(at, 0, value);
      rows.splice(at, 0, row);
      if (rows.length <= count) continue;
      rows.pop();
      values.pop();
      least = values[count - 1]!;
    }
    return rows;
  }

  #dot(query: Int8Array, row: number): number {
    const components = this.#components;
    let dot = 0;
    for (let d = 0, at = row * this.#dimensions; d < query.length; d++, at++) dot += query[d]! * components[at]!;
    return dot;
  }

  #reset(dimensions: number): void {
    this.#dimensions = dimensions;
    this.#components = new Int8Array(0);
    this.#scales = new Float32Array(0);
  }

  #grow(least: number): void {
    const rows = Math.max(least, 2 * this.#scales.length, 64);
    const [components, scales] = [new Int8Array(rows * this.#dimensions), new Float32Array(rows)];
    components.set(this.#components);
    scales.set(this.#scales);
    [this.#components, this.#scales] = [components, scales];
  }
}
