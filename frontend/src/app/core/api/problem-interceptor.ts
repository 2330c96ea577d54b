import { HttpErrorResponse, HttpInterceptorFn } from '@angular/common/http';
import { catchError, from, Observable, switchMap, throwError } from 'rxjs';

import { Failure } from './failure';

/** Turns every refusal into a `Failure`, so that no page has to know how the server words one. */
export const problemInterceptor: HttpInterceptorFn = (request, next) =>
  next(request).pipe(catchError((error: unknown) => toFailure(error)));

function toFailure(error: unknown): Observable<never> {
  if (error instanceof HttpErrorResponse && error.error instanceof Blob) {
    // A picture or a PDF was asked for: the refusal, too, arrives as bytes.
    return from(error.error.text()).pipe(
      switchMap((text) => throwError(() => Failure.fromResponse(error, parsed(text)))),
    );
  }
  return throwError(() => Failure.from(error));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
