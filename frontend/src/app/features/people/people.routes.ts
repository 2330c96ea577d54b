import { Routes } from '@angular/router';

const routes: Routes = [
  {
    path: '',
    loadComponent: () => import('./pages/people-page').then((file) => file.PeoplePage),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'users' },
      {
        path: 'users',
        title: 'Users',
        loadComponent: () => import('./pages/users-page').then((file) => file.UsersPage),
      },
      {
        path: 'doctors',
        title: 'Doctors',
        loadComponent: () => import('./pages/doctors-page').then((file) => file.DoctorsPage),
      },
    ],
  },
];

export default routes;
