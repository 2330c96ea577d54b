import { provideHttpClient, withInterceptors, withXhr } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { provideEnvironmentInitializer } from '@angular/core';
import { provideRouter, withComponentInputBinding } from '@angular/router';

import { problemInterceptor } from './app/core/api/problem-interceptor';
import { registerIcons } from './app/core/icons';
import { sessionInterceptor } from './app/core/session/session-interceptor';

/** What every unit test runs with: the real interceptor above a server that the test plays. */
export default [
  provideEnvironmentInitializer(registerIcons),
  provideHttpClient(withXhr(), withInterceptors([problemInterceptor, sessionInterceptor])),
  provideHttpClientTesting(),
  provideRouter([], withComponentInputBinding()),
];
