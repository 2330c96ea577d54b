import { Component, computed, ElementRef, input, output, viewChild } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import { TranslocoPipe } from '@jsverse/transloco';

import { Account } from '../../../core/api/types';
import { Day } from '../../../core/language/formats';
import { RoleName } from '../../../shared/role-name';

export type PersonAction = 'approve' | 'make-doctor' | 'rename' | 'deactivate' | 'reactivate' | 'reset-link' | 'delete';

/** One person, and what can be done about them. */
@Component({
  selector: 'lentigo-person-row',
  imports: [Day, MatButton, MatCheckbox, MatIcon, MatIconButton, MatMenuModule, RoleName, TranslocoPipe],
  templateUrl: './person-row.html',
  styleUrl: './person-row.scss',
  host: { class: 'lentigo-card' },
})
export class PersonRow {
  readonly person = input.required<Account>();
  /** Whether this is the administrator who looks at the list. */
  readonly self = input(false);
  /** Whether this person is among those to be approved together. */
  readonly chosen = input(false);
  readonly acted = output<PersonAction>();
  readonly choice = output<boolean>();

  private readonly checkbox = viewChild(MatCheckbox);
  private readonly more = viewChild.required<string, ElementRef<HTMLElement>>('more', { read: ElementRef });
  /** Opens the menu, whose entries are gone when what they opened closes. */
  readonly opener = computed(() => this.more().nativeElement);

  protected readonly canBecomeDoctor = computed(() => this.person().role === 'user' && this.person().approved);

  /** What stands first takes the focus; not a button that does something, because Enter may still be held down. */
  focus(): void {
    (this.checkbox() ?? this.opener()).focus();
  }
}
