#pragma once

#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

// A question in a window above the page. The same question must also stand on a page of its own:
// modal_link() leads there, and opens the window instead when scripts run. The window is hidden
// without scripts.
struct Modal {
    PlainText id;  // unique on the page
    PlainText heading;
    Html content;
    Html actions;  // buttons, usually a post_button() and a modal_close_button()
};

// Belongs into PageShell::modals, so that the rest of the page can be made inert.
Html modal(const Modal& modal, const Language& language);

// Leads to `page`, or opens the window with this id.
Html modal_link(const PlainText& label, const PlainText& modal_id, const Link& page);

// Closes the window without doing anything.
Html modal_close_button(const PlainText& label);

}  // namespace web
