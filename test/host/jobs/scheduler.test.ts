import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { nextMacrotask } from '../../../src/util/next-macrotask';
import { JobCancelled, Scheduler } from '../../../src/host/jobs/scheduler';
import type { Job } from '../../../src/host/jobs/scheduler';

type Step = {
  readonly id: number;
  readonly priority?: number;
  readonly checkpoints?: number;
  readonly ready?: Promise<unknown>;
};

/**
 * A scheduler and jobs that log their steps: `1>` starts, `1.` passes a checkpoint, `1<` ends, `1x` is cancelled while
 * it runs, `1-` is cancelled in the queue.
 */
function setUp() {
  const scheduler = new Scheduler();
  const log: string[] = [];
  const submit = ({ id, priority = 0, checkpoints = 0, ready }: Step, atCheckpoint?: (done: number) => void) => {
    const job: Job = {
      id,
      priority,
      ready,
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
  test('runs one job at a time, in order of arrival', async () => {
    const { scheduler, log, submit } = setUp();
    for (const id of [1, 2, 3]) submit({ id, checkpoints: 2 });
    await scheduler.idle();
    expect(log).toEqual(['1>', '1.', '1.', '1<', '2>', '2.', '2.', '2<', '3>', '3.', '3.', '3<']);
  });

  test('runs queued jobs by priority, then in order of arrival', async () => {
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

  test('runs a job of higher priority within a checkpoint of the running one', async () => {
    const { scheduler, log, submit } = setUp();
    submit({ id: 1, checkpoints: 2 }, (done) => {
      if (done === 1) submit({ id: 2, priority: 1, checkpoints: 1 });
    });
    await scheduler.idle();
    expect(log).toEqual(['1>', '2>', '2.', '2<', '1.', '1.', '1<']);
  });

  test('keeps a job of the same priority in the queue', async () => {
    const { scheduler, log, submit } = setUp();
    submit({ id: 1, checkpoints: 1 }, () => submit({ id: 2 }));
    await scheduler.idle();
    expect(log).toEqual(['1>', '1.', '1<', '2>', '2<']);
  });

  test.each([
    ['resolves', false],
    ['rejects', true],
  ])('runs a job by its priority once the promise %s for which it waits', async (_, fails) => {
    const { scheduler, log, submit } = setUp();
    let settle!: () => void;
    const ready = new Promise<void>((resolve, reject) => {
      settle = () => (fails ? reject(new Error('not there')) : resolve());
    });
    submit({ id: 1, priority: 2, ready });
    submit({ id: 2, checkpoints: 2 }, (done) => {
      if (done === 2) settle();
    });
    submit({ id: 3 });
    await vi.waitFor(() => expect(log).toContain('1<'));
    await scheduler.idle();
    expect(log).toEqual(['2>', '2.', '1>', '1<', '2.', '2<', '3>', '3<']);
  });

  test('drops a job that waits when it is cancelled, and when the scheduler is to be idle', async () => {
    const { scheduler, log, submit } = setUp();
    for (const id of [1, 2]) submit({ id, ready: new Promise(() => undefined) });
    await scheduler.cancel(1);
    expect(log).toEqual(['1-']);
    await scheduler.idle();
    expect(log).toEqual(['1-', '2-']);
  });

  test('starts each job once and never interleaves jobs of one priority', async () => {
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
            expect(open.at(-1)).toBe(id); // only the innermost job may run
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
  test('removes a queued job and resolves at once', async () => {
    const { scheduler, log, submit } = setUp();
    submit({ id: 1, checkpoints: 3 });
    submit({ id: 2 });
    await scheduler.cancel(2);
    expect(log).toEqual(['1>', '2-']);
    await scheduler.idle();
    expect(log).toEqual(['1>', '2-', '1.', '1.', '1.', '1<']);
  });

  test('stops a running job at its next checkpoint and resolves once it has ended', async () => {
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

  test('does not affect a later job with the same id as the cancelled one', async () => {
    const { scheduler, log, submit } = setUp();
    submit({ id: 1, checkpoints: 1 }, () => void scheduler.cancel(1));
    await scheduler.idle();
    submit({ id: 1, checkpoints: 1 });
    await scheduler.idle();
    expect(log).toEqual(['1>', '1x', '1>', '1.', '1<']);
  });

  test('ignores an unknown or finished job and does not affect a later job with its id', async () => {
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
  test('resolves at once if no job runs, and waits for jobs that are submitted meanwhile', async () => {
    const { scheduler, log, submit } = setUp();
    await scheduler.idle();
    submit({ id: 1, checkpoints: 1 }, () => submit({ id: 2, checkpoints: 1 }));
    await scheduler.idle();
    expect(log.at(-1)).toBe('2<');
  });
});

describe('nextMacrotask()', () => {
  test('lets a message arrive, which awaited promises do not', async () => {
    const { port1, port2 } = new MessageChannel();
    const received: unknown[] = [];
    port1.onmessage = ({ data }) => received.push(data);
    port2.postMessage(1);
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    expect(received).toEqual([]);
    for (let turn = 0; turn < 100 && received.length === 0; turn++) await nextMacrotask();
    expect(received).toEqual([1]);
    port1.close();
  });
});
