import { Routes } from '@angular/router';

import { requireAccount, requireActive, requireVisitor } from '../../core/session/session-guards';
import { setUpFirst, setUpOnce } from './services/set-up-guard';

const routes: Routes = [
  {
    path: 'sign-in',
    title: 'account.signIn.title',
    canActivate: [requireVisitor, setUpFirst],
    loadComponent: () => import('./pages/sign-in-page').then((file) => file.SignInPage),
  },
  {
    path: 'register',
    title: 'account.register.title',
    canActivate: [requireVisitor],
    loadComponent: () => import('./pages/register-page').then((file) => file.RegisterPage),
  },
  {
    path: 'awaiting-approval',
    title: 'account.awaiting.title',
    loadComponent: () => import('./pages/awaiting-approval-page').then((file) => file.AwaitingApprovalPage),
  },
  {
    path: 'setup',
    title: 'account.setUp.title',
    canActivate: [requireVisitor, setUpOnce],
    loadComponent: () => import('./pages/set-up-page').then((file) => file.SetUpPage),
  },
  {
    path: 'reset-password',
    title: 'account.reset.title',
    loadComponent: () => import('./pages/reset-password-page').then((file) => file.ResetPasswordPage),
  },
  {
    path: 'change-password',
    title: 'account.change.title',
    canActivate: [requireAccount],
    loadComponent: () => import('./pages/change-password-page').then((file) => file.ChangePasswordPage),
  },
  {
    path: 'account',
    title: 'account.overview.title',
    canActivate: [requireActive],
    loadComponent: () => import('./pages/account-page').then((file) => file.AccountPage),
  },
];

export default routes;
