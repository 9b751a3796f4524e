/** @file The angles of rotary positions, for the kernel on every device. */

/**
 * For each token the cosines of the pairs of a head, then their sines: (tokens, width). The pair k turns by
 * position · theta^(−2k / width).
 *
 * @param width of a head
 */
export function rotaryTable(theta: number, width: number, tokens: number): Float32Array {
  const pairs = width / 2;
  const table = new Float32Array(tokens * width);
  for (let pair = 0; pair < pairs; pair++) {
    const frequency = theta ** (-pair / pairs);
    for (let position = 0; position < tokens; position++) {
      table[position * width + pair] = Math.cos(position * frequency);
      table[position * width + pairs + pair] = Math.sin(position * frequency);
    }
  }
  return table;
}
