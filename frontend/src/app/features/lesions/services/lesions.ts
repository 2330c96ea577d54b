import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { Failure } from '../../../core/api/failure';
import { components } from '../../../core/api/schema';
import { Submission } from '../../../core/api/types';
import { Submissions } from '../../submissions/services/submissions';

export type Lesion = Readonly<components['schemas']['LesionAnswer']>;
/** What a spot is called, and where it is. */
export type LesionName = Readonly<NonNullable<Submission['lesion']>>;
/** What a person says of a spot. */
export type LesionFields = Readonly<components['schemas']['LesionFields']>;
export type Site = LesionName['site'];
export type Side = NonNullable<LesionName['side']>;

/** Where on the body, from head to foot. */
export const SITES: readonly Site[] = [
  'scalp',
  'face',
  'ear',
  'neck',
  'shoulder',
  'chest',
  'abdomen',
  'back',
  'buttock',
  'genital area',
  'upper arm',
  'forearm',
  'hand',
  'thigh',
  'lower leg',
  'foot',
  'elsewhere',
];

export const SIDES: readonly Side[] = ['left', 'right'];

/** Longest name that the server takes, in characters. */
export const LONGEST_NAME = 80;

/** So many pictures of a spot are fetched at once. */
const PART = 100;

/** The spots that the caller follows over time. */
@Injectable({ providedIn: 'root' })
export class Lesions {
  readonly #http = inject(HttpClient);
  readonly #submissions = inject(Submissions);

  /** All of them, newest first. */
  list(): Promise<Lesion[]> {
    return firstValueFrom(this.#http.get<Lesion[]>('/lesions'));
  }

  get(id: string): Promise<Lesion> {
    return firstValueFrom(this.#http.get<Lesion>(addressOf(id)));
  }

  add(fields: LesionFields): Promise<Lesion> {
    return firstValueFrom(this.#http.post<Lesion>('/lesions', fields));
  }

  change(id: string, fields: LesionFields): Promise<Lesion> {
    return firstValueFrom(this.#http.put<Lesion>(addressOf(id), fields));
  }

  /** Follow a spot no longer; its pictures stay in the history. One that is gone already is no failure. */
  async remove(id: string): Promise<void> {
    try {
      await firstValueFrom(this.#http.delete(addressOf(id)));
    } catch (error) {
      if (Failure.from(error).status !== 404) {
        throw error;
      }
    }
  }

  /** Every picture of a spot, the earliest first. */
  async pictures(id: string): Promise<readonly Submission[]> {
    const found: Submission[] = [];
    for (let complete = false; !complete;) {
      const { rows } = await this.#submissions.list(PART, { lesion_id: id }, found.at(-1)?.id);
      found.push(...rows);
      complete = rows.length < PART;
    }
    return found.reverse();
  }

  /** Say which spot a submission shows; null: none that is followed. */
  place(submission: number, lesion: string | null): Promise<Submission> {
    return firstValueFrom(this.#http.put<Submission>(`/submissions/${submission}/lesion`, { lesion_id: lesion }));
  }
}

function addressOf(id: string): string {
  return `/lesions/${encodeURIComponent(id)}`;
}
