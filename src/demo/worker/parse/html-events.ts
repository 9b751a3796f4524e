/**
 * @file Reads HTML into events. HTML is read by parse5, which builds the tree that browsers build, and XHTML by
 * htmlparser2. What is nested deeper than browsers show would take both too long and is read tag after tag.
 */
import { Parser as EventReader } from 'htmlparser2';
import { isDeeplyNested } from './nesting';
import { type DefaultTreeAdapterMap, defaultTreeAdapter, parse, parseFragment } from 'parse5';

export type HtmlEvents = {
  onopentag(name: string, attributes: Readonly<Record<string, string>>): void;
  ontext(text: string): void;
  onclosetag(name: string): void;
};

/** Browsers nest at most 512 elements. */
const MAX_DEPTH = 512;
/** The time of parse5 grows with the square of the attributes of a tag. */
const MAX_TAG = 65_536;

export function readHtml(html: string, events: HtmlEvents): void {
  if (isXhtml(html) && !isDeeplyNested(html)) return readXhtml(html, events);
  const tree = hasLongTag(html) || hasOpenFormatting(html) ? undefined : treeOf(closeEmptyElements(html));
  if (tree === undefined) readTags(html, events);
  else emitTree(tree, events);
}

function isXhtml(html: string): boolean {
  const head = html.slice(0, 2000);
  return /^\s*<\?xml\b/.test(head) || /<html[^<>]*\sxmlns=/i.test(head);
}

function hasLongTag(html: string): boolean {
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
    const end = html.indexOf('>', at);
    if ((end < 0 ? html.length : end) - at > MAX_TAG) return true;
    if (end < 0) return false;
    at = end;
  }
  return false;
}

/** More unclosed tags than this are no text of a person; parse5 opens each of them again in every paragraph. */
const MAX_OPEN = 2000;

function hasOpenFormatting(html: string): boolean {
  let open = 0;
  for (const [, end] of html.matchAll(/<(\/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s>]/gi)) {
    open += end === '' ? 1 : -1;
    if (open > MAX_OPEN) return true;
  }
  return false;
}

/** `<iframe/>` contains the rest of the document by HTML's rules, which its author did not mean. */
function closeEmptyElements(html: string): string {
  return ['iframe', 'script', 'style', 'title', 'textarea', 'object', 'noscript'].reduce((text, name) => {
    if (text.toLowerCase().includes(`</${name}`)) return text;
    return text.replace(new RegExp(`<${name}\\b([^<>]{0,2000})/>`, 'gi'), `<${name}$1></${name}>`);
  }, html);
}

function readXhtml(html: string, events: HtmlEvents): void {
  const decoded = {
    onopentag: (name: string, attributes: Readonly<Record<string, string>>) => events.onopentag(name, attributes),
    ontext: (text: string) => events.ontext(text.replace(ENTITY, letterOf)),
    onclosetag: (name: string) => events.onclosetag(name),
  };
  const reader = new EventReader(decoded, { decodeEntities: true, xmlMode: true, lowerCaseTags: true });
  reader.end(html);
}

/** XML itself knows five names of characters; XHTML and books use all those of HTML. */
const ENTITY = /&[a-z][a-z0-9]{1,31};/gi;
const LETTERS = new Map<string, string>();

function letterOf(entity: string): string {
  let letter = LETTERS.get(entity);
  if (letter === undefined) {
    const [node] = parseFragment(entity).childNodes;
    letter = node !== undefined && 'value' in node ? node.value : entity;
    LETTERS.set(entity, letter);
  }
  return letter;
}

/** Reads tag after tag, whatever their order, in time linear in the text. */
function readTags(html: string, events: HtmlEvents): void {
  const open: string[] = [];
  for (const [, end, name = '', text] of html.matchAll(/<(\/?)([a-z][\w:-]*)[^<>]{0,10000}>?|([^<]+)|</gi)) {
    const tag = name.toLowerCase();
    if (text !== undefined) events.ontext(text);
    else if (end === '' && name !== '') {
      events.onopentag(tag, {});
      if (!/^(?:br|hr|img|input|link|meta|wbr)$/.test(tag)) open.push(tag);
    } else if (name !== '' && open.at(-1) === tag) events.onclosetag(open.pop() ?? tag);
  }
  for (const tag of open.toReversed()) events.onclosetag(tag);
}

type Node = DefaultTreeAdapterMap['node'];

/** Returns `undefined` for a tree that is too deep. */
function treeOf(html: string): Node | undefined {
  let depth = 0;
  const tooDeep = new RangeError(`Expected at most ${MAX_DEPTH} nested elements`);
  const treeAdapter = {
    ...defaultTreeAdapter,
    onItemPush(): void {
      depth += 1;
      if (depth > MAX_DEPTH) throw tooDeep;
    },
    onItemPop(): void {
      depth -= 1;
    },
  };
  try {
    return parse(html, { treeAdapter, scriptingEnabled: false });
  } catch (error) {
    if (error === tooDeep) return undefined;
    throw error;
  }
}

/** Without recursion, since misnested elements may make the tree deeper than its source. */
function emitTree(root: Node, events: HtmlEvents): void {
  const open: (Node | string)[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node === 'string') events.onclosetag(node);
    else if ('value' in node) events.ontext(node.value);
    else if ('childNodes' in node) {
      if ('tagName' in node) {
        events.onopentag(node.tagName, Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])));
        open.push(node.tagName);
      }
      for (let at = node.childNodes.length - 1; at >= 0; at -= 1) open.push(node.childNodes[at]!);
    }
  }
}
