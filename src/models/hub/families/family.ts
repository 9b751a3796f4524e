/** @file A model family: how its repositories are recognised, and the parts of a card in which families differ. */
import type { ModelCard } from '../../card';
import type { HubFiles } from '../hub-files';

/** The part of a card that depends on the family. `hubCard` adds what is read in the same way for every family. */
export type FamilyCard = Omit<
  ModelCard,
  'format' | 'name' | 'languages' | 'parameters' | 'tokenizer' | 'variants' | 'golden' | 'licence' | 'provenance'
>;

export interface ModelFamily {
  readonly name: string;
  /** Whether the files describe a model of this family. The registry asks only if no earlier family matches. */
  matches(files: HubFiles): boolean;
  /**
   * Reads the family's part of the card.
   *
   * @param id name of the repository, for messages and for facts that are known by name
   * @throws TypeError that says what the repository lacks, or what is not supported
   */
  card(id: string, files: HubFiles): FamilyCard;
}

/** The architecture that `config.json` names, for example `BertForSequenceClassification`; empty if it names none. */
export function architectureOf({ config }: HubFiles): string {
  return config.architectures?.[0] ?? '';
}
