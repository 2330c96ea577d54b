import { booleanAttribute, Component, computed, ElementRef, inject, input, linkedSignal, output } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Percentage } from '../../../core/language/formats';
import { ConditionName } from '../../../shared/condition-name';
import { FailureNotice } from '../../../shared/failure-notice';
import { keepFocus } from '../../../shared/keep-focus';
import { Notice } from '../../../shared/notice';
import { Upload } from '../services/upload';
import { RemarkText } from './remark-text';
import { RiskChip } from './risk-chip';

/** One chosen picture: how far it has come, what stands in its way, and what can be done about it. */
@Component({
  selector: 'lentigo-upload-card',
  imports: [
    ConditionName,
    FailureNotice,
    MatButton,
    MatIcon,
    MatIconButton,
    MatProgressBar,
    Notice,
    Percentage,
    RemarkText,
    RiskChip,
    RouterLink,
    TranslocoPipe,
  ],
  templateUrl: './upload-card.html',
  styleUrl: './upload-card.scss',
  host: {
    // Takes the focus where the button that had it is gone.
    tabindex: '-1',
    role: 'group',
    '[attr.aria-labelledby]': "'picture-' + upload().id",
    '[class.large]': 'large()',
  },
})
export class UploadCard {
  readonly upload = input.required<Upload>();
  /** Alone on the page, with its own button to start. */
  readonly large = input(false, { transform: booleanAttribute });
  /** True: assess it even if it was turned away. */
  readonly start = output<boolean>();
  readonly removed = output();

  readonly #state = computed(() => this.upload().state);
  protected readonly sent = computed(() => {
    const state = this.#state();
    return state.step === 'sending' ? state.sent * 100 : 0;
  });
  protected readonly remarks = computed(() => {
    const state = this.#state();
    return state.step === 'refused' ? state.remarks : [];
  });
  protected readonly insistable = computed(() => {
    const state = this.#state();
    return state.step === 'refused' && state.insistable;
  });
  protected readonly failure = computed(() => {
    const state = this.#state();
    return state.step === 'failed' ? state.failure : null;
  });
  protected readonly retriable = computed(() => {
    const state = this.#state();
    return state.step === 'failed' && !state.final;
  });
  protected readonly withoutConsent = computed(() => this.failure()?.code === 'storage_not_consented');
  protected readonly done = computed(() => {
    const state = this.#state();
    return state.step === 'done' ? state.submission : null;
  });
  /** Whether the file has the name of a picture, and the browser cannot draw it. */
  protected readonly broken = linkedSignal({ source: () => this.upload().preview, computation: () => false });

  constructor() {
    const card = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    keepFocus(this.#state, () => card);
  }
}
