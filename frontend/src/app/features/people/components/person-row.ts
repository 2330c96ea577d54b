import { DatePipe } from '@angular/common';
import { Component, computed, input, output } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';

import { Account } from '../../../core/api/types';
import { RoleName } from '../../../shared/role-name';

export type PersonAction = 'approve' | 'make-doctor' | 'reset-link' | 'delete';

/** One person, and what can be done about them. */
@Component({
  selector: 'lentigo-person-row',
  imports: [DatePipe, MatButton, MatIcon, MatIconButton, MatMenuModule, RoleName],
  templateUrl: './person-row.html',
  styleUrl: './person-row.scss',
  host: { class: 'lentigo-card' },
})
export class PersonRow {
  readonly person = input.required<Account>();
  /** Whether this is the administrator who looks at the list. */
  readonly self = input(false);
  readonly acted = output<PersonAction>();

  protected readonly canBecomeDoctor = computed(() => this.person().role === 'user' && this.person().approved);
}
