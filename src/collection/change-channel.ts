/** @file Tells other handles of a named collection, on this page and others of its origin, which documents changed. */
import type { DocumentId } from './types';

export type ChangeChannel = {
  tell(ids: readonly DocumentId[]): void;
  close(): void;
};

type Message = { readonly ids: readonly DocumentId[] };

/** @param onChange is called with the ids of documents that another handle added, replaced or removed */
export function openChannel(name: string, onChange: (ids: readonly DocumentId[]) => void): ChangeChannel | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined;
  const channel = new BroadcastChannel(`rankside collection ${name}`);
  channel.onmessage = ({ data }: MessageEvent<Message>) => onChange(data.ids);
  if ('unref' in channel) (channel.unref as () => void)(); // an open channel would keep Node from ending
  let isOpen = true;
  return {
    tell(ids) {
      if (isOpen && ids.length > 0) channel.postMessage({ ids } satisfies Message);
    },
    close() {
      isOpen = false;
      channel.close();
    },
  };
}
