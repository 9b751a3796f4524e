import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextMacrotask } from '../../../src/util/next-macrotask';
import { JobCancelled, Scheduler } from '../../../src/host/jobs/scheduler';
import type { Job } from '../../../src/host/jobs/scheduler';

type Step = { readonly id: number; readonly priority?: number; readonly checkpoints?: number };

/** A scheduler and jobs that write down what they do: `1>` starts, `1.` passes a checkpoint, `1<` ends, `1x` is cancelled, `1-` before its turn. */
function setUp() {
  const scheduler = new Scheduler();
  const log: string[] = [];
  const submit = ({ id, priority = 0, checkpoints = 0 }: Step, atCheckpoint?: (done: number) => void) => {
    const job: Job = {
      id,
      priority,
      drop: () => log.push(`${id}-`),
      async run() {
        log.push(`${id}>`);
        try {
          for (let done = 1; done <= checkpoints; done++) {
            atCheckpoint?.(done);
            await scheduler.checkpoint(job);
            log.push(`${id}.`);
          }
          log.push(`${id}<`);
        } catch (error) {
          if (!(error instanceof JobCancelled)) throw error;
          log.push(`${id}x`);
        }
      },
    };
    scheduler.submit(job);
  };
  return { scheduler, log, submit };
}

describe('Scheduler', () => {
  test('runs one job at a time, first come first served', async () => {
    const { scheduler, log, submit } = setUp();
    for (const id of [1, 2, 3]) submit({ id, checkpoints: 2 });
    await scheduler.idle();
    expect(log).toEqual(['1>', '1.', '1.', '1<', '2>', '2.', '2.', '2<', '3>', '3.', '3.', '3<']);
  });

  test('runs the waiting by priority, then first come', async () => {
    const { scheduler, log, submit } = setUp();
    for (const [id, priority] of [
      [1, 9],
      [2, 0],
      [3, 5],
      [4, 5],
      [5, -1],
    ] as const)
      submit({ id, priority });
    await scheduler.idle();
    expect(log.filter((entry) => entry.endsWith('>'))).toEqual(['1>', '3>', '4>', '2>', '5>']);
  });

  test('runs a job of higher priority inside the checkpoint of a running one', async () => {
    const { scheduler, log, submit } = setUp();
    submit({ id: 1, checkpoints: 2 }, (done) => {
      if (done === 1) submit({ id: 2, priority: 1, checkpoints: 1 });
    });
    await scheduler.idle();
    expect(log).toEqual(['1>', '2>', '2.', '2<', '1.', '1.', '1<']);
  });

  test('lets a job of the same priority wait', async () => {
    const { scheduler, log, submit } = setUp();
    submit({ id: 1, checkpoints: 1 }, () => submit({ id: 2 }));
    await scheduler.idle();
    expect(log).toEqual(['1>', '1.', '1<', '2>', '2<']);
  });

  test('starts each of many jobs once, never two of one priority interleaved', async () => {
    const steps = fc.array(fc.record({ priority: fc.integer({ min: 0, max: 3 }), checkpoints: fc.nat(3) }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (jobs) => {
        const { scheduler, log, submit } = setUp();
        jobs.forEach((job, id) => submit({ id, ...job }));
        await scheduler.idle();
        const open: number[] = [];
        for (const entry of log) {
          const id = parseInt(entry);
          if (entry.endsWith('>')) {
            expect(open.every((outer) => jobs[outer]!.priority < jobs[id]!.priority)).toBe(true);
            open.push(id);
          } else {
            expect(open.at(-1)).toBe(id); // only the innermost moves
            if (entry.endsWith('<')) open.pop();
          }
        }
        expect(log.filter((entry) => entry.endsWith('<'))).toHaveLength(jobs.length);
      }),
      { numRuns: 30 },
    );
  });
});

describe('Scheduler.cancel()', () => {
  test('of a waiting job keeps it from starting, and resolves at once', async () => {
    const { scheduler, log, submit } = setUp();
    submit({ id: 1, checkpoints: 3 });
    submit({ id: 2 });
    await scheduler.cancel(2);
    expect(log).toEqual(['1>', '2-']);
    await scheduler.idle();
    expect(log).toEqual(['1>', '2-', '1.', '1.', '1.', '1<']);
  });

  test('of a running job stops it at its next checkpoint, and resolves once it is over', async () => {
    const { scheduler, log, submit } = setUp();
    let over: Promise<void> | undefined;
    submit({ id: 1, checkpoints: 5 }, (done) => {
      if (done === 2) over = scheduler.cancel(1).then(() => void log.push('over'));
    });
    submit({ id: 2 });
    await scheduler.idle();
    await over;
    expect(log.slice(0, 3)).toEqual(['1>', '1.', '1x']);
    expect(log).toContain('2<');
    expect(log).toContain('over');
  });

  test('of a running job does not reach a later one of the same id', async () => {
    const { scheduler, log, submit } = setUp();
    submit({ id: 1, checkpoints: 1 }, () => void scheduler.cancel(1));
    await scheduler.idle();
    submit({ id: 1, checkpoints: 1 });
    await scheduler.idle();
    expect(log).toEqual(['1>', '1x', '1>', '1.', '1<']);
  });

  test('of an unknown or finished job does nothing, also to a later job of that id', async () => {
    const { scheduler, log, submit } = setUp();
    await scheduler.cancel(7);
    submit({ id: 7, checkpoints: 1 });
    await scheduler.idle();
    await scheduler.cancel(7);
    submit({ id: 7, checkpoints: 1 });
    await scheduler.idle();
    expect(log).toEqual(['7>', '7.', '7<', '7>', '7.', '7<']);
  });
});

describe('Scheduler.idle()', () => {
  test('resolves at once when nothing runs, and waits for jobs that came meanwhile', async () => {
    const { scheduler, log, submit } = setUp();
    await scheduler.idle();
    submit({ id: 1, checkpoints: 1 }, () => submit({ id: 2, checkpoints: 1 }));
    await scheduler.idle();
    expect(log.at(-1)).toBe('2<');
  });
});

describe('macrotask()', () => {
  test('lets a message in that awaited promises alone do not', async () => {
    const { port1, port2 } = new MessageChannel();
    const heard: unknown[] = [];
    port1.onmessage = ({ data }) => heard.push(data);
    port2.postMessage(1);
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    expect(heard).toEqual([]);
    for (let turn = 0; turn < 100 && heard.length === 0; turn++) await nextMacrotask();
    expect(heard).toEqual([1]);
    port1.close();
  });
});
