/** @file Writes and reads numbers of variable length (LEB128) and texts, one after another. */

export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** @param value an integer from 0 to 2³¹ − 1 */
  number(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#push((rest & 127) | 128);
      rest >>>= 7;
    }
    this.#push(rest);
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.number(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #push(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @throws RangeError at the end of the bytes */
  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined || shift > 28) throw new RangeError('Expected a number, got the end of the bytes');
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  }

  text(): string {
    return new TextDecoder().decode(this.raw(this.number()));
  }

  raw(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new RangeError(`Expected ${length} more bytes, got fewer`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Returns all bytes that were not read yet. */
  rest(): Uint8Array {
    return this.raw(this.#bytes.length - this.#at);
  }
}
