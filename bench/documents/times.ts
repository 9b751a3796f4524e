/** @file Measures the processor time that the parsers and the index take for files of one megabyte. */
import { readFile } from '../../src/demo/worker/read-file';
import { createTextIndex } from '../../src/demo/worker/text-index';
import { type Shape, shapes } from './shapes';

export type ShapeTime = {
  readonly name: string;
  readonly parse: number;
  readonly index: number;
  readonly chunks: number;
};

/** @param only the names of shapes to measure contain it. Default: all */
export async function measureTimes(only = ''): Promise<ShapeTime[]> {
  const times: ShapeTime[] = [];
  for (const shape of shapes()) {
    const name = `${shape.path} ${shape.name}`;
    if (!name.includes(only)) continue;
    const time = await timeOf(shape);
    times.push({ name, ...time });
    console.log(
      `${time.parse.toFixed(2).padStart(6)} s  ${time.index.toFixed(2).padStart(6)} s  ${String(time.chunks).padStart(6)}  ${name}`,
    );
  }
  return times;
}

async function timeOf({ path, content }: Shape): Promise<Omit<ShapeTime, 'name'>> {
  const context = { signal: new AbortController().signal, onProgress: () => undefined };
  const file = new Blob([content]);
  const start = seconds();
  const read = await readFile({ path, file }, undefined, context).catch(() => undefined);
  const parsed = seconds();
  if (read === undefined || typeof read === 'string') return { parse: parsed - start, index: 0, chunks: 0 };
  (await createTextIndex()).add(read.record, read.content);
  return { parse: parsed - start, index: seconds() - parsed, chunks: read.content.chunks.length };
}

/** The processor time of this process, which other work on the machine does not lengthen. */
function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
