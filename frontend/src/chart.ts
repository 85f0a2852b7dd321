// Draws every <figure data-chart-url="…"> of the page. The table with the same figures stays as
// it is: a chart that can't be drawn costs nothing but the picture.
import { drawChart, type ChartSpecification, type Drawing } from './chart_drawing';

const fetchTimeoutMs = 20_000;

function frameOf(figure: HTMLElement): HTMLElement {
  const existing = figure.querySelector<HTMLElement>('.chart-drawing');
  if (existing !== null) return existing;
  const frame = document.createElement('div');
  frame.className = 'chart-drawing';
  const caption = figure.querySelector('figcaption');
  if (caption !== null && caption === figure.firstElementChild) caption.after(frame);
  else figure.prepend(frame);
  return frame;
}

async function fetchSpecification(address: string): Promise<ChartSpecification> {
  const url = new URL(address, document.baseURI);
  if (url.origin !== location.origin) throw new Error(`chart from elsewhere: ${address}`);
  const answer = await fetch(url, {
    credentials: 'same-origin',
    headers: { Accept: 'application/json' },
    signal: AbortSignal.timeout(fetchTimeoutMs),
  });
  if (!answer.ok) throw new Error(`chart ${address}: ${answer.status}`);
  return (await answer.json()) as ChartSpecification;
}

async function showChart(figure: HTMLElement): Promise<void> {
  const frame = frameOf(figure);
  const specification = await fetchSpecification(figure.dataset.chartUrl ?? '');
  // The figure's caption says it already.
  if (figure.querySelector('figcaption') !== null) delete specification.title;
  let drawing: Drawing = await drawChart(frame, specification);
  figure.dataset.chartState = 'drawn';
  window.matchMedia('(forced-colors: active)').addEventListener('change', async () => {
    drawing.remove();
    drawing = await drawChart(frame, specification);
  });
}

for (const figure of document.querySelectorAll<HTMLElement>('figure[data-chart-url]')) {
  showChart(figure).catch((error: unknown) => {
    figure.dataset.chartState = 'failed';
    figure.querySelector('.chart-drawing')?.remove();
    console.error(error);
  });
}
