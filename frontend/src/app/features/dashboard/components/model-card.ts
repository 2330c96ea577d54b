import { httpResource } from '@angular/common/http';
import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Figure, Percentage } from '../../../core/language/formats';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { Dashboard, ModelAnswer } from '../services/series';

/** The model in use, and how good it was on pictures that it had never seen. */
@Component({
  selector: 'lentigo-model-card',
  imports: [FailureNotice, Figure, Loading, Percentage, RouterLink, TranslocoPipe],
  template: `
    <p class="name">{{ brief().title }}</p>
    <dl>
      <div>
        <dt>{{ 'dashboard.model.classes' | transloco }}</dt>
        <dd>{{ brief().classes | figure }}</dd>
      </div>
      @if (brief().licence) {
        <div>
          <dt>{{ 'dashboard.model.licence' | transloco }}</dt>
          <dd class="lentigo-ltr">{{ brief().licence }}</dd>
        </div>
      }
      <div>
        <dt>{{ 'dashboard.model.fingerprint' | transloco }}</dt>
        <dd class="lentigo-ltr" [title]="brief().sha256">{{ brief().sha256.slice(0, 12) }}</dd>
      </div>
      @if (model.hasValue()) {
        @for (row of rows(); track row.key) {
          <div>
            <dt>{{ 'dashboard.model.' + row.key | transloco }}</dt>
            <dd>
              {{ row.value * 100 | percentage: 1 }}
              @if (row.low !== null && row.high !== null) {
                <span class="lentigo-quiet range"
                  >({{ row.low * 100 | percentage: 1 }} – {{ row.high * 100 | percentage: 1 }})</span
                >
              }
            </dd>
          </div>
        }
      }
    </dl>
    @if (model.hasValue()) {
      <p class="lentigo-quiet fine">
        @if (model.value().figures; as figures) {
          {{ 'dashboard.model.judged' | transloco: { images: (figures.images | figure) } }}
        } @else {
          {{ 'dashboard.model.unjudged' | transloco }}
        }
      </p>
    } @else if (model.error()) {
      <lentigo-failure retriable [error]="model.error()" (retry)="model.reload()" />
    } @else {
      <lentigo-loading />
    }
    <a class="learn" routerLink="/learn/model">{{ 'dashboard.model.learn' | transloco }}</a>
  `,
  styleUrl: './facts.scss',
})
export class ModelCard {
  readonly brief = input.required<Dashboard['model']>();
  protected readonly model = httpResource<ModelAnswer>(() => '/model');
  protected readonly rows = computed(() => {
    const figures = this.model.hasValue() ? this.model.value().figures : null;
    const named = {
      balanced: figures?.balanced_accuracy,
      auroc: figures?.macro_auroc,
      malignant: figures?.malignant_auroc,
      calibration: figures?.expected_calibration_error,
    };
    return Object.entries(named).flatMap(([key, figure]) => {
      const { value = null, low = null, high = null } = figure ?? {};
      return value === null ? [] : [{ key, value, low, high }];
    });
  });
}
