import { Routes } from '@angular/router';

import { requireAccount, requireActive, requireVisitor } from '../../core/session/session-guards';
import { setUpFirst } from './services/set-up-guard';

const routes: Routes = [
  {
    path: 'sign-in',
    title: 'Sign in',
    canActivate: [requireVisitor, setUpFirst],
    loadComponent: () => import('./pages/sign-in-page').then((file) => file.SignInPage),
  },
  {
    path: 'register',
    title: 'Register',
    canActivate: [requireVisitor],
    loadComponent: () => import('./pages/register-page').then((file) => file.RegisterPage),
  },
  {
    path: 'awaiting-approval',
    title: 'Awaiting approval',
    loadComponent: () => import('./pages/awaiting-approval-page').then((file) => file.AwaitingApprovalPage),
  },
  {
    path: 'setup',
    title: 'Set up',
    canActivate: [requireVisitor],
    loadComponent: () => import('./pages/set-up-page').then((file) => file.SetUpPage),
  },
  {
    path: 'reset-password',
    title: 'Reset the password',
    loadComponent: () => import('./pages/reset-password-page').then((file) => file.ResetPasswordPage),
  },
  {
    path: 'change-password',
    title: 'Change the password',
    canActivate: [requireAccount],
    loadComponent: () => import('./pages/change-password-page').then((file) => file.ChangePasswordPage),
  },
  {
    path: 'account',
    title: 'Account',
    canActivate: [requireActive],
    loadComponent: () => import('./pages/account-page').then((file) => file.AccountPage),
  },
];

export default routes;
