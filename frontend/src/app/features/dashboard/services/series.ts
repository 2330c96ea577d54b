import { components } from '../../../core/api/schema';

export type Dashboard = Readonly<components['schemas']['DashboardAnswer']>;
export type ModelAnswer = Readonly<components['schemas']['ModelAnswer']>;

/** One row of numbers of a chart, in the order of its labels. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
  /** Custom properties of the style sheet: one for all, or one for each value. */
  readonly colours: readonly string[];
}

/** What a chart shows, and the table beside it. */
export interface Figures {
  /** What the labels are: the heading of the table's first column. */
  readonly of: string;
  readonly labels: readonly string[];
  readonly series: readonly Series[];
}
