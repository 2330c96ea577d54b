import { Component, computed, inject, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { Refusals } from '../../../core/api/refusals';
import { Figure } from '../../../core/language/formats';
import { SaidText } from '../../../shared/said-text';
import { Age } from '../../reviews/components/age';
import { Dashboard } from '../services/series';
import { Gigabytes } from './gigabytes';

/** Names of the parts that the page knows; another one bears the server's name. */
const KNOWN = ['records', 'pictures', 'model'];

/** Whether the service and its parts answer, and how much room is left. */
@Component({
  selector: 'lentigo-service-card',
  imports: [Age, Figure, Gigabytes, MatIcon, SaidText, TranslocoPipe],
  template: `
    <p class="name" [class.bad]="service().status !== 'ready'">
      <mat-icon [svgIcon]="service().status === 'ready' ? 'check' : 'alert'" aria-hidden="true" />
      {{ (service().status === 'ready' ? 'dashboard.service.ready' : 'dashboard.service.notReady') | transloco }}
    </p>
    <dl>
      @for (part of parts(); track part.name) {
        <div [class.bad]="!part.state.ready">
          <dt>
            <!-- A part that is not ready says why, in the server's words. -->
            @if (part.known) {
              {{ 'dashboard.service.part.' + part.name | transloco }}
            } @else {
              {{ part.name }}
            }
          </dt>
          <dd>
            @if (part.state.ready) {
              {{ 'dashboard.service.answers' | transloco: { ms: (part.state.milliseconds | figure: 0 : 1) } }}
            } @else {
              <lentigo-said [said]="refusals.say(part.state.message)" />
            }
          </dd>
        </div>
      }
      <div>
        <dt>{{ 'dashboard.service.kept' | transloco }}</dt>
        <dd>{{ service().store }}</dd>
      </div>
      <div>
        <dt>{{ 'dashboard.service.disk' | transloco }}</dt>
        <dd>
          {{
            'dashboard.service.free'
              | transloco: { free: (service().disk.free | gigabytes), total: (service().disk.total | gigabytes) }
          }}
        </dd>
      </div>
      <div>
        <dt>{{ 'dashboard.service.uptime' | transloco }}</dt>
        <dd>{{ service().uptime_seconds | age }}</dd>
      </div>
      <div>
        <dt>{{ 'dashboard.service.version' | transloco }}</dt>
        <dd class="lentigo-ltr">{{ service().version }}</dd>
      </div>
    </dl>
  `,
  styleUrl: './facts.scss',
})
export class ServiceCard {
  protected readonly refusals = inject(Refusals);

  readonly service = input.required<Dashboard['service']>();
  protected readonly parts = computed(() =>
    Object.entries(this.service().parts).map(([name, state]) => ({ name, state, known: KNOWN.includes(name) })),
  );
}
