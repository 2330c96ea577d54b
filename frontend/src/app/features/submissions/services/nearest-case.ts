import { Submission } from '../../../core/api/types';

/** A picture of known diagnosis that the model learnt from and that looks like the one assessed. */
export interface NearestCase {
  readonly id: string;
  readonly label: string;
  /** Cosine between the features of the two pictures, -1 to 1. */
  readonly similarity: number;
  readonly source: string;
  readonly licence: string;
  /** Null where its licence allows to show none. */
  readonly thumbnail_url: string | null;
}

/** The nearest cases of a submission; a model that keeps none names none. */
export function nearestOf(submission: Submission): readonly NearestCase[] {
  return (submission as Submission & { readonly nearest?: readonly NearestCase[] }).nearest ?? [];
}
