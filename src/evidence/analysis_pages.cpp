#include "evidence/analysis_pages.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "evidence/analysis_map.h"
#include "evidence/analysis_page_parts.h"
#include "evidence/analysis_picture.h"
#include "evidence/municipality_names.h"
#include "evidence/watch_picture.h"
#include "statistics/analyse.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/chart_figure.h"
#include "web/components/details.h"
#include "web/components/heading.h"
#include "web/components/table.h"
#include "web/components/tag.h"

namespace evidence {
namespace {

using access::Permission;
using access::Visit;
using statistics::Analysis;
using statistics::AnalysisSeries;
using web::operator""_html;

constexpr std::string_view root = "/analyser";
// A longer series stands only in the answer as JSON: the page would be megabytes.
constexpr std::size_t most_rows = 120;

std::string address_of(const AnalysisPage& page) {
    return std::string(root) + "/" + page.key;
}

web::Html estimates_table(const Analysis& analysis, const web::Language& language) {
    if (analysis.estimates.empty()) return {};
    web::Table table(
        {.caption = language.say("Estimater med 95 %-intervaller"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Estimat"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Nedre"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Øvre"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Som forhold"), .kind = web::ColumnKind::number},
                     {.heading = "p", .kind = web::ColumnKind::number}},
         .density = web::TableDescription::Density::compact},
        language);
    for (std::size_t at = 0; at < std::min(analysis.estimates.size(), most_rows); ++at) {
        const auto& estimate = analysis.estimates[at];
        const auto& row = estimate.row;
        table.row(
            row.name, figure_words(row.estimate, language), figure_words(row.lower, language),
            figure_words(row.upper, language),
            estimate.is_log_ratio ? language.decimal(std::exp(row.estimate), 3) : std::string("–"),
            figure_words(row.p, language));
    }
    return table.finish();
}

std::string value_words(const statistics::AnalysisValue& value, const web::Language& language) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return language.number(*whole);
    return figure_words(std::get<double>(value), language);
}

web::Html fit_table(const Analysis& analysis, const web::Language& language) {
    if (analysis.fit.empty()) return {};
    web::Table table(
        {.caption = language.say("Mål for analysen"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Værdi"), .kind = web::ColumnKind::number}},
         .density = web::TableDescription::Density::compact},
        language);
    for (const auto& value : analysis.fit)
        table.row(value.first, value_words(value.second, language));
    return table.finish();
}

// What an area is called: municipalities by name where all areas are codes of such.
std::function<std::string(const std::string&)> names_of(const AnalysisSeries& series) {
    const bool codes = series.name == "areas" &&
                       std::all_of(series.at.begin(), series.at.end(), [](const auto& label) {
                           return municipality_name(label) != label;
                       });
    return [codes](const std::string& label) {
        return codes ? label + " " + std::string(municipality_name(label)) : label;
    };
}

web::Html series_table(const AnalysisSeries& series, const web::Language& language) {
    if (series.at.size() > most_rows) {
        web::Html sentence("<p>"_html);
        sentence.add(
            language.say_with("Tabellen »{}« har {} rækker og står i hele svaret.", series.name,
                              language.number(static_cast<std::int64_t>(series.at.size()))),
            "</p>"_html);
        return sentence;
    }
    std::vector<web::Column> columns{{.heading = "", .kind = web::ColumnKind::heading}};
    for (const auto& column : series.columns)
        columns.push_back({.heading = column.first, .kind = web::ColumnKind::number});
    web::Table table({.caption = series.name,
                      .columns = std::move(columns),
                      .density = web::TableDescription::Density::compact},
                     language);
    const auto name_of = names_of(series);
    for (std::size_t row = 0; row < series.at.size(); ++row) {
        std::vector<web::Html> cells{web::text(name_of(series.at[row]))};
        for (const auto& column : series.columns)
            cells.push_back(web::text(figure_words(column.second[row], language)));
        table.row_of(cells);
    }
    return table.finish();
}

web::Html all_tables(const Analysis& analysis, const web::Language& language) {
    web::Html tables;
    tables.add(estimates_table(analysis, language), fit_table(analysis, language));
    for (const AnalysisSeries& series : analysis.series) tables.add(series_table(series, language));
    return tables;
}

web::Html sentences(std::string_view heading, const std::vector<base::Error>& list,
                    const web::Language& language) {
    web::Html html;
    if (list.empty()) return html;
    html.add("<p><strong>"_html, heading, "</strong></p><ul>"_html);
    for (const base::Error& sentence : list)
        html.add("<li>"_html, language.say(sentence), "</li>"_html);
    html.add("</ul>"_html);
    return html;
}

web::Html rows_sentence(const Analysis& analysis, const web::Language& language) {
    web::Html html("<p>"_html);
    if (analysis.few_left_out) {
        html.add(
            language.say_with("{} rækker er brugt, og nogle få er udeladt, fordi noget mangler.",
                              language.number(static_cast<std::int64_t>(analysis.rows_used))),
            "</p>"_html);
        return html;
    }
    html.add(language.say_with("{} rækker er brugt, {} er udeladt, fordi noget mangler.",
                               language.number(static_cast<std::int64_t>(analysis.rows_used)),
                               language.number(static_cast<std::int64_t>(analysis.rows_left_out))),
             "</p>"_html);
    return html;
}

std::string part_address(const AnalysisPage& page, const AnalysisPart& part) {
    return address_of(page) + "/" + part.key;
}

web::Html picture_figure(const AnalysisPage& page, const AnalysisPart& part,
                         const Analysis& analysis, const web::Language& language) {
    const std::string title = part.heading.in(language.tag());
    web::Html html;
    const auto picture = picture_of(analysis, title, language, part.wish);
    if (picture)
        html.add(
            web::chart_figure({.title = title,
                               .specification = part_address(page, part) + "/diagram",
                               .description = picture->description,
                               .data_table = picture_table(title, picture->table, language),
                               .note = page.note.in(language.tag()),
                               .links = file_link(part_address(page, part) + "/tabel", language)},
                              language));
    else if (const std::string found = watch_sentence(analysis, language); !found.empty())
        html.add("<p>"_html, found, "</p>"_html);
    html.add("<div class=\"screen-only\">"_html,
             web::details(language.say("Vis alle analysens tal"), all_tables(analysis, language)),
             "</div>"_html);
    return html;
}

charts::PlotTable map_table(const charts::Map& map, const web::Language& language) {
    return charts::data_table(
        map, {std::string(language.say("Område")), std::string(language.say("Vurdering")), {}});
}

web::Html map_figure(const AnalysisPage& page, const AnalysisPart& part, const Analysis& analysis,
                     AnalysisShelf& shelf, const web::Language& language) {
    if (part.map_file.empty()) return {};
    const auto map = map_of(analysis, part, shelf, language);
    if (!map) return web::alert(web::AlertKind::warning, language.say(map.error()), language);
    const charts::PlotTable table = map_table(*map, language);
    return web::chart_figure({.title = map->words.title,
                              .specification = part_address(page, part) + "/kort",
                              .description = map->words.description,
                              .data_table = picture_table(map->words.title, table, language),
                              .note = page.note.in(language.tag()),
                              .links = file_link(part_address(page, part) + "/omraader", language)},
                             language);
}

web::Html part_section(const AnalysisPage& page, const AnalysisPart& part, AnalysisShelf& shelf,
                       const web::Language& language) {
    web::Html section;
    section.add(web::heading(web::HeadingLevel::h2, part.heading.in(language.tag()), part.key));
    if (!part.text.empty()) section.add("<p>"_html, part.text.in(language.tag()), "</p>"_html);
    const auto answer = shelf.answer(part);
    if (!*answer) {
        section.add(web::alert(web::AlertKind::warning, language.say(answer->error()), language));
        return section;
    }
    const Analysis& analysis = **answer;
    section.add(map_figure(page, part, analysis, shelf, language),
                picture_figure(page, part, analysis, language),
                sentences(language.say("Vær opmærksom på"), analysis.warnings, language),
                sentences(language.say("Det er forudsat"), analysis.assumptions, language),
                rows_sentence(analysis, language), "<p class=\"screen-only\">"_html,
                web::link(part_address(page, part) + "/svar", language.say("Hele svaret (JSON)")),
                "</p>"_html);
    return section;
}

web::Html engineering_alert(const AnalysisPage& page, const web::Language& language) {
    if (!page.is_engineering) return {};
    return web::alert(
        web::AlertKind::warning,
        language.say("Siden viser, hvad regnestykket kan. De forklarende tal er ikke efterprøvet, "
                     "så der kan intet sluttes om nogen kommune, og siden indgår aldrig i en "
                     "rapport."),
        language);
}

web::Response show_page(const Visit& visit, AnalysisShelf& shelf, const AnalysisPage& page) {
    const web::Language& language = visit.language;
    web::Html content;
    content.add(engineering_alert(page, language), "<p>"_html, page.summary.in(language.tag()),
                "</p>"_html);
    if (!page.caveats.empty()) {
        content.add("<ul>"_html);
        for (const initiatives::Words& caveat : page.caveats)
            content.add("<li>"_html, caveat.in(language.tag()), "</li>"_html);
        content.add("</ul>"_html);
    }
    std::vector<std::pair<std::string, std::string>> parts;
    for (const AnalysisPart& part : page.parts)
        parts.emplace_back(part.heading.in(language.tag()), part.key);
    content.add(parts_list(parts, language));
    for (const AnalysisPart& part : page.parts)
        content.add(part_section(page, part, shelf, language));
    const std::string& title = page.title.in(language.tag());
    content.add(web::heading(web::HeadingLevel::h2, language.say("Om siden")),
                words_explained(language),
                how_to_quote(visit, title, address_of(page), page.note.in(language.tag())));
    return visit.page(title, content,
                      {.breadcrumb = {{std::string(language.say("Statistik")), "/statistik"},
                                      {std::string(language.say("Analyser")), std::string(root)}},
                       .charts = true});
}

web::Response show_list(const Visit& visit, AnalysisShelf& shelf) {
    const web::Language& language = visit.language;
    formats::Mistakes mistakes;
    const auto pages = shelf.pages(mistakes);
    web::Table table(
        {.caption = language.say("Analyser"),
         .columns = {{.heading = language.say("Analyse"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hvad den svarer på")}},
         .empty_text = language.say("Der er ingen analyser endnu. De lægges i en mappe "
                                    "(analyses_directory i indstillingerne)."),
         .caption_hidden = true,
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const AnalysisPage& page : pages) {
        web::Html name;
        name.add(web::link(address_of(page), page.title.in(language.tag())));
        if (page.is_engineering)
            name.add(" "_html, web::badge(language.say("Til afprøvning"), web::BadgeKind::warning));
        table.row(name, page.summary.in(language.tag()));
    }
    web::Html content;
    for (const formats::Mistake& mistake : mistakes)
        content.add(web::alert(web::AlertKind::warning,
                               formats::place_of(mistake) + language.say(mistake.error), language));
    content.add(table.finish(), "<p>"_html,
                web::link("/statistik/forventet", language.say("Anmeldt mod det forventede")),
                "</p>"_html);
    return visit.page(
        language.say("Analyser"), content,
        {.breadcrumb = {{std::string(language.say("Statistik")), "/statistik"}}, .charts = false});
}

// The page and part that an address names, where there are such.
struct Asked {
    AnalysisPage page;
    const AnalysisPart* part = nullptr;
};
std::optional<Asked> asked(const Visit& visit, AnalysisShelf& shelf) {
    formats::Mistakes mistakes;
    for (AnalysisPage& page : shelf.pages(mistakes)) {
        if (page.key != visit.request.parameter("page")) continue;
        Asked found{std::move(page), nullptr};
        for (const AnalysisPart& part : found.page.parts)
            if (part.key == visit.request.parameter("part")) found.part = &part;
        return found;
    }
    return std::nullopt;
}

// What `write` makes of the answer for the part asked for; not found where there is none.
using Answer = std::shared_ptr<const AnalysisShelf::Answer>;
using Write = std::function<std::optional<web::Response>(const Asked&, const Analysis&)>;
web::Response answer_of(const Visit& visit, AnalysisShelf& shelf, const Write& write) {
    const auto found = asked(visit, shelf);
    if (!found || !found->part) return visit.not_found();
    const Answer answer = shelf.answer(*found->part);
    if (!*answer) return visit.not_found();
    auto response = write(*found, **answer);
    return response ? std::move(*response) : visit.not_found();
}

web::Response json_response(std::string text) {
    web::Response response;
    response.content_type = "application/json";
    response.body = std::move(text);
    return response;
}

std::optional<AnalysisPicture> asked_picture(const Visit& visit, const Asked& asked,
                                             const Analysis& analysis) {
    return picture_of(analysis, asked.part->heading.in(visit.language.tag()), visit.language,
                      asked.part->wish);
}

std::string file_name_of(const Asked& asked) {
    return asked.page.key + "_" + asked.part->key;
}

std::string answer_json(const Visit& visit, const AnalysisShelf& shelf, const Analysis& analysis) {
    return statistics::analysis_json(analysis, shelf.version(), [&](const base::Error& sentence) {
        return visit.language.say(sentence);
    });
}

// ---- what a part is fetched as

using MaybeResponse = std::optional<web::Response>;

MaybeResponse picture_response(const Visit& visit, const AnalysisShelf&, const Asked& asked,
                               const Analysis& analysis) {
    auto picture = asked_picture(visit, asked, analysis);
    if (!picture) return std::nullopt;
    return json_response(std::move(picture->specification));
}

MaybeResponse table_response(const Visit& visit, const AnalysisShelf&, const Asked& asked,
                             const Analysis& analysis) {
    const auto picture = asked_picture(visit, asked, analysis);
    if (!picture) return std::nullopt;
    return picture_file(file_name_of(asked), picture->table);
}

MaybeResponse map_response(const Visit& visit, const AnalysisShelf& shelf, const Asked& asked,
                           const Analysis& analysis) {
    const auto map = map_of(analysis, *asked.part, shelf, visit.language);
    if (!map) return std::nullopt;
    return json_response(charts::vega_lite(*map, visit.language.tag()));
}

MaybeResponse areas_response(const Visit& visit, const AnalysisShelf& shelf, const Asked& asked,
                             const Analysis& analysis) {
    const auto map = map_of(analysis, *asked.part, shelf, visit.language);
    if (!map) return std::nullopt;
    return picture_file(file_name_of(asked), map_table(*map, visit.language));
}

MaybeResponse whole_response(const Visit& visit, const AnalysisShelf& shelf, const Asked&,
                             const Analysis& analysis) {
    return json_response(answer_json(visit, shelf, analysis));
}

}  // namespace

void add_analysis_routes(access::Routes& routes, AnalysisShelf& shelf) {
    const std::string page = std::string(root) + "/{page}";
    const std::string part = page + "/{part}";
    routes.get(std::string(root), Permission::see_statistics,
               [&shelf](const Visit& visit) { return show_list(visit, shelf); });
    routes.get(page, Permission::see_statistics, [&shelf](const Visit& visit) {
        const auto found = asked(visit, shelf);
        return found ? show_page(visit, shelf, found->page) : visit.not_found();
    });
    const auto add = [&](std::string_view last, const auto& write) {
        routes.get(part + std::string(last), Permission::see_statistics,
                   [&shelf, write](const Visit& visit) {
                       return answer_of(visit, shelf,
                                        [&](const Asked& found, const Analysis& analysis) {
                                            return write(visit, shelf, found, analysis);
                                        });
                   });
    };
    add("/diagram", picture_response);
    add("/tabel", table_response);
    add("/kort", map_response);
    add("/omraader", areas_response);
    add("/svar", whole_response);
}

}  // namespace evidence
