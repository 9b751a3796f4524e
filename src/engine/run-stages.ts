/** @file A batch through all stages of a model. States pass from one to the next where they are: on a GPU nothing is read back between them. */
import { padRows } from './batching';
import { EngineLost } from './engine-lost';
import type { InputRow } from './inputs';
import { output } from './outputs';
import type { Outputs } from './outputs';
import type { DeviceTensor, Feeds, FeedTensor, Session } from './runtime';

/** The outputs of the last stage that `wanted` names. @param limit tokens up to which rows are padded; undefined for rows of one length */
export async function runStages(
  sessions: readonly Session[],
  batch: readonly InputRow[],
  limit: number | undefined,
  wanted: readonly string[],
): Promise<Outputs> {
  let states: States = {};
  for (const session of sessions.slice(0, -1)) {
    states = await passing(states, () => nextStates(session, batch, limit, states));
  }
  return passing(states, () => runStage(sessions.at(-1)!, batch, limit, states, wanted));
}

/** What a later stage gets of the one before: nothing at first. */
type States = { readonly hidden?: FeedTensor | DeviceTensor };

/** Lets go of `states` once `work` has read them. */
async function passing<T>({ hidden }: States, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    if (hidden && 'onDevice' in hidden) hidden.release();
  }
}

async function nextStates(
  session: Session,
  batch: readonly InputRow[],
  limit: number | undefined,
  states: States,
): Promise<States> {
  if (!session.runOnDevice) {
    const outputs = await runStage(session, batch, limit, states, ['next_hidden']);
    return { hidden: { type: 'float32', ...output(outputs, 'next_hidden') } }; // (batch, tokens, hidden)
  }
  const hidden = await session.runOnDevice(feedsOf(session, batch, limit, states), 'next_hidden');
  expectDevice(session);
  return { hidden };
}

async function runStage(
  session: Session,
  batch: readonly InputRow[],
  limit: number | undefined,
  states: States,
  wanted: readonly string[],
): Promise<Outputs> {
  const outputs = await session.run(feedsOf(session, batch, limit, states), wanted);
  expectDevice(session);
  return outputs;
}

function feedsOf(session: Session, batch: readonly InputRow[], limit: number | undefined, states: States): Feeds {
  const read = session.inputs.filter(({ name }) => !(name in states));
  return { ...padRows(batch, read, limit), ...states };
}

function expectDevice({ deviceLoss }: Session): void {
  if (deviceLoss) throw new EngineLost(`The GPU device was lost: ${deviceLoss}`);
}
