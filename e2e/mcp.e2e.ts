/** @file `rankside mcp` over the built package, driven by the client of the official SDK over stdin and stdout. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { dist } from '../scripts/paths.mjs';
import { makePdf } from '../test/demo/make-files';

let folder: string;
const client = new Client({ name: 'test', version: '1' });

beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'rankside-mcp-'));
  await mkdir(join(folder, 'notes'));
  await writeFile(
    join(folder, 'notes/harbour.md'),
    '# Harbour\n\nThe ferry to the island leaves at noon.\n\n## Fees\n\nMooring costs ten coins.',
  );
  await writeFile(
    join(folder, 'pump.pdf'),
    Buffer.from(await makePdf([[{ text: 'Prime the pump with water.' }]]).arrayBuffer()),
  );
  await writeFile(join(folder, 'photo.png'), new Uint8Array([0x89, 0x50, 0x4e, 0x47]));
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(dist, 'cli.js'), 'mcp', folder, '--model', 'fast'],
    }),
  );
});

afterAll(async () => {
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

async function call(name: string, input: Record<string, unknown> = {}): Promise<string> {
  const answer = await client.callTool({ name, arguments: input });
  return (answer.content as { text: string }[]).map(({ text }) => text).join('\n');
}

describe('rankside mcp', () => {
  test('lists its tools', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['search', 'read_passage', 'list_documents', 'status']);
  });

  test('finds the passage that answers, and reads it with its neighbours', async () => {
    const found = await call('search', { query: 'when does the ferry leave', limit: 1 });
    expect(found).toContain('id: notes/harbour.md#0\nnotes/harbour.md › Harbour');
    expect(found).toContain('leaves at noon');
    expect(found).toContain('Files that could not be read: 1; see status.');
    const passage = await call('read_passage', { id: 'notes/harbour.md#0' });
    expect(passage).toContain('Mooring costs ten coins.');
  });

  test('reads PDF, and names what it could not read', async () => {
    expect(await call('list_documents')).toContain('pump.pdf (pdf, pages: 1, passages: 1)');
    expect(await call('status')).toMatch(/^Documents: 2\. Passages: 3\.\n[^]*photo\.png: Its text is in pictures/);
  });

  test('says when no passage shares a word, and when an argument is wrong', async () => {
    expect(await call('search', { query: 'xylophone' })).toContain('No passage contains a word of the query.');
    const answer = await client.callTool({ name: 'read_passage', arguments: { id: 'gone#9' } });
    expect(answer).toMatchObject({ isError: true, content: [{ text: 'Expected the id of a passage, got "gone#9"' }] });
  });

  test('reads files again that change, and forgets those that are removed', async () => {
    await writeFile(join(folder, 'notes/harbour.md'), '# Harbour\n\nThe lighthouse keeper rows.');
    await rm(join(folder, 'pump.pdf'));
    await expect.poll(() => call('search', { query: 'lighthouse' }), { timeout: 20_000 }).toContain('keeper rows');
    expect(await call('list_documents')).not.toContain('pump.pdf');
  });
});
