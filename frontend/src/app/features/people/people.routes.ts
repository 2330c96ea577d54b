import { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: '',
    title: 'people.users.title',
    loadComponent: () => import('./pages/users-page').then((file) => file.UsersPage),
  },
];

export default routes;
