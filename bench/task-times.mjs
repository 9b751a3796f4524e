/**
 * @file Measures the tasks of a page's main thread in wall-clock and in processor time, which differ tenfold on a busy
 * machine.
 */

/**
 * Traces tasks until the returned function is called.
 *
 * @param {import('playwright').CDPSession} system the session of the browser
 * @returns {Promise<() => Promise<{ wallMs: number, processorMs: number }>>} a function that returns the longest task
 * by each measure
 */
export async function watchTasks(system) {
  await system.send('Tracing.start', {
    transferMode: 'ReturnAsStream',
    traceConfig: { recordMode: 'recordAsMuchAsPossible', includedCategories: ['toplevel'] },
  });
  return async () => {
    const complete = new Promise((resolve) => system.once('Tracing.tracingComplete', resolve));
    await system.send('Tracing.end');
    const { stream } = await complete;
    return longestOf(JSON.parse(await readAll(system, stream)).traceEvents);
  };
}

async function readAll(system, handle) {
  const parts = [];
  for (;;) {
    const { data, eof, base64Encoded } = await system.send('IO.read', { handle, size: 4_000_000 });
    parts.push(base64Encoded ? Buffer.from(data, 'base64').toString() : data);
    if (eof) return parts.join('');
  }
}

function longestOf(events) {
  const named = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const mains = new Set(named.map(({ pid, tid }) => `${pid} ${tid}`));
  let [wallMs, processorMs] = [0, 0];
  for (const { name, pid, tid, dur = 0, tdur = 0 } of events) {
    if (!name.endsWith('RunTask') || !mains.has(`${pid} ${tid}`)) continue;
    wallMs = Math.max(wallMs, dur / 1000);
    processorMs = Math.max(processorMs, tdur / 1000);
  }
  return { wallMs: Math.round(wallMs), processorMs: Math.round(processorMs) };
}
