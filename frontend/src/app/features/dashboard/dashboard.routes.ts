import { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: '',
    title: 'dashboard.title',
    loadComponent: () => import('./pages/dashboard-page').then((file) => file.DashboardPage),
  },
];

export default routes;
