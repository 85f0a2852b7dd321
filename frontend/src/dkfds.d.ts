// The parts of the design system's script that design_system.ts uses; the package has no types.
declare module 'dkfds' {
  interface Component {
    init(): void;
  }
  type Strings = Record<string, string>;
  type ElementComponent = new (element: Element) => Component;

  export const Accordion: new (element: Element, strings?: Strings) => Component;
  export const CharacterLimit: new (element: Element, strings?: Strings) => Component;
  export const Alert: ElementComponent;
  export const BackToTop: ElementComponent;
  export const CheckboxToggleContent: ElementComponent;
  export const Dropdown: ElementComponent;
  export const DropdownSort: ElementComponent;
  export const ErrorSummary: ElementComponent;
  export const MenuDropdown: ElementComponent;
  export const Modal: ElementComponent;
  export const Navigation: new () => Component;
  export const RadioToggleGroup: ElementComponent;
  export const ResponsiveTable: new (element: Element) => unknown;
  export const TableSelectableRows: ElementComponent;
  export const Tabs: ElementComponent;
  export const Tooltip: ElementComponent;
}
