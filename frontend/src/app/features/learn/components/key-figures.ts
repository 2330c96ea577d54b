import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Figure, Percentage } from '../../../core/language/formats';
import { Figures, Measure } from '../services/knowledge';
import { Measured } from './measured';

const KEYS = ['balanced_accuracy', 'accuracy', 'malignant_auroc', 'expected_calibration_error'] as const;

interface Row {
  readonly key: string;
  readonly figure: Measure;
  readonly digits: number;
}

/** The few figures that say most, each with what it means; what was not measured is left out. */
@Component({
  selector: 'lentigo-key-figures',
  imports: [Figure, Measured, Percentage, TranslocoPipe],
  templateUrl: './key-figures.html',
  styleUrl: './key-figures.scss',
})
export class KeyFigures {
  readonly figures = input.required<Figures>();

  protected readonly rows = computed<readonly Row[]>(() =>
    KEYS.flatMap((key) => {
      const figure = this.figures()[key];
      const digits = key === 'expected_calibration_error' ? 1 : 0;
      return figure && figure.value !== null ? [{ key: `learn.good.${key}`, figure, digits }] : [];
    }),
  );
  protected readonly doubt = computed(() => this.figures().operating_points?.uncertain_below ?? null);
}
