import { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: '',
    title: 'audit.title',
    loadComponent: () => import('./pages/audit-page').then((file) => file.AuditPage),
  },
];

export default routes;
