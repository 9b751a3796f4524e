/** @file Text with marked ranges: sentences, words and strong words. Ranges may nest and overlap. */

export type Mark = { readonly start: number; readonly end: number; readonly kind: 'sentence' | 'word' | 'strong' };

/** Returns the nodes for `text[from, to)`; the offsets of marks are relative to `text`. */
export function markedText(text: string, marks: readonly Mark[], from = 0, to = text.length): Node[] {
  const edges = [from, to, ...marks.flatMap(({ start, end }) => [start, end])]
    .filter((edge) => edge >= from && edge <= to)
    .sort((a, b) => a - b);
  const nodes: Node[] = [];
  edges.forEach((start, index) => {
    const end = edges[index + 1];
    if (end === undefined || end === start) return;
    nodes.push(
      segmentNode(
        text.slice(start, end),
        marks.filter((mark) => mark.start <= start && mark.end >= end),
      ),
    );
  });
  return nodes;
}

function segmentNode(text: string, marks: readonly Mark[]): Node {
  const kinds = new Set(marks.map(({ kind }) => kind));
  const isWord = kinds.has('word') || kinds.has('strong');
  if (!isWord && !kinds.has('sentence')) return document.createTextNode(text);
  const element = document.createElement(isWord ? 'mark' : 'span');
  element.textContent = text;
  element.className = [...kinds].map((kind) => (kind === 'sentence' ? 'hit-sentence' : `hit-${kind}`)).join(' ');
  return element;
}
