/** @file One forward pass through all stages of a model: each hands its states to the next. */
import { padRows } from './batching';
import type { Padding } from './batching';
import { EngineLost } from './engine-lost';
import type { InputRow } from './inputs';
import { output } from './outputs';
import type { Outputs } from './outputs';
import type { FeedTensor, Session } from './runtime';

/**
 * The outputs of the last stage.
 *
 * @throws EngineLost when a run fails
 */
export async function runStages(
  sessions: readonly Session[],
  batch: readonly InputRow[],
  padding: Padding | undefined,
  wanted: readonly string[],
): Promise<Outputs> {
  const run = async (session: Session, states: Readonly<Record<string, FeedTensor>>, names: readonly string[]) => {
    const read = session.inputs.filter(({ name }) => !(name in states));
    const outputs = await session.run({ ...padRows(batch, read, padding), ...states }, names);
    if (session.deviceLoss) throw new EngineLost(`The GPU device was lost: ${session.deviceLoss}`);
    return outputs;
  };
  try {
    let states: Record<string, FeedTensor> = {};
    for (const session of sessions.slice(0, -1))
      states = { hidden: statesOf(await run(session, states, ['next_hidden'])) };
    return await run(sessions.at(-1)!, states, wanted);
  } catch (cause) {
    if (cause instanceof EngineLost) throw cause;
    throw new EngineLost(`A run of the model failed: ${String(cause)}`, { cause });
  }
}

function statesOf(outputs: Outputs): FeedTensor {
  return { type: 'float32', ...output(outputs, 'next_hidden') }; // (batch, tokens, hidden)
}
