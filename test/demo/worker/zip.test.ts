import { describe, expect, it } from 'vitest';
import { type ZipItem, unzip } from '../../../src/demo/worker/parse/zip';
import { makeZip } from '../make-files';

async function read(archive: Blob, limits = {}): Promise<ZipItem[]> {
  const items: ZipItem[] = [];
  for await (const item of unzip('a.zip', archive, limits)) items.push(item);
  return items;
}

describe('unzip()', () => {
  it('returns each file under the archive’s path, without hidden files', async () => {
    const items = await read(await makeZip({ 'b/c.txt': 'hello', '.git/x': 'no', '__MACOSX/y': 'no' }));
    expect(items.map(({ path }) => path)).toEqual(['a.zip/b/c.txt']);
    expect(await (items[0] as { file: Blob }).file.text()).toBe('hello');
  });

  it('reports entries that are protected with a password and continues', async () => {
    const items = await read(await makeZip({ 'secret.txt': 'x' }, { password: 'p' }));
    expect(items).toEqual([{ path: 'a.zip/secret.txt', problem: 'It is protected with a password' }]);
  });

  it('does not unpack a zip bomb', async () => {
    const bomb = await makeZip({ 'zeros.txt': new Uint8Array(2_000_000), 'fine.txt': 'x' });
    expect(bomb.size).toBeLessThan(20_000);
    const items = await read(bomb, { entryBytes: 1000 });
    expect(items.map((item) => ('problem' in item ? item.problem : item.path))).toEqual([
      'It unpacks to more than 1000 bytes and may be a zip bomb',
      'a.zip/fine.txt',
    ]);
  });

  it('stops unpacking an entry that is larger than the size it declares', async () => {
    const bytes = new Uint8Array(await (await makeZip({ 'zeros.txt': new Uint8Array(2_000_000) })).arrayBuffer());
    const view = new DataView(bytes.buffer);
    // Replaces the uncompressed size in each header of the entry.
    for (let offset = 0; offset + 4 <= bytes.length; offset += 1)
      if (view.getUint32(offset, true) === 2_000_000) view.setUint32(offset, 10, true);
    const items = await read(new Blob([bytes]), { entryBytes: 1000 });
    expect(items[0]).toHaveProperty('problem');
  });

  it('refuses too many files, too many bytes, and a file that is no archive', async () => {
    const archive = await makeZip({ a: 'x'.repeat(900), b: 'y'.repeat(900) });
    await expect(read(archive, { entries: 1 })).rejects.toThrow(
      'It contains 2 files; an archive may contain at most 1',
    );
    await expect(read(archive, { totalBytes: 1000 })).rejects.toThrow('zip bomb');
    await expect(read(new Blob(['PK\u0003\u0004 nothing']))).rejects.toThrow('damaged');
  });
});
