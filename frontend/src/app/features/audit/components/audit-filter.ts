import { Component, computed, ElementRef, inject, input, linkedSignal, output, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

import { Figure } from '../../../core/language/formats';
import { Actors, WITHOUT_ACCOUNT } from '../services/actors';
import { ACTS } from '../services/acts';
import { EVERYTHING, Wanted } from '../services/audit';

/** Asks whose acts, which, on what, and when; on a telephone on demand. */
@Component({
  selector: 'lentigo-audit-filter',
  imports: [Figure, MatButton, MatFormFieldModule, MatInput, TranslocoPipe],
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
  protected readonly open = signal(false);
  private readonly opener = viewChild.required<string, ElementRef<HTMLElement>>('opener', { read: ElementRef });
  /** How many of the fields narrow what is shown. */
  protected readonly inUse = computed(() => Object.values(this.wanted()).filter(Boolean).length);

  protected change(part: Partial<Wanted>): void {
    this.draft.update((draft) => ({ ...draft, ...part }));
  }

  /** An account is named by its address; the audit knows it by its id. */
  protected search(): void {
    const { record, ...rest } = this.draft();
    this.searched.emit({ ...rest, record: this.actors.idOf(record) ?? record });
    const opener = this.opener().nativeElement;
    if (opener.offsetParent !== null) {
      // Where the fields open on demand, what was found comes into their place.
      this.open.set(false);
      opener.focus();
    }
  }

  protected clear(): void {
    this.draft.set(EVERYTHING);
    this.searched.emit(EVERYTHING);
  }
}
