/** @file Parses subtitles (.srt, .vtt): what is said, in sections of a minute, without numbers and times. */
import { clean } from './package';
import { type Block, type Parser, UnreadableFileError } from './parser';
import { readText } from './read-text';

const TIMES = /^\s*(?:(\d{1,3}):)?(\d{1,2}):\d{2}[.,]\d{3}\s*-->/;

export const parseSubtitles: Parser = async (file) => {
  const said = new Map<string, string[]>();
  let minute: string | undefined;
  const lines = (await readText(file)).split('\n');
  lines.forEach((line, at) => {
    const times = TIMES.exec(line);
    const isNumber = /^\s*\d+\s*$/.test(line) && TIMES.test(lines[at + 1] ?? '');
    if (times !== null) minute = `${Number(times[1] ?? 0)}:${times[2]?.padStart(2, '0')}`;
    else if (line.trim() === '') minute = undefined;
    else if (minute !== undefined && !isNumber) {
      const texts = said.get(minute);
      if (texts === undefined) said.set(minute, [line]);
      else texts.push(line);
    }
  });
  const blocks = [...said].map(([section, texts]): Block => {
    return {
      kind: 'text',
      text: clean(
        texts
          .join(' ')
          .replace(/<v(?:\.[\w.-]*)?\s+([^<>]{1,60})>/g, '$1: ')
          .replace(/<[^<>]{0,100}>|\{\\[^{}]{0,100}\}/g, ''),
      ),
      section,
    };
  });
  if (blocks.length === 0) throw new UnreadableFileError('It contains no subtitles');
  return { blocks };
};
