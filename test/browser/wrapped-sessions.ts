/** @file A runtime whose sessions are wrapped, so that a test can make their runs fail. */
import type { Runtime, Session } from '../../src/engine/runtimes/runtime';

type Run = (...args: Parameters<Session['run']>) => ReturnType<Session['run']>;

/** @param wrap returns what a run of the session does instead, or undefined to leave the session as it is */
export function withWrappedSessions(runtime: Runtime, wrap: (session: Session) => Run | undefined): Runtime {
  return {
    build: runtime.build,
    threads: runtime.threads,
    ...(runtime.compiled ? { compiled: runtime.compiled } : {}),
    ...(runtime.createMatcher ? { createMatcher: () => runtime.createMatcher!() } : {}),
    async createSession(...args) {
      const session = await runtime.createSession(...args);
      const run = wrap(session);
      return run ? withRun(session, run) : session;
    },
  };
}

function withRun(session: Session, run: Run): Session {
  return {
    inputs: session.inputs,
    outputs: session.outputs,
    get deviceLoss() {
      return session.deviceLoss;
    },
    release: () => session.release(),
    run,
  };
}
