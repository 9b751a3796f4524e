/** @file Parses books (.epub): the chapters in their order of reading, which are XHTML. */
import { append } from './append';
import { blocksOfHtml } from './html';
import { type Package, clean, elementsOf, openPackage, resolvePath, textOf } from './package';
import { type Block, type Parser, UnreadableFileError } from './parser';

export const parseBook: Parser = async (file, { signal, onProgress }) => {
  const archive = await openPackage(file);
  const { title, chapters } = await spineOf(archive);
  await refuseProtected(archive, chapters);
  const blocks: Block[] = title === '' ? [] : [{ kind: 'heading', text: title, level: 0 }];
  for (const [index, path] of chapters.entries()) {
    signal.throwIfAborted();
    append(blocks, blocksOfHtml((await archive.text(path)) ?? ''));
    onProgress((index + 1) / chapters.length);
  }
  if (!blocks.some(({ kind }) => kind !== 'heading')) throw new UnreadableFileError('It contains no text');
  return { blocks };
};

async function spineOf(archive: Package): Promise<{ title: string; chapters: string[] }> {
  const container = await archive.xml('META-INF/container.xml');
  const root = container === undefined ? undefined : elementsOf(container, 'rootfile')[0]?.attribs['full-path'];
  const book = root === undefined ? undefined : await archive.xml(root);
  if (root === undefined || book === undefined) throw new UnreadableFileError('The book is damaged');
  const items = new Map(
    elementsOf(book, 'item', 'opf:item').map(({ attribs }) => [attribs['id'] ?? '', attribs['href'] ?? '']),
  );
  const chapters = elementsOf(book, 'itemref', 'opf:itemref').flatMap(({ attribs }) => {
    const href = items.get(attribs['idref'] ?? '');
    return href === undefined || href === '' ? [] : [resolvePath(root, href)];
  });
  return {
    title: clean(
      elementsOf(book, 'dc:title')
        .slice(0, 1)
        .map((one) => textOf(one))
        .join(''),
    ),
    chapters,
  };
}

/** Fonts may be encrypted in a book that can be read; chapters may not. */
async function refuseProtected(archive: Package, chapters: readonly string[]): Promise<void> {
  const encryption = await archive.xml('META-INF/encryption.xml');
  if (encryption === undefined) return;
  const names = elementsOf(encryption, 'CipherReference', 'enc:CipherReference').map(({ attribs }) =>
    decodeURIComponent(attribs['URI'] ?? ''),
  );
  if (names.some((name) => chapters.includes(name)))
    throw new UnreadableFileError('It is protected against copying (DRM)');
}
