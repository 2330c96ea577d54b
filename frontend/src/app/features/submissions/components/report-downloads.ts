import { HttpClient } from '@angular/common/http';
import { booleanAttribute, Component, DestroyRef, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { Failure } from '../../../core/api/failure';
import { saveAs } from '../services/save-as';

/** Endings of the files in which a report is given, besides the PDF. */
const FOR_SYSTEMS = ['fhir.json', 'dcm'] as const;

type Ending = 'pdf' | (typeof FOR_SYSTEMS)[number];

/** The report to take away: as a paper, or for the systems of a clinic. Its buttons stand among those of the page. */
@Component({
  selector: 'lentigo-report-downloads',
  imports: [MatButton, MatIcon, MatMenuModule, TranslocoPipe],
  template: `
    <button
      [matButton]="main() ? 'filled' : 'outlined'"
      type="button"
      disabledInteractive
      [disabled]="fetching() !== null"
      (click)="download('pdf')"
    >
      <mat-icon svgIcon="download" aria-hidden="true" />
      {{ (fetching() === 'pdf' ? 'submissions.download.making' : 'submissions.download.pdf') | transloco }}
    </button>
    <button matButton="outlined" type="button" [matMenuTriggerFor]="menu">
      {{
        (fetching() && fetching() !== 'pdf' ? 'submissions.download.making' : 'submissions.download.systems')
          | transloco
      }}
    </button>
    <mat-menu #menu>
      @for (ending of forSystems; track ending) {
        <button mat-menu-item type="button" [disabled]="fetching() !== null" (click)="download(ending)">
          {{ 'submissions.download.' + ending.replace('.json', '') | transloco }}
        </button>
      }
    </mat-menu>
  `,
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class ReportDownloads {
  readonly #http = inject(HttpClient);
  readonly #destroyed = inject(DestroyRef);

  /** Where the submission or the case is, such as `/reviews/17`. */
  readonly at = input.required<string>();
  /** Its number, by which the file is named. */
  readonly number = input.required<number>();
  /** Whether the PDF is the first thing to do on this page. */
  readonly main = input(false, { transform: booleanAttribute });
  /** Why nothing came; null as soon as it is tried again. */
  readonly failed = output<Failure | null>();

  protected readonly forSystems = FOR_SYSTEMS;
  /** Ending of the file that is on its way; null for none. */
  protected readonly fetching = signal<Ending | null>(null);

  protected async download(ending: Ending): Promise<void> {
    // The button keeps the focus while it is disabled, and can be pressed all the same.
    if (this.fetching()) {
      return;
    }
    this.failed.emit(null);
    this.fetching.set(ending);
    try {
      const report = this.#http.get(`${this.at()}/report.${ending}`, { responseType: 'blob' });
      saveAs(await firstValueFrom(report), `lentigo-${this.number()}.${ending}`);
    } catch (error) {
      // A page that shows another submission by now has nothing to say of this one.
      if (!this.#destroyed.destroyed) {
        this.failed.emit(Failure.from(error));
      }
    } finally {
      this.fetching.set(null);
    }
  }
}
