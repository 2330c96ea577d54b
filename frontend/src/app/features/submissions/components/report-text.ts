import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Submission } from '../../../core/api/types';

/** The report in four short sections; its words are shown as text, never read as markup. */
@Component({
  selector: 'lentigo-report-text',
  imports: [TranslocoPipe],
  template: `
    @for (section of sections(); track section.title) {
      <section>
        <h3>{{ section.title | transloco }}</h3>
        <p>{{ section.text }}</p>
      </section>
    }
    <p class="lentigo-quiet source">{{ source() | transloco }}</p>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
      gap: var(--lentigo-space-5) var(--lentigo-space-7);
    }

    h3 {
      margin-block-end: var(--lentigo-space-1);
      font-size: 1.0625rem;
    }

    p {
      white-space: pre-line;
    }

    .source {
      grid-column: 1 / -1;
      font: var(--mat-sys-body-small);
    }
  `,
})
export class ReportText {
  readonly submission = input.required<Submission>();

  protected readonly sections = computed(() => {
    const report = this.submission().report;
    return [
      { title: 'submissions.report.do', text: report.recommendation },
      { title: 'submissions.report.what', text: report.overview },
      { title: 'submissions.report.early', text: report.importance_of_early_detection },
      { title: 'submissions.report.sure', text: report.confidence_explanation },
    ];
  });

  protected readonly source = computed(() =>
    this.submission().report_source === 'openrouter' ? 'submissions.report.model' : 'submissions.report.template',
  );
}
