#include "evidence/analysis_page_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "formats/csv.h"
#include "web/components/button.h"
#include "web/components/details.h"
#include "web/components/table.h"

namespace evidence {
namespace {

using web::operator""_html;

constexpr std::size_t most_rows = 500;  // of one table; the file has them all
constexpr int decimals_in_file = 6;

struct ExplainedWord {
    std::string_view word, meaning;
};

constexpr std::array<ExplainedWord, 6> explained{{
    {base::danish("Forventet"),
     base::danish("Hvad der ville være anmeldt, hvis kommunen lå som dem, den sammenlignes med. "
                  "Det er et regnestykke og ikke et mål, nogen har sat.")},
    {base::danish("95 %-interval"),
     base::danish("De værdier, som tallene er forenelige med. Det er regnet, så det i 19 af 20 "
                  "tilfælde rummer den rigtige. Jo bredere det er, jo mindre ved vi.")},
    {base::danish("Over-spredning"),
     base::danish("At kommuner er mere forskellige, end tilfældet alene gør dem. Den, der ikke "
                  "regner med det, kalder næsten alle kommuner usædvanlige. Her er intervaller og "
                  "grænser gjort så meget bredere.")},
    {base::danish("Tragt"),
     base::danish("Et billede af alle kommuner på én gang. Grænserne er vide, hvor der er få "
                  "hændelser at vente, og snævrer ind, hvor der er mange. De fleste skal ligge "
                  "inden for.")},
    {base::danish("p-værdi"),
     base::danish("Hvor ofte en så stor forskel ville komme af tilfældighed alene. En lille "
                  "p-værdi siger ikke, at forskellen er stor, og ikke hvorfor den er der.")},
    {base::danish("Alarm"),
     base::danish("At et tal ligger over den grænse, det sjældent når, når intet er anderledes "
                  "end før. Det er et spørgsmål og ikke et svar.")},
}};

}  // namespace

std::string figure_words(double value, const web::Language& language) {
    if (!std::isfinite(value)) return "–";
    const double size = std::abs(value);
    if (value == std::floor(value) && size < 1e9)
        return language.number(static_cast<std::int64_t>(value));
    if (size != 0 && size < 0.0005) return std::string(language.say("under 0,0005"));
    return language.decimal(value, size < 10 ? 3 : 1);
}

web::Html picture_table(const std::string& caption, const charts::PlotTable& drawn,
                        const web::Language& language) {
    std::vector<web::Column> columns;
    for (std::size_t at = 0; at < drawn.heads.size(); ++at) {
        const bool is_text = !drawn.rows.empty() && !drawn.rows.front()[at].second &&
                             !drawn.rows.front()[at].first.empty();
        columns.push_back({.heading = drawn.heads[at],
                           .kind = !is_text  ? web::ColumnKind::number
                                   : at == 0 ? web::ColumnKind::heading
                                             : web::ColumnKind::words});
    }
    web::Table table({.caption = caption,
                      .columns = std::move(columns),
                      .density = web::TableDescription::Density::compact},
                     language);
    for (std::size_t row = 0; row < std::min(drawn.rows.size(), most_rows); ++row) {
        std::vector<web::Html> cells;
        for (const charts::PlotTable::Cell& cell : drawn.rows[row])
            cells.push_back(web::text(cell.second          ? figure_words(*cell.second, language)
                                      : cell.first.empty() ? std::string("–")
                                                           : cell.first));
        table.row_of(cells);
    }
    return table.finish();
}

web::Response picture_file(const std::string& name, const charts::PlotTable& drawn) {
    std::ostringstream text;
    formats::CsvWriter file(text);
    for (const std::string& head : drawn.heads) file.text(head);
    file.end_row();
    for (const auto& row : drawn.rows) {
        for (const charts::PlotTable::Cell& cell : row) {
            if (!cell.second)
                file.text(cell.first);
            else if (*cell.second == std::floor(*cell.second) && std::abs(*cell.second) < 1e15)
                file.integer(static_cast<std::int64_t>(*cell.second));
            else
                file.number(*cell.second, decimals_in_file);
        }
        file.end_row();
    }
    return web::attachment("text/csv; charset=utf-8", name + ".csv", text.str());
}

web::Html file_link(const std::string& address, const web::Language& language) {
    web::Html html("<p class=\"screen-only\">"_html);
    html.add(web::link(address, language.say("Hent tallene (CSV)")), "</p>"_html);
    return html;
}

web::Html words_explained(const web::Language& language) {
    web::Html list("<dl>"_html);
    for (const ExplainedWord& each : explained)
        list.add("<dt>"_html, language.say(each.word), "</dt><dd>"_html, language.say(each.meaning),
                 "</dd>"_html);
    list.add("</dl>"_html);
    return web::details(language.say("Ord, der bruges her"), list);
}

web::Html how_to_quote(const access::Visit& visit, std::string_view title, std::string_view path,
                       std::string_view source) {
    const web::Language& language = visit.language;
    web::Html text("<p>"_html);
    text.add(language.say_with("{}: »{}«. {}, set {}.", visit.services.municipality_name, title,
                               visit.absolute_address(path), language.date(visit.today())));
    if (!source.empty()) text.add(" "_html, source);
    text.add("</p><p>"_html,
             language.say("Tag intervallet med, når du gengiver et tal, og skriv, at det er det "
                          "anmeldte. Siden kan udskrives; tabellerne kommer med."),
             "</p>"_html);
    return web::details(language.say("Sådan henviser du til siden"), text);
}

web::Html parts_list(const std::vector<std::pair<std::string, std::string>>& parts,
                     const web::Language& language) {
    web::Html list;
    if (parts.size() < 2) return list;
    list.add("<nav class=\"screen-only\" aria-label=\""_html, language.say("På denne side"),
             "\"><ul>"_html);
    for (const auto& [name, id] : parts)
        list.add("<li>"_html, web::link("#" + id, name), "</li>"_html);
    list.add("</ul></nav>"_html);
    return list;
}

}  // namespace evidence
