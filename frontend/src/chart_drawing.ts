// Draws one Vega-Lite specification as SVG. Shared by the pages (chart.ts) and the printed report
// (report-chart.ts). Expressions are interpreted, never compiled, so no eval is needed.
import { View, loader, parse } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type Config, type TopLevelSpec } from 'vega-lite';
import { danishLocale } from './danish_locale';

export type ChartSpecification = TopLevelSpec;

const fontFamily = 'IBM Plex Sans';
const font = `"${fontFamily}", sans-serif`;

// Each colour of the range has at least 4.5:1 against white.
const houseConfig: Config = {
  background: 'transparent',
  font,
  axis: {
    labelColor: '#454545',
    labelFontSize: 13,
    labelOverlap: 'greedy',
    labelSeparation: 8,
    titleColor: '#1a1a1a',
    titleFontSize: 13,
    titleFontWeight: 600,
    domainColor: '#707070',
    tickColor: '#707070',
    gridColor: '#dcdcdc',
  },
  legend: {
    orient: 'bottom',
    labelColor: '#1a1a1a',
    labelFontSize: 13,
    labelLimit: 280,
    titleFontSize: 13,
    titleFontWeight: 600,
  },
  header: { labelColor: '#1a1a1a', labelFontSize: 13, titleFontSize: 13 },
  title: { color: '#1a1a1a', fontSize: 16, fontWeight: 600, anchor: 'start' },
  view: { stroke: 'transparent' },
  mark: { color: '#0b5563' },
  rule: { color: '#1a1a1a' },
  range: {
    category: ['#0b5563', '#c4501b', '#5b5fa8', '#4d7a1f', '#a3397a', '#8a6a00', '#5f6b73'],
  },
};

// Side by side, the entries of a legend would not fit on a phone; a title below a narrow axis has
// room under the labels to its left.
const narrowConfig: Config = { legend: { columns: 1 }, axisX: { titleAnchor: 'end' } };
const narrowBelowPixels = 480;

// The user chose the colours of everything that is not data. Data keep theirs: they carry meaning.
const forcedColourConfig: Config = {
  background: 'transparent',
  axis: {
    labelColor: 'CanvasText',
    titleColor: 'CanvasText',
    domainColor: 'CanvasText',
    tickColor: 'CanvasText',
    gridColor: 'CanvasText',
    gridOpacity: 0.25,
  },
  legend: { labelColor: 'CanvasText', titleColor: 'CanvasText' },
  header: { labelColor: 'CanvasText', titleColor: 'CanvasText' },
  title: { color: 'CanvasText', subtitleColor: 'CanvasText' },
  text: { color: 'CanvasText' },
  rule: { color: 'CanvasText' },
  mark: { color: 'CanvasText' },
};

// The same hues for a dark background.
const darkConfig: Config = {
  range: {
    category: ['#4fb3c2', '#e8884f', '#a3a6ea', '#93c255', '#e07fc0', '#d9b02f', '#b0bcc4'],
  },
};

function matches(media: string): boolean {
  return window.matchMedia(media).matches;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merged(
  below: Record<string, unknown>,
  above: Record<string, unknown>,
): Record<string, unknown> {
  const result = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const old = result[key];
    result[key] = isMapping(old) && isMapping(value) ? merged(old, value) : value;
  }
  return result;
}

// Later layers win: what the specification asks for stands above the house, the user above both.
function configFor(specification: ChartSpecification, frame: HTMLElement): Config {
  const isDanish = document.documentElement.lang.startsWith('da');
  const isNarrow = frame.clientWidth < narrowBelowPixels;
  const hasForcedColours = matches('(forced-colors: active)');
  const isDark = isDarkGround();
  const layers: Config[] = [
    isDanish ? { locale: danishLocale } : {},
    houseConfig,
    isNarrow ? narrowConfig : {},
    isDark ? darkConfig : {},
    specification.config ?? {},
    hasForcedColours ? forcedColourConfig : {},
  ];
  return layers.reduce<Record<string, unknown>>(
    (below, above) => merged(below, above as Record<string, unknown>),
    {},
  );
}

// A map's classes go from the ground's lightness away from it, so a dark ground turns them.
function turnedForDark(specification: ChartSpecification): ChartSpecification {
  const turned = structuredClone(specification) as unknown as Record<string, unknown>;
  const { usermeta, encoding, mark } = turned;
  const dark = isMapping(usermeta) ? usermeta.dark : undefined;
  const colour = isMapping(encoding) ? encoding.color : undefined;
  if (!isMapping(dark) || !isMapping(colour) || !isMapping(colour.scale)) return specification;
  colour.scale.range = dark.range;
  if (isMapping(mark)) mark.stroke = dark.stroke;
  return turned as unknown as ChartSpecification;
}

// A map is as wide as the page lets it be; higher than that it would stand in empty space.
function lowEnough(specification: ChartSpecification, frame: HTMLElement): ChartSpecification {
  const { height } = specification as unknown as Record<string, unknown>;
  if (!('projection' in specification) || typeof height !== 'number') return specification;
  const fitting = Math.min(height, Math.round(frame.clientWidth * 0.9));
  return { ...specification, height: fitting } as ChartSpecification;
}

function isDarkGround(): boolean {
  return matches('(forced-colors: active)') && matches('(prefers-color-scheme: dark)');
}

function descriptionOf(specification: ChartSpecification, figure: Element | null): string {
  const description = specification.description;
  if (typeof description === 'string' && description !== '') return description;
  return figure?.querySelector('figcaption')?.textContent?.trim() ?? '';
}

// Label widths are measured with the font, so it must be there before the first drawing.
async function loadFonts(): Promise<void> {
  const faces = ['400', '600', '700'].map((weight) => `${weight} 13px "${fontFamily}"`);
  await Promise.allSettled(faces.map((face) => document.fonts.load(face)));
  await document.fonts.ready;
}

// A specification carries its data with it; nothing is fetched while drawing. Vega goes on after a
// refused load with an empty chart, so the refusals are remembered.
function closedLoader(refusals: string[]) {
  const result = loader();
  result.load = (address: string) => {
    refusals.push(address);
    return Promise.reject(new Error(`chart data from outside: ${address}`));
  };
  return result;
}

export interface Drawing {
  remove(): void;
  // The drawing on white as a data: address of a PNG, so many times larger.
  picture(scale: number): Promise<string>;
}

// Draws into `frame`, which becomes one image with the specification's description as its name.
export async function drawChart(
  frame: HTMLElement,
  specification: ChartSpecification,
): Promise<Drawing> {
  await loadFonts();
  const config = configFor(specification, frame);
  const fitting = lowEnough(specification, frame);
  const shown = isDarkGround() ? turnedForDark(fitting) : fitting;
  const { spec } = compile({ ...shown, config: {} } as ChartSpecification, { config });
  const canvas = document.createElement('div');
  canvas.className = 'chart-canvas';
  canvas.setAttribute('aria-hidden', 'true');
  frame.replaceChildren(canvas);
  frame.setAttribute('role', 'img');
  frame.setAttribute('aria-label', descriptionOf(specification, frame.closest('figure')));
  const refusals: string[] = [];
  const view = new View(parse(spec, undefined, { ast: true }), {
    container: canvas,
    expr: expressionInterpreter,
    loader: closedLoader(refusals),
    renderer: 'svg',
  });
  await view.runAsync();
  if (refusals.length > 0) throw new Error(`chart data from outside: ${refusals.join(', ')}`);
  return {
    remove: () => void view.finalize(),
    picture: (scale) => view.background('#fff').toImageURL('png', scale),
  };
}
