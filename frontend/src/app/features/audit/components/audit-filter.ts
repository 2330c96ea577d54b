import { Component, inject, input, linkedSignal, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

import { Actors, WITHOUT_ACCOUNT } from '../services/actors';
import { ACTS } from '../services/acts';
import { EVERYTHING, Wanted } from '../services/audit';

/** Asks whose acts, which, on what, and when. */
@Component({
  selector: 'lentigo-audit-filter',
  imports: [MatButton, MatFormFieldModule, MatInput, TranslocoPipe],
  templateUrl: './audit-filter.html',
  styleUrl: './audit-filter.scss',
})
export class AuditFilter {
  readonly wanted = input.required<Wanted>();
  readonly searched = output<Wanted>();

  protected readonly actors = inject(Actors);
  protected readonly draft = linkedSignal(() => this.wanted());
  protected readonly nobodies = WITHOUT_ACCOUNT;
  protected readonly acts = Object.entries(ACTS);

  protected change(part: Partial<Wanted>): void {
    this.draft.update((draft) => ({ ...draft, ...part }));
  }

  protected clear(): void {
    this.draft.set(EVERYTHING);
    this.searched.emit(EVERYTHING);
  }
}
