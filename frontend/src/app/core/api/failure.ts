import { HttpErrorResponse } from '@angular/common/http';

import { Text } from '../language/texts';
import { Problem, ProblemDetail } from './types';

/** Answers of what stands between page and server, which speak no sentence of ours. */
const UNSPOKEN: readonly number[] = [413, 502, 503, 504];

/** A request that was refused or lost, with the sentence to show to the person. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    message: string,
    readonly status = 0,
    readonly code = 'unreachable',
    readonly details: readonly ProblemDetail[] = [],
    /** The page's own sentence, where the server said none. */
    readonly text: Text | null = null,
    /** Seconds after which the server would take it, where it told. */
    readonly wait: number | null = null,
  ) {
    super(message);
  }

  /** Something that the page itself has to object to. */
  static own(text: Text): Failure {
    return new Failure(text.key, 0, 'own', [], text);
  }

  /** Read any thrown thing as a failure; what is none of ours keeps its own words. */
  static from(error: unknown): Failure {
    if (error instanceof Failure) {
      return error;
    }
    return error instanceof HttpErrorResponse
      ? Failure.fromResponse(error, error.error)
      : error instanceof Error
        ? new Failure(error.message, 0, 'own')
        : unreachable();
  }

  /** Read a refusal with its body; the body is given apart because a blob has to be read first. */
  static fromResponse(response: HttpErrorResponse, body: unknown): Failure {
    if (response.status === 0) {
      return unreachable();
    }
    if (isProblem(body)) {
      return new Failure(body.message, response.status, body.code, detailsOf(body), null, waitOf(response));
    }
    const { status } = response;
    const key = UNSPOKEN.includes(status) ? `frame.failures.${status}` : 'frame.failures.other';
    return new Failure(`status ${status}`, status, 'unreadable', [], { key, params: { status } });
  }
}

function unreachable(): Failure {
  return new Failure('unreachable', 0, 'unreachable', [], { key: 'frame.failures.unreachable' });
}

function waitOf(response: HttpErrorResponse): number | null {
  const seconds = Number(response.headers.get('Retry-After') ?? NaN);
  return Number.isFinite(seconds) ? seconds : null;
}

function detailsOf(body: Problem): ProblemDetail[] {
  return (body.details ?? []).flatMap(({ field, message, code }) =>
    typeof message === 'string'
      ? [{ message, ...(typeof field === 'string' && { field }), ...(typeof code === 'string' && { code }) }]
      : [],
  );
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    typeof (body as Partial<Record<string, unknown>>)['message'] === 'string'
  );
}
