import { Account } from '../api/types';

/** One place of the main navigation. */
export interface Place {
  readonly path: string;
  /** Key of its name. */
  readonly label: string;
  readonly icon: string;
  /** Another address whose pages belong to it. */
  readonly also?: string;
  /** Shown only where there is room for more than five; another page leads there as well. */
  readonly roomy?: true;
}

const REVIEWS: Place = { path: '/reviews', label: 'frame.places.reviews', icon: 'review' };
const ASSESS: Place = { path: '/assess', label: 'frame.places.assess', icon: 'scan' };
const HISTORY: Place = { path: '/history', label: 'frame.places.history', icon: 'history', also: '/spots' };
const LEARN: Place = { path: '/learn', label: 'frame.places.learn', icon: 'learn' };
const DASHBOARD: Place = { path: '/dashboard', label: 'frame.places.dashboard', icon: 'dashboard' };
const PEOPLE: Place = { path: '/people', label: 'frame.places.people', icon: 'people' };
const AUDIT: Place = { path: '/audit', label: 'frame.places.audit', icon: 'audit' };
const ACCOUNT: Place = { path: '/account', label: 'frame.places.account', icon: 'account' };

/** Where each role goes, in this order; more than five, less the roomy, do not fit along the bottom of a telephone. */
export const PLACES: Readonly<Record<Account['role'], readonly Place[]>> = {
  user: [ASSESS, HISTORY, LEARN, ACCOUNT],
  doctor: [REVIEWS, ASSESS, HISTORY, LEARN, ACCOUNT],
  // On a telephone the page of Assess leads to the history, and the dashboard's card of the model to what there is to learn.
  admin: [DASHBOARD, PEOPLE, AUDIT, ASSESS, { ...HISTORY, roomy: true }, { ...LEARN, roomy: true }, ACCOUNT],
};
