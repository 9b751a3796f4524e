/** @file Parses messages (.eml), mailboxes (.mbox) and saved web pages (.mhtml) with postal-mime. */
import PostalMime, { type Address, type Email } from 'postal-mime';
import { append } from './append';
import { withSigns } from './decode-as';
import { decodeText } from './encoding';
import { blocksOfHtml } from './html';
import { clean } from './package';
import { type Block, type InnerFile, type Parser, UnreadableFileError } from './parser';

export const parseMail: Parser = async (file, { signal, onProgress }) => {
  const messages = split(new Uint8Array(await file.arrayBuffer()));
  const blocks: Block[] = [];
  const attachments: InnerFile[] = [];
  let unread: UnreadableFileError | undefined;
  for (const [index, bytes] of messages.entries()) {
    signal.throwIfAborted();
    if (countParts(bytes) > MAX_PARTS) throw new UnreadableFileError(`It has more than ${MAX_PARTS} parts`);
    const name = `message ${index + 1}`;
    try {
      const email = await parseMessage(bytes);
      append(blocks, blocksOf(email));
      append(attachments, attachmentsOf(email, messages.length > 1 ? `${name}/` : ''));
    } catch (error) {
      // The other messages of a mailbox can be read; this one is refused as a file of its own, which names it.
      if (!(error instanceof UnreadableFileError)) throw error;
      unread = error;
      attachments.push({ name: `${name}.txt`, file: new Blob([bytes as BlobPart]) });
    }
    onProgress((index + 1) / messages.length);
  }
  if (blocks.length === 0) throw unread ?? new UnreadableFileError('It contains no message');
  return { blocks, attachments };
};

/** A body without declarations is plain text, which is read here since the library takes long for many short lines. */
async function parseMessage(bytes: Uint8Array): Promise<Email> {
  const body = plainBodyAt(bytes);
  if (body === undefined) {
    const { subject, text, html, ...rest } = await PostalMime.parse(bytes);
    return {
      ...rest,
      subject: subject && withSigns(subject),
      text: text && withSigns(text),
      html: html && withSigns(html),
    };
  }
  // A mailbox of one megabyte may have tens of thousands of messages without a header.
  if (bytes.subarray(0, body).every((byte) => byte <= SPACE))
    return { ...NO_HEADER, text: await decodeText(bytes.subarray(body)) };
  const email = await PostalMime.parse(bytes.subarray(0, body));
  return { ...email, text: await decodeText(bytes.subarray(body)) };
}

const NO_HEADER: Email = { headers: [], headerLines: [], attachments: [] };

/** Where the body of a message starts whose header declares neither kind nor encoding. */
function plainBodyAt(bytes: Uint8Array): number | undefined {
  let at = 0;
  for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, at)) {
    if (end === at || (end === at + 1 && bytes[at] === CR)) return end + 1;
    const name = new TextDecoder('latin1').decode(bytes.subarray(at, Math.min(end, at + 8)));
    if (/^content-/i.test(name)) return undefined;
    at = end + 1;
  }
  return undefined;
}

const [LF, CR, SPACE] = [0x0a, 0x0d, 0x20];

/** A message of a person has fewer. */
const MAX_PARTS = 5000;

/** At least as many as the message has: its lines that start with two hyphens. */
function countParts(bytes: Uint8Array): number {
  let parts = 0;
  for (let at = bytes.indexOf(LF); at >= 0 && parts <= MAX_PARTS; at = bytes.indexOf(LF, at + 1))
    if (bytes[at + 1] === 0x2d && bytes[at + 2] === 0x2d) parts += 1;
  return parts;
}

/** The messages of a mailbox, each of which starts with a line `From `; a single message otherwise. */
function split(bytes: Uint8Array): Uint8Array[] {
  const text = new TextDecoder('latin1').decode(bytes);
  if (!text.startsWith('From ')) return [bytes];
  const starts = [...text.matchAll(/(?:^|\n\r?\n)From [^\n]*\n/g)].map(({ index, 0: line }) => ({
    line: index,
    body: index + line.length,
  }));
  return starts.flatMap(({ body }, at) => {
    const message = bytes.subarray(body, starts[at + 1]?.line ?? bytes.length);
    if (message.every((byte) => byte <= SPACE)) return [];
    // Mailboxes escape lines of a message that start with `From `.
    const escaped = [...text.slice(body, body + message.length).matchAll(/^>>*From /gm)].map(({ index }) => index);
    return [withoutBytes(message, escaped)];
  });
}

/** @param places ascending */
function withoutBytes(bytes: Uint8Array, places: readonly number[]): Uint8Array {
  const kept = new Uint8Array(bytes.length - places.length);
  let start = 0;
  for (const [removed, place] of [...places, bytes.length].entries()) {
    kept.set(bytes.subarray(start, place), start - removed);
    start = place + 1;
  }
  return kept;
}

function blocksOf(email: Email): Block[] {
  const { subject = '', from, to, cc, date } = email;
  const facts = [
    ['From', from === undefined ? '' : nameOf(from)],
    ['To', (to ?? []).map(nameOf).join(', ')],
    ['Cc', (cc ?? []).map(nameOf).join(', ')],
    ['Date', date === undefined ? '' : readableDate(date)],
  ].flatMap(([label, value]) => (value === '' ? [] : [`${label}: ${value}`]));
  const heading: Block[] = clean(subject) === '' ? [] : [{ kind: 'heading', text: clean(subject), level: 1 }];
  const head: Block[] = facts.length === 0 ? [] : [{ kind: 'text', text: facts.join('; ') }];
  const below = bodyOf(email).map((block) =>
    block.kind === 'heading' ? { ...block, level: Math.min(6, (block.level ?? 1) + 1) } : block,
  );
  return [...heading, ...head, ...below];
}

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** For example `4 March 2025 at 09:12 UTC`, or the text of the mail where it is no date. */
function readableDate(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : `${DATE.format(date)} UTC`;
}

/** The plain text, unless it only says that the message is HTML. */
function bodyOf({ text = '', html = '' }: Email): Block[] {
  const rich = html === '' ? [] : blocksOfHtml(html);
  const length = rich.reduce((sum, block) => sum + block.text.length, 0);
  if (length > text.trim().length * 2) return rich;
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[^\S\n]*\n/)
    .map(clean)
    .filter((paragraph) => paragraph !== '')
    .map((paragraph): Block => ({ kind: 'text', text: paragraph }));
}

function nameOf(address: Address): string {
  const { name } = address;
  if (address.address === undefined) return [name, ...address.group.map(nameOf)].filter(Boolean).join(', ');
  return name === '' ? address.address : `${name} <${address.address}>`;
}

/** The pictures and styles that a body shows are part of it. */
function attachmentsOf(email: Email, folder: string): InnerFile[] {
  return email.attachments.flatMap(({ filename, mimeType, disposition, related, content }, index) => {
    if (disposition !== 'attachment' && (related === true || (email.html !== undefined && filename === null)))
      return [];
    const name = (filename ?? `attachment ${index + 1}.${mimeType === 'message/rfc822' ? 'eml' : 'txt'}`).replace(
      /[/\\]/g,
      '_',
    );
    return [{ name: folder + name, file: new Blob([content as BlobPart], { type: mimeType }) }];
  });
}
