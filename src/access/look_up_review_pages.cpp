#include "access/look_up_review_pages.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "access/account_store.h"
#include "base/text.h"
#include "trail/look_up_review_store.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/form.h"
#include "web/components/pagination.h"
#include "web/components/radio_group.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/components/text_area.h"

namespace access {

namespace {

using trail::LookUpReview;
using trail::ReviewItem;
using trail::ReviewOutcome;

constexpr int rows_on_page = 50;
constexpr std::size_t longest_note = 500;
constexpr int status_refused = 422;
constexpr std::string_view reviews_path = "/opslagskontrol";
constexpr std::array<ReviewOutcome, 3> outcomes = {ReviewOutcome::in_order,
                                                   ReviewOutcome::follow_up, ReviewOutcome::breach};

std::int64_t number_in(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number > 0 ? number : 0;
}

std::int64_t parameter(const Visit& visit, const char* name) {
    return number_in(visit.request.parameters.find(name)->second);
}

std::string path_of(std::int64_t review) {
    return std::string(reviews_path) + "/" + std::to_string(review);
}

std::string path_of(const ReviewItem& item) {
    return path_of(item.review_id) + "/" + std::to_string(item.id);
}

std::int64_t account_in(const std::string& actor) {
    constexpr std::string_view prefix = "account:";
    return actor.starts_with(prefix) ? number_in(actor.substr(prefix.size())) : 0;
}

std::map<std::int64_t, std::string> names_in(store::Connection& connection,
                                             const std::vector<ReviewItem>& items) {
    std::vector<std::int64_t> ids;
    for (const ReviewItem& item : items) {
        ids.push_back(account_in(item.look_up.actor));
        if (item.account_id > 0) ids.push_back(item.account_id);
    }
    return account_names(connection, ids);
}

std::string name_of(const std::map<std::int64_t, std::string>& names, std::int64_t account,
                    const std::string& otherwise) {
    const auto found = names.find(account);
    return found == names.end() ? otherwise : found->second;
}

std::string reasons_of(const Visit& visit, const std::vector<std::string>& codes) {
    std::vector<std::string> names;
    for (int i = 0; i <= static_cast<int>(trail::Reason::break_glass); ++i) {
        const auto reason = static_cast<trail::Reason>(i);
        if (std::find(codes.begin(), codes.end(), trail::reason_code(reason)) != codes.end())
            names.emplace_back(visit.language.say(trail::reason_name(reason)));
    }
    return base::join(names, ", ");
}

// What could not be compared, since the program doesn't hold it.
web::Html not_compared(const Visit& visit, const LookUpReview& review) {
    const web::Language& language = visit.language;
    const auto is_held = [&review](std::string_view what) {
        return std::find(review.compared.begin(), review.compared.end(), what) !=
               review.compared.end();
    };
    web::Html content;
    if (!is_held("own_work"))
        content.add(web::paragraphs(language.say(
            "Opslagene er ikke sammenlignet med, hvem der arbejder med personen: det er ikke "
            "registreret her.")));
    if (!is_held("surname"))
        content.add(web::paragraphs(language.say(
            "Efternavne er ikke sammenlignet: de ansattes er ikke registreret her. Hvad der ikke "
            "haves, sammenlignes ikke.")));
    if (!is_held("address"))
        content.add(web::paragraphs(language.say(
            "Adresser er ikke sammenlignet: de ansattes er ikke registreret her. Hvad der ikke "
            "haves, sammenlignes ikke.")));
    if (is_held("surname"))
        content.add(web::paragraphs(language.say(
            "Efternavne er sammenlignet, som de lyder, med alle personens navne. En ægtefælles "
            "eller et barns andet navn findes ikke sådan.")));
    return content;
}

web::Response show_reviews(const Visit& visit) {
    const web::Language& language = visit.language;
    const std::int64_t before = number_in(visit.request.query.value("foer"));
    store::ReadTransaction reading = visit.services.database.read();
    std::vector<LookUpReview> reviews = trail::reviews(reading, before, rows_on_page + 1);
    const bool has_more = reviews.size() > rows_on_page;
    if (has_more) reviews.pop_back();
    web::Table table(
        {.caption = language.say("Kontroller, nyeste først"),
         .columns = {{.heading = language.say("Udtrukket"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Opslag i alt"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Udtrukne"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Mangler"), .kind = web::ColumnKind::number}},
         .empty_text = language.say("Der er ikke udtrukket opslag endnu.")},
        language);
    for (const LookUpReview& review : reviews)
        table.row(web::link(path_of(review.id), language.instant(review.drawn_at)),
                  language.number(review.look_ups), language.number(review.items),
                  language.number(review.open));
    web::Html content = web::paragraphs(language.say(
        "Hver måned udtrækkes nogle opslag på personer tilfældigt, og alle, der skiller sig ud. En "
        "leder gennemgår dem og skriver resultatet."));
    web::PreviousNext pages;
    if (before > 0) pages.previous = web::Link(reviews_path);
    if (has_more)
        pages.next =
            web::address_with_query(reviews_path, {{"foer", std::to_string(reviews.back().id)}});
    content.add(table.finish(), web::previous_next(pages, language));
    return visit.page(language.say("Kontrol af opslag"), content);
}

web::Html outcome_tag(const Visit& visit, const ReviewItem& item) {
    if (!item.outcome)
        return web::status_tag(web::StatusKind::ongoing, visit.language.say("Mangler"));
    return web::status_tag(*item.outcome == ReviewOutcome::in_order ? web::StatusKind::done
                                                                    : web::StatusKind::attention,
                           visit.language.say(trail::outcome_name(*item.outcome)));
}

web::Response show_review(const Visit& visit) {
    const web::Language& language = visit.language;
    store::ReadTransaction reading = visit.services.database.read();
    const auto review = trail::find_review(reading, parameter(visit, "id"));
    if (!review) return visit.not_found();
    const std::int64_t after = number_in(visit.request.query.value("efter"));
    std::vector<ReviewItem> items =
        trail::review_items(reading, review->id, after, rows_on_page + 1);
    const bool has_more = items.size() > rows_on_page;
    if (has_more) items.pop_back();
    const std::map<std::int64_t, std::string> names = names_in(reading, items);
    web::Table table(
        {.caption = language.say("Udtrukne opslag"),
         .columns = {{.heading = language.say("Linje"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Tidspunkt")},
                     {.heading = language.say("Hvem")},
                     {.heading = language.say("Formål")},
                     {.heading = language.say("Udtrukket, fordi")},
                     {.heading = language.say("Resultat")}},
         .empty_text = language.say("Der blev ikke udtrukket nogen opslag."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const ReviewItem& item : items)
        table.row(web::link(path_of(item), language.number(item.look_up.line)),
                  language.instant(item.look_up.at),
                  name_of(names, account_in(item.look_up.actor), item.look_up.actor),
                  item.look_up.purpose, reasons_of(visit, item.reasons), outcome_tag(visit, item));
    web::Html content = web::definition_list(
        {{language.say("Linjer i sporet"),
          web::text(language.say_with("{} til {}", language.number(review->first_line),
                                      language.number(review->last_line)))},
         {language.say("Opslag i alt"), web::text(language.number(review->look_ups))},
         {language.say("Tilfældigt udtrukne, højst"),
          web::text(language.number(review->sample_size))},
         {language.say("Tilfældigt tal"), web::text(review->seed)}});
    web::PreviousNext pages;
    if (after > 0) pages.previous = path_of(review->id);
    if (has_more)
        pages.next = web::address_with_query(
            path_of(review->id), {{"efter", std::to_string(items.back().look_up.line)}});
    content.add(not_compared(visit, *review), table.finish(), web::previous_next(pages, language));
    return visit.page(
        language.say_with("Kontrol af opslag, {}", language.instant(review->drawn_at)), content,
        {.breadcrumb = {
             {std::string(language.say("Kontrol af opslag")), std::string(reviews_path)}}});
}

web::Html item_form(const Visit& visit, const ReviewItem& item, const std::string& error) {
    const web::Language& language = visit.language;
    std::vector<web::Choice> choices;
    for (const ReviewOutcome outcome : outcomes)
        choices.push_back({.value = trail::outcome_code(outcome),
                           .label = language.say(trail::outcome_name(outcome))});
    web::Html fields = web::radio_group({.name = "resultat",
                                         .legend = language.say("Resultat"),
                                         .choices = std::move(choices),
                                         .value = visit.request.form.value("resultat"),
                                         .error = error},
                                        language);
    fields.add(web::text_area({.name = "bemaerkning",
                               .label = language.say("Bemærkning"),
                               .value = visit.request.form.value("bemaerkning"),
                               .hint = language.say("Skriv ikke navne."),
                               .need = web::Need::optional,
                               .rows = 3,
                               .character_limit = static_cast<int>(longest_note),
                               .access_reminder = web::AccessReminder::shown},
                              language),
               web::button_row(web::button({.label = language.say("Gem resultatet")})));
    return web::form({.action = path_of(item), .csrf_token = visit.csrf_token()}, fields);
}

web::Response item_page(const Visit& visit, const ReviewItem& item, const std::string& error) {
    const web::Language& language = visit.language;
    std::map<std::int64_t, std::string> names;
    {
        store::ReadTransaction reading = visit.services.database.read();
        names = names_in(reading, {item});
    }
    std::vector<web::Fact> facts = {
        {language.say("Linje"), web::text(language.number(item.look_up.line))},
        {language.say("Tidspunkt"), web::text(language.instant(item.look_up.at))},
        {language.say("Hvem"),
         web::text(name_of(names, account_in(item.look_up.actor), item.look_up.actor))},
        {language.say("Personens nummer"), web::text(item.look_up.person_id)},
        {language.say("Formål"), web::text(item.look_up.purpose)},
        {language.say("Udtrukket, fordi"), web::text(reasons_of(visit, item.reasons))}};
    if (item.outcome && item.decided_at) {
        facts.push_back({language.say("Resultat"), outcome_tag(visit, item)});
        facts.push_back({language.say("Bemærkning"), web::text(item.note)});
        facts.push_back(
            {language.say("Kontrolleret af"), web::text(name_of(names, item.account_id, "") + ", " +
                                                        language.instant(*item.decided_at))});
    }
    web::Html content = web::definition_list(facts);
    if (!item.outcome) content.add(item_form(visit, item, error));
    return visit.page(
        language.say_with("Opslag i linje {}", language.number(item.look_up.line)), content,
        {.breadcrumb = {{std::string(language.say("Kontrol af opslag")), std::string(reviews_path)},
                        {std::string(language.say("Udtrukne opslag")), path_of(item.review_id)}},
         .status = error.empty() ? 200 : status_refused});
}

std::optional<ReviewItem> item_of(const Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    auto item = trail::find_review_item(reading, parameter(visit, "item"));
    if (item && item->review_id != parameter(visit, "id")) item.reset();
    return item;
}

web::Response show_item(const Visit& visit) {
    const auto item = item_of(visit);
    return item ? item_page(visit, *item, "") : visit.not_found();
}

web::Response decide_item(const Visit& visit) {
    const auto item = item_of(visit);
    if (!item) return visit.not_found();
    const std::string& code = visit.request.form.value("resultat");
    const auto* const outcome =
        std::find_if(outcomes.begin(), outcomes.end(),
                     [&code](ReviewOutcome each) { return trail::outcome_code(each) == code; });
    if (outcome == outcomes.end())
        return item_page(visit, *item, std::string(visit.language.say("Vælg et resultat.")));
    const std::string note =
        base::trim(base::normalise_lines(visit.request.form.value("bemaerkning")));
    if (base::length_in_characters(note) > longest_note)
        return item_page(visit, *item,
                         std::string(visit.language.say("Bemærkningen må højst have 500 tegn.")));
    base::Result<void> decided;
    {
        store::WriteTransaction writing = visit.services.database.write();
        decided = trail::decide_review_item(writing, visit.now, visit.user().account_id, *item,
                                            *outcome, note);
        if (decided) writing.commit();
    }
    if (!decided) return item_page(visit, *item, visit.language.say(decided.error()));
    return web::see_other(path_of(item->review_id) + "?besked=gemt");
}

}  // namespace

void add_look_up_review_routes(Routes& routes) {
    routes.get(std::string(reviews_path), Permission::review_look_ups, show_reviews);
    routes.get("/opslagskontrol/{id}", Permission::review_look_ups, show_review);
    routes.get("/opslagskontrol/{id}/{item}", Permission::review_look_ups, show_item);
    routes.post("/opslagskontrol/{id}/{item}", Permission::review_look_ups, decide_item);
}

}  // namespace access
