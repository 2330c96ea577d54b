import { Risk } from '../../../core/api/types';

/** A picture of a spot that can be held against another one. */
export interface ComparedPicture {
  /** Number of the submission. */
  readonly id: number;
  readonly created: string;
  readonly class: string;
  readonly risk: Risk;
  readonly urgent: boolean;
  /** What a doctor says it is; null as long as none has. */
  readonly word: string | null;
  /** Where the whole picture is. */
  readonly picture: string;
  readonly thumbnail: string;
}

/** The numbers of the pictures that are compared, two at most; the one that was chosen longer ago stands first. */
export type Choice = readonly number[];

/** What is compared at first: the earliest picture with the latest, or with the one that is always compared. */
export function firstChoice(pictures: readonly Pick<ComparedPicture, 'id'>[], kept: number | null = null): Choice {
  const numbers = pictures.map(({ id }) => id);
  const [earliest, latest] = [numbers.at(0), numbers.at(-1)];
  const pair = kept === null ? [earliest, latest] : [earliest === kept ? latest : earliest, kept];
  return [...new Set(pair)].filter((id) => id !== undefined);
}

/**
 * The choice after a picture was pressed: one that is compared is let go, another one takes the place of the one that was
 * chosen longer ago. The kept one is always compared.
 */
export function pressed(choice: Choice, id: number, kept: number | null = null): Choice {
  if (id === kept) {
    return choice;
  }
  if (choice.includes(id)) {
    return choice.filter((other) => other !== id);
  }
  return kept === null ? [...choice, id].slice(-2) : [id, kept];
}

/** The two chosen pictures, the earlier first; null while there are not two. */
export function pairOf(
  pictures: readonly ComparedPicture[],
  choice: Choice,
): readonly [ComparedPicture, ComparedPicture] | null {
  const [earlier, later] = pictures.filter(({ id }) => choice.includes(id));
  return earlier && later ? [earlier, later] : null;
}
