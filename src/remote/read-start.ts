/** @file Reads a response up to a number of bytes, so that an endless one does not fill the memory. */

/** Returns the text of the first `limit` bytes, and whether that was all. The rest is not received. */
export async function readStart(
  response: Response,
  limit: number,
): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  if (!response.body) return { text: (await response.text()).slice(0, limit), isWhole: true };
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), isWhole: true };
    bytes += value.byteLength;
    text += decoder.decode(value.subarray(0, Math.max(0, value.byteLength - (bytes - limit))), { stream: true });
    if (bytes <= limit) continue;
    await reader.cancel();
    return { text, isWhole: false };
  }
}
