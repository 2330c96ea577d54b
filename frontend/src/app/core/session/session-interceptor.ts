import { HttpErrorResponse, HttpEvent, HttpHandlerFn, HttpInterceptorFn, HttpRequest } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, Observable, of, switchMap, throwError } from 'rxjs';

import { Session, WITHOUT_TOKEN } from './session';

/** Sends the access token with each request and, after a 401, gets a new one and asks once more. */
export const sessionInterceptor: HttpInterceptorFn = (request, next) => {
  if (request.context.get(WITHOUT_TOKEN)) {
    return next(request);
  }
  const session = inject(Session);
  return from(session.token()).pipe(
    switchMap((token) =>
      token === null
        ? next(request)
        : next(carrying(request, token)).pipe(catchError((error: unknown) => again(error, request, next, session))),
    ),
  );
};

function again(
  error: unknown,
  request: HttpRequest<unknown>,
  next: HttpHandlerFn,
  session: Session,
): Observable<HttpEvent<unknown>> {
  if (!(error instanceof HttpErrorResponse) || error.status !== 401) {
    return throwError(() => error);
  }
  return from(session.refresh()).pipe(
    switchMap((renewed) => (renewed ? of(true) : from(session.recover()))),
    switchMap((open) => (open ? from(session.token()) : of(null))),
    switchMap((token) => (token === null ? throwError(() => error) : next(carrying(request, token)))),
  );
}

function carrying(request: HttpRequest<unknown>, token: string): HttpRequest<unknown> {
  return request.clone({ setHeaders: { Authorization: `Bearer ${token}` } });
}
