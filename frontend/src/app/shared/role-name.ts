import { Pipe, PipeTransform } from '@angular/core';

import { Role } from '../core/api/types';

const NAMES: Readonly<Record<Role, string>> = { user: 'User', doctor: 'Doctor', admin: 'Administrator' };

/** `admin` → “Administrator”. */
@Pipe({ name: 'roleName' })
export class RoleName implements PipeTransform {
  transform(role: Role): string {
    return NAMES[role];
  }
}
