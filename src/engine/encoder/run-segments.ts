/** @file A batch through all stages of a model. States pass from one to the next where they are: on a GPU nothing is read back between them. */
import { padRows } from '../tokens/batching';
import type { Padding } from '../tokens/batching';
import { EngineLost } from '../../core/engine-lost';
import type { InputRow } from '../tokens/inputs';
import { outputFloats } from '../runtimes/outputs';
import type { Outputs } from '../runtimes/outputs';
import type { DeviceTensor, Feeds, FeedTensor, Session } from '../runtimes/runtime';

/** The outputs of the last stage that `wanted` names. @param padding undefined for rows of one length */
export async function runSegments(
  sessions: readonly Session[],
  batch: readonly InputRow[],
  padding: Padding | undefined,
  wanted: readonly string[],
): Promise<Outputs> {
  let states: States = {};
  for (const session of sessions.slice(0, -1)) {
    states = await releasingAfter(states, () => runToStates(session, batch, padding, states));
  }
  return releasingAfter(states, () => runSegment(sessions.at(-1)!, batch, padding, states, wanted));
}

/** What a later stage gets of the one before: nothing at first. */
type States = { readonly hidden?: FeedTensor | DeviceTensor };

/** Lets go of `states` once `work` has read them. */
async function releasingAfter<T>({ hidden }: States, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    if (hidden && 'onDevice' in hidden) hidden.release();
  }
}

async function runToStates(
  session: Session,
  batch: readonly InputRow[],
  padding: Padding | undefined,
  states: States,
): Promise<States> {
  if (!session.runOnDevice) {
    const outputs = await runSegment(session, batch, padding, states, ['next_hidden']);
    return { hidden: { type: 'float32', ...outputFloats(outputs, 'next_hidden') } }; // (batch, tokens, hidden)
  }
  const hidden = await session.runOnDevice(feedsOf(session, batch, padding, states), 'next_hidden');
  expectDevice(session);
  return { hidden };
}

async function runSegment(
  session: Session,
  batch: readonly InputRow[],
  padding: Padding | undefined,
  states: States,
  wanted: readonly string[],
): Promise<Outputs> {
  const outputs = await session.run(feedsOf(session, batch, padding, states), wanted);
  expectDevice(session);
  return outputs;
}

function feedsOf(session: Session, batch: readonly InputRow[], padding: Padding | undefined, states: States): Feeds {
  const read = session.inputs.filter(({ name }) => !(name in states));
  return { ...padRows(batch, read, padding), ...states };
}

function expectDevice({ deviceLoss }: Session): void {
  if (deviceLoss) throw new EngineLost(`The GPU device was lost: ${deviceLoss}`);
}
