#pragma once

#include <functional>

#include "access/visit.h"
#include "initiatives/catalogue.h"
#include "initiatives/current_catalogue.h"
#include "initiatives/registered_uses.h"
#include "web/html.h"

namespace initiatives {

// The part of an initiative's page that shows what was counted. Comes from above, where facts are
// known. May be empty.
using FiguresSection =
    std::function<web::Html(const access::Visit&, const Catalogue&, const Initiative&)>;

// Everything about initiatives and the plan:
//   /indsatser, /indsatser/{key} with /sammenlign, /historik, /rediger, /ny-udgave, /fjern,
//   /afslut and /genskab, /indsatser/ny, /indsatser/fjernede, /maal, /principper,
//   /forebyggelsesmodel, /partnere, /partnere/{key}, /fora, /aarshjul, /ordliste;
//   /lister, /lister/{list}, its /ny, /raekkefoelge and /{key} with /rediger, /slet and /genskab.
// `catalogue` must live as long as the routes.
void add_initiative_routes(access::Routes& routes, CurrentCatalogue& catalogue,
                           FiguresSection figures, const RegisteredUses& registered);

}  // namespace initiatives
