/** @file Reads `data:` URLs without a request, because `connect-src 'self'` forbids to fetch them. */

export function isDataUrl(url: string): boolean {
  return url.startsWith('data:');
}

/** Returns a response with the data of a `data:` URL, in base64 or with percent signs. */
export function dataResponse(url: string): Response {
  const comma = url.indexOf(',');
  const type = url.slice('data:'.length, comma);
  const text = decodeURIComponent(url.slice(comma + 1));
  const body = type.endsWith(';base64') ? bytesOf(atob(text)) : text;
  return new Response(body, { headers: { 'content-type': type.replace(/;base64$/, '') } });
}

/** @param binary a character for each byte */
function bytesOf(binary: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
