import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  ChartConfiguration,
  Legend,
  LinearScale,
  Tooltip,
} from 'chart.js';

import { Figures } from '../services/series';

// Only what is drawn here is taken from the library.
Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, Tooltip);

/** How a chart is to look. */
export interface Look {
  readonly lying: boolean;
  readonly rtl: boolean;
  readonly locale: string;
  readonly font: string;
  /** Resolves a custom property of the style sheet. */
  readonly colour: (property: string) => string;
}

export type { Chart };

/** Draw bars on a canvas; whoever has them drawn ends them with `destroy()`. */
export function draw(canvas: HTMLCanvasElement, figures: Figures, look: Look): Chart {
  return new Chart(canvas, configured(figures, look));
}

function configured({ labels, series }: Figures, look: Look): ChartConfiguration<'bar'> {
  const ink = look.colour('--mat-sys-on-surface-variant');
  const ticks = { color: ink, font: { family: look.font, size: 14 } };
  const grid = { color: look.colour('--mat-sys-outline-variant') };
  // Numbers are whole here, and one reads from where the lines of the language begin.
  const numbers = { beginAtZero: true, stacked: true, grid, ticks: { ...ticks, precision: 0 } };
  const words = { stacked: true, grid: { display: false }, ticks: { ...ticks, autoSkip: !look.lying, maxRotation: 0 } };
  const side = look.rtl ? 'right' : 'left';
  return {
    type: 'bar',
    data: {
      labels: look.lying ? labels.map(lines) : [...labels],
      datasets: series.map(({ name, values, colours }) => ({
        label: name,
        data: [...values],
        backgroundColor: colours.map(look.colour),
        borderRadius: 3,
        maxBarThickness: 34,
      })),
    },
    options: {
      indexAxis: look.lying ? 'y' : 'x',
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      locale: look.locale,
      scales: look.lying
        ? { x: { ...numbers, reverse: look.rtl }, y: { ...words, position: side } }
        : { x: { ...words, reverse: look.rtl }, y: { ...numbers, position: side } },
      plugins: {
        legend: {
          display: series.length > 1,
          rtl: look.rtl,
          labels: { color: ink, font: ticks.font, boxWidth: 16 },
        },
        tooltip: { rtl: look.rtl, textDirection: look.rtl ? 'rtl' : 'ltr' },
      },
    },
  };
}

/** A label in two lines where it is long: on a telephone there is no room for more than a few words beside a bar. */
function lines(label: string): string | string[] {
  const middle = label.indexOf(' ', label.length / 2 - 3);
  return label.length > 16 && middle > 0 ? [label.slice(0, middle), label.slice(middle + 1)] : label;
}
