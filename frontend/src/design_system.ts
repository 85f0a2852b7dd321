// Starts the design system's components. Its own init() speaks Danish only, so the components that
// write text get it from here. Dates are native fields, so its date picker is not started.
import * as dkfds from 'dkfds';

const english = {
  accordion: { open_all: 'Open all', close_all: 'Close all' },
  character_limit: {
    character_remaining: 'You have {value} character left',
    characters_remaining: 'You have {value} characters left',
    character_too_many: 'You have {value} character too many',
    characters_too_many: 'You have {value} characters too many',
  },
  more: 'More',
};

type Start = (element: Element) => void;

function startEach(selector: string, start: Start): void {
  for (const element of document.querySelectorAll(selector)) {
    try {
      start(element);
    } catch (error) {
      // One faulty component must not take the others down.
      console.error(selector, error);
    }
  }
}

function startNavigation(isEnglish: boolean): void {
  if (document.querySelector('.navigation-menu .mainmenu, .js-menu-open') === null) return;
  new dkfds.Navigation().init();
  const more = document.querySelector('.navigation-menu .more-button span');
  if (isEnglish && more !== null) more.textContent = english.more;
}

export function startDesignSystem(language: string): void {
  const isEnglish = !language.startsWith('da');
  const accordionText = isEnglish ? english.accordion : undefined;
  const limitText = isEnglish ? english.character_limit : undefined;
  const components: [string, Start][] = [
    ['.accordion, .accordion-bordered', (e) => new dkfds.Accordion(e, accordionText).init()],
    ['.alert.has-close', (e) => new dkfds.Alert(e).init()],
    ['.back-to-top-button', (e) => new dkfds.BackToTop(e).init()],
    ['.form-limit', (e) => new dkfds.CharacterLimit(e, limitText).init()],
    ['.js-checkbox-toggle-content', (e) => new dkfds.CheckboxToggleContent(e).init()],
    ['.js-dropdown', (e) => new dkfds.Dropdown(e).init()],
    ['.overflow-menu--sort', (e) => new dkfds.DropdownSort(e).init()],
    ['[data-module="error-summary"]', (e) => new dkfds.ErrorSummary(e).init()],
    ['.fds-modal', (e) => new dkfds.Modal(e).init()],
    ['.js-menudropdown', (e) => new dkfds.MenuDropdown(e).init()],
    ['.js-radio-toggle-group', (e) => new dkfds.RadioToggleGroup(e).init()],
    ['table[class*="responsive-headers"]', (e) => void new dkfds.ResponsiveTable(e)],
    ['table.table--selectable', (e) => new dkfds.TableSelectableRows(e).init()],
    ['div.tab-container', (e) => new dkfds.Tabs(e).init()],
    ['.tooltip-wrapper', (e) => new dkfds.Tooltip(e).init()],
  ];
  for (const [selector, start] of components) startEach(selector, start);
  startEach('.header', () => startNavigation(isEnglish));
}
