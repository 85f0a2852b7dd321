// Runs on every page. All pages work without it; it only makes them more comfortable.
import { startDesignSystem } from './design_system';
import { protectForms } from './form_protection';
import { unfoldWhenPrinting } from './print_details';

protectForms();
unfoldWhenPrinting();
startDesignSystem(document.documentElement.lang);
