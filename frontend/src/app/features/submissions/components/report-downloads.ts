import { HttpClient } from '@angular/common/http';
import { booleanAttribute, Component, inject, input, output, signal } from '@angular/core';
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
      [disabled]="fetching()"
      (click)="download('pdf')"
    >
      <mat-icon svgIcon="download" aria-hidden="true" />
      {{ (fetching() ? 'submissions.download.making' : 'submissions.download.pdf') | transloco }}
    </button>
    <button matButton="outlined" type="button" [matMenuTriggerFor]="menu">
      {{ 'submissions.download.systems' | transloco }}
    </button>
    <mat-menu #menu>
      @for (ending of forSystems; track ending) {
        <button mat-menu-item type="button" (click)="download(ending)">
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

  /** Where the submission or the case is, such as `/reviews/17`. */
  readonly at = input.required<string>();
  /** Its number, by which the file is named. */
  readonly number = input.required<number>();
  /** Whether the PDF is the first thing to do on this page. */
  readonly main = input(false, { transform: booleanAttribute });
  /** Why nothing came; null as soon as it is tried again. */
  readonly failed = output<Failure | null>();

  protected readonly forSystems = FOR_SYSTEMS;
  protected readonly fetching = signal(false);

  protected async download(ending: Ending): Promise<void> {
    // The button keeps the focus while it is disabled, and can be pressed all the same.
    if (this.fetching()) {
      return;
    }
    this.failed.emit(null);
    this.fetching.set(true);
    try {
      const report = this.#http.get(`${this.at()}/report.${ending}`, { responseType: 'blob' });
      saveAs(await firstValueFrom(report), `lentigo-${this.number()}.${ending}`);
    } catch (error) {
      this.failed.emit(Failure.from(error));
    } finally {
      this.fetching.set(false);
    }
  }
}
