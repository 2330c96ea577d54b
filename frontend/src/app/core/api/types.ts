/** The page's names for what the server takes and gives; generated from its OpenAPI document, see `schema.ts`. */
import { components } from './schema';

type Schemas = components['schemas'];

export type Account = Readonly<Schemas['AccountAnswer']>;
export type Role = Account['role'];
export type SessionAnswer = Readonly<Schemas['SessionAnswer']>;
export type SetupState = Readonly<Schemas['SetupState']>;
export type Message = Readonly<Schemas['Message']>;
export type ResetLink = Readonly<Schemas['ResetLink']>;

export type Submission = Readonly<Schemas['SubmissionAnswer']>;
export type Risk = Submission['risk'];
export type Finding = Readonly<Submission['quality'][number]>;

/** The body of every refusal. */
export type Problem = Readonly<Schemas['HTTPError']>;

/** One field or finding at fault. */
export interface ProblemDetail {
  readonly field?: string;
  /** Stable name of what is the matter, where the server tells one. */
  readonly code?: string;
  readonly message: string;
}
