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

/**
 * Asks for a folder. Returns `undefined` when the browser has no `showDirectoryPicker`, and no files when the reader
 * cancels.
 */
export async function pickFolder(): Promise<Incoming[] | undefined> {
  if (!('showDirectoryPicker' in window)) return undefined;
  try {
    const handle = await (window as unknown as FolderDialog).showDirectoryPicker();
    return await filesOfHandle(handle, handle.name);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return [];
    throw error;
  }
}

type FolderDialog = { showDirectoryPicker(): Promise<FileSystemDirectoryHandle> };

async function filesOfHandle(folder: FileSystemDirectoryHandle, path: string): Promise<Incoming[]> {
  const files: Incoming[] = [];
  for await (const [name, handle] of folder.entries()) {
    const inside = `${path}/${name}`;
    if (isHiddenName(name)) continue;
    if (handle.kind === 'directory') files.push(...(await filesOfHandle(handle, inside)));
    else files.push({ path: inside, file: await handle.getFile() });
  }
  return files;
}

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

function isHiddenName(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || name === '__MACOSX';
}
