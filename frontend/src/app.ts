// Runs on every page. All pages work without it; it only makes them more comfortable.
import { startDesignSystem } from './design_system';
import { protectForms } from './form_protection';
import { startPasskeys } from './passkeys';
import { unfoldWhenPrinting } from './print_details';

protectForms();
unfoldWhenPrinting();
startPasskeys();
startDesignSystem(document.documentElement.lang);
// The link leads to the question's own page; with scripts the window asks instead.
document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('a[data-module="modal"]')) event.preventDefault();
});
