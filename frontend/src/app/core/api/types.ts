/** What the server takes and gives, by the names of its contract. */

export type Role = 'user' | 'doctor' | 'admin';

export interface Account {
  readonly _id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly approved: boolean;
  readonly must_change_password: boolean;
}

export interface Person extends Account {
  readonly created: string;
}

export interface SessionAnswer {
  readonly access_token: string;
  readonly expires_in: number;
  readonly account: Account;
}

export interface Message {
  readonly message: string;
}

export interface SetupState {
  readonly needed: boolean;
}

export interface ResetLink {
  readonly url: string;
  readonly expires: string;
}

export type Risk = 'low' | 'moderate' | 'high' | 'not assessed';

export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly value: number;
  readonly limit: number;
  readonly stops: boolean;
}

export interface ReportSlots {
  readonly overview: string;
  readonly importance_of_early_detection: string;
  readonly recommendation: string;
  readonly confidence_explanation: string;
}

export interface Submission {
  readonly id: number;
  readonly _id: string;
  readonly user_name: string;
  readonly user_email: string;
  readonly class: string;
  readonly confidence: number;
  readonly report: ReportSlots;
  readonly report_source: string;
  readonly time: string;
  readonly probabilities: Readonly<Record<string, number>>;
  readonly malignancy: number;
  readonly risk: Risk;
  readonly uncertain: boolean;
  readonly forced: boolean;
  readonly quality: readonly Finding[];
  readonly prediction_set: readonly string[];
  readonly image_url: string;
  readonly heatmap_url: string;
  readonly thumbnail_url: string;
  readonly model: string;
  readonly width: number;
  readonly height: number;
  readonly media_type: string;
  readonly disclaimer: string;
  readonly next_step: string;
}

export interface ProblemDetail {
  readonly field?: string;
  readonly code?: string;
  readonly message: string;
}

/** The body of every refusal. */
export interface Problem {
  readonly error: string;
  readonly message: string;
  readonly code: string;
  readonly request_id: string;
  readonly details?: readonly ProblemDetail[];
}
