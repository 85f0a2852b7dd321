#include <algorithm>

#include "base/text.h"
#include "initiatives/catalogue_visit.h"
#include "initiatives/catalogue_words.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/empty_state.h"
#include "web/components/heading.h"
#include "web/components/search_box.h"
#include "web/components/table.h"
#include "web/components/tag.h"

// The glossary, the year wheel and the forums.
namespace initiatives {

namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

std::vector<std::pair<std::string, std::string>> breadcrumb(const web::Language& language) {
    return {{std::string(language.say("Indsatser")), "/indsatser"}};
}

// ---- glossary

web::Html term_view(const Catalogue& catalogue, const Entry& term, const web::Language& language) {
    const bool danish_first = language.code() == web::LanguageCode::danish;
    const std::string& other = danish_first ? term.name.en : term.name.da;
    const std::string& other_text = danish_first ? term.text.en : term.text.da;
    const std::string_view other_tag = danish_first ? "en" : "da";
    web::Html html = web::heading(web::HeadingLevel::h2, term.name.in(language.tag()), term.key);
    html.add(web::paragraphs(term.text.in(language.tag())));
    if (!other.empty()) {
        html.add("<p lang=\""_html, other_tag, "\"><strong>"_html, other, "</strong>"_html);
        if (!other_text.empty()) html.add(": "_html, other_text);
        html.add("</p>"_html);
    }
    web::Html see;
    for (const std::string& key : term.see) {
        if (!see.empty()) see.add(", "_html);
        see.add(web::link("/ordliste#" + key,
                          Catalogue::name_in(catalogue.glossary, key, language.tag())));
    }
    if (!see.empty()) html.add("<p>"_html, language.say("Se også:"), " "_html, see, "</p>"_html);
    return html;
}

web::Response show_glossary(const Visit& visit, CurrentCatalogue& current) {
    constexpr std::size_t longest_query = 200;
    const web::Language& language = visit.language;
    CurrentCatalogue::Searchable searchable;
    {
        store::ReadTransaction reading = visit.services.database.read();
        searchable = current.get_searchable(reading);
    }
    const std::string query = base::shorten(visit.request.query.value("q"), longest_query);
    const std::vector<std::size_t> terms =
        searchable.search->find_terms(base::fold_for_search(query), language.tag());
    web::Html content = change_link(visit, "ordliste");
    content.add(web::search_form(
        {.action = "/ordliste", .value = query, .label = language.say("Søg i ordlisten")},
        language));
    if (terms.empty()) {
        content.add(web::empty_state(language.say("Ingen ord passer til søgningen.")));
    } else {
        content.add("<p>"_html,
                    language.count("Ét ord", "{} ord", static_cast<std::int64_t>(terms.size())),
                    "</p>"_html);
    }
    for (const std::size_t term : terms) {
        content.add(
            term_view(*searchable.catalogue, searchable.catalogue->glossary[term], language));
    }
    return visit.page(language.say("Ordliste"), content, {.breadcrumb = breadcrumb(language)});
}

// ---- year wheel

int place_in_year(const Entry& entry) {
    constexpr int days = 100;  // more than any month has
    return entry.month.value_or(0) * days + entry.day.value_or(0);
}

std::string when_words(const Entry& entry, const web::Language& language) {
    const std::string month = language.month(static_cast<unsigned>(entry.month.value_or(1)));
    if (!entry.day) return month;
    return language.say_with("den {0}. {1}", std::to_string(*entry.day), month);
}

web::Html year_wheel_entry(const Catalogue& catalogue, const Entry& entry, bool next,
                           const web::Language& language) {
    web::Html html = web::heading(web::HeadingLevel::h3, entry.name.in(language.tag()), entry.key);
    if (next) {
        html.add("<p>"_html, web::badge(language.say("Den næste"), web::BadgeKind::info),
                 "</p>"_html);
    }
    html.add(
        web::paragraphs(entry.text.in(language.tag())),
        web::definition_list(
            {{language.say("Hvornår"), web::text(when_words(entry, language))},
             {language.say("Slags"),
              web::text(code_words(CodeList::year_wheel_kind, entry.kind, language))},
             {language.say("Ansvarlig enhed"),
              entry.owner_unit.empty() ? web::Html()
                                       : web::text(Catalogue::name_in(
                                             catalogue.units, entry.owner_unit, language.tag()))},
             {language.say("Gælder fra"), web::text(date_words(entry.from, language))}}));
    return html;
}

web::Response show_year_wheel(const Visit& visit, CurrentCatalogue& current) {
    const auto catalogue = catalogue_for(visit, current);
    const web::Language& language = visit.language;
    std::vector<const Entry*> entries;
    for (const Entry& entry : catalogue->year_wheel) entries.push_back(&entry);
    std::stable_sort(entries.begin(), entries.end(), [](const Entry* a, const Entry* b) {
        return place_in_year(*a) < place_in_year(*b);
    });
    // The first at or after today; the year's first when none is left.
    const base::Date today = visit.today();
    const Entry* next = entries.empty() ? nullptr : entries.front();
    for (const Entry* entry : entries) {
        const int month = static_cast<int>(base::month_of(today));
        const bool past = entry->month.value_or(0) < month ||
                          (entry->month == month && entry->day &&
                           *entry->day < static_cast<int>(base::day_of(today)));
        if (past) continue;
        next = entry;
        break;
    }
    web::Html content = change_link(visit, "aarshjul");
    int month = 0;
    for (const Entry* entry : entries) {
        if (entry->month != month) {
            month = entry->month.value_or(0);
            content.add(
                web::heading(web::HeadingLevel::h2, language.month(static_cast<unsigned>(month))));
        }
        content.add(year_wheel_entry(*catalogue, *entry, entry == next, language));
    }
    if (entries.empty()) content.add(web::empty_state(language.say("Årshjulet er tomt.")));
    return visit.page(language.say("Årshjul"), content, {.breadcrumb = breadcrumb(language)});
}

// ---- forums

web::Html seats_table(const Catalogue& catalogue, const Entry& forum,
                      const web::Language& language) {
    if (forum.seats.empty()) return {};
    web::Table table(
        {.caption = language.say_with("Pladser i {}", forum.name.in(language.tag())),
         .columns = {{.heading = language.say("Plads"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hører til")}}},
        language);
    for (const Entry::Seat& seat : forum.seats) {
        web::Html belongs;
        if (!seat.partner.empty()) {
            belongs =
                web::link(partner_address(seat.partner),
                          Catalogue::name_in(catalogue.partners, seat.partner, language.tag()));
        } else if (!seat.unit.empty()) {
            belongs = web::text(Catalogue::name_in(catalogue.units, seat.unit, language.tag()));
        }
        table.row(seat.name.in(language.tag()), belongs);
    }
    return table.finish();
}

web::Html initiatives_with_forum(const Catalogue& catalogue, const Entry& forum,
                                 const web::Language& language) {
    web::Html links;
    for (const Initiative& initiative : catalogue.initiatives) {
        const bool uses = std::any_of(
            initiative.editions.begin(), initiative.editions.end(), [&](const Edition& edition) {
                return std::find(edition.forums.begin(), edition.forums.end(), forum.key) !=
                       edition.forums.end();
            });
        if (!uses) continue;
        if (!links.empty()) links.add(", "_html);
        links.add(web::link(initiative_address(initiative.key),
                            initiative.latest().name.in(language.tag())));
    }
    return links;
}

web::Html forum_view(const Catalogue& catalogue, const Entry& forum,
                     const web::Language& language) {
    web::Html html = web::heading(web::HeadingLevel::h2, forum.name.in(language.tag()), forum.key);
    web::Html district;
    if (!forum.district.empty()) {
        district =
            web::text(Catalogue::name_in(catalogue.districts, forum.district, language.tag()));
    }
    const std::string persons =
        forum.names_persons.empty()
            ? std::string()
            : code_words(CodeList::names_persons, forum.names_persons, language);
    html.add(web::paragraphs(forum.purpose.in(language.tag())),
             web::definition_list(
                 {{language.say("Slags"),
                   web::text(code_words(CodeList::forum_kind, forum.kind, language))},
                  {language.say("Hvor ofte"), web::text(forum.recurrence.in(language.tag()))},
                  {language.say("Tidsrum"), web::text(span_words(forum.from, forum.to, language))},
                  {language.say("Distrikt"), district},
                  {language.say("Enkeltpersoner"), web::text(persons)},
                  {language.say("Indsatser"), initiatives_with_forum(catalogue, forum, language)}}),
             seats_table(catalogue, forum, language));
    return html;
}

web::Response show_forums(const Visit& visit, CurrentCatalogue& current) {
    const auto catalogue = catalogue_for(visit, current);
    const web::Language& language = visit.language;
    web::Html content = change_link(visit, "fora");
    for (const Entry& forum : catalogue->forums) {
        content.add(forum_view(*catalogue, forum, language));
    }
    if (catalogue->forums.empty())
        content.add(web::empty_state(language.say("Der er ingen mødefora.")));
    return visit.page(language.say("Mødefora"), content, {.breadcrumb = breadcrumb(language)});
}

}  // namespace

void add_reference_routes(access::Routes& routes, CurrentCatalogue& current) {
    routes.get("/ordliste", Permission::see_initiatives,
               [&current](const Visit& visit) { return show_glossary(visit, current); });
    routes.get("/aarshjul", Permission::see_initiatives,
               [&current](const Visit& visit) { return show_year_wheel(visit, current); });
    routes.get("/fora", Permission::see_initiatives,
               [&current](const Visit& visit) { return show_forums(visit, current); });
}

}  // namespace initiatives
