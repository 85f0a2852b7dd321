#include "app/registered_uses.h"

#include "activities/activity_facts.h"
#include "activities/activity_store.h"
#include "activities/enquiry_facts.h"
#include "base/result.h"
#include "evidence/entered_figure_store.h"
#include "initiatives/story_facts.h"
#include "organisation/organisation_store.h"
#include "places/observation_facts.h"
#include "reports/report_store.h"

namespace app {

namespace {

using base::danish;

// One kind of thing that can be registered, and how to ask whether it names an entry of a list.
struct Kind {
    std::string_view list;
    std::string_view sentence;
    bool (*names)(store::Connection&, const std::string&);
};

bool unit_is_held(store::Connection& connection, const std::string& unit) {
    return organisation::unit_is_used(connection, unit);
}
bool activities_name_initiative(store::Connection& connection, const std::string& initiative) {
    return activities::initiative_is_used(connection, initiative);
}

constexpr Kind kinds[] = {
    {"initiatives", danish("Der er registreret aktiviteter under indsatsen."),
     activities_name_initiative},
    {"initiatives", danish("Der er registreret henvendelser under indsatsen."),
     activities::enquiries_name_initiative},
    {"initiatives", danish("Der er registreret observationer under indsatsen."),
     places::observations_name_initiative},
    {"initiatives", danish("Der er skrevet gode historier om indsatsen."),
     initiatives::stories_name_initiative},
    {"initiatives", danish("Der er indtastet tal for indsatsen."), evidence::figures_entered_for},
    {"districts", danish("Der er registreret aktiviteter i distriktet."),
     activities::activities_name_district},
    {"districts", danish("Der er registreret henvendelser fra distriktet."),
     activities::enquiries_name_district},
    {"districts", danish("Der er registreret observationer i distriktet."),
     places::observations_name_district},
    {"districts", danish("Der er skrevet gode historier om distriktet."),
     initiatives::stories_name_district},
    {"partners", danish("Partneren er med i registrerede aktiviteter."),
     activities::activities_name_partner},
    {"partners", danish("Henvendelser er henvist til partneren."), activities::enquiries_refer_to},
    {"units", danish("Henvendelser er henvist til enheden."), activities::enquiries_refer_to},
    {"units", danish("Medarbejdere har eller har haft en stilling i enheden."), unit_is_held},
    {"units", danish("Enheden skriver eller har skrevet på en årsrapport."),
     reports::unit_writes_reports},
};

}  // namespace

std::vector<std::string> registered_uses(store::Connection& connection, std::string_view list,
                                         const std::string& key, const web::Language& language) {
    std::vector<std::string> sentences;
    for (const Kind& kind : kinds)
        if (kind.list == list && kind.names(connection, key))
            sentences.emplace_back(language.say(kind.sentence));
    return sentences;
}

bool initiative_is_used(store::Connection& connection, std::string_view initiative) {
    const std::string key(initiative);
    for (const Kind& kind : kinds)
        if (kind.list == "initiatives" && kind.names(connection, key)) return true;
    return false;
}

}  // namespace app
