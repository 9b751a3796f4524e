/**
 * @file Collects files from a drop, a file dialog or a folder dialog, each with the path that becomes its document id.
 */
import type { Incoming } from '../../shared/library-data';

/**
 * The files of a drop, also those in dropped folders. Call it during the event, since the transfer is empty afterwards.
 */
export async function filesOfDrop(transfer: DataTransfer): Promise<Incoming[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return filesOfList(transfer.files);
  const nested = await Promise.all(entries.map(filesOfEntry));
  return nested.flat();
}

/** The files of an input; those of a folder dialog have a path. */
export function filesOfList(list: Iterable<File>): Incoming[] {
  return [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file })).filter(isVisible);
}

/** Whether the browser gives the page a folder that stays known, and not only its files. */
export function canPickFolders(): boolean {
  return 'showDirectoryPicker' in window;
}

/** Asks for a folder. Returns `undefined` when the reader cancels. */
export async function pickFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await (window as unknown as FolderDialog).showDirectoryPicker();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw error;
  }
}

type FolderDialog = { showDirectoryPicker(): Promise<FileSystemDirectoryHandle> };

async function filesOfEntry(entry: FileSystemEntry): Promise<Incoming[]> {
  if (isHiddenName(entry.name)) return [];
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: Incoming[] = [];
  // `readEntries` returns about a hundred entries at a time, and an empty list at the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return files;
    for (const inside of batch) files.push(...(await filesOfEntry(inside)));
  }
}

function isVisible({ path }: Incoming): boolean {
  return !path.split('/').some(isHiddenName);
}

export function isHiddenName(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || name === '__MACOSX';
}
