// Draws the charts of a report that is printed from a file, without a server. Each specification
// stands in <script type="application/json" class="chart-specification">; its drawing takes the
// place after it. Where an <img data-scale="N"> stands there, the drawing becomes its picture, N
// times as large. When all are done, the root element carries data-ready="true" and, where some
// could not be drawn, data-failed-charts with their number.
import { drawChart, type ChartSpecification } from './chart_drawing';

async function showChart(block: Element): Promise<void> {
  const place = block.nextElementSibling;
  const frame = document.createElement('div');
  frame.className = 'chart-drawing';
  block.after(frame);
  try {
    const specification = JSON.parse(block.textContent ?? '') as ChartSpecification;
    const drawing = await drawChart(frame, specification);
    if (!(place instanceof HTMLImageElement) || place.dataset.scale === undefined) return;
    place.src = await drawing.picture(Number(place.dataset.scale));
    frame.remove();
  } catch (error) {
    frame.remove();
    throw error;
  }
}

async function showAll(): Promise<void> {
  const root = document.documentElement;
  const blocks = [...document.querySelectorAll('script.chart-specification')];
  const outcomes = await Promise.allSettled(blocks.map(showChart));
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  for (const outcome of failed) console.error(outcome.reason);
  if (failed.length > 0) root.dataset.failedCharts = String(failed.length);
  root.dataset.ready = 'true';
}

void showAll();
