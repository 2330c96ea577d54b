import { Routes } from '@angular/router';

import { withTexts } from './core/language/with-texts';
import { goHome, requireActive, requireRole } from './core/session/session-guards';

// Each area has its own folder below `features`, its own texts below `public/i18n`, and one entry here.
export const routes: Routes = [
  { path: '', pathMatch: 'full', canActivate: [goHome], children: [] },
  { path: 'learn', resolve: withTexts('learn'), loadChildren: () => import('./features/learn/learn.routes') },
  {
    path: 'reviews',
    canActivate: [requireActive, requireRole('doctor')],
    resolve: withTexts('reviews', 'submissions', 'conversations', 'lesions'),
    loadChildren: () => import('./features/reviews/reviews.routes'),
  },
  {
    path: 'spots',
    canActivate: [requireActive],
    resolve: withTexts('lesions', 'submissions'),
    loadChildren: () => import('./features/lesions/lesions.routes'),
  },
  {
    path: 'dashboard',
    canActivate: [requireActive, requireRole('admin')],
    resolve: withTexts('dashboard', 'submissions'),
    loadChildren: () => import('./features/dashboard/dashboard.routes'),
  },
  {
    path: 'audit',
    canActivate: [requireActive, requireRole('admin')],
    resolve: withTexts('audit'),
    loadChildren: () => import('./features/audit/audit.routes'),
  },
  {
    path: 'people',
    canActivate: [requireActive, requireRole('admin')],
    resolve: withTexts('people'),
    loadChildren: () => import('./features/people/people.routes'),
  },
  {
    path: 'doctors',
    canActivate: [requireActive, requireRole('admin')],
    resolve: withTexts('people'),
    loadChildren: () => import('./features/people/doctors.routes'),
  },
  {
    path: '',
    resolve: withTexts('account'),
    loadChildren: () => import('./features/account/account.routes'),
  },
  {
    path: '',
    canActivate: [requireActive],
    resolve: withTexts('submissions', 'lesions'),
    loadChildren: () => import('./features/submissions/submissions.routes'),
  },
  {
    path: 'offline',
    title: 'frame.waiting.offline',
    loadComponent: () => import('./core/connection/offline-page').then((file) => file.OfflinePage),
  },
  {
    path: '**',
    title: 'frame.notFound.title',
    loadComponent: () => import('./core/layout/not-found-page').then((file) => file.NotFoundPage),
  },
];
